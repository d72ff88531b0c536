"""What has served its time is looked for each night, programme by programme."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.actions import ProgrammeOpened
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.models import DueTask, falls_due
from parchemin.campus.common.events import reacts_to
from parchemin.campus.retention.access import FOLLOW
from parchemin.campus.retention.actions import SWEEP, plan_sweep, sweep


@reacts_to(ProgrammeOpened)
def when_opened(event: ProgrammeOpened) -> None:
    plan_sweep(event.programme, at=event.at)


@falls_due(SWEEP, says=_("Erase what has served its time (%(subject)s)"), permission=FOLLOW.name)
def when_night_comes(due: DueTask, at: datetime) -> bool:
    """Put it in the queue, and look again the next night: one night is enough for all those that were missed."""
    programme = Programme.objects.select_related("school").get(pk=UUID(str(due.payload["programme"])))
    sweep_programme.enqueue(str(programme.pk))
    plan_sweep(programme, at=at)
    return True


@task()
def sweep_programme(programme: str) -> int:
    """Each subject in a transaction of its own: a night cut short has erased some, and the next one goes on."""
    found = Programme.objects.select_related("school").get(pk=UUID(programme))
    return sweep(found, at=timezone.now())
