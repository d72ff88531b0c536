"""What the awards do when a jury publishes, or corrects what it published: the transcripts follow by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parchemin.campus.awards.actions import ask
from parchemin.campus.awards.models import Issuance, Purpose
from parchemin.campus.awards.queries.issued import latest_law, period_label
from parchemin.campus.common.events import reacts_to
from parchemin.campus.jury.actions import MinutesDue
from parchemin.campus.jury.actions.sealing import JuryPublished
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes
from parchemin.campus.people.models import Person


@reacts_to(JuryPublished)
def issue_for_jury(published: JuryPublished) -> None:
    """Everybody whom the jury examined has a final transcript. An admission jury examines no marks."""
    event = JuryEvent.objects.select_related("jury__programme__school", "by").get(
        jury=published.jury, kind=JuryEvent.Kind.PUBLISHED
    )
    examined = Case.objects.current().filter(jury=event.jury, set_apart="")
    _ask(event.jury, list(examined.order_by("dossier").values_list("dossier", flat=True)), event.by, event.at)


@reacts_to(MinutesDue)
def issue_again(due: MinutesDue) -> None:
    """An addendum to a published jury: whom it is about has another transcript, and the former key says so."""
    minutes = Minutes.objects.select_related(
        "jury__programme__school", "corrected__question__case", "corrected__person"
    ).get(pk=due.minutes)
    ruling = minutes.corrected
    if ruling is not None and minutes.jury.state == "published":
        _ask(minutes.jury, [ruling.question.case.dossier_id], ruling.person, ruling.at)


def _ask(jury: Jury, dossiers: Sequence[int], by: Person, at: datetime) -> None:
    if not dossiers or jury.kind == Jury.Kind.ADMISSION:
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
