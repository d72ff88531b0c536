"""Proofs by z3, cut at article boundaries, refined until the model speaks of facts alone, then replayed.

A lemma starts with the rules of its own article; what other articles define is a free variable within its bounds.
What is impossible there is impossible. Otherwise the articles that the model relied on are inlined, one layer more
each time; then recorded rows are spelt out, one per parent, then two. A model that speaks of facts only becomes a
person, who is replayed in the exact evaluator: only what the replay confirms is reported. When the time is spent the
answer is "unknown".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter
from typing import Literal

import z3

from parchemin.regulation.evaluation.deadlines import last_day
from parchemin.regulation.evaluation.facts import Person
from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Aggregate, Kind, Node, Pick, Regulation, Row
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.concretise import assignments, case_lines, integer, person, pruned, target
from parchemin.regulation.verification.lemmas import Lemma, clash, direction, lemmas, marks
from parchemin.regulation.verification.polarity import Polarity, join
from parchemin.regulation.verification.replay import Replay
from parchemin.regulation.verification.results import Counterexample, Result, Status, Verification
from parchemin.regulation.verification.structure import Spot, representatives
from parchemin.regulation.verification.translation import Translation
from parchemin.regulation.verification.walk import nodes, roots_of, uses
from parchemin.regulation.verification.world import Frame, OutOfTime, Setting, World

MOST_ROWS = 2  # recorded rows per parent that a counterexample may need
DUE_TRIES = 6  # times the real day of a deadline is told to the solver before giving up
NO_SPOT = Spot("", 0)
PRUNING = 0.25  # seconds given to leaving out of an example what does not matter
SHORT, MIDDLE, LONG = 0.03, 0.3, 1.2  # seconds a lemma may take in its first turns; then the rest is shared out
DOUBTS = 2  # open questions about a fact after which the others wait for a longer turn
SHOWN = 8  # assignments shown in an example


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for a person came to."""

    found: Literal["nobody", "somebody", "unknown"]
    refinements: int
    why: str = ""
    persons: tuple[Person, ...] = ()
    spot: Spot = NO_SPOT


