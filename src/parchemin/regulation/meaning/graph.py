"""The typed graph of a regulation: what the evaluators, the explanations and the proofs all read.

Every node knows its `level` (the level of the curriculum tree at which it has one value per
instance; "" for a constant, valid anywhere), its `type`, and the `place` it was written at. An operand
whose level is an ancestor of the node's level is broadcast down; a descendant's value only stands
under an `Aggregate` or a `Pick`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Literal

from parchemin.regulation.findings import NOWHERE, Language, SourcePlace
from parchemin.regulation.meaning.articles import ArticleMeaning, ShownValue, Silence, WorkedCase

# --- types -----------------------------------------------------------------------------------------------


class Kind(Enum):
    BOOL = "bool"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"  # carried and shown, never compared


type Rounding = Literal["half-up", "half-even", "down", "up"]


@dataclass(frozen=True, slots=True)
class Type:
    """The values a node can take.

    `low` and `high` bound a number (inclusive; None: unbounded). Dates are proleptic ordinals
    (`date.toordinal`). `step` is the grid a number lies on (None: any rational); a number stored in a
    column is the integer `value / step`. `choices` names the values of a choice, in declared order.
    """

    kind: Kind
    unit: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction | None = None
    choices: tuple[str, ...] = ()
    ordered: bool = False  # the choices are written from the lowest to the highest
    codes: tuple[str, ...] = ()  # what a mark may be besides a number (ABI, DEF …), each kept as `code_value`
    floor: Fraction | None = None  # with `codes`: the least number, `low` being that of the codes

    @property
    def numbers(self) -> Type:
        """The type of its numbers alone."""
        return replace(self, low=self.floor, codes=(), floor=None) if self.codes else self

    def code(self, value: Value | None) -> str:
        """The code that a value stands for; "" for a number, and for everything else."""
        if not self.codes or isinstance(value, bool | str) or value is None or value >= CODES_BELOW:
            return ""
        return self.codes[int(code_value(0) - value)]


CODES_BELOW = Fraction(-999)  # no scale goes so low: what stands below is a code


def code_value(place: int) -> Fraction:
    """What stands for the code at a place among the codes of a text."""
    return Fraction(-1000 - place)


BOOL, DATE = Type(Kind.BOOL), Type(Kind.DATE)

type Value = Fraction | bool | str | int  # a number, a truth value, a choice, a date as its ordinal

# --- nodes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value, one per instance of `level`."""

    level: str
    type: Type
    place: SourcePlace = field(default=NOWHERE, compare=False)

    def children(self) -> Iterator[Node]:
        for name in (f.name for f in fields(self)):
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (part for part in _flat(value) if isinstance(part, Node))


