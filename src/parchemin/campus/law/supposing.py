"""What would be if: the marks somebody has not been given yet, what changes when they are supposed, what is needed.

Nothing here is stored, and nothing asks the database: a person already evaluated is evaluated again with values put in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.periods import Period
from parchemin.campus.law.persons import Place, law_before, supposed_person
from parchemin.campus.law.portraits import Portrait, Requirement
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.terms import Unit
from parchemin.campus.law.units import marks_of
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Outcome, Span, Truth
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Value
from parchemin.regulation.simulation.trials import Trials, TrialScale
from parchemin.regulation.simulation.unknowns import finest_step

type Given = Mapping[Place, str]
NUMBER = re.compile(r"[0-9]{1,6}([.,][0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Something of a unit that is not known yet. kind: a mark to give, or a choice to make (yes or no).

    name: the fact, or the definition where no assessment is set yet. low, high, step: the scale, in text.
    """

    unit: Unit
    name: str
    place: str
    label: str
    kind: Literal["mark", "truth"]
    low: str = ""
    high: str = ""
    step: str = ""


def open_places(evaluation: Evaluation, portrait: Portrait) -> list[OpenPlace]:
    """Every mark not given yet, and every choice of a second session that would count."""
    law = law_before(evaluation)
    rows = _unknown_rows(evaluation, law)
    found: list[OpenPlace] = []
    for period in portrait.periods:
        for one in period.units:
            if one.exempted != "yes" and not period.replaced and _is_open(evaluation, law, one.unit):
                found += _of_unit(evaluation, law, one.unit, rows.get(one.unit.name, []), one.second_right != "no")
    return found


def _is_open(evaluation: Evaluation, law: Law, unit: Unit) -> bool:
    main, _ = marks_of(law, unit.name)
    return isinstance(_value(evaluation, main, unit.key), Span)


def _value(evaluation: Evaluation, name: str, key: str) -> object:
    if name in evaluation.regulation.definitions:
        found = evaluation.outcome(name, key)
        return None if isinstance(found, Span) and found.settled else found
    keys = evaluation.keys(evaluation.regulation.facts[name].level)
    return evaluation.fact(name)[keys.index(key) if key in keys else 0]


def _unknown_rows(evaluation: Evaluation, law: Law) -> dict[str, list[tuple[str, str]]]:
    """By unit, the assessments that are set and have no mark yet: the fact, and the place of the row."""
    slots = {slot: unit for unit in law.units.values() for slot, _ in unit.slots}
    found: dict[str, list[tuple[str, str]]] = {}
    for fact in {unit.mark for unit in law.units.values() if unit.slots}:
        level = law.regulation.facts[fact].level
        if law.regulation.levels[level].kind != "recorded":
            continue
        absent = law.named(level, "absent")
        for i, (key, value) in enumerate(zip(evaluation.keys(level), evaluation.fact(fact), strict=True)):
            unit = slots.get(key.rpartition("/")[0])
            if unit is not None and isinstance(value, Span) and not (absent and evaluation.fact(absent)[i] is True):
                found.setdefault(unit.name, []).append((fact, key))
    return found


def _of_unit(
    evaluation: Evaluation, law: Law, unit: Unit, rows: Sequence[tuple[str, str]], second: bool
) -> list[OpenPlace]:
    main, on_the_way = marks_of(law, unit.name)
    places: list[OpenPlace] = []
    registered = law.named(unit.level, "registered_for_session_2")
    first_known = any(not isinstance(_value(evaluation, name, unit.key), Span) for name in on_the_way)
    if second and first_known and registered in law.regulation.facts:
        view = law.facts[registered]
        places.append(OpenPlace(unit, registered, unit.key, view.label, "truth"))
    marks = list(rows)
    if not marks and not unit.slots:
        marks = [(unit.mark, unit.key)]
    elif not marks:
        open_ones = [name for name in on_the_way if isinstance(_value(evaluation, name, unit.key), Span)]
        marks = [(open_ones[-1] if open_ones and first_known else main, unit.key)]
    return places + [_mark(law, unit, name, place) for name, place in marks]


def _mark(law: Law, unit: Unit, name: str, place: str) -> OpenPlace:
    regulation = law.regulation
    declared = regulation.facts.get(name) or regulation.definitions[name]
    kind = regulation.facts[name].type if name in regulation.facts else regulation.definitions[name].node.type
    own = place.rpartition("/")[2] if "/" in place else ""
    label = own or declared.label
    step = kind.step or finest_step(regulation)
    low, high = kind.low or Fraction(0), kind.high or Fraction(20)
    return OpenPlace(unit, name, place, label, "mark", *(number(n, "en") for n in (low, high, step)))