@dataclass
class Prover:
    """The lemmas of one regulation, and the time they share."""

    setting: Setting
    replay: Replay
    until: float
    reached: frozenset[tuple[str, int]] = frozenset()  # (decision, row) that a worked case reaches
    uniform: dict[tuple[Frame, str], tuple[World, tuple[Translation, ...]]] = field(default_factory=dict)

    def instances(self, lemma: Lemma, inlined: frozenset[str] | None) -> tuple[Spot, ...]:
        """One instance of each kind that the lemma can tell apart with these definitions inlined (None: all)."""
        regulation = self.setting.regulation
        reached: list[Node] = []
        names: set[str] = set()
        waiting = list(lemma.roots)
        while waiting:
            node = waiting.pop()
            reached.append(node)
            used = uses(iter([node]))
            new = {n for n in used.definitions if inlined is None or n in inlined} | used.decisions
            waiting += [root for name in new - names for root in roots_of(regulation, name)]
            names |= new
        return self._kinds(lemma.level, reached)

    def _kinds(self, level: str, reached: list[Node]) -> tuple[Spot, ...]:
        inside = [node for root in reached for node in nodes(root)]
        columns = tuple(sorted(uses(iter(reached)).data))
        named = frozenset((node.over, node.member) for node in inside if isinstance(node, Pick))
        over = frozenset(node.over for node in inside if isinstance(node, Aggregate | Pick))
        return representatives(self.setting.tree, level, columns, named, over)

    def settle(self, lemma: Lemma, until: float) -> Result:
        begun = perf_counter()
        if lemma.family and lemma.polarity is Polarity.INCREASING:
            alone = join(self.setting.typing_alone.of(root) for root in lemma.roots)
            by_typing = alone.get(lemma.family) in (None, Polarity.INCREASING)
            return _result(lemma, "proved", begun, by="polarity" if by_typing else "solver")
        if lemma.witness and (lemma.decision, lemma.row) in self.reached:
            return _result(lemma, "proved", begun, by="case")
        return self._judged(lemma, self._everywhere(lemma, until), begun)

    def copies(self, frame: Frame, family: str, until: float) -> tuple[World, tuple[Translation, ...]]:
        """The variables and the one or two copies of a person for a question.

        Uniform frames prove nothing by themselves, so that what one lemma translates may stay there for the next.
        """
        known = self.uniform.get((frame, family)) if frame.uniform else None
        if known is None:
            world = World()
            first = Translation(self.setting, world, frame, family=family)
            second = (Translation(self.setting, world, frame, family=family, twin=first),) if family else ()
            known = world, (first, *second)
            if frame.uniform:
                self.uniform[frame, family] = known
        for copy in known[1]:
            copy.until = until
        return known

    def learn_directions(self, until: float) -> None:
        """Proves, one definition at a time, directions that the typing alone leaves open.

        Only where the doubt begins: a definition that is mixed because it uses a mixed one stays so.
        """
        typing, definitions = self.setting.typing, self.setting.regulation.definitions
        for name in (n for n in self.setting.regulation.order if n in definitions):
            if definitions[name].node.type.kind is Kind.CHOICE:
                continue
            used = [typing.definition(n) for n in uses(iter([definitions[name].node])).definitions]
            for fact, polarity in marks(self.setting, typing.definition(name)):
                begins = polarity is Polarity.MIXED and all(u.get(fact) is not Polarity.MIXED for u in used)
                for way in (Polarity.INCREASING, Polarity.DECREASING) if begins else ():
                    if self._impossible_at_once(direction(self.setting, name, fact, way), frozenset(), until):
                        typing.learn(name, fact, way)
                        break

    def _everywhere(self, lemma: Lemma, until: float) -> Search:
        """The search at every kind of instance, up to the first person found."""
        inlined, refinements, doubt = self._same_articles({lemma.place.article}), 0, ""
        if self._impossible_at_once(lemma, inlined, until):
            return Search("nobody", 0)
        for spot in self.instances(lemma, None):
            search = self._at(lemma, spot, until)
            refinements = max(refinements, search.refinements)
            if search.found == "somebody":
                return search
            if search.found == "unknown":
                doubt = search.why
                if not lemma.witness:
                    break
        return Search("unknown" if doubt else "nobody", refinements, doubt)

    def _impossible_at_once(self, lemma: Lemma, inlined: frozenset[str], until: float) -> bool:
        """Whether the rules of the lemma's own article already exclude every person, at every kind of instance."""
        spots = self.instances(lemma, inlined)
        return all(_Attempt(self, lemma, spot, Frame(inlined), until).answer() == "unsat" for spot in spots)

    def _at(self, lemma: Lemma, spot: Spot, until: float) -> Search:
        """The search at one instance: a layer of articles more each time, then recorded rows spelt out."""
        definitions = self.setting.regulation.definitions
        inlined, refinements = self._same_articles({lemma.place.article}), 0
        while True:
            attempt = _Attempt(self, lemma, spot, Frame(inlined), until)
            answer = attempt.answer()
            if answer != "sat":
                found: Literal["nobody", "unknown"] = "nobody" if answer == "unsat" else "unknown"
                return Search(found, refinements, "time" if perf_counter() >= until else "solver")
            if not attempt.world.cut:
                break
            refinements += 1
            if refinements == 1 and lemma.witness:
                early = _Attempt(self, lemma, spot, Frame(frozenset(definitions), 1, uniform=True), until)
                if early.answer() == "sat" and (persons := early.persons()):
                    return Search("somebody", refinements, "", persons, spot)
            inlined |= attempt.world.cut
            inlined |= self._same_articles({definitions[name].place.article for name in attempt.world.cut})
        if not attempt.world.abstract_rows and (persons := attempt.persons()):
            return Search("somebody", refinements, "", persons, spot)
        if not attempt.world.abstract_rows and not attempt.world.loose:
            return Search("unknown", refinements, "replay")
        return self._spelt_out(lemma, spot, refinements, until)

    def _spelt_out(self, lemma: Lemma, spot: Spot, refinements: int, until: float) -> Search:
        """The search with every definition inlined and recorded rows spelt out, persons alike in everything first."""
        everything, why = frozenset(self.setting.regulation.definitions), "rows"
        alike = (False,) if lemma.family else (True, False)
        for rows, uniform in ((rows, uniform) for rows in range(1, MOST_ROWS + 1) for uniform in alike):
            refinements += 1
            attempt = _Attempt(self, lemma, spot, Frame(everything, rows, uniform=uniform), until)
            answer = attempt.answer()
            if answer == "sat":
                if persons := attempt.persons():
                    return Search("somebody", refinements, "", persons, spot)
                why = "replay"
            elif answer == "unsat" and attempt.world.closed_rows and not uniform:
                return Search("nobody", refinements)
            elif answer == "unknown":
                why = "time" if perf_counter() >= until else "solver"
        return Search("unknown", refinements, why)

    def _same_articles(self, articles: set[str]) -> frozenset[str]:
        found = self.setting.regulation.definitions.values()
        return frozenset(d.name for d in found if d.place.article in articles)

    def _judged(self, lemma: Lemma, search: Search, begun: float) -> Result:
        if search.found == "unknown":
            return _result(lemma, "unknown", begun, refinements=search.refinements, why=search.why)
        if search.found == "nobody":
            status: Status = "refuted" if lemma.witness else "proved"
            return _result(lemma, status, begun, refinements=search.refinements)
        if lemma.witness:
            return _result(lemma, "proved", begun, refinements=search.refinements)
        shown = self._counterexample(lemma, search)
        values = self._values(lemma, search)
        return _result(
            lemma, "counterexample", begun, refinements=search.refinements, counterexample=shown, values=values
        )

    def _values(self, lemma: Lemma, search: Search) -> dict[str, object]:
        """What the finding says besides the claim: the example in words, and the rows that clash."""
        regulation, tree = self.setting.regulation, self.setting.tree
        example, *better = ([f"{t} = {v}" for t, v in assignments(regulation, tree, p)] for p in search.persons)
        values: dict[str, object] = {"example": _shown(example)}
        if better:
            values["better"] = _shown([line for line in better[0] if line not in example])
        if pair := self._clash(lemma, search):
            values |= {"first": pair[0].option, "second": pair[1].option, "rows": (pair[0].place, pair[1].place)}
        return values

    def _clash(self, lemma: Lemma, search: Search) -> tuple[Row, Row] | None:
        if lemma.check != "exclusivity":
            return None
        return clash(self.setting.regulation.decisions[lemma.decision], self.replay, search.persons[0], search.spot)

    def _counterexample(self, lemma: Lemma, search: Search) -> Counterexample:
        regulation, tree, member = self.setting.regulation, self.setting.tree, self.setting.tree.key(search.spot)
        where = target(regulation, lemma.subject, lemma.level, member)
        outcomes = [self.replay.written(lemma.subject, someone, search.spot) for someone in search.persons]

        def lines() -> tuple[str, ...]:
            expected = [self.replay.written(lemma.subject, p, search.spot, closed=False) for p in search.persons]
            if pair := self._clash(lemma, search):
                expected = [pair[0].option]  # two rows at once is nothing a case can expect: the author chooses
            given = zip(search.persons, expected, strict=True)
            tables = [case_lines(regulation, tree, p, p.id, [(where, outcome)]) for p, outcome in given]
            return (*tables[0], *(table[-1] for table in tables[1:]))

        after = search.persons[1] if len(search.persons) > 1 else None
        return Counterexample(search.persons[0], member, outcomes[0], lines, after, outcomes[-1] if after else "")


