"""The worker makes the transcripts of an issuance, a few at a time. Killed, it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parchemin.campus.awards.access import ISSUE
from parchemin.campus.awards.actions import REVISION, IssuanceAsked, revise, settle
from parchemin.campus.awards.models import Issuance
from parchemin.campus.awards.queries.contents import compose
from parchemin.campus.awards.queries.issued import TranscriptScope
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.models import DueTask, falls_due
from parchemin.campus.common.events import reacts_to
from parchemin.campus.dossiers.models import Dossier

AT_ONCE = 100  # before each lot, all that the school keeps is compared with its journal


@reacts_to(IssuanceAsked)
def have_them_made(asked: IssuanceAsked) -> None:
    """The task is a row of the same transaction: what was asked for is made, whatever stops meanwhile."""
    make_transcripts.enqueue(str(asked.issuance.pk))


@falls_due(REVISION, says=_("Transcripts to be replaced, corrected since: %(subject)s"), permission=ISSUE.name)
def when_nothing_more_is_corrected(due: DueTask, at: datetime) -> bool:
    """One transcript more of each that something was corrected of, whatever the number of corrections."""
    programme = Programme.objects.select_related("school").get(pk=due.payload["programme"])
    period = TranscriptScope(due.payload["year"], due.payload["stage"], due.subject)
    return revise(programme, period, due_at=due.due_at, at=at)


@task()
def make_transcripts(issuance: str) -> int:
    """Settle every dossier that has no line yet. Done again after an interruption, it does the rest."""
    found = Issuance.objects.select_related("programme__school", "asked_by").get(pk=issuance)
    made = 0
    for some in _left(found):
        at = timezone.now()
        for composed in compose(found, some, at=at):
            settle(found, composed, at=at)
            made += 1
    return made


def _left(issuance: Issuance) -> Iterator[list[Dossier]]:
    """Those still to be settled, a few at a time, in the order in which they were asked for."""
    done = set(issuance.lines.values_list("dossier_id", flat=True))
    keys = [key for key in issuance.dossiers if key not in done]
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        rows = Dossier.objects.select_related("person", "intake", "programme__school").in_bulk(some)
        yield [rows[key] for key in some]