def read_given(law: Law, place: OpenPlace, text: str) -> str:
    """What somebody supposed, as it is kept; "" for nothing. Raises `ValueRefused` off the scale or off the step."""
    written = text.strip()
    if not written:
        return ""
    if place.name in law.regulation.facts:
        kept = law.plain(place.name, written)
        return "" if kept == "?" else kept
    return _on_the_scale(place, written, law)


def _on_the_scale(place: OpenPlace, written: str, law: Law) -> str:
    comma = law.language == "fr"
    low, high, step = (Fraction(n) for n in (place.low, place.high, place.step))
    shown = [number(n, law.language) for n in (low, high, step)]
    accepted = (
        f"une note de {shown[0]} à {shown[1]}, au pas de {shown[2]}"
        if comma
        else f"a mark from {shown[0]} to {shown[1]}, in steps of {shown[2]}"
    )
    if not NUMBER.fullmatch(written):
        raise ValueRefused(place.label, written, "ce n’est pas une note." if comma else "this is no mark.", accepted)
    value = Fraction(written.replace(",", "."))
    if not low <= value <= high or ((value - low) / step).denominator != 1:
        raise ValueRefused(
            place.label,
            written,
            f"{written} est hors de l’échelle." if comma else f"{written} is off the scale.",
            accepted,
        )
    return number(value, "en")


def imagined(evaluation: Evaluation, given: Given) -> Evaluation:
    """The same person with these values in place of what is unknown."""
    law = law_before(evaluation)
    facts = {place: kept for place, kept in given.items() if place[0] in law.regulation.facts}
    supposed: dict[str, dict[str, Value | None]] = {}
    for (name, key), kept in given.items():
        if name not in law.regulation.facts:
            supposed.setdefault(name, {})[key] = Fraction(kept)
    person = supposed_person(law, evaluation.person, facts) if facts else evaluation.person
    return evaluate(evaluation.regulation, person, evaluation.overrides, supposed)


# --- what changes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SupposedChange:
    """Something that would be otherwise: what, from what, to what. kind says how both are to be read."""

    kind: Literal["average", "unit", "period", "requirement", "decision", "credits"]
    label: str
    before: str
    after: str
    article: str


def changes(before: Portrait, after: Portrait) -> list[SupposedChange]:
    """What would be otherwise, the widest first: the decisions, what they stand on, then the periods and units."""
    return [*_decisions(before, after), *_requirements(before, after), *_credits(before, after)] + [
        change for was, now in zip(before.periods, after.periods, strict=True) for change in _in_period(was, now)
    ]


def _decisions(before: Portrait, after: Portrait) -> list[SupposedChange]:
    return [
        SupposedChange("decision", was.name.partition(".")[2].replace("_", " "), was.value, now.value, now.articles[0])
        for was, now in zip(before.decisions, after.decisions, strict=True)
        if (was.value, was.state) != (now.value, now.state)
    ]


def _requirements(before: Portrait, after: Portrait) -> list[SupposedChange]:
    found: list[SupposedChange] = []
    stack = list(zip((*before.final, *before.others), (*after.final, *after.others), strict=True))
    while stack:
        was, now = stack.pop(0)
        if was.state != now.state:
            found.append(SupposedChange("requirement", now.label, was.state, now.state, now.article))
        stack = [*zip(was.below, now.below, strict=True), *stack]
    return found


def _credits(before: Portrait, after: Portrait) -> list[SupposedChange]:
    if before.credits is None or after.credits is None or before.credits.low == after.credits.low:
        return []
    return [SupposedChange("credits", "", before.credits.low, after.credits.low, "")]


def _in_period(was: Period, now: Period) -> list[SupposedChange]:
    found: list[SupposedChange] = []
    if was.average != now.average:
        found.append(SupposedChange("average", now.label, was.average, now.average, now.article))
    if was.state != now.state:
        found.append(SupposedChange("period", now.label, was.state, now.state, now.article))
    for one, other in zip(was.units, now.units, strict=True):
        if one.validated != other.validated:
            found.append(SupposedChange("unit", other.unit.label, one.validated, other.validated, other.article))
        elif one.eliminated != other.eliminated and not other.validated:
            found.append(
                SupposedChange(
                    "unit", other.unit.label, "", "no" if other.eliminated == "yes" else "yes", other.article
                )
            )
    return found


def least(evaluation: Evaluation, place: OpenPlace, goal: str, key: str, given: Given) -> str:
    """The least mark, on its step, that makes a condition sure, the other suppositions kept; "" when none does."""
    return _least(_trials(evaluation, place, given), goal, key)


