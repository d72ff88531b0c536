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
from parchemin.records.habits import Habits
from parchemin.records.layout import facts_of, gates
from parchemin.records.rights import Rights, first_members
from parchemin.regulation.evaluation.deadlines import last_ordinals
from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows, storage, unknown
from parchemin.regulation.meaning.graph import Fact, Kind, Level, Regulation

type Index = NDArray[np.int64]
type Mask = NDArray[np.bool_]

PASSING, USUAL = 500, 600  # thousandths of a scale: 10 and 12 on 20
IN_TIME = ("année", "semestre", "trimestre", "phase", "période", "year", "semester", "term", "period")
ENDINGS = ("fin_de", "achev", "clos", "termin", "finished", "completed")
BEGINNINGS = ("entrée", "rentrée", "inscription", "inscrit_le", "entry", "registration", "registered_on")
SELDOM = (
    *("fraud", "fauss", "absen", "exclu", "incident", "retard", "handicap", "démission", "redoubl", "interr", "rompu"),
    *("plagiat", "sanction", "perdu", "refus", "dispens", "césure", "report", "grave", "abandon", "suspen", "annul"),
    *("demandé", "manqu", "false", "late", "withdr", "repeat", "waive", "exempt", "request", "défaut", "tiers_temps"),
)
EXCUSES = ("demand", "motif", "pièce", "justif", "certificat", "suite", "contrôle", "reason", "request", "excuse")
FULL = ("quotité", "temps_de_travail", "taux", "working_time")
WEIGHTS = ("coefficient", "poids", "part", "pondération", "weight", "share")
TITLES = {
    "fr": ("contrôle continu", "examen", "projet", "oral", "dossier", "soutenance"),
    "en": ("coursework", "exam", "project", "oral", "report", "defence"),
}


