"""A whole cohort under two sets of figures or two texts: who changes, from what to what, and by which articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.simulation.answers import Answers, Dictionary, speaking
from parchemin.regulation.simulation.carrying import carry_over
from parchemin.regulation.simulation.differences import (
    ArticleChange,
    Difference,
    RegulationWithFigures,
    article_changes,
    differences,
)


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """One outcome of one person that changes."""

    person: str
    member: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Everyone whose `name` goes from one answer to another.

    causes: the differences between the two sides that the outcome hangs on, each with its article. articles: those of
    the causes, then those of the rows of the decision that give the new answer.
    """

    root: str
    name: str
    canonical: str
    before: str
    after: str
    moved: tuple[OutcomeChange, ...]
    causes: tuple[Difference, ...]
    articles: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.moved)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the change would do.

    people: how many persons of each root were looked at; changed: those for whom something changes. only_before and
    only_after: outcomes (or `name[member]`) that exist on one side only and are not compared. dropped: facts the
    other text does not know; refused: recorded values it does not accept, taken as unknown.
    """

    differences: tuple[Difference, ...]
    articles: tuple[ArticleChange, ...]
    transitions: tuple[Transition, ...]
    people: Mapping[str, int]
    changed: Mapping[str, int]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    refused: int = 0


def simulate(
    regulation: Regulation,
    cohorts: Mapping[str, Cohort],
    figures: Mapping[str, Value] | None = None,
    against: Regulation | Mapping[str, Value] | None = None,
) -> Simulation:
    """The cohorts before and after a change.

    `figures` alone: the text as it stands, against the text with these figures. With `against` a set of figures:
    `figures` before, `against` after. With another text: this one before and that one after, each with those of
    `figures` it knows.
    """
    given = dict(figures or {})
    if against is None:
        before, after = RegulationWithFigures(regulation, {}), RegulationWithFigures(regulation, given)
    elif isinstance(against, Regulation):
        before = RegulationWithFigures(regulation, {n: v for n, v in given.items() if n in regulation.values()})
        after = RegulationWithFigures(against, {n: v for n, v in given.items() if n in against.values()})
    else:
        before, after = RegulationWithFigures(regulation, given), RegulationWithFigures(regulation, dict(against))
    return _Comparing(before, after).run(cohorts)


class _Comparing:
    def __init__(self, before: RegulationWithFigures, after: RegulationWithFigures) -> None:
        self.before, self.after = before, after
        self.differences = differences(before, after)
        self.only_before: list[str] = []
        self.only_after: list[str] = []
        self.refused = 0
        self.dropped: set[str] = set()

    def run(self, cohorts: Mapping[str, Cohort]) -> Simulation:
        transitions: list[Transition] = []
        people: dict[str, int] = {}
        changed: dict[str, int] = {}
        for root, cohort in cohorts.items():
            if root not in self.after.regulation.roots:
                self.only_before.append(root)
                continue
            found = list(self._root(root, cohort))
            people[root] = len(cohort)
            changed[root] = len({moved.person for t in found for moved in t.moved})
            transitions += found
        return Simulation(
            self.differences,
            article_changes(self.before, self.after),
            tuple(transitions),
            people,
            changed,
            tuple(self.only_before),
            tuple(self.only_after),
            tuple(sorted(self.dropped)),
            self.refused,
        )

    def _root(self, root: str, cohort: Cohort) -> Iterator[Transition]:
        one, two = speaking(self.before.regulation, root), speaking(self.after.regulation, root)
        self.only_before += [n for n in one if n not in two]
        self.only_after += [n for n in two if n not in one]
        names = [n for n in one if n in two and self._touched(n)]
        if not names or not len(cohort):
            return
        moved = carry_over(self.before.regulation, self.after.regulation, cohort)
        self.refused += moved.refused
        self.dropped |= set(moved.dropped)
        words = Dictionary()
        old = Answers(self.before.regulation, cohort, names, words)
        new = Answers(self.after.regulation, moved.cohort, names, words)
        was, now = old.under(self.before.figures), new.under(self.after.figures)
        for name in names:
            places = self._places(name, old, new)
            yield from self._transitions(root, name, _flips(was[name], now[name], places, cohort.ids), words)

    def _touched(self, name: str) -> bool:
        """Whether some difference can matter to an outcome; the others need no evaluation."""
        return bool(self._causes(name)) or any(d.what == "member" for d in self.differences)

    def _causes(self, name: str) -> tuple[Difference, ...]:
        behind = cone(self.before.regulation, name) | cone(self.after.regulation, name)
        return tuple(
            d
            for d in self.differences
            if d.name in behind or d.name in {n.partition(".")[0] for n in behind if "." in n}
        )

    def _places(self, name: str, old: Answers, new: Answers) -> list[tuple[int, int, int | None, str]]:
        """Where each instance stands before and after: (index before, index after, person of a row or None, key)."""
        level = (self.before.regulation.decisions.get(name) or self.before.regulation.definitions[name]).level
        one, two = self.before.regulation.levels[level], self.after.regulation.levels[level]
        if one.kind == "recorded":
            at = {place: i for i, place in enumerate(new.instances(name))}
            return [(i, at[p], p[0], p[1]) for i, p in enumerate(old.instances(name)) if p in at]
        after = {m.key: i for i, m in enumerate(two.members)}
        before = {m.key for m in one.members}
        self.only_before += [f"{name}[{m.key}]" for m in one.members if m.key not in after]
        self.only_after += [f"{name}[{m.key}]" for m in two.members if m.key not in before]
        rooted = not one.parent
        return [(i, after[m.key], None, "" if rooted else m.key) for i, m in enumerate(one.members) if m.key in after]

    def _transitions(
        self, root: str, name: str, flips: Mapping[tuple[int, int], list[OutcomeChange]], words: Dictionary
    ) -> Iterator[Transition]:
        declared = self.after.regulation.decisions.get(name) or self.after.regulation.definitions[name]
        causes = self._causes(name)
        for (one, two), moved in sorted(flips.items(), key=lambda item: -len(item[1])):
            before, after = words.words[one], words.words[two]
            cited = dict.fromkeys((*(d.article for d in causes), *self._reached(name, after)))
            yield Transition(root, name, declared.canonical, before, after, tuple(moved), causes, tuple(cited))

    def _reached(self, name: str, answer: str) -> list[str]:
        """The articles of the rows that give an answer, or of the requirement itself."""
        decision = self.after.regulation.decisions.get(name)
        if decision is None:
            return [self.after.regulation.definitions[name].place.article]
        options = answer.rpartition(": ")[2].split(" | ")
        found = [row.place.article for row in decision.rows if row.option in options]
        return found or [decision.place.article]


def _flips(
    was: np.ndarray, now: np.ndarray, places: Sequence[tuple[int, int, int | None, str]], ids: Sequence[str]
) -> dict[tuple[int, int], list[OutcomeChange]]:
    found: dict[tuple[int, int], list[OutcomeChange]] = {}
    for i, j, person, key in places:
        one, two = np.atleast_1d(was[i]), np.atleast_1d(now[j])
        for at in np.flatnonzero(one != two).tolist():
            who = str(ids[at if person is None else person])
            found.setdefault((int(one[at]), int(two[at])), []).append(OutcomeChange(who, key))
    return found
