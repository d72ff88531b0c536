"""The juries of the two past years, held and published; and one that is called, for whoever tries the campus."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.demonstration import on
from parchemin.campus.demo.scene import House, Scene
from parchemin.campus.demo.stories import STORIES
from parchemin.campus.enrolment.queries.registrations import current
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Case, Jury, Question, Ruling, Seat
from parchemin.campus.jury.queries.composition import asked

type Wanted = Callable[[str, int], str]  # what becomes of somebody (number) after a year: an option, "" for any


def nothing_wanted(number: str, year: int) -> str:
    return ""


def no_intake(year: int) -> Sequence[Intake]:
    return ()


@dataclass(frozen=True)
class Held:
    """A jury of every year: when (month, day; `later` for the calendar year after), of whom, on what.

    intakes: of a university year, those it is called for, none for all; modalities likewise.
    """

    title: str
    kind: str
    decisions: Sequence[tuple[str, str]]
    month: int
    day: int
    stage: str = ""
    later: int = 0
    intakes: Callable[[int], Sequence[Intake]] = no_intake
    modalities: Sequence[str] = ()


@dataclass
class PastJuries:
    """The acts of one house. wanted: what is known to have become of its students, which its juries decided.

    since, until: the first and the last university year, counted back from the one in progress.
    """

    scene: Scene
    house: House
    juries: Sequence[Held]
    place: str
    wanted: Wanted = nothing_wanted
    known: Mapping[str, str] = field(default_factory=dict)
    since: int = 2
    until: int = 1

    def plan(self) -> None:
        for year in range(self.scene.year - self.since, self.scene.year - self.until + 1):
            for held in self.juries:
                day = on(year + held.later, held.month, held.day, 14)
                if self.scene.agenda.past(day):
                    self.scene.agenda.at(day, partial(self.hold, held, year))

    def call(self, held: Held, year: int, title: str, held_at: datetime, at: datetime) -> Jury:
        """Called by the office, its members seated: the first presides, the second replaces them."""
        jury = actions.call_jury(
            self.house.programme,
            year,
            stage=held.stage,
            title=title,
            kind=held.kind,
            held_at=held_at,
            place=self.place,
            decisions=held.decisions,
            intakes=held.intakes(year),
            modalities=held.modalities,
            by=self.house.office,
            at=at,
        )
        offices = [Seat.Office.PRESIDENT, Seat.Office.VICE_PRESIDENT]
        for i, person in enumerate(self.house.jury):
            office = offices[i] if i < len(offices) else Seat.Office.MEMBER
            actions.seat(
                jury, person, quality=_quality(i), office=office, represents=i > 0, by=self.house.office, at=at
            )
        return jury

    def hold(self, held: Held, year: int, at: datetime) -> None:
        """From the call to the publication, in an afternoon, among other juries; nothing where nobody registered."""
        registered = current(self.house.programme, year, held.stage or None)
        if held.intakes is not no_intake:
            registered = registered.filter(intake__in=held.intakes(year))
        if held.modalities:
            registered = registered.filter(modality__in=held.modalities)
        if not registered.exclude(units=[]).exists():
            return
        jury = self.call(held, year, held.title, at, at)
        present = list(jury.seats.values_list("pk", flat=True))
        known = {fact.name: "oui" for fact in asked(jury)}
        actions.open_jury(jury, present=present, known=known, by=self.house.office, at=at)
        president, office, agenda = self.house.jury[0], self.house.office, self.scene.agenda
        agenda.at(at + timedelta(minutes=30), partial(self._deliberate, jury, year))
        agenda.at(at + timedelta(hours=2), lambda then: _done(actions.close_jury(jury, by=president, at=then)))
        agenda.at(at + timedelta(hours=3), lambda then: _done(actions.publish_jury(jury, by=office, at=then)))

    def _deliberate(self, jury: Jury, year: int, at: datetime) -> None:
        president = self.house.jury[0]
        waiting = {story.number for story in STORIES.values() if story.by == "jury"}
        cases = Case.objects.current().filter(jury=jury, set_apart="")
        incomplete = cases.filter(questions__state=Question.State.PENDING).distinct()
        for case in incomplete.select_related("jury__programme", "dossier"):
            actions.put_off(case, reason="Dossier incomplet", by=president, at=at)
        if year == self.scene.year - 1:
            for case in cases.current().filter(dossier__number__in=waiting).select_related("dossier"):
                actions.put_off(case, reason="Renvoyé au prochain jury", by=president, at=at)
        self._choose(jury, year, at)
        for which in ("rule", "jury"):
            if actions.undecided(jury, which).exists():
                actions.confirm(jury, which, by=president, at=at)

    def _choose(self, jury: Jury, year: int, at: datetime) -> None:
        """Whatever leaves a choice is put to the vote, each member on their own."""
        ruled = Ruling.objects.current().filter(jury=jury).values("question")
        left = Question.objects.filter(jury=jury, case__superseded_at=None, proposal="").exclude(pk__in=ruled)
        for question in left.select_related("jury__programme__school", "case__dossier").order_by("pk"):
            wanted = self.wanted(question.case.dossier.number, year)
            option = wanted if wanted in question.options else question.options[0]
            ballot = actions.put_to_vote(question, option, by=self.house.jury[0], at=at)
            for i, person in enumerate(self.house.jury):
                choice = "abstain" if i and (i + question.pk) % 7 == 0 else "for"
                actions.vote(ballot, choice, by=person, at=at)
            actions.close_ballot(ballot, by=self.house.jury[0], at=at)

    def to_come(self, held: Held, title: str) -> None:
        """One that is called, for the year before: its files wait for whoever opens it."""
        now = self.scene.agenda.now
        held_at = (now + timedelta(days=7)).replace(hour=14, minute=0, second=0, microsecond=0)
        call = partial(self.call, held, self.scene.year - 1, title, held_at)
        self.scene.agenda.at(now - timedelta(hours=1), lambda at: _done(call(at)))


def _done(made: object) -> None:
    """An act returns nothing."""


def _quality(place: int) -> str:
    return ("professeur des universités", "maître de conférences")[place % 2]


def progressions(house: House, year: int) -> list[Held]:
    """A July jury for each year of study but the last, of a text that has them."""
    law = law_of_year(house.programme, year)
    named = [d for d in law.decisions if d.canonical == "year.progression"]
    return [
        Held(f"Jury de {stage.label}", "progression", [(d.name, d.member)], 7, 20, stage.key)
        for stage in law.study_years[:-1]
        for d in named
        if d.member == stage.key
    ]


def diplomas(house: House, year: int, title: str, month: int, day: int, *, later: int = 0) -> Held:
    """The jury of the diploma, and of what goes with it: every decision about the student said in the same article."""
    law = law_of_year(house.programme, year)
    diploma = next(d for d in law.decisions if d.canonical == "student.diploma")
    beside = ("student.diploma", "student.title", "student.distinction", "student.follow_up")
    names = [(d.name, d.member) for d in law.decisions if d.canonical in beside]
    stage = law.study_years[-1].key if law.study_years else ""
    return Held(title, "diploma", names or [(diploma.name, "")], month, day, stage, later)
