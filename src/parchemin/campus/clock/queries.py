"""Reads about what falls due: what is ahead, what happened lately, what was given up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from parchemin.campus.clock.models import WAITING, DueTask

LATELY = timedelta(days=14)

type Place = tuple[str, str]  # the slugs of a school and of one of its programmes


def days_before(day: date, days: int, hour: int) -> datetime:
    """The moment some days before a day, at an hour of the school's clock."""
    return timezone.make_aware(datetime.combine(day - timedelta(days=days), time(hour)))


def seen(places: Mapping[str, Collection[Place]]) -> QuerySet[DueTask]:
    """The tasks of each kind that belong to one of its places."""
    condition = Q(pk__in=())
    for kind, where in places.items():
        for school, programme in where:
            condition |= Q(kind=kind, school=school, programme=programme)
    return DueTask.objects.filter(condition)


def ahead(tasks: QuerySet[DueTask]) -> QuerySet[DueTask]:
    """Those that wait, in the order in which they fall due."""
    return tasks.filter(WAITING).order_by("due_at", "pk")


def given_up(tasks: QuerySet[DueTask]) -> QuerySet[DueTask]:
    """Those that failed too often, the latest first."""
    return tasks.filter(failed_at__isnull=False).order_by("-failed_at", "-pk")


def lately(tasks: QuerySet[DueTask], at: datetime) -> QuerySet[DueTask]:
    """Those that were run in the last two weeks, the latest first."""
    return tasks.filter(settled_at__gt=at - LATELY).order_by("-settled_at", "-due_at", "-pk")


def counted() -> dict[str, int]:
    """How many wait for their moment, wait for another attempt, and were given up: for the figures."""
    found: dict[str, int] = DueTask.objects.order_by().aggregate(
        waiting=Count("pk", filter=WAITING & Q(attempts=0)),
        retrying=Count("pk", filter=WAITING & Q(attempts__gt=0)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
    )
    return found
