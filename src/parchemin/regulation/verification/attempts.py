"""One question to the solver, within one frame, and the persons that its answer describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, cast

import z3

from parchemin.regulation.evaluation.deadlines import last_day
from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.meaning.graph import Kind, Type, Value
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.concretise import integer, person
from parchemin.regulation.verification.lemmas import Lemma
from parchemin.regulation.verification.replay import Replayer
from parchemin.regulation.verification.structure import Spot
from parchemin.regulation.verification.symbols import Quantity, Symbol, Truth, Whole
from parchemin.regulation.verification.translation import Translation
from parchemin.regulation.verification.variables import APART
from parchemin.regulation.verification.world import OutOfTime, ProofFrame, ProofSetting, World

DUE_TRIES = 6  # times the real day of a deadline is told to the solver before giving up
WISHES = 16  # times wishes that contradict one another are given up before all are

type Answer = Literal["sat", "unsat", "unknown"]


@dataclass(frozen=True, slots=True)
class Preference:
    """What would make an example plainer; `apart` when it speaks of a member set apart."""

    root: str
    apart: bool
    literal: z3.BoolRef


class ExampleSolver:
    """A solver that knows the constraints of a world, and wishes that make an example plain to read.

    No rows where none is needed, facts as they are when nobody says, marks in the middle of their scale.
    """

    def __init__(self, setting: ProofSetting, world: World) -> None:
        self.setting, self.world, self.solver = setting, world, z3.Solver()
        self.wishes: dict[str, Preference] = {}
        self.known_requirements = 0
        self.questions = 0

    def ask(self, question: Truth) -> z3.BoolRef:
        """The literal under which the question is asked."""
        for constraint in self.world.constraints[self.known_requirements :]:
            self.solver.add(constraint)
        self.known_requirements, self.questions = len(self.world.constraints), self.questions + 1
        literal = z3.Bool(f"question {self.questions}")
        self.solver.add(z3.Implies(literal, question))
        return literal

    def wish(self, person: Translation) -> None:
        """One wish for each variable that is new."""
        regulation = self.setting.regulation
        for spot, here in self.world.present.items():
            if not self.setting.tree.under_root(spot.level) and not person.set_apart(spot):
                self._want(spot.level, f"no {here}", symbols.negation(here))
        for (name, where, copy), symbol in self.world.alike.items():
            fact = regulation.facts[name]
            value = fact.missing if fact.missing is not None else plain(fact.type)
            key = f"{name} {where}"
            if copy == 0 and value is not None and key not in self.wishes:
                self._want(fact.level, key, self._equal(symbol, value, fact.type.kind, person))

    def _want(self, level: str, key: str, truth: Truth) -> None:
        if key not in self.wishes:
            literal = z3.Bool(f"wish {key}")
            self.wishes[key] = Preference(self.setting.regulation.root_of(level), APART in key, literal)
            self.solver.add(z3.Implies(literal, truth))

    def _equal(self, symbol: Symbol, value: Value, kind: Kind, person: Translation) -> Truth:
        match kind:
            case Kind.BOOL:
                return cast(Truth, symbol) if value else symbols.negation(cast(Truth, symbol))
            case Kind.CHOICE:
                return symbols.equal(cast(Whole, symbol), self.world.code(str(value)))
            case Kind.NUMBER | Kind.DATE if not isinstance(value, str):
                return symbols.compare("==", cast(Quantity, symbol), symbols.figure(value), person.flatten)
            case _:
                return True


def plain(type_: Type) -> Value | None:
    """A value that a reader does not stumble on."""
    if type_.kind is Kind.BOOL:
        return False
    type_ = type_.numbers
    if type_.unit == "mark" and type_.low is not None and type_.high is not None:
        return (type_.low + type_.high) / 2
    return None


@dataclass
class Copies:
    """The one or two copies of a person for a question.

    Uniform frames prove nothing by themselves, so that what one lemma translates may stay there for the next.
    """

    setting: ProofSetting
    _first: dict[ProofFrame, tuple[World, Translation]] = field(default_factory=dict)
    _second: dict[tuple[ProofFrame, str], Translation] = field(default_factory=dict)
    _solvers: dict[ProofFrame, ExampleSolver] = field(default_factory=dict)

    def solver_for(self, frame: ProofFrame, world: World) -> ExampleSolver:
        """The solver for a frame; a uniform one remembers from question to question."""
        known = self._solvers.get(frame) or ExampleSolver(self.setting, world)
        if frame.uniform:
            self._solvers[frame] = known
        return known

    def of(self, frame: ProofFrame, family: str, until: float) -> tuple[World, tuple[Translation, ...]]:
        world, first = self._first.get(frame) or self._new(frame)
        first.until = until
        if not family:
            return world, (first,)
        second = self._second.get((frame, family))
        if second is None:
            second = Translation(self.setting, world, frame, family=family, twin=first)
        if frame.uniform:
            self._second[frame, family] = second
        second.until = until
        return world, (first, second)

    def _new(self, frame: ProofFrame) -> tuple[World, Translation]:
        world = World()
        new = world, Translation(self.setting, world, frame)
        if frame.uniform:
            self._first[frame] = new
        return new


class Attempt:
    """One question, at one instance, within one frame."""

    def __init__(
        self, copies: Copies, replay: Replayer, lemma: Lemma, spot: Spot, frame: ProofFrame, until: float
    ) -> None:
        self.setting, self.replay, self.lemma, self.spot, self.until = copies.setting, replay, lemma, spot, until
        self.frame = frame
        self.world, self.copies = copies.of(frame, lemma.family, until)
        self.examples = copies.solver_for(frame, self.world)
        self.solver = self.examples.solver
        self.assumed: list[z3.BoolRef] = []
        self.wishes: list[Preference] = []

    def answer(self) -> Answer:
        try:
            goal = self.lemma.question(self.copies, self.spot)
            there = self.copies[0].exists(self.spot) if self.spot.slot >= 0 else True
        except OutOfTime:
            return "unknown"
        asked = symbols.conjunction([goal, there])
        if asked is False:
            return "unsat"
        if not self.frame.uniform:
            self.solver.add(self.world.constraints)
            self.solver.add(asked)
            return self._check()
        self.assumed = [self.examples.ask(asked)]
        self.examples.wish(self.copies[0])
        root = self.setting.regulation.root_of(self.lemma.level)
        self.wishes = [wish for wish in self.examples.wishes.values() if wish.root == root]
        return self._check()

    def _check(self) -> Answer:
        """Wishes that contradict the question, or one another, are given up: of the members set apart first."""
        for _ in range(WISHES):
            answer = self._checked(self.wishes)
            if answer != "unsat" or not self.wishes:
                return answer
            core = {literal.get_id() for literal in self.solver.unsat_core()}
            against = [wish for wish in self.wishes if wish.literal.get_id() in core]
            if not against:
                return "unsat"
            given_up = [wish for wish in against if wish.apart] or against
            self.wishes = [wish for wish in self.wishes if all(wish is not other for other in given_up)]
        return self._checked([])

    def _checked(self, wishes: Sequence[Preference]) -> Answer:
        asked = (*self.assumed, *(wish.literal for wish in wishes))
        answer = self.setting.work.check(self.solver, self.until, *asked)
        return "sat" if answer == z3.sat else "unsat" if answer == z3.unsat else "unknown"

    # --- persons

    def persons(self) -> tuple[PersonFacts, ...]:
        """The persons of the model, when the replay confirms them; deadlines are told their real days meanwhile."""
        for _ in range(DUE_TRIES):
            model = self.solver.model()
            found = tuple(self._person(model, i) for i in range(len(self.copies)))
            if confirms(self.replay, self.lemma, found, self.spot):
                return found
            if not self._tell_days(model) or self._check() != "sat":
                break
        return ()

    def _person(self, model: z3.ModelRef, index: int) -> PersonFacts:
        setting, copy = self.setting, self.copies[index].copy
        french = setting.regulation.language == "fr"
        name = ("contre-exemple", "le même, mieux noté") if french else ("counterexample", "the same, better marks")
        root = setting.regulation.root_of(self.lemma.level)
        return person(setting.regulation, setting.tree, root, self.world, model, copy=copy, name=name[index])

    def _tell_days(self, model: z3.ModelRef) -> bool:
        """The real last day, for each start of the model. False when no deadline is involved."""
        regulation = self.setting.regulation
        for (deadline, _), (start, day) in self.world.due.items():
            begins = integer(model, start)
            last = last_day(regulation.deadlines[deadline], date.fromordinal(begins), regulation.holidays).last
            same = symbols.equal(start, begins)
            self.solver.add(z3.Or(symbols.negation(same), day == last.toordinal()))  # true of everybody
        return bool(self.world.due)


def confirms(replay: Replayer, lemma: Lemma, persons: Sequence[PersonFacts], spot: Spot) -> bool:
    """Whether these persons are, on replay, what the lemma looks for."""
    try:
        return lemma.confirmed(replay, persons, spot)
    except LookupError:  # the recorded row in question is not there
        return False