def _trials(evaluation: Evaluation, place: OpenPlace, given: Given) -> Trials:
    def with_mark(value: Fraction) -> Evaluation:
        return imagined(evaluation, {**given, (place.name, place.place): number(value, "en")})

    scale = TrialScale(*(Fraction(n) for n in (place.low, place.high, place.step)))
    return Trials(scale, place.name, imagined(evaluation, given), with_mark)


def _least(trials: Trials, goal: str, key: str) -> str:
    steps = trials.least(lambda evaluation: _sure(evaluation.outcome(goal, key)))
    return "" if steps is None else number(trials.scale.at(steps), "en")


def _sure(outcome: Outcome) -> bool:
    return isinstance(outcome, Truth) and outcome.certain


# --- what is still needed ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Needed:
    """The least mark at one place for one goal. least: with the others at their best; alone: whatever they become ("":
    no mark does it alone). state: of the goal, with every mark at its best: "marks" do it, "other" things are needed
    as well, it is "lost"; place is then "".
    """

    goal: str
    state: str
    place: str
    least: str
    alone: str


type Goal = tuple[str, str]


def needs(evaluation: Evaluation, portrait: Portrait, followed: frozenset[str]) -> list[Needed]:
    """For each period under way, or each condition of the final decision where units stand under none, what the marks
    still to come must be. The search on a large text may take seconds.

    The engine's `needs_of` asks the same of every unknown mark, for every goal of the text. Here only the units
    followed count, a unit whose papers are not set yet has one mark, and a second session is supposed to be chosen: so
    the goals and the places are chosen here, and the search between them is the engine's.
    """
    law = law_before(evaluation)
    places = [one for one in open_places(evaluation, portrait) if one.unit.name in followed]
    best = {(one.name, one.place): "true" if one.kind == "truth" else one.high for one in places}
    top = imagined(evaluation, best)

    @cache
    def trials(one: OpenPlace) -> tuple[Trials, Trials]:
        others = {place: kept for place, kept in best.items() if place != (one.name, one.place)}
        return _trials(evaluation, one, others), _trials(evaluation, one, _choice(best, one))

    found: list[Needed] = []
    for goal, (label, mine) in _goals(law, portrait, places).items():
        outcome = top.outcome(*goal)
        state = "marks" if _sure(outcome) else "other" if isinstance(outcome, Truth) and outcome.possible else "lost"
        found.append(Needed(label, state, "", "", ""))
        for one in mine if state == "marks" else ():
            lowest, sure = (_least(search, *goal) for search in trials(one))
            if lowest not in ("", one.low) or sure not in ("", one.low):
                found.append(Needed(label, "marks", _spoken(one), lowest, sure))
    return found


def _choice(best: Given, place: OpenPlace) -> Given:
    """The choice of a second session without which its mark would not count."""
    return {key: kept for key, kept in best.items() if kept == "true" and key[1] == place.unit.key}


def _goals(law: Law, portrait: Portrait, places: Sequence[OpenPlace]) -> dict[Goal, tuple[str, list[OpenPlace]]]:
    """What is to be reached, and the marks that play a part in it."""
    marks = [one for one in places if one.kind == "mark"]
    found: dict[Goal, tuple[str, list[OpenPlace]]] = {}
    for period in portrait.periods:
        mine = [one for one in marks if one.unit in {row.unit for row in period.units}]
        if period.validation and period.state == "open" and mine:
            found[period.validation, period.key] = (period.label, mine)
        elif not period.validation:
            for leaf in _leaves(portrait.final):
                touched = [one for one in mine if one.name in cone(law.regulation, leaf.name)]
                if leaf.state == "open" and touched:
                    label, already = found.get((leaf.name, ""), (leaf.label, []))
                    found[leaf.name, ""] = (label, [*already, *touched])
    return found


def _leaves(tables: Sequence[Requirement]) -> list[Requirement]:
    return [leaf for one in tables for leaf in (_leaves(one.below) if one.below else [one])]


def _spoken(place: OpenPlace) -> str:
    """A place in words: "Stratégie · examen"."""
    own = place.place.rpartition("/")[2] if "/" in place.place else ""
    return f"{place.unit.label} · {own.replace('_', ' ')}" if own else place.unit.label


def digest_of(evaluation: Evaluation, followed: frozenset[str]) -> str:
    """Of everything an outlook hangs on: the text, the person's facts, the units they follow."""
    person = evaluation.person
    listed = sorted((name, sorted(cells.items())) for name, cells in person.listed.items())
    rows = sorted(
        (lv, [(r.parent, r.name, sorted(r.facts.items())) for r in found]) for lv, found in person.rows.items()
    )
    told = (evaluation.regulation.digest, evaluation.regulation.version, listed, rows, sorted(followed))
    return hashlib.sha256(repr(told).encode()).hexdigest()