def demo(regulation: Regulation, persons: int, seed: int) -> dict[str, Cohort]:
    """`persons` of the first root and a fifth as many of each other; the same for the same regulation and seed."""
    cohorts = {}
    habits = Habits(regulation)
    for at, root in enumerate(regulation.roots):
        size = persons if at == 0 else -(-persons // 5)
        cohorts[root] = _Teller(regulation, root, size, habits, np.random.default_rng([seed, at])).cohort()
    return cohorts


class _Teller:
    """Draws the cohort of one root."""

    def __init__(
        self, regulation: Regulation, root: str, persons: int, habits: Habits, dice: np.random.Generator
    ) -> None:
        self.regulation, self.root, self.persons = regulation, root, persons
        self.habits, self.dice = habits, dice
        self.listed: dict[str, Integers] = {}
        self.rights = Rights(regulation, self.listed)
        self.stage = np.where(self._chance(700, (persons,)), 1000, dice.integers(150, 1000, persons))
        # Most are careful and their file is complete; the others forget, and the school has not everything of them.
        self.care = np.where(self._chance(800, (persons,)), 998, dice.integers(800, 960, persons))
        self.gaps = np.where(self._chance(850, (persons,)), 0, dice.integers(10, 60, persons))
        self.told: dict[str, Index] = {}  # what the level being told has drawn so far, before members are closed
        self.talents: dict[str, Index] = {root: self._bell(USUAL, 130, (1, persons))}

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

    def _chance(self, thousandths: int | Index, shape: tuple[int, ...]) -> Mask:
        drawn: Mask = self.dice.integers(0, 1000, shape) < thousandths
        return drawn

    # --- who is where, and how good ------------------------------------------------------------------------------

    def _talent(self, level: str) -> Index:
        """(members, persons) thousandths of a scale: the person's ability, the member's difficulty, the day's luck."""
        if level not in self.talents:
            found = self.regulation.levels[level]
            above = self._talent(found.parent)[[m.parent for m in found.members]]
            if found.repeated:  # those who come again have worked
                self.talents[level] = above + np.where(first_members(self.regulation, level), 0, 140)[:, None]
            else:
                hardness = self._bell(0, 25, (len(found.members), 1))
                self.talents[level] = above + hardness + self._bell(0, 100, above.shape)
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
        self.told = {}
        own = next((g.fact for g in gates(self.regulation, level.name) if not g.member), None)
        if own is not None:
            again = ~first_members(self.regulation, level.name)[:, None]
            weak = self._talent(level.parent)[[m.parent for m in level.members]] < PASSING
            enrolled = np.where(again, weak & self._reached(level.name), self._reached(level.name))
            self.listed[own.name] = enrolled.astype(storage(own))
        open_ = self._open(level.name)
        facts = self._facts(level.name)
        for order, fact in _absences_first(facts):
            if fact.name in self._resits(level.name):
                self.listed[fact.name] = np.where(open_, talent < PASSING, missing(fact)).astype(storage(fact))
            elif fact != own:
                drawn = self._draw(fact, order, talent, np.broadcast_to(np.arange(self.persons), talent.shape))
                drawn = self._without_those_present(fact, facts, drawn)
                self.listed[fact.name] = np.where(open_, drawn, missing(fact)).astype(storage(fact))

    def _resits(self, level: str) -> set[str]:
        """The facts of a level that open one member of a level below it: a second session, for the weak."""
        below = [found.name for found in self.regulation.levels.values() if found.parent == level]
        return {g.fact.name for name in below for g in gates(self.regulation, name) if g.member}

    def _tell_rows(self, level: Level) -> Rows:
        open_ = self._open(level.parent)
        most = level.most if level.most is not None else 4
        if self.regulation.levels[level.parent].parent:  # the same rows for all: what a syllabus says
            size = np.repeat(self.dice.integers(1, max(2, min(3, most) + 1), len(open_))[:, None], self.persons, axis=1)
        else:
            size = self.dice.integers(min(2, most), max(min(4, most), 1) + 1, open_.shape) * self.stage // 1000
            if _among(level.name, BEGINNINGS):  # nobody is there without having registered
                size = 1 + self.stage[None, :] // 400
        size = np.where(open_, np.minimum(size, most), 0)
        person, member = (each.ravel() for each in np.indices(size.T.shape))
        sizes = size.T.ravel()
        person, member = np.repeat(person, sizes), np.repeat(member, sizes)
        rank = np.arange(len(person)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        titles = self._titles(level, int(rank.max()) + 1 if len(rank) else 0)
        talent = self._talent(level.parent)[member, person]
        self.told = {}
        facts, own = {}, self._facts(level.name)
        for order, fact in _absences_first(own):
            if fact.type.kind is Kind.NUMBER and _speaks_of(fact, WEIGHTS):
                drawn = self._weights(fact, rank, np.repeat(sizes, sizes))
            else:
                drawn = self._draw(fact, order + 4 * rank, talent, person)
                drawn = self._without_those_present(fact, own, drawn)
            facts[fact.name] = drawn.astype(storage(fact))
        return Rows(person, member, [titles[i] for i in rank.tolist()], facts)

    def _facts(self, level: str) -> list[Fact]:
        return [fact for fact in facts_of(self.regulation, level) if fact.type.kind is not Kind.TEXT]

    def _titles(self, level: Level, most: int) -> Sequence[str]:
        known = TITLES[self.regulation.language]
        if not self.regulation.levels[level.parent].parent:
            return [f"{level.name} {number}" for number in range(1, most + 1)]
        return [known[i] if i < len(known) else f"{known[1]} {i + 1}" for i in range(most)]

    def _without_those_present(self, fact: Fact, facts: Sequence[Fact], drawn: Index) -> Index:
        """Excuses are those of the absent, and the absent have no mark."""
        away = next((f for f in facts if f.nature == "absence" and f.name in self.told and f != fact), None)
        if away is None or fact.nature:
            return drawn
        absent = self.told[away.name] != missing(away)
        if _speaks_of(fact, EXCUSES):
            return np.where(absent, drawn, missing(fact))
        return np.where(absent, missing(fact), drawn) if fact.type.unit == "mark" else drawn

    # --- one fact ----------------------------------------------------------------------------------------------------

    def _draw(self, fact: Fact, order: int | Index, talent: Index, who: Index) -> Index:
        """Stored values for one fact of persons `who`, in the shape of `talent`. `order` spreads the dates in time."""
        kind = fact.type.kind
        if kind is Kind.BOOL:
            drawn = self._truth(fact, who)
        elif kind is Kind.CHOICE:
            drawn = self._choice(fact, talent.shape)
        elif kind is Kind.DATE:
            drawn = self._dated(fact, self._day(fact, order, talent.shape))
        else:
            drawn = self._number(fact, talent, who)
        if _is_rare(fact):
            often = (1000 - self.care[who]) // 8 if fact.nature == "absence" else 15 if len(talent) == 1 else 4
            drawn = np.where(self._chance(often, talent.shape), drawn, missing(fact))
        else:
            blank = unknown(storage(fact)) if fact.missing is None else missing(fact)
            drawn = np.where(self._chance(self.gaps[who], talent.shape), blank, drawn)
        self.told[fact.name] = drawn
        return drawn

    def _truth(self, fact: Fact, who: Index) -> Index:
        if _is_rare(fact):
            return np.full(who.shape, 0 if fact.missing else 1)
        if fact.name in self.habits.selected and len(who) > 1:
            order = np.argsort(self.dice.integers(0, 1 << 30, who.shape), axis=0, kind="stable")
            return (order < self.habits.selected[fact.name]).astype(np.int64)
        if fact.missing is False and _speaks_of(fact, ENDINGS):
            return (self.stage[who] >= 1000).astype(np.int64)
        expected = self.habits.required.get(fact.name, not _speaks_of(fact, SELDOM))
        answered: Mask = self._chance(self.care[who], who.shape) == bool(expected)
        return answered.astype(np.int64)

    def _choice(self, fact: Fact, shape: tuple[int, ...]) -> Index:
        """The first value most often, each next one half as often; where a cell may be empty, its meaning first."""
        count = len(fact.type.choices)
        drawn = np.zeros(shape, np.int64)
        for last in range(count - 1):
            drawn += (drawn == last) & self._chance(400, shape)
        if fact.name in self.habits.required:
            wished = fact.type.choices.index(str(self.habits.required[fact.name]))
            drawn = np.where(self._chance(850, shape), wished, drawn)
        if fact.missing is None or _is_rare(fact):
            return drawn
        return np.where(self._chance(900, shape), missing(fact), drawn)

    def _day(self, fact: Fact, order: int | Index, shape: tuple[int, ...]) -> Index:
        """A year that goes on: each fact a fortnight after the one declared before it."""
        start = date.fromisoformat(self.regulation.version).toordinal()
        if _among(fact.name.split(".", 1)[-1], BEGINNINGS):
            return start + self.dice.integers(0, 20, shape)
        return start + 30 + 12 * np.asarray(order) + self.dice.integers(0, 12, shape)

    def _dated(self, fact: Fact, drawn: Index) -> Index:
        """Held to what it depends on: after another date, or, nine times in ten, within a deadline."""
        habits, name = self.habits, fact.name
        deadline, start = habits.due.get(name, ("", ""))
        if start not in self.told:
            deadline, start = "", next((d[name] for d in (habits.after, habits.before) if d.get(name) in self.told), "")
        if start in self.told and self.told[start].shape == drawn.shape:
            starts = self.told[start]
            if deadline:
                held = self._within_deadline(deadline, starts)
            else:
                side = 1 if habits.after.get(name) == start else -1
                held = starts + side * self.dice.integers(0, 12, drawn.shape)
            drawn = np.where(starts == unknown(np.dtype(np.int32)), drawn, held)
        return self._within(fact, drawn)

    def _within_deadline(self, deadline: str, starts: Index) -> Index:
        counted = self.regulation.deadlines[deadline]
        last = last_ordinals(counted, starts.astype(np.int32), self.regulation.holidays).astype(np.int64)
        early = np.minimum(self.dice.integers(0, 6, starts.shape), np.abs(last - starts))
        late = self.dice.integers(1, 5, starts.shape)
        return last + np.where(self._chance(900, starts.shape), -early, late)

    def _number(self, fact: Fact, talent: Index, who: Index) -> Index:
        """A mark follows the talent, another number the figures it is compared with, mostly on their good side."""
        near, far = self._near(fact), self._far(fact)
        landmarks = sorted({value for _, value in near} | set(far))
        if fact.type.unit == "mark":
            landmarks = landmarks or self._of_its_unit(fact)
            drawn = self._on_scale(fact, talent)
        elif self.habits.beside.get(fact.name) in self.told:
            reached = self.told[self.habits.beside[fact.name]]
            short = self.dice.integers(1, 3, talent.shape)
            drawn = np.where(self._chance(self.care[who], talent.shape), reached, reached - short)
        elif near:
            sides = [self._side(operator, value, who) for operator, value in near]
            picked = self.dice.integers(0, len(sides), talent.shape)
            drawn = _whole(fact, np.stack(sides)[(picked, *np.indices(talent.shape))])
        elif far:  # what is added up to a figure is a part of it
            whole = np.array(far)[self.dice.integers(0, len(far), talent.shape)]
            drawn = _whole(fact, whole * self._bell(700, 200, talent.shape) // 1000)
        elif _speaks_of(fact, FULL):
            drawn = np.where(self._chance(850, talent.shape), _ends(fact)[1], self._on_scale(fact, talent))
        else:
            drawn = self._on_scale(fact, talent)
        if fact.missing is not None and not _is_rare(fact):
            drawn = np.where(self._chance(500 if near or far else 850, talent.shape), missing(fact), drawn)
        return self._within(fact, self._borderline(fact, drawn, landmarks))

    def _far(self, fact: Fact) -> list[int]:
        """The figures that sums of the fact meet; a bare number has no unit by which to tell them from others."""
        return self._stored(fact, self.habits.far.get(fact.name, [])) if fact.type.unit else []

    def _near(self, fact: Fact) -> list[tuple[str, int]]:
        """The comparisons of the fact with figures of its scale, as stored."""
        compared = dict.fromkeys(self.habits.near.get(fact.name, []))
        return [(op, kept[0]) for op, value in compared if (kept := self._stored(fact, [value]))]

    def _stored(self, fact: Fact, figures: Sequence[Fraction]) -> list[int]:
        low, high = _ends(fact)
        steps = (figure / (fact.type.step or Fraction(1)) for figure in figures)
        return sorted({int(figure) for figure in steps if figure.denominator == 1 and low <= figure <= high})

    def _side(self, operator: str, value: int, who: Index) -> Index:
        """What satisfies the comparison, or, for the careless, at times a little off."""
        shape = who.shape
        reach = max(abs(value) // 2, 1)
        up, down = value + self.dice.integers(0, reach + 1, shape), value - self.dice.integers(0, reach + 1, shape)
        good, bad = {"<": (down, up), "<=": (down, up), ">": (up, down), ">=": (up, down)}.get(operator, (value, up))
        drawn: Index = np.where(self._chance(self.care[who], shape), np.asarray(good), np.asarray(bad))
        return drawn

    def _borderline(self, fact: Fact, drawn: Index, landmarks: Sequence[int]) -> Index:
        """Some values exactly on a figure of the text, or one step to either side."""
        if not landmarks:
            return drawn
        exact = np.array(landmarks)[self.dice.integers(0, len(landmarks), drawn.shape)]
        near = exact + self.dice.integers(-1, 2, drawn.shape)
        often = 20 if drawn.shape[0] == 1 or fact.type.unit == "mark" else 4  # of many members, one off is enough
        return np.where(self._chance(often, drawn.shape), near, drawn)

    def _on_scale(self, fact: Fact, talent: Index) -> Index:
        low, high = _ends(fact)
        drawn = low + (talent + self._bell(0, 70, talent.shape)) * (high - low) // 1000
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

    def _of_its_unit(self, fact: Fact) -> list[int]:
        """The parameters of the fact's unit that lie on its scale, as stored."""
        known = [p for p in self.regulation.parameters.values() if p.type.kind is Kind.NUMBER]
        figures = [Fraction(p.value) for p in known if p.type.unit == fact.type.unit and not isinstance(p.value, str)]
        return self._stored(fact, figures)

    def _within(self, fact: Fact, drawn: Index) -> Index:
        step = fact.type.step or Fraction(1)
        least = fact.type.numbers.low
        low = None if least is None else -int(-least // step)
        high = None if fact.type.high is None else int(fact.type.high // step)
        return drawn if low is None and high is None else np.clip(drawn, low, high)


def _ends(fact: Fact) -> tuple[int, int]:
    """The scale in steps; a number without bounds is told between 0 and 100."""
    step = fact.type.step or Fraction(1)
    least = fact.type.numbers.low
    low = int((least if least is not None else Fraction(0)) / step)
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


def _absences_first(facts: Sequence[Fact]) -> list[tuple[int, Fact]]:
    """The facts with their rank, those on which the others depend first."""
    return sorted(enumerate(facts), key=lambda ranked: ranked[1].nature != "absence")


def _is_rare(fact: Fact) -> bool:
    """A typed fact, except a yes or no that somebody has to give to everyone (an authorisation)."""
    return bool(fact.nature) and not (fact.nature == "ruling" and fact.missing is None and fact.type.kind is Kind.BOOL)


def _among(name: str, words: Sequence[str]) -> bool:
    return name.casefold() in words


def _speaks_of(fact: Fact, words: Sequence[str]) -> bool:
    attribute = fact.name.split(".", 1)[-1].casefold()
    return any(word in attribute for word in words)
