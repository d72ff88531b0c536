"""“Mon parcours”: one student's road to the diploma, as the page shows it.

What the text says of them comes from one evaluation, in which marks still being entered are unknown; what was marked,
and when, from the papers themselves. The number of queries does not depend on how much there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from parchemin.campus.assessment.models import Mark, Paper, Submission
from parchemin.campus.desks.queries.verdicts import Verdicts, verdicts_on
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.answers import shortly
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.portraits import Period, Portrait, Requirement, UnitPortrait, portrait_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Step, Tone

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A mark that may be shown: its paper's name, the mark ("" when absent), and whether a jury may still change it."""

    name: str
    value: Fraction | None
    absent: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a line of the page."""

    portrait: UnitPortrait
    tone: Tone
    words: str
    told: tuple[Told, ...]
    reasons: tuple[str, ...]
    followed: bool

    @property
    def unit(self) -> str:
        return self.portrait.unit.label

    @property
    def mark(self) -> Fraction | None:
        return _number(self.portrait.mark)

    @property
    def threshold(self) -> Fraction | None:
        return _number(self.portrait.threshold)

    @property
    def floor(self) -> Fraction | None:
        return _number(self.portrait.floor)

    @property
    def provisional(self) -> bool:
        return bool(self.portrait.mark) and any(one.provisional for one in self.told)


@dataclass(frozen=True, slots=True)
class PeriodCard:
    """A period with its units. state: of the road (ok, now, no, later)."""

    period: Period
    rows: tuple[UnitRow, ...]
    state: str

    @property
    def anchor(self) -> str:
        return "p-" + "".join(sign if sign.isalnum() else "-" for sign in self.period.key or self.period.name)

    @property
    def average(self) -> Fraction | None:
        return _number(self.period.average)

    @property
    def open(self) -> bool:
        """Shown unfolded: under way, or failed."""
        return self.state in ("now", "no")

    @property
    def tone(self) -> Tone:
        return {"ok": "ok", "now": "info", "no": "no"}.get(self.state, "mute")  # type: ignore[return-value]

    @property
    def words(self) -> str:
        if self.state == "now" and not self.period.follows_validation and self.period.marked == len(self.rows):
            return _("all marked")
        said = {"ok": _("acquired"), "now": _("under way"), "no": _("not acquired")}
        return said.get(self.state, _("to come"))

    @property
    def progress(self) -> str:
        """How far it is, in a sentence."""
        total = len(self.rows)
        if self.period.follows_validation:
            return _("%(done)d of %(total)d acquired") % {"done": self.period.acquired, "total": total}
        return _("%(done)d of %(total)d marked") % {"done": self.period.marked, "total": total}


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A line of a table of requirements, with what is still missing of it."""

    requirement: Requirement
    tone: Tone
    words: str
    missing: tuple[str, ...]
    below: tuple[RequirementRow, ...]