def _flat(values: tuple[object, ...]) -> Iterator[object]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterUse(Node):
    """A parameter or the reading taken of an article (`lecture.…`, a choice); its value is bound at evaluation."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUse(Node):
    """An input collected by the school: `level.attribute`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumUse(Node):
    """A column of a table of the regulation itself (ECTS of a module …), the same for every student."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionUse(Node):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    operator: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare(Node):
    """`left operator right` on numbers, dates, choices or truth values (the last two: only == and !=)."""

    operator: Literal["<", "<=", "==", "!=", ">=", ">"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic(Node):
    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Node):
    """`then` where `condition` holds, else `otherwise`."""

    condition: Node
    then: Node
    otherwise: Node
    wrote: Literal["", "then", "otherwise"] = ""  # codes make the condition: the branch that the text wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Node):
    """The value named by a choice. Every choice of the subject is covered by `cases` or by `otherwise`."""

    subject: Node
    cases: tuple[tuple[str, Node], ...]
    otherwise: Node | None = None


type AggregateFunction = Literal[
    "all", "any", "count", "sum", "min", "max", "mean", "weighted_mean", "best_mean", "latest"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Node):
    """One value per instance of `level`, over its descendants at level `over`.

    `where` keeps some of them only (a truth value at `over`). `weight` belongs to weighted_mean and best_mean, `by`
    (a date or number at `over`) to latest, `best` (a whole figure) to best_mean: the mean of the `best` highest
    kept values, of all of them when there are fewer; with `drop`, of all but the `best` lowest, of one at least. With
    `weight` that mean is weighted, a value without weight is not kept, and of equal values the lighter is the higher.
    `count` counts the kept instances where `of` is true.
    Without any kept instance: all is true, any is false, count and sum are 0, and the others are `empty`.
    For weighted_mean, no kept instance or a total weight of zero is empty. `empty` is None only where a
    listed level and no `where` make emptiness impossible.
    """

    function: AggregateFunction
    over: str
    of: Node
    weight: Node | None = None
    where: Node | None = None
    by: Node | None = None
    best: Node | None = None
    drop: bool = False
    empty: Node | None = None
    written: Node | None = None  # the marks as recorded, codes among them, when `of` and `where` only hold numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Node):
    """The value of the one descendant named `member` of listed level `over`: `session[2].mark`."""

    over: str
    member: str
    of: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Node):
    """The value, at each member of listed `level`, of another member: `places[i]` is its index at listed level `over`.

    A place of -1 is none, and the value is then `empty`. `by` is the column that names the members, if one does.
    """

    over: str
    of: Node
    places: tuple[int, ...]
    empty: Node | None = None
    by: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme(Node):
    """The least or greatest of several values at one level: `max(a, b)`."""

    function: Literal["min", "max"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Node):
    """`of` brought onto the grid of `step`. half-up rounds half away from zero."""

    of: Node
    step: Fraction
    mode: Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate(Node):
    """The last day of deadline `deadline`, when it starts on the day `start`."""

    deadline: str
    start: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionUse(Node):
    """True when decision `decision` is settled by rule on `option` (a jury's options are not decided)."""

    decision: str
    option: str


# --- what a regulation declares ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LevelMember:
    """One instance of a listed level. `key` is unique in its level; `parent` indexes the parent level's members.

    `name` is unique among the children of its parent; `key` is `name`, or `parent key/name` on a
    level whose members repeat under every parent (`Compta/2` for the second session of Compta).
    """

    key: str
    name: str
    label: str
    parent: int
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the tree. `listed` levels have the same members for everyone; `recorded` ones have rows.

    A root level (parent "") is one person: `listed` with one member. A listed level's parent is listed.
    `open`, on a recorded level, is a truth value at the parent level: more rows may still be added
    (None: what is decided is decided on the rows given). `most` bounds the rows per parent instance.
    """

    name: str
    parent: str
    kind: Literal["listed", "recorded"]
    members: tuple[LevelMember, ...] = ()
    open: Node | None = None
    most: int | None = None
    repeated: bool = False
    label: str = ""
    canonical: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Fact:
    """An input column. `missing` is the value of an absent cell; None makes it unknown.

    `nature` is "" for an ordinary fact, else the kind of typed fact that overrides a result and cites its
    article: absence, exemption, neutralisation, waiver, jury points, ruling.
    """

    name: str
    level: str
    type: Type
    missing: Value | None
    nature: str = ""
    label: str = ""
    canonical: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Code:
    """What a mark may be besides a number, and what it does in an average: blocks it, counts as 0, is set apart."""

    name: str
    effect: Literal["blocks", "zero", "apart"]
    label: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the text. `at_least`/`at_most`/`fixed` are what a higher layer imposes on a lower one."""

    name: str
    type: Type
    value: Value
    label: str = ""
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    fixed: bool = False
    assumed: bool = False  # a declared assumption, not a figure of the source
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Reading:
    """An article that can be read two ways. It acts as a choice parameter named `lecture.<name>`."""

    name: str
    taken: str
    alternatives: tuple[tuple[str, str], ...]  # (alternative, what it means), in declared order
    reason: str
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Definition:
    """A named value. `source` is the expression as written; `role` is "requirement" for a line of a requirements table.

    `group` names the requirements table (itself a definition) that the line belongs to.
    """

    name: str
    level: str
    node: Node
    source: str
    role: Literal["value", "requirement", "group"] = "value"
    group: str = ""
    label: str = ""
    canonical: str = ""
    place: SourcePlace = NOWHERE


type By = Literal["rule", "jury"]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of a decision table: `option`, taken when `condition` holds, by rule or left to the jury."""

    option: str
    condition: Node
    source: str
    by: By
    who: str = ""  # the authority as written, when not the rule: "jury", "directeur du programme"
    label: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table at a level.

    unique: exactly one rule row applies, or only jury rows do (they are then the lawful options).
    first: the first row that applies decides; when it is a jury row, the lawful options are the jury
    rows that apply, from it to the next rule row.
    best_first: the text says that its rows go from the most favourable down.
    """

    name: str
    level: str
    policy: Literal["unique", "first"]
    rows: tuple[DecisionRow, ...]
    label: str = ""
    canonical: str = ""
    place: SourcePlace = NOWHERE
    best_first: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.option for row in self.rows))