class _Attempt:
    """One question to the solver, within one frame."""

    def __init__(self, prover: Prover, lemma: Lemma, spot: Spot, frame: Frame, until: float) -> None:
        self.prover, self.lemma, self.spot, self.until = prover, lemma, spot, until
        self.world, self.copies = prover.copies(frame, lemma.family, until)
        self.solver = z3.Solver()

    def answer(self) -> Literal["sat", "unsat", "unknown"]:
        try:
            goal = self.lemma.question(self.copies, self.spot)
            there = self.copies[0].exists(self.spot) if self.spot.slot >= 0 else True
        except OutOfTime:
            return "unknown"
        asked = symbols.conjunction([goal, there])
        if asked is False:
            return "unsat"
        self.solver.add(self.world.constraints)
        self.solver.add(asked)
        return self._check()

    def _check(self) -> Literal["sat", "unsat", "unknown"]:
        left = int(1000 * (self.until - perf_counter()))
        if left <= 0:
            return "unknown"
        self.solver.set("timeout", left)
        answer = self.solver.check()
        return "sat" if answer == z3.sat else "unsat" if answer == z3.unsat else "unknown"

    def persons(self) -> tuple[Person, ...]:
        """The persons of the model, when the replay confirms them; deadlines are told their real days meanwhile."""
        for _ in range(DUE_TRIES):
            model = self.solver.model()
            found = tuple(self._person(model, copy) for copy in range(len(self.copies)))
            if self._confirmed(found):
                return found if self.lemma.witness else pruned(found, self._confirmed, perf_counter() + PRUNING)
            if not self._tell_days(model) or self._check() != "sat":
                break
        return ()

    def _confirmed(self, persons: Sequence[Person]) -> bool:
        try:
            return self.lemma.confirmed(self.prover.replay, persons, self.spot)
        except LookupError:  # the recorded row in question is not there
            return False

    def _person(self, model: z3.ModelRef, copy: int) -> Person:
        setting = self.prover.setting
        french = setting.regulation.language == "fr"
        name = ("contre-exemple", "le même, mieux noté") if french else ("counterexample", "the same, better marks")
        root = setting.regulation.root_of(self.lemma.level)
        return person(setting.regulation, setting.tree, root, self.world, model, copy=copy, name=name[copy])

    def _tell_days(self, model: z3.ModelRef) -> bool:
        """The real last day, for each start of the model. False when no deadline is involved."""
        regulation = self.prover.setting.regulation
        for (deadline, _), (start, day) in self.world.due.items():
            begins = integer(model, start)
            last = last_day(regulation.deadlines[deadline], date.fromordinal(begins), regulation.holidays).last
            same = symbols.equal(start, begins)
            self.solver.add(z3.Or(symbols.negation(same), day == last.toordinal()))
        return bool(self.world.due)