class Path:
    """Everything the page shows of one dossier at a moment."""

    def __init__(self, dossier: Dossier, at: datetime) -> None:
        self.dossier, self.at = dossier, at
        self.law: Law = law_for(dossier)
        self.evaluation = evaluation_of(dossier, at=at, drafts=False)
        self.portrait: Portrait = portrait_of(self.evaluation)
        self.verdicts: Verdicts = verdicts_on(dossier)
        self.registrations = list(Registration.objects.filter(dossier=dossier, superseded_at=None).order_by("year"))

    # --- what was marked -------------------------------------------------------------------------------------

    @cached_property
    def followed(self) -> dict[str, int]:
        """The units of every registration, with the last year of each."""
        return {unit: registration.year for registration in self.registrations for unit in registration.units}

    @cached_property
    def told(self) -> dict[str, tuple[Told, ...]]:
        """By unit, the marks that were handed in, of the last year the unit was followed."""
        rows = (
            Mark.objects.filter(dossier=self.dossier, superseded_at=None)
            .exclude(state=Mark.State.CLEARED)
            .filter(Exists(Submission.objects.filter(paper=OuterRef("paper"))))
            .select_related("paper")
            .order_by("paper__slot", "paper__name")
        )
        found: dict[str, list[Told]] = defaultdict(list)
        for mark in rows:
            if self.followed.get(mark.paper.unit) == mark.paper.year:
                found[mark.paper.unit].append(self._told(mark))
        return {unit: tuple(marks) for unit, marks in found.items()}

    def _told(self, mark: Mark) -> Told:
        paper = mark.paper
        unit = self.law.units.get(paper.unit)
        slot = dict(unit.slots).get(paper.slot, "") if unit and len(unit.slots) > 1 else ""
        name = " · ".join(part for part in (paper.name.replace("_", " "), slot and _session(slot)) if part)
        value = None if mark.value is None else Fraction(mark.value)
        absent = mark.state == Mark.State.ABSENT
        return Told(name or paper.label, value, absent, paper.year not in self.verdicts.settled)

    @cached_property
    def provisional(self) -> bool:
        return any(one.provisional for marks in self.told.values() for one in marks)

    @cached_property
    def provisional_article(self) -> str:
        """The article that says marks are provisional; "" when the text says nothing of it."""
        articles = self.law.regulation.articles.values()
        return next((a.id for a in articles if a.force and _says_provisional(a.text)), "")

    @cached_property
    def days(self) -> dict[str, date]:
        """By unit, the next day of a paper that is known."""
        found: dict[str, date] = {}
        today = self.at.date()
        for paper in self.coming:
            day = day_of(self.law, paper)
            if day is not None and day >= today:
                found[paper.unit] = min(day, found.get(paper.unit, day))
        return found

    @cached_property
    def papers(self) -> Sequence[Paper]:
        years = {registration.year for registration in self.registrations}
        rows = Paper.objects.filter(programme=self.dossier.programme_id, year__in=years)
        return list(rows.select_related("submission"))

    @cached_property
    def coming(self) -> list[Paper]:
        """The papers of the units followed that were not handed in yet, of the sessions open to the student."""
        entered = {unit.unit.name for period in self.portrait.periods for unit in period.units if _second(unit)}
        return [
            paper
            for paper in self.papers
            if self.followed.get(paper.unit) == paper.year
            and not hasattr(paper, "submission")
            and (paper.unit in entered or _is_first(self.law, paper))
        ]

    # --- the road --------------------------------------------------------------------------------------------

    @cached_property
    def cards(self) -> tuple[PeriodCard, ...]:
        return tuple(self._card(period) for period in self.portrait.periods)

    def _card(self, period: Period) -> PeriodCard:
        units = self._own(period)
        return PeriodCard(period, tuple(self._row(one, period) for one in units), self._state(period, units))

    def _own(self, period: Period) -> list[UnitPortrait]:
        """The units of a period that are theirs: where some are followed, one that is not, and is nothing to them yet,
        is for others (the project of those who study at distance)."""
        if not any(one.unit.name in self.followed for one in period.units):
            return list(period.units)
        return [
            one
            for one in period.units
            if one.unit.name in self.followed or one.mark or "yes" in (one.validated, one.exempted)
        ]

    def _state(self, period: Period, units: Sequence[UnitPortrait]) -> str:
        if period.state in ("yes", "no"):
            return "ok" if period.state == "yes" else "no"
        if not period.state and units and period.follows_validation and period.acquired == len(units):
            return "ok"
        return "now" if any(one.unit.name in self.followed for one in units) else "later"

    @property
    def started(self) -> bool:
        return bool(self.registrations)

    @property
    def road(self) -> list[Step]:
        return [*map(self._stop, self.cards), *self._tables(), *self._ends()]

    def _stop(self, card: PeriodCard) -> Step:
        period, done = card.period, card.period.acquired if card.period.follows_validation else card.period.marked
        detail = decimals(card.average, 2) if card.average is not None else card.words
        inside = f"{done}/{len(card.rows)}" if card.state == "now" else ""
        return Step(period.short or period.label, detail, card.state, inside, f"#{card.anchor}")  # type: ignore[arg-type]

    def _tables(self) -> Iterator[Step]:
        """The tables of requirements that the final ones stand on: the quitus."""
        for one in self.portrait.final:
            for line in one.below:
                if line.below:
                    yield self._table(line)

    def _table(self, line: Requirement) -> Step:
        left = line.leaves - line.met
        state = "ok" if line.state == "yes" else "no" if line.state == "no" else "now"
        detail = _("complete") if line.state == "yes" else _("%(left)d to obtain") % {"left": left}
        inside = "" if state == "ok" else f"{line.met}/{line.leaves}"
        return Step(_first_up(line.label), detail, state, inside, f"#{anchor(line.name)}")  # type: ignore[arg-type]

    def _ends(self) -> Iterator[Step]:
        for line in self.portrait.decisions:
            label = line.name.partition(".")[2].replace("_", " ")
            value = line.value.replace("_", " ") if line.state == "settled" else _("to come")
            yield Step(_first_up(label), value, "end", "", "#decision")

    # --- lines -----------------------------------------------------------------------------------------------

    def _row(self, one: UnitPortrait, period: Period) -> UnitRow:
        name = one.unit.name
        told = self.told.get(name, ())
        tone, words = state_of(one, self.days.get(name), period.replaced)
        if tone == "mute" and told:
            tone, words = ("wait", _("absence")) if any(mark.absent for mark in told) else ("info", _("marked in part"))
        reasons = self._reasons(one) if tone in ("no", "wait") else ()
        return UnitRow(one, tone, words, told, reasons, name in self.followed)

    def _reasons(self, one: UnitPortrait) -> tuple[str, ...]:
        own = [said for said in _own_reasons(one) if said]
        if one.about and one.mark and not own:
            own += self._of_engine(one)
        return tuple(own[:MOST_REASONS])

    def _of_engine(self, one: UnitPortrait) -> list[str]:
        """The engine's nearest reasons, in the unit's own name."""
        said = shortly(self.evaluation, one.about, one.unit.key, MOST_REASONS)
        key = one.unit.key.replace("_", " ")
        return [sentence.replace(key, one.unit.label) if key else sentence for sentence in said]

    @cached_property
    def final(self) -> tuple[RequirementRow, ...]:
        return tuple(self._requirement(one) for one in self.portrait.final)

    @cached_property
    def others(self) -> tuple[RequirementRow, ...]:
        return tuple(self._requirement(one) for one in self.portrait.others)

    def _requirement(self, one: Requirement) -> RequirementRow:
        below = tuple(self._requirement(line) for line in one.below)
        tone, words = requirement_words(one.state)
        missing = () if one.state == "yes" or below else self._missing(one.name)
        return RequirementRow(one, tone, words, missing, below)

    def _missing(self, name: str) -> tuple[str, ...]:
        return tuple(self._named(said) for said in shortly(self.evaluation, name))

    def _named(self, sentence: str) -> str:
        """A unit is called by its name, where a sentence begins with its key."""
        head, comma, rest = sentence.partition(",")
        label = self.labels.get(head)
        return f"{label}{comma}{rest}" if label else sentence

    @cached_property
    def labels(self) -> dict[str, str]:
        return {unit.key.replace("_", " "): unit.label for unit in self.law.units.values() if unit.key}

    def explains(self, name: str, key: str) -> bool:
        """Whether the page shows this, so that it says why: a unit, a period, a requirement."""
        shown = {(one.about, one.unit.key) for period in self.portrait.periods for one in period.units if one.about}
        shown |= {(period.validation, period.key) for period in self.portrait.periods if period.validation}
        stack = [*self.portrait.final, *self.portrait.others]
        while stack:
            one = stack.pop()
            shown.add((one.name, ""))
            stack += one.below
        return (name, key) in shown

    @property
    def credits(self) -> Fraction | None:
        found = self.portrait.credits
        return _number(found.low) if found else None

    @property
    def credits_required(self) -> Fraction | None:
        found = self.portrait.credits_required
        return _number(found.text) if found else None