type Counting = Literal["calendar", "working", "business", "clear", "hours", "weeks", "months", "years", "month-end"]
# working: jours ouvrables (Monday to Saturday, no public holiday). business: jours ouvrés (Monday to Friday, none).
# clear: jours francs (neither the first nor the last day counts). month-end: the last day of month `length`.


@dataclass(frozen=True, slots=True)
class Deadline:
    """How a last day is counted. `before` counts back from the start event. `roll` moves a last day that is not a
    working (Mon-Sat) or business (Mon-Fri) day to the next one (the previous one when counting back)."""

    name: str
    start: str
    length: int
    counting: Counting
    before: bool = False
    roll: Literal["none", "working", "business"] = "none"
    label: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Control:
    """A published figure set against what the tables say: `node` (a truth value at `level`) ought to hold."""

    name: str
    level: str
    node: Node
    source: str
    published: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True)
class Regulation:
    """A regulation, understood. `order` lists definitions and decisions so that each comes after what it uses."""

    name: str
    title: str
    language: Language
    version: str  # date in force, ISO
    levels: Mapping[str, Level]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    data: Mapping[str, tuple[Value | None, ...]]  # "module.ects" -> one value per member
    data_types: Mapping[str, Type]
    definitions: Mapping[str, Definition]
    decisions: Mapping[str, DecisionTable]
    deadlines: Mapping[str, Deadline]
    controls: tuple[Control, ...]
    cases: tuple[WorkedCase, ...]
    articles: Mapping[str, ArticleMeaning]
    order: tuple[str, ...]
    digest: str
    holidays: str = "FR"
    silences: tuple[Silence, ...] = ()
    publications: tuple[ShownValue, ...] = ()
    entry: str = ""  # the date fact of a person that decides their version
    codes: Mapping[str, Code] = field(default_factory=dict)  # in the order of `Type.codes`

    @cached_property
    def roots(self) -> tuple[str, ...]:
        return tuple(level.name for level in self.levels.values() if not level.parent)

    def root_of(self, level: str) -> str:
        while self.levels[level].parent:
            level = self.levels[level].parent
        return level

    def path(self, level: str) -> tuple[str, ...]:
        """The levels from the root down to `level`, both included."""
        steps = [level]
        while parent := self.levels[steps[-1]].parent:
            steps.append(parent)
        return tuple(reversed(steps))

    def values(self) -> dict[str, Value]:
        """The values in force of parameters and readings, by name, ready to be overridden."""
        figures: dict[str, Value] = {name: p.value for name, p in self.parameters.items()}
        return figures | {f"lecture.{name}": r.taken for name, r in self.readings.items()}
