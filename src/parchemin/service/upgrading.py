"""Bringing a school's tables to this version, or saying which step does not pass. Runs with Django ready."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from parchemin.campus.common.journal import adopt
from parchemin.campus.common.models import Entry
from parchemin.campus.retention.actions import erase_again
from parchemin.service.refusals import NotDone

OURS = "parchemin."


class NotUpToDate(NotDone):
    """A step of the tables does not pass on this school; the ones before it have."""


def bring_up_to_date() -> None:
    """Apply every step the tables lack; the journal vouches for what a former version did not. Raises `NotUpToDate`."""
    _demand_no_later_version()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        for chain in Entry.objects.exclude(chain="").order_by("chain").values_list("chain", flat=True).distinct():
            adopt(chain, at=timezone.now())
        erase_again(at=timezone.now())
    except Exception as failure:  # a step runs any SQL and any Python
        said, step = str(failure).strip().partition("\n")[0] or type(failure).__name__, _first_left()
        raise NotUpToDate(
            f"Les tables ne peuvent pas être mises à jour : {step} : {said}",
            f"The tables cannot be brought up to date: {step}: {said}",
        ) from failure


def steps_left() -> list[str]:
    """The steps that the tables lack, in order, as `jury.0002_guards`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def _first_left() -> str:
    try:
        return next(iter(steps_left()), "migrate")
    except Exception:  # the database does not answer any more: what failed first is what is said
        return "migrate"


def _demand_no_later_version() -> None:
    loader = MigrationExecutor(connection).loader
    stages = {stage.label for stage in apps.get_app_configs() if stage.name.startswith(OURS)}
    unknown = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations)
                     if app in stages)  # fmt: skip
    if unknown:
        raise NotUpToDate(
            f"Cette école a été tenue par une version plus récente de Parchemin ({unknown[0]}) : installez celle-là.",
            f"This school was kept by a later version of Parchemin ({unknown[0]}): install that one.",
        )