def verify(regulation: Regulation, *, budget_seconds: float = 5.0, lemma_seconds: float | None = None) -> Verification:
    """Every lemma of a regulation, within `budget_seconds` in all and `lemma_seconds` each (default: a fair share).

    A lemma that does not end in its time is "unknown". Times are in milliseconds of wall clock.
    """
    begun = perf_counter()
    setting = Setting(regulation)
    replay = Replay(regulation)
    prover = Prover(setting, replay, begun + budget_seconds, replay.rows_reached_by_cases())
    prover.learn_directions(begun + budget_seconds / 4)
    asked = list(lemmas(setting))
    results = _rounds(prover, asked, lemma_seconds)
    findings = tuple(found for result, lemma in zip(results, asked, strict=True) if (found := finding(result, lemma)))
    return Verification(tuple(results), findings, 1000 * (perf_counter() - begun))


def _rounds(prover: Prover, asked: Sequence[Lemma], lemma_seconds: float | None) -> list[Result]:
    """Short turns for all first, then longer ones for what is open: a hard lemma keeps none from its turn."""
    results: dict[int, Result] = {}

    def turn(waiting: Sequence[int], seconds: float | None) -> None:
        for done, i in enumerate(waiting):
            now = perf_counter()
            if i in results and now >= prover.until:
                break
            share = seconds or max((prover.until - now) / (len(waiting) - done), LONG)
            spent = results[i].milliseconds if i in results else 0
            result = prover.settle(asked[i], min(prover.until, now + share))
            results[i] = replace(result, milliseconds=result.milliseconds + spent)

    def still_open() -> list[int]:
        return [i for i in range(len(asked)) if i not in results or results[i].status == "unknown"]

    turn([i for i in range(len(asked)) if not asked[i].family], lemma_seconds or SHORT)
    for i in (i for i in range(len(asked)) if asked[i].family):
        doubts = sum(r.status == "unknown" for j, r in results.items() if asked[j].family == asked[i].family)
        if lemma_seconds is None and doubts >= DOUBTS and asked[i].polarity is not Polarity.INCREASING:
            results[i] = _result(asked[i], "unknown", perf_counter(), why="time")  # until a longer turn
        else:
            turn([i], lemma_seconds or SHORT)
    if lemma_seconds is None:
        turn([i for i in still_open() if not asked[i].family], MIDDLE)
        turn(_first_of_each_family(still_open(), asked), LONG)
        turn([i for i in still_open() if not asked[i].family], LONG)
        turn(still_open(), None)
    return [results[i] for i in range(len(asked))]


def _first_of_each_family(waiting: Sequence[int], asked: Sequence[Lemma]) -> list[int]:
    """Of the questions on two persons, the deepest subject for each fact: the smallest formula."""
    firsts: dict[str, int] = {}
    for i in waiting:
        if asked[i].family:
            firsts.setdefault(asked[i].family, i)
    return list(firsts.values())


def finding(result: Result, lemma: Lemma) -> Finding | None:
    """What a claim that is not proved calls for."""
    if result.status == "proved":
        return None
    if result.status == "unknown":
        return Finding(say.unsettled(result.claim, str(result.values["why"])), result.place, result.values)
    related = result.values.get("rows", ())
    return Finding(lemma.finding, result.place, result.values, related if isinstance(related, tuple) else ())


def _shown(lines: Sequence[str]) -> str:
    return " ; ".join(lines[:SHOWN]) + (" …" if len(lines) > SHOWN else "")


def _result(
    lemma: Lemma,
    status: Status,
    begun: float,
    *,
    refinements: int = 0,
    by: Literal["polarity", "case", "solver"] = "solver",
    why: str = "",
    counterexample: Counterexample | None = None,
    values: dict[str, object] | None = None,
) -> Result:
    spent = 1000 * (perf_counter() - begun)
    more = {"why": why} if why else {}
    said = lemma.values | (values or {}) | more
    return Result(
        lemma.check, lemma.subject, lemma.claim, said, status, lemma.place, spent, refinements, by, counterexample
    )  # fmt: skip
