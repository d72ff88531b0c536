"""What the awards do when a jury publishes or corrects, or a mark is handed in or corrected: transcripts follow by
themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from parchemin.campus.assessment.absences.actions import RequestRuled
from parchemin.campus.assessment.actions.marks import MarksCorrected, MarksHandedIn
from parchemin.campus.assessment.models import AbsenceRuling
from parchemin.campus.awards.actions import ask, issue_anew, revise_later
from parchemin.campus.awards.models import Issuance, Purpose, Transcript
from parchemin.campus.awards.queries.issued import latest_law, period_label
from parchemin.campus.common.events import reacts_to
from parchemin.campus.dossiers.actions import FactsDeclared
from parchemin.campus.enrolment.actions.registering import RegistrationsChanged
from parchemin.campus.jury.actions import MinutesDue
from parchemin.campus.jury.actions.sealing import JuryPublished
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes
from parchemin.campus.people.models import Person


@reacts_to(JuryPublished)
def issue_for_jury(published: JuryPublished) -> None:
    """Everybody whom the jury examined has another transcript. An admission jury examines no marks."""
    event = JuryEvent.objects.select_related("jury__programme__school", "by").get(
        jury=published.jury, kind=JuryEvent.Kind.PUBLISHED
    )
    cases = Case.objects.current().filter(jury=event.jury, set_apart="")
    examined = list(cases.order_by("dossier").values_list("dossier", flat=True))
    _ask(event.jury, examined, event.by, event.at)
    issue_anew(event.jury.programme, _beside(event.jury, examined), by=event.by, at=event.at)


@reacts_to(MinutesDue)
def issue_again(due: MinutesDue) -> None:
    """An addendum to a published jury: whom it is about has another transcript, and the former key says so."""
    minutes = Minutes.objects.select_related(
        "jury__programme__school", "corrected__question__case", "corrected__person"
    ).get(pk=due.minutes)
    ruling = minutes.corrected
    if ruling is not None and minutes.jury.state == "published":
        concerned = [ruling.question.case.dossier_id]
        _ask(minutes.jury, concerned, ruling.person, ruling.at)
        issue_anew(minutes.jury.programme, _beside(minutes.jury, concerned), by=ruling.person, at=ruling.at)


@reacts_to(MarksCorrected)
def revise_corrected(corrected: MarksCorrected) -> None:
    """Who has a transcript in force on the year of a mark that is corrected, or on a later one, will have another."""
    _revise(corrected.dossiers, corrected.paper.year, corrected.by, corrected.at)


@reacts_to(MarksHandedIn)
def revise_handed_in(handed: MarksHandedIn) -> None:
    """What a transcript in force said to be awaited of a year, or of a later one, is known."""
    _revise(handed.dossiers, handed.paper.year, handed.by, handed.at)


@reacts_to(FactsDeclared)
def revise_declared(declared: FactsDeclared) -> None:
    """What is declared of somebody speaks since a year: it is on no transcript of the years before."""
    _revise(declared.dossiers, declared.since, declared.by, declared.at)


@reacts_to(RegistrationsChanged)
def revise_registered(changed: RegistrationsChanged) -> None:
    """What somebody followed is no more what their transcripts in force tell. One more year takes nothing away from a
    transcript of all the studies before it."""
    _revise(changed.dossiers, changed.year, changed.by, changed.at, whole=changed.anew)


@reacts_to(RequestRuled)
def revise_excused(ruled: RequestRuled) -> None:
    """Whether an absence is excused is on the transcripts of its year."""
    found = AbsenceRuling.objects.filter(request=ruled.request).select_related("request__paper", "by").latest("pk")
    _revise([found.request.dossier_id], found.request.paper.year, found.by, found.at)


def _revise(dossiers: Sequence[int], year: int, by: Person, at: datetime, *, whole: bool = True) -> None:
    """Those of a year and of later ones, which may tell of it; and of all the studies (`whole`)."""
    standing = Transcript.objects.filter(dossier__in=dossiers, ended_at=None)
    concerned = Q(year__gte=year) | Q(year=None) if whole else Q(year__gte=year)
    revise_later(standing.filter(concerned), by=by, at=at)


def _beside(jury: Jury, dossiers: Sequence[int]) -> QuerySet[Transcript]:
    """The transcripts in force of these on other periods than that of a jury: what it says of its year, they tell too,
    or stand on; and a jury may decide of the years before."""
    found = Transcript.objects.filter(dossier__in=dossiers, ended_at=None)
    return found.filter(Q(year=None) | ~Q(year=jury.year, stage=jury.stage))


def _ask(jury: Jury, dossiers: Sequence[int], by: Person, at: datetime) -> None:
    if not dossiers or jury.root or jury.kind == Jury.Kind.ADMISSION:
        return
    period = period_label(latest_law(jury.programme), jury.year, jury.stage)
    about = Issuance(
        programme=jury.programme,
        purpose=Purpose.JURY,
        subject=str(jury.pk),
        year=jury.year,
        stage=jury.stage,
        label=f"{period} · {jury.title}"[:200],
    )
    ask(about, dossiers, by=by, at=at)
