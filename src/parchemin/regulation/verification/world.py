"""What surrounds a question to the solver: the regulation's shared analyses, the frame spelt out, and the variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import z3

from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.verification.bounds import Bounds
from parchemin.regulation.verification.polarity import Typing
from parchemin.regulation.verification.structure import Spot, Tree
from parchemin.regulation.verification.symbols import Symbol, Truth, Whole
from parchemin.regulation.verification.work import Work


class OutOfTime(Exception):
    """The work allowed is spent while still translating."""


@dataclass
class ProofSetting:
    """What every lemma about one regulation shares."""

    regulation: Regulation
    tree: Tree = field(init=False)
    bounds: Bounds = field(init=False)
    typing: Typing = field(init=False)  # with what the solver adds to it
    typing_alone: Typing = field(init=False)
    figures: Mapping[str, Value] = field(init=False)
    work: Work = field(default_factory=Work)  # that of every proof about it

    def __post_init__(self) -> None:
        self.tree = Tree(self.regulation)
        self.bounds = Bounds(self.regulation, self.tree)
        self.typing = Typing(self.regulation, self.bounds)
        self.typing_alone = Typing(self.regulation, self.bounds)
        self.figures = self.regulation.values()


@dataclass(frozen=True, slots=True)
class ProofFrame:
    """What is spelt out: definitions, and rows per parent (None: their aggregates stay free).

    `uniform` looks only at persons who have the same facts for every member of a level, except that members repeated
    under every parent (first and second session) may differ, and that what stands under a member set `apart` has facts
    of its own; only there may two copies differ. Few variables, enough for many examples, no proof.
    """

    inlined: frozenset[str]
    rows: int | None = None
    uniform: bool = False
    apart: frozenset[Spot] = frozenset()


@dataclass
class World:
    """The variables of one lemma: shared by two copies of a person that differ in one family of facts."""

    constraints: list[z3.BoolRef] = field(default_factory=list)
    facts: dict[tuple[str, Spot, int], Symbol] = field(default_factory=dict)  # (name, spot, copy)
    alike: dict[tuple[str, tuple[str, int], int], Symbol] = field(default_factory=dict)
    present: dict[Spot, Truth] = field(default_factory=dict)
    due: dict[tuple[str, int], tuple[Whole, z3.ArithRef]] = field(
        default_factory=dict
    )  # (deadline, term) -> start, last day
    codes: dict[str, int] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    loose: bool = False  # a product or a rounding was left as a free variable
    closed_rows: bool = True  # the rows spelt out, and the weights given, are all a person can have
    abstract_rows: bool = False  # some aggregate over recorded rows is a free variable
    fresh: int = 0
    copies: int = 0  # second copies, each with facts of its own family

    def require(self, truth: Truth) -> None:
        if not isinstance(truth, bool):
            self.constraints.append(truth)
        elif not truth:
            self.constraints.append(z3.BoolVal(False))

    def code(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def another_copy(self) -> int:
        self.copies += 1
        return self.copies

    def name(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}#{self.fresh}"
