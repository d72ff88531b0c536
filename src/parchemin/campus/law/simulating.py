"""What would be otherwise for a real cohort: a figure moved, another reading taken, another text. Nothing is stored.

`gathered` brings the columns of a cohort once and keeps them as long as nothing is written in the school's journal:
moving a slider asks the engine, not the database.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from time import perf_counter
from typing import Literal

from django.db.models import Max
from django.utils import timezone

from parchemin.campus.common.models import Entry
from parchemin.campus.law.cohorts import shares_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_of_version
from parchemin.campus.law.refusals import FigureRefused, NoSuchFigure
from parchemin.campus.law.terms import Subject
from parchemin.regulation.evaluation.cases import figure_value
from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.findings import NOWHERE, Refused
from parchemin.regulation.meaning.graph import (
    Compare,
    Kind,
    Node,
    Parameter,
    ParameterUse,
    Reading,
    Regulation,
    Type,
    Value,
)
from parchemin.regulation.meaning.values import show
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.simulation import Simulation, Transition, simulate, speaking, sweep, tally

KEPT = 4  # cohorts kept in memory, a process
POINTS = 20  # steps of the slider that the chart shows

type Who = tuple[str, str]  # the number of a dossier, and the member its answer is about


# --- what may be moved ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MovableFigure:
    """A parameter or a reading of the text. Numbers are in text: exact, with a point. `choices`: (value, words)."""

    name: str
    label: str
    article: str
    kind: Literal["number", "choice", "other"]
    value: str
    shown: str
    unit: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    assumed: bool = False


@lru_cache(maxsize=32)
def figures_of(law: Law) -> Mapping[str, MovableFigure]:
    """Everything that a simulation may move and that some outcome of a person hangs on, in the order of the text.

    Readings come after parameters.
    """
    regulation = law.regulation
    behind = set[str]().union(*(cone(regulation, name) for name in speaking(regulation, law.root)))
    marks = _set_against_marks(regulation)
    found = [_parameter(p, marks.get(p.name), regulation) for p in regulation.parameters.values()]
    found += [_reading(r) for r in regulation.readings.values()]
    return {figure.name: figure for figure in found if figure.name in behind}


def _set_against_marks(regulation: Regulation) -> dict[str, Type]:
    """The parameters that the rules compare with a mark, with the scale of the mark."""
    found: dict[str, Type] = {}
    waiting: list[Node] = [definition.node for definition in regulation.definitions.values()]
    waiting += [row.condition for decision in regulation.decisions.values() for row in decision.rows]
    while waiting:
        node = waiting.pop()
        waiting += node.children()
        if isinstance(node, Compare):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, ParameterUse) and other.type.unit == "mark":
                    found.setdefault(one.name, other.type)
    return found


def _parameter(parameter: Parameter, scale: Type | None, regulation: Regulation) -> MovableFigure:
    type_, value = parameter.type, parameter.value
    label = parameter.label or parameter.name.replace("_", " ")
    shown = show(value, type_, regulation.language)
    head = (parameter.name, label, parameter.place.article)
    if type_.kind is Kind.BOOL:
        words = tuple((v, show(truth, type_, regulation.language)) for v, truth in (("oui", True), ("non", False)))
        spoken = words if regulation.language == "fr" else (("yes", words[0][1]), ("no", words[1][1]))
        return MovableFigure(
            *head, "choice", spoken[0 if value else 1][0], shown, choices=spoken, assumed=parameter.assumed
        )
    if type_.kind is not Kind.NUMBER:
        return MovableFigure(*head, "other", shown, shown, assumed=parameter.assumed)
    low, high, step = _range(parameter, scale)
    now, least, most, grid = (number_text(n, "en") for n in (Fraction(value), low, high, step))
    return MovableFigure(
        *head, "number", now, shown, "mark" if scale else type_.unit, least, most, grid, assumed=parameter.assumed
    )


def _range(parameter: Parameter, scale: Type | None) -> tuple[Fraction, Fraction, Fraction]:
    """Where a figure may reasonably go: the scale of a mark, a percentage, or from none to twice what it is."""
    value = Fraction(parameter.value)
    low, high, step = Fraction(0), max(2 * value, Fraction(4)), Fraction(1) if value.denominator == 1 else value / 20
    if scale is not None:
        bounds = scale.low, scale.high
        low, high = bounds[0] if bounds[0] is not None else low, bounds[1] if bounds[1] is not None else Fraction(20)
        step = Fraction(1, 2) if (2 * value).denominator == 1 else Fraction(1, 10)
    elif parameter.type.unit == "percent":
        high, step = Fraction(100), Fraction(5)
    elif 0 < value < 1:
        high, step = Fraction(1), Fraction(1, 20)
    low = parameter.at_least if parameter.at_least is not None else low
    high = parameter.at_most if parameter.at_most is not None else high
    return min(low, value), max(high, value), step


def _reading(reading: Reading) -> MovableFigure:
    choices = tuple((name, f"{name.replace('_', ' ')} : {means}") for name, means in reading.alternatives)
    taken = reading.taken
    label = reading.name.replace("_", " ")
    return MovableFigure(
        f"lecture.{reading.name}",
        label,
        reading.place.article,
        "choice",
        taken,
        taken.replace("_", " "),
        choices=choices,
    )


def _supposed(regulation: Regulation, given: Mapping[str, str]) -> dict[str, Value]:
    """Values as typed, in the types of a text; those it does not know are left out."""
    known = regulation.values()
    try:
        return {
            name: figure_value(regulation, name, text.strip().replace(",", "."), NOWHERE)
            for name, text in given.items()
            if name in known
        }
    except Refused as refused:
        found, language = refused.findings[0], regulation.language
        raise FigureRefused(found.what(language), found.remedy(language)) from refused


# --- the cohort -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
    """A cohort in columns, cut by the text each is under. `keys`: number of a dossier → its primary key."""

    shares: tuple[tuple[Regulation, Cohort], ...]
    keys: Mapping[str, int]

    @property
    def persons(self) -> int:
        return sum(len(cohort) for _, cohort in self.shares)

    @property
    def law(self) -> Law | None:
        """The text of most of them."""
        largest = max(self.shares, key=lambda share: len(share[1]), default=None)
        return law_of_version(largest[0]) if largest else None


_kept: OrderedDict[object, Gathered] = OrderedDict()
_keeping = Lock()


def gathered(subjects: Sequence[Subject], chain: str, *, at: datetime) -> Gathered:
    """The cohort of these people of one school (its slug is the chain of its journal)."""
    rows = tuple(sorted((one.pk, one.number, one.publication_id, one.root) for one in subjects))
    last = Entry.objects.filter(chain=chain).aggregate(last=Max("number"))["last"]
    key = (rows, chain, last, timezone.localdate(at))
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _gathered(subjects, at)
    with _keeping:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _gathered(subjects: Sequence[Subject], at: datetime) -> Gathered:
    shares = tuple((share.law.regulation, share.cohort) for share in shares_of(subjects, at=at))
    return Gathered(shares, {one.number: one.pk for one in subjects})


# --- what would change ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """Everyone whose answer goes from one to another. `causes`: what differs, (name, before, after, article)."""

    name: str
    member: str
    label: str
    decision: bool
    before: str
    after: str
    who: tuple[str, ...]
    articles: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many get each answer on one decision, before and after: (answer, before, after)."""

    label: str
    rows: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. `decided`: those whose decision changes; `changed`: those for whom anything does."""

    persons: int
    changed: int
    decided: int
    moves: tuple[Move, ...]
    tallies: tuple[Tally, ...]
    articles: tuple[str, ...]
    dropped: tuple[str, ...]
    refused: int
    milliseconds: int

    @property
    def decisions(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.decision)

    @property
    def conditions(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if not move.decision)


def effect(cohort: Gathered, given: Mapping[str, str]) -> Effect:
    """What these figures or readings would do, in place of those in force. Raises `FigureRefused`."""
    sides = [(one, columns, _supposed(one, given)) for one, columns in cohort.shares]
    if cohort.shares and not any(figures for _, _, figures in sides):
        raise NoSuchFigure(", ".join(given))
    return _effect(cohort, lambda one, columns: simulate(one, {columns.root: columns}, _supposed(one, given)))


def effect_of_text(cohort: Gathered, text: Regulation) -> Effect:
    """What another text would do, applied to all of them."""
    return _effect(cohort, lambda one, columns: simulate(one, {columns.root: columns}, None, text))


def _effect(cohort: Gathered, change: Callable[[Regulation, Cohort], Simulation]) -> Effect:
    begun = perf_counter()
    moves: dict[tuple[str, str, str, str], list[tuple[Transition, Law, list[str]]]] = defaultdict(list)
    changed = refused = 0
    decided: set[str] = set()
    articles: dict[str, None] = {}
    dropped: dict[str, None] = {}
    before: Counter[tuple[str, str, str]] = Counter()
    for regulation, columns in cohort.shares:
        found, law = change(regulation, columns), law_of_version(regulation)
        changed += sum(found.changed.values())
        refused += found.refused
        dropped |= dict.fromkeys(found.dropped)
        articles |= dict.fromkeys(c.id for c in found.articles)
        names = [n for n in dict.fromkeys(t.name for t in found.transitions) if n in regulation.decisions]
        for one in found.transitions:
            for member, who in _by_member(one, regulation):
                moves[one.name, member, one.before, one.after].append((one, law, who))
                decided.update(who if one.name in regulation.decisions else ())
        for (name, member), answers in (tally(regulation, columns, names) if names else {}).items():
            before.update({(name, member, answer): n for answer, n in answers.items()})
    made = tuple(sorted((_move(key, found) for key, found in moves.items()), key=lambda m: (not m.decision, -m.count)))
    taken = round(1000 * (perf_counter() - begun))
    return Effect(
        cohort.persons,
        changed,
        len(decided),
        made,
        tuple(_tallies(before, moves)),
        tuple(articles),
        tuple(dropped),
        refused,
        taken,
    )


def _by_member(one: Transition, regulation: Regulation) -> Iterable[tuple[str, list[str]]]:
    """Those who move, by member; rows that each person names themselves are taken together."""
    level = regulation.levels[one.name.partition(".")[0]]
    found: dict[str, list[str]] = defaultdict(list)
    for moved in one.moved:
        found[moved.member if level.kind == "listed" else ""].append(moved.person)
    return found.items()


def _move(key: tuple[str, str, str, str], found: Sequence[tuple[Transition, Law, list[str]]]) -> Move:
    name, member, before, after = key
    law = found[0][1]
    who = tuple(dict.fromkeys(person for _, _, persons in found for person in persons))
    articles = tuple(dict.fromkeys(article for one, _, _ in found for article in one.articles))
    label = law.outcome_label(name, member)
    decision = name in law.regulation.decisions
    return Move(
        name, member, label, decision, law.answer_label(name, before), law.answer_label(name, after), who, articles
    )


def _tallies(
    before: Counter[tuple[str, str, str]],
    moves: Mapping[tuple[str, str, str, str], Sequence[tuple[Transition, Law, list[str]]]],
) -> Iterable[Tally]:
    """Only what moves, in the order of the moves."""
    after = before.copy()
    laws: dict[tuple[str, str], Law] = {}
    for (name, member, was, now), found in moves.items():
        law = found[0][1]
        if name in law.regulation.decisions:
            laws.setdefault((name, member), law)
            count = sum(len(persons) for _, _, persons in found)
            after[name, member, was] -= count
            after[name, member, now] += count
    for (name, member), law in laws.items():
        answers = [key for key in dict.fromkeys((*before, *after)) if key[:2] == (name, member)]
        rows = sorted(((law.answer_label(name, k[2]), before[k], after[k]) for k in answers), key=lambda r: -r[1])
        yield Tally(law.outcome_label(name, member), tuple(rows))


# --- a figure moved over its range ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stop:
    """One value of the figure, and for how many persons something changes there."""

    value: str
    shown: str
    changed: int
    in_force: bool


def swept(cohort: Gathered, figure: MovableFigure) -> tuple[Stop, ...]:
    """How many would change at each of some twenty values of a numeric figure."""
    low, high, step, now = (Fraction(text) for text in (figure.low, figure.high, figure.step, figure.value))
    wide = max(step, -(-(high - low) // (POINTS * step)) * step)
    values = sorted({low + i * wide for i in range(int((high - low) / wide) + 1)} | {now})
    changed: Counter[Fraction] = Counter()
    language = "fr"
    for regulation, columns in cohort.shares:
        if figure.name in regulation.parameters:
            language = regulation.language
            line = sweep(regulation, {columns.root: columns}, figure.name, values)
            changed.update({point.value: point.changed for point in line.points})
    return tuple(
        Stop(number_text(v, "en"), number_text(v, "en" if language == "en" else "fr"), changed[v], v == now)
        for v in values
    )
