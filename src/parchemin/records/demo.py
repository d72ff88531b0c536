"""An invented cohort for any regulation: seeded, the same twice, and believable enough to be shown.

Everything is drawn in integers from the declared types. Each person has an ability, each module its difficulty: marks
gather around 12 on 20 and the weak go to the second session. Some values fall exactly on, just below and just above
each parameter of the same unit; a few are not known yet; part of the persons are still on their way. Typed facts
(absence, exemption) are rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parchemin.records.cells import missing
from parchemin.records.layout import facts_of, gate
from parchemin.records.rights import Rights, first_members
from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows, storage, unknown
from parchemin.regulation.meaning.graph import Fact, Kind, Level, Regulation

type Index = NDArray[np.int64]
type Mask = NDArray[np.bool_]

PASSING, USUAL = 500, 600  # thousandths of a scale: 10 and 12 on 20
IN_TIME = ("année", "semestre", "trimestre", "phase", "période", "year", "semester", "term", "period")
ENDINGS = ("fin_de", "achev", "clos", "termin", "finished", "completed")
BEGINNINGS = ("entrée", "rentrée", "début", "inscription", "entry", "start")
SELDOM = (
    *("fraud", "fauss", "absen", "exclu", "incident", "retard", "handicap", "démission", "redoubl", "interr", "rompu"),
    *("plagiat", "sanction", "perdu", "refus", "dispens", "césure", "report", "grave", "abandon", "suspen", "annul"),
    *("demandé", "manqu", "false", "late", "withdr", "repeat", "waive", "exempt", "request", "défaut", "tiers_temps"),
)
WEIGHTS = ("coefficient", "poids", "part", "pondération", "weight", "share")
TITLES = {
    "fr": ("contrôle continu", "examen", "projet", "oral", "dossier", "soutenance"),
    "en": ("coursework", "exam", "project", "oral", "report", "defence"),
}


def demo(regulation: Regulation, persons: int, seed: int) -> dict[str, Cohort]:
    """`persons` of the first root and a fifth as many of each other; the same for the same regulation and seed."""
    cohorts = {}
    for at, root in enumerate(regulation.roots):
        size = persons if at == 0 else -(-persons // 5)
        cohorts[root] = _Teller(regulation, root, size, np.random.default_rng([seed, at])).cohort()
    return cohorts


class _Teller:
    """Draws the cohort of one root."""

    def __init__(self, regulation: Regulation, root: str, persons: int, dice: np.random.Generator) -> None:
        self.regulation, self.root, self.persons, self.dice = regulation, root, persons, dice
        self.listed: dict[str, Integers] = {}
        self.rights = Rights(regulation, self.listed)
        self.stage = np.where(self._chance(700, (persons,)), 1000, dice.integers(150, 1000, persons))
        self.talents: dict[str, Index] = {root: self._bell(USUAL, 150, (1, persons))}

    def cohort(self) -> Cohort:
        levels = [lv for lv in self.regulation.levels.values() if self.regulation.root_of(lv.name) == self.root]
        for level in levels:
            if level.kind == "listed":
                self._tell_listed(level)
        rows = {level.name: self._tell_rows(level) for level in levels if level.kind == "recorded"}
        width = max(4, len(str(self.persons)))
        ids = [f"{self.root}-{number:0{width}d}" for number in range(1, self.persons + 1)]
        return Cohort(self.root, ids, self.listed, rows)

    # --- dice ---------------------------------------------------------------------------------------------------

    def _bell(self, centre: int, spread: int, shape: tuple[int, ...]) -> Index:
        """Around `centre`, within twice `spread`: the sum of four dice."""
        return centre - 2 * spread + self.dice.integers(0, spread + 1, (4, *shape)).sum(axis=0)

    def _chance(self, thousandths: int, shape: tuple[int, ...]) -> Mask:
        return self.dice.integers(0, 1000, shape) < thousandths

    # --- who is where, and how good ------------------------------------------------------------------------------

    def _talent(self, level: str) -> Index:
        """(members, persons) thousandths of a scale: the person's ability, the member's difficulty, the day's luck."""
        if level not in self.talents:
            found = self.regulation.levels[level]
            above = self._talent(found.parent)[[m.parent for m in found.members]]
            if found.repeated:  # those who come again have worked
                self.talents[level] = above + np.where(first_members(self.regulation, level), 0, 80)[:, None]
            else:
                hardness = self._bell(0, 25, (len(found.members), 1))
                self.talents[level] = above + hardness + self._bell(0, 90, above.shape)
        return self.talents[level]

    def _reached(self, level: str) -> Mask:
        """(members, persons) whether the person has come that far: years, semesters and phases follow one another."""
        found = self.regulation.levels[level]
        if not found.parent:
            return np.ones((1, self.persons), np.bool_)
        above = self._reached(found.parent)[[m.parent for m in found.members]]
        if level not in IN_TIME and found.canonical not in IN_TIME:
            return above
        starts = np.arange(len(found.members)) * 1000 // len(found.members)
        reached: Mask = above & (starts[:, None] < self.stage)
        return reached

    def _open(self, level: str) -> Mask:
        """(members, persons) where something can be recorded."""
        open_ = self._reached(level).copy()
        for _, closed in self.rights.closed(level):
            open_ &= ~closed
        return open_

    # --- listed and recorded levels --------------------------------------------------------------------------------

    def _tell_listed(self, level: Level) -> None:
        talent = self._talent(level.name)
        own = gate(self.regulation, level.name)
        if own is not None:
            again = ~first_members(self.regulation, level.name)[:, None]
            weak = self._talent(level.parent)[[m.parent for m in level.members]] < PASSING
            enrolled = np.where(again, weak & self._reached(level.name), self._reached(level.name))
            self.listed[own.name] = enrolled.astype(storage(own))
        open_ = self._open(level.name)
        for order, fact in enumerate(self._facts(level.name)):
            if fact != own:
                drawn = self._draw(fact, order, talent, np.broadcast_to(self.stage, talent.shape))
                self.listed[fact.name] = np.where(open_, drawn, missing(fact)).astype(storage(fact))

    def _tell_rows(self, level: Level) -> Rows:
        open_ = self._open(level.parent)
        most = level.most if level.most is not None else 4
        if self.regulation.levels[level.parent].parent:  # the same rows for all: what a syllabus says
            size = np.repeat(self.dice.integers(1, max(2, min(3, most) + 1), len(open_))[:, None], self.persons, axis=1)
        else:
            size = self.dice.integers(0, min(4, most) + 1, open_.shape)
        size = np.where(open_, np.minimum(size, most), 0)
        person, member = (each.ravel() for each in np.indices(size.T.shape))
        sizes = size.T.ravel()
        person, member = np.repeat(person, sizes), np.repeat(member, sizes)
        rank = np.arange(len(person)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        titles = self._titles(level, int(rank.max()) + 1 if len(rank) else 0)
        talent = self._talent(level.parent)[member, person]
        facts = {}
        for order, fact in enumerate(self._facts(level.name)):
            if fact.type.kind is Kind.NUMBER and _speaks_of(fact, WEIGHTS):
                drawn = self._weights(fact, rank, np.repeat(sizes, sizes))
            else:
                drawn = self._draw(fact, order + 4 * rank, talent, self.stage[person])
            facts[fact.name] = drawn.astype(storage(fact))
        return Rows(person, member, [titles[i] for i in rank.tolist()], facts)

    def _facts(self, level: str) -> list[Fact]:
        return [fact for fact in facts_of(self.regulation, level) if fact.type.kind is not Kind.TEXT]

    def _titles(self, level: Level, most: int) -> Sequence[str]:
        known = TITLES[self.regulation.language]
        if not self.regulation.levels[level.parent].parent:
            return [f"{level.name} {number}" for number in range(1, most + 1)]
        return [known[i] if i < len(known) else f"{known[1]} {i + 1}" for i in range(most)]

    # --- one fact ----------------------------------------------------------------------------------------------------

    def _draw(self, fact: Fact, order: int | Index, talent: Index, stage: Index) -> Index:
        """Stored values for one fact, in the shape of `talent`. `order` spreads the dates in time."""
        kind = fact.type.kind
        if kind is Kind.BOOL:
            drawn = self._truth(fact, stage)
        elif kind is Kind.CHOICE:
            drawn = self._choice(fact, talent.shape)
        elif kind is Kind.DATE:
            drawn = self._day(fact, order, talent.shape)
        else:
            drawn = self._number(fact, talent)
        if fact.nature:
            return np.where(self._chance(15, talent.shape), drawn, missing(fact))
        blank = unknown(storage(fact)) if fact.missing is None else missing(fact)
        return np.where(self._chance(15, talent.shape), blank, drawn)

    def _truth(self, fact: Fact, stage: Index) -> Index:
        if fact.nature:
            return np.full(stage.shape, 0 if fact.missing else 1)
        if fact.missing is False and _speaks_of(fact, ENDINGS):
            return (stage >= 1000).astype(np.int64)
        return self._chance(20 if _speaks_of(fact, SELDOM) else 950, stage.shape).astype(np.int64)

    def _choice(self, fact: Fact, shape: tuple[int, ...]) -> Index:
        """The first value most often, each next one half as often; where a cell may be empty, its meaning first."""
        count = len(fact.type.choices)
        drawn = np.zeros(shape, np.int64)
        for _ in range(count - 1):
            drawn += (drawn == _) & self._chance(400, shape)
        if fact.missing is None or fact.nature:
            return drawn
        return np.where(self._chance(900, shape), missing(fact), drawn)

    def _day(self, fact: Fact, order: int | Index, shape: tuple[int, ...]) -> Index:
        start = date.fromisoformat(self.regulation.version).toordinal()
        if _speaks_of(fact, BEGINNINGS):
            return self._within(fact, start + self.dice.integers(0, 20, shape))
        return self._within(fact, start + 30 + 12 * np.asarray(order) + self.dice.integers(0, 12, shape))

    def _number(self, fact: Fact, talent: Index) -> Index:
        landmarks = self._landmarks(fact)
        if fact.type.unit == "mark" or not landmarks:
            drawn = self._on_scale(fact, talent)
        else:  # the figures of the text say what is usual: between six and sixteen tenths of them
            around = np.array(landmarks)[self.dice.integers(0, len(landmarks), talent.shape)]
            drawn = _whole(fact, around * (self._bell(1100, 250, talent.shape)) // 1000)
        if fact.missing is not None and not fact.nature:
            drawn = np.where(self._chance(800, talent.shape), missing(fact), drawn)
        return self._within(fact, self._borderline(drawn, landmarks))

    def _borderline(self, drawn: Index, landmarks: Sequence[int]) -> Index:
        """Some values exactly on a figure of the text, or one step to either side."""
        if not landmarks:
            return drawn
        exact = np.array(landmarks)[self.dice.integers(0, len(landmarks), drawn.shape)]
        near = exact + self.dice.integers(-1, 2, drawn.shape)
        return np.where(self._chance(20, drawn.shape), near, drawn)

    def _on_scale(self, fact: Fact, talent: Index) -> Index:
        low, high = _ends(fact)
        drawn = low + (talent + self._bell(0, 110, talent.shape)) * (high - low) // 1000
        return _quarters(drawn, low, high) if fact.type.unit == "mark" else _whole(fact, drawn)

    def _weights(self, fact: Fact, rank: Index, sizes: Index) -> Index:
        """Shares of a hundred where the unit is %, else the last counts double."""
        low, high = _ends(fact)
        step = fact.type.step or Fraction(1)
        if fact.type.unit == "%":
            whole = int(Fraction(100) / step)
            each = whole // (10 * np.maximum(sizes, 1)) * 10
            return np.where(rank == sizes - 1, whole - each * (sizes - 1), each)
        one = max(int(Fraction(1) / step), 1)
        return np.clip(np.where((rank == sizes - 1) & (sizes > 1), 2 * one, one), low, high)

    def _landmarks(self, fact: Fact) -> list[int]:
        """The parameters of the fact's unit that lie on its scale, as stored."""
        low, high = _ends(fact)
        step = fact.type.step or Fraction(1)
        figures = [
            Fraction(p.value) / step
            for p in self.regulation.parameters.values()
            if p.type.kind is Kind.NUMBER and p.type.unit in (fact.type.unit, "") and not isinstance(p.value, str)
        ]
        if fact.type.unit == "":  # a bare number has no unit to be compared by
            return []
        exact = [int(f) for f in figures if f.denominator == 1 and low < f < high]
        return sorted(set(exact))

    def _within(self, fact: Fact, drawn: Index) -> Index:
        step = fact.type.step or Fraction(1)
        low = None if fact.type.low is None else -int(-fact.type.low // step)
        high = None if fact.type.high is None else int(fact.type.high // step)
        return drawn if low is None and high is None else np.clip(drawn, low, high)


def _ends(fact: Fact) -> tuple[int, int]:
    """The scale in steps; a number without bounds is told between 0 and 100."""
    step = fact.type.step or Fraction(1)
    low = int((fact.type.low if fact.type.low is not None else Fraction(0)) / step)
    high = int(fact.type.high / step) if fact.type.high is not None else low + int(Fraction(100) / step)
    return low, high


def _quarters(drawn: Index, low: int, high: int) -> Index:
    """Markers give quarters of a point on 20."""
    quarter = (high - low) // 80
    return drawn if quarter < 2 else low + (drawn - low) // quarter * quarter


def _whole(fact: Fact, drawn: Index) -> Index:
    """Hours, days and percentages are mostly whole."""
    one = int(Fraction(1) / (fact.type.step or Fraction(1)))
    return drawn if one < 2 else drawn // one * one


def _speaks_of(fact: Fact, words: Sequence[str]) -> bool:
    attribute = fact.name.split(".", 1)[-1].casefold()
    return any(word in attribute for word in words)