def _second(one: UnitPortrait) -> bool:
    return one.second_registered == "yes"


def _is_first(law: Law, paper: Paper) -> bool:
    unit = law.units.get(paper.unit)
    return unit is None or not unit.slots or paper.slot == unit.slots[0][0]


def _says_provisional(text: str) -> bool:
    return "provisoire" in text.lower() or "provisional" in text.lower()


def _session(slot: str) -> str:
    return _("session %(number)s") % {"number": slot}


def _number(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def anchor(name: str) -> str:
    """An id for something of the text."""
    return "r-" + "".join(sign if sign.isalnum() else "-" for sign in name)


def day_of(law: Law, paper: Paper) -> date | None:
    """The day of a paper, when its syllabus fixes it."""
    unit = law.units.get(paper.unit)
    name = law.canonical("assessment.day", unit.mark.partition(".")[0]) if unit else ""
    kept = paper.facts.get(name, "") if name else ""
    return date.fromisoformat(kept) if kept and kept != "?" else None


def requirement_words(state: str) -> tuple[Tone, str]:
    if state == "yes":
        return "ok", _("met")
    return ("no", _("not met")) if state == "no" else ("wait", _("to complete"))


def state_of(one: UnitPortrait, day: date | None = None, replaced: bool = False) -> tuple[Tone, str]:
    """How a unit stands, in a colour and few words."""
    mark, threshold = _number(one.mark), _number(one.threshold)
    if one.exempted == "yes":
        return "ok", _("exempted")
    if replaced:
        return "mute", _("replaced by a stay")
    if one.validated == "yes":
        below = mark is not None and threshold is not None and mark < threshold
        return "ok", _("compensated") if below else _("acquired")
    if mark is None:
        return "mute", _expected(day)
    if one.second_registered == "yes" and one.validated != "no":
        return "wait", _("second session")
    if one.validated == "no" or one.eliminated == "yes" or one.second_right == "yes" or _too_low(one, mark):
        return "no", _fallen(one)
    return _between(one, mark, threshold)


def _expected(day: date | None) -> str:
    return _("expected") if day is None else _("expected, %(day)s") % {"day": f"{day:%d/%m}"}


def _too_low(one: UnitPortrait, mark: Fraction) -> bool:
    floor = _number(one.floor)
    return floor is not None and (mark <= floor if one.floor_lost else mark < floor)


def _fallen(one: UnitPortrait) -> str:
    if one.second_right in ("yes", "open"):
        return _("to sit again")
    return one.shortfall if not one.validated and one.shortfall else _("not acquired")


def _between(one: UnitPortrait, mark: Fraction, threshold: Fraction | None) -> tuple[Tone, str]:
    if one.validated == "open" and threshold is not None and mark < threshold:
        return "wait", _("may be compensated")
    return ("info", _("to be confirmed")) if one.validated == "open" else ("info", _("marked"))


def _own_reasons(one: UnitPortrait) -> Iterator[str]:
    """What can be said of a unit whose mark another session may still replace."""
    mark, threshold, floor = (_number(text) for text in (one.mark, one.threshold, one.floor))
    if mark is not None:
        told = {"label": _first_up(one.so_far or _("mark")), "mark": decimals(mark, 2), "article": one.article}
        if floor is not None and _too_low(one, mark):
            needed = _("more than %(mark)s") if one.floor_lost else _("at least %(mark)s")
            told["needed"] = needed % {"mark": decimals(floor)}
            yield _("%(label)s: %(mark)s. It takes %(needed)s for the rest to make up for it. %(article)s") % told
        elif one.so_far and threshold is not None and mark < threshold:
            told["needed"] = decimals(threshold)
            yield (
                _("%(label)s: %(mark)s, below %(needed)s: it counts if the average makes up for it. %(article)s") % told
            )
    if one.second_registered == "yes":
        yield _("You are registered for the second session: its mark is awaited.")
    elif one.second_right == "yes":
        yield _("You may sit the second session. %(article)s") % {"article": one.second_article}
