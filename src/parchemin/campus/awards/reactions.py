"""What the awards do when a jury publishes or corrects, or a mark is corrected: transcripts follow by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from parchemin.campus.assessment.actions.marks import MarksCorrected
from parchemin.campus.awards.actions import ask
from parchemin.campus.awards.models import Issuance, Purpose, Transcript
from parchemin.campus.awards.queries.issued import latest_law, period_label
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.events import reacts_to
from parchemin.campus.jury.actions import MinutesDue
from parchemin.campus.jury.actions.sealing import JuryPublished
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes
from parchemin.campus.people.models import Person

ABOUT = ("purpose", "subject", "year", "stage", "label")


@reacts_to(JuryPublished)
def issue_for_jury(published: JuryPublished) -> None:
    """Everybody whom the jury examined has a final transcript. An admission jury examines no marks."""
    event = JuryEvent.objects.select_related("jury__programme__school", "by").get(
        jury=published.jury, kind=JuryEvent.Kind.PUBLISHED
    )
    cases = Case.objects.current().filter(jury=event.jury, set_apart="")
    examined = list(cases.order_by("dossier").values_list("dossier", flat=True))
    _ask(event.jury, examined, event.by, event.at)
    _again(event.jury.programme, _of_all_studies(examined), event.by, event.at)


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
        _again(minutes.jury.programme, _of_all_studies(concerned), ruling.person, ruling.at)


@reacts_to(MarksCorrected)
def issue_corrected(corrected: MarksCorrected) -> None:
    """Who has a transcript in force on the year of a mark that is corrected, or on all the studies, has another."""
    standing = Transcript.objects.filter(dossier__in=corrected.dossiers, ended_at=None)
    concerned = standing.filter(Q(year=corrected.paper.year) | Q(year=None))
    _again(corrected.paper.programme, concerned, corrected.by, corrected.at)


def _of_all_studies(dossiers: Sequence[int]) -> QuerySet[Transcript]:
    """The transcripts in force on all the studies of these: what a jury says of a year is on them too."""
    return Transcript.objects.filter(dossier__in=dossiers, year=None, ended_at=None)


def _again(programme: Programme, concerned: QuerySet[Transcript], by: Person, at: datetime) -> None:
    """Each period of these transcripts is issued anew to who has one."""
    periods: dict[tuple[str, str, int | None, str, str], list[int]] = defaultdict(list)
    for *about, dossier in concerned.order_by("dossier").values_list(*ABOUT, "dossier"):
        periods[tuple(about)].append(dossier)
    for about, dossiers in periods.items():
        told = dict(zip(ABOUT, about, strict=True))
        ask(Issuance(programme=programme, **told), dossiers, by=by, at=at)


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
