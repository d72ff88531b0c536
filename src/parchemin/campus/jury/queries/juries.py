"""Reads about a jury itself: who sits, who presides, what it is called on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import text_in_force, those_with
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.common.years import first_day, university_year
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.access import READ
from parchemin.campus.jury.models import Ballot, Jury, Presence, Seat
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at, law_for
from parchemin.campus.law.terms import DecisionView
from parchemin.campus.people.models import Person, Role


def juries_for(person: Person) -> QuerySet[Jury]:
    """The juries somebody may see, the latest first."""
    found = READ.among(Jury.objects.all(), person)
    return (
        found.select_related("programme__school")
        .prefetch_related("events", "for_intakes__intake")
        .order_by("-held_at", "title")
    )


def law_of_jury(jury: Jury) -> Law:
    """The text that the jury works under: the latest of those it judges. Each dossier is ruled on under its own.

    Remembered by this object: a page asks it many times.
    """
    known: Law | None = vars(jury).get("_law")
    if known is None:
        known = vars(jury)["_law"] = law_judged(jury.programme, jury.year, jury.root, jury.stage)
    return known


def law_judged(programme: Programme, year: int, root: str = "", stage: str = "") -> Law:
    """The latest text of those that a jury of a year would judge: students, or the files of another root.

    The text in force at the end of the year where there is none yet. KeyError for a root that it does not have.
    """
    if not root:
        return law_of_year(programme, year, stage)
    files = sorted(dossiers_of_root(programme, year, root), key=lambda one: (one.publication.number, one.entry))
    last_day = first_day(year + 1) - timedelta(days=1)
    return law_for(files[-1]) if files else law_at(text_in_force(programme, last_day), last_day, root)


def called(jury: Jury, known: datetime | None = None) -> QuerySet[Registration]:
    """The registrations of those whom a jury is called for, or may be (in which modality is not said of all): those in
    force now, or those that were, by what was written by a moment."""
    found = Registration.objects.in_force(known).filter(dossier__programme=jury.programme_id, year=jury.year)
    found = found.filter(stage=jury.stage) if jury.stage else found
    found = found.filter(intake__in=intakes) if (intakes := intakes_of(jury)) else found
    return found.filter(modality__in=["", *jury.modalities]) if jury.modalities else found


def intakes_of(jury: Jury) -> list[UUID]:
    """The keys of the intakes that a jury is called for; none for all."""
    return list(jury.for_intakes.values_list("intake_id", flat=True))


def dossiers_of_root(programme: Programme, year: int, root: str) -> list[Dossier]:
    """The files of another root than those who study, of the intakes of a university year."""
    near = Dossier.objects.of(root).filter(programme=programme, studies=False, entry__year__in=(year, year + 1))
    rows = near.select_related("publication").defer("publication__files")
    return [dossier for dossier in rows if university_year(dossier.entry) == year]


def views_of(jury: Jury) -> list[DecisionView]:
    """The decisions it is called on, in its order, in the words of the text."""
    known = {(view.name, view.member): view for view in law_of_jury(jury).decisions}
    return [known[name, member] for name, member in jury.decisions if (name, member) in known]


def seats_of(jury: Jury) -> list[Seat]:
    """Who sits: who presides first, then by name. `here`: whether they are there now (None before the opening)."""
    last = Presence.objects.filter(seat=OuterRef("pk")).order_by("-pk").values("present")[:1]
    seats = Seat.objects.filter(jury=jury, withdrawn_at=None).select_related("person").annotate(here=Subquery(last))
    order = [Seat.Office.PRESIDENT, Seat.Office.VICE_PRESIDENT, Seat.Office.MEMBER]
    return sorted(seats, key=lambda seat: order.index(Seat.Office(seat.office)))


def who_voted(ballot: Ballot) -> list[UUID]:
    """Those who voted, by the lines that the journal holds since the ballot was opened."""
    told = Commitment.objects.filter(relation=Ballot._meta.db_table, key=str(ballot.pk))
    opened = told.order_by("entry").values_list("entry__number", flat=True).first() or 0
    lines = Entry.objects.filter(chain=ballot.jury.programme.school.slug, number__gte=opened, verb="jury.vote")
    return [one for one in lines.filter(payload__ballot=str(ballot.pk)).values_list("actor", flat=True) if one]


def present_seats(jury: Jury) -> list[Seat]:
    """Those who are there and have a deliberative voice."""
    return [seat for seat in seats_of(jury) if is_here(seat) and seat.voice == Seat.Voice.DELIBERATIVE]


def is_here(seat: Seat) -> bool:
    return bool(getattr(seat, "here", False))


def presiding(seats: Iterable[Seat]) -> Seat | None:
    """Who presides among those who are there: the president, else the vice-president."""
    offices = {seat.office: seat for seat in seats if is_here(seat)}
    return offices.get(Seat.Office.PRESIDENT) or offices.get(Seat.Office.VICE_PRESIDENT)


def members_to_seat(jury: Jury) -> QuerySet[Person]:
    """Those who hold the role of jury member in the programme and do not sit yet."""
    seated = Seat.objects.filter(jury=jury, withdrawn_at=None).values("person")
    return those_with(jury.programme, Role.JURY).exclude(pk__in=seated)
