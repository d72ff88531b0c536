"""What is done about what falls due: written, moved, cancelled with what makes it so; run at its moment, in order.

Time is given: `run_next` and `run_due` are told the moment it is. The worker alone looks at a clock. Whoever schedules,
moves or cancels does it before writing the journal, whose line is the last thing an act waits for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from parchemin.campus.clock.models import KINDS, WAITING, DueTask
from parchemin.campus.clock.refusals import NotGivenUp
from parchemin.campus.common import figures, journal
from parchemin.campus.common.locks import alone, claim, hold

PAUSES = (1, 5, 15, 60, 240, 720)  # minutes before each new attempt; after the last one a task is given up
MOST_INTERRUPTIONS = 3  # times that the running of one task may be cut short, as by kill -9
RUN = figures.counter("due_tasks_run", "Tasks that fell due, by kind and how they went.", "kind", "how")

type Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task to be written, of a kind: see `DueTask`."""

    key: str
    due_at: datetime
    subject: str
    school: str
    programme: str
    payload: Mapping[str, Plain] = field(default_factory=dict)


def schedule(kind: str, *planned: PlannedTask, at: datetime) -> None:
    """Write tasks of a kind, in the caller's transaction.

    Asked twice is once. One that waits, that was given up or that was cancelled becomes what is asked now; one that was
    run stays so. KeyError for a kind that no stage declares.
    """
    _demand(kind)
    rows = [_row(kind, one, at) for one in planned]
    DueTask.objects.bulk_create(rows, ignore_conflicts=True)
    asked = {row.key: row for row in rows}
    standing = hold(DueTask.objects.filter(kind=kind, key__in=asked, settled_at=None))
    changed = [task for task in standing if _become(task, asked[task.key])]
    DueTask.objects.bulk_update(changed, _ANEW)


def _demand(kind: str) -> None:
    assert connection.in_atomic_block, "what falls due is written in the transaction of what makes it due"
    if kind not in KINDS:
        raise KeyError(f"no stage declares what falls due as {kind}")


def _row(kind: str, planned: PlannedTask, at: datetime) -> DueTask:
    return DueTask(
        kind=kind,
        key=planned.key,
        subject=planned.subject[:300],
        school=planned.school,
        programme=planned.programme,
        due_at=planned.due_at,
        payload=dict(planned.payload),
        written_at=at,
    )


_SAID = ("due_at", "subject", "school", "programme", "payload")
_ANEW = (*_SAID, "cancelled_at", "failed_at", "retry_at", "begun", "attempts", "last_error")
_FRESH = {"failed_at": None, "retry_at": None, "begun": 0, "attempts": 0, "last_error": ""}


def _become(task: DueTask, asked: DueTask) -> bool:
    """Whether a task that stands is not yet what is asked; it is made so."""
    if task.cancelled_at is None and all(getattr(task, name) == getattr(asked, name) for name in _SAID):
        return False
    for name in _ANEW:
        setattr(task, name, getattr(asked, name))
    return True


def move(kind: str, key: str, due_at: datetime) -> bool:
    """Another moment for a task that waits or was given up. False when there is none such: it was run, say."""
    _demand(kind)
    standing = DueTask.objects.filter(kind=kind, key=key, settled_at=None, cancelled_at=None)
    return bool(standing.update(due_at=due_at, **_FRESH))


def cancel(kind: str, *keys: str, at: datetime) -> int:
    """Their subject is gone: they will not be run. How many there were; what was run stays so."""
    _demand(kind)
    standing = DueTask.objects.filter(kind=kind, key__in=keys, settled_at=None, cancelled_at=None)
    return standing.update(cancelled_at=at, failed_at=None, retry_at=None)


def try_again(task: DueTask, *, by: UUID, at: datetime) -> None:
    """Have a task that was given up run anew, from its first attempt. Who may ask is for the caller to demand."""
    with transaction.atomic():
        if not DueTask.objects.filter(pk=task.pk, failed_at__isnull=False).update(**_FRESH):
            raise NotGivenUp
        told = {"kind": task.kind, "key": task.key}
        journal.record("clock.try_again", task.subject[:200], chain=task.school, actor=by, at=at, payload=told)


# --- running ----------------------------------------------------------------------------------------------------


def run_due(until: datetime) -> int:
    """Run everything that is due at a moment, in the order of due time, then of writing; gives how many were run.

    `until` is also the moment it is: what handlers are told, and what is written. What fails waits for its next
    attempt, and holds up nobody.
    """
    count = 0
    while run_next(until):
        count += 1
    return count


def run_next(until: datetime) -> bool:
    """Run the first task that is due at a moment; False when there is none, or when another worker is at one.

    Its running is one transaction: what the handler writes is kept with the mark that it is done, or neither is. That
    it begins is written before, apart, so that a task which ends its worker each time is given up in the end.
    """
    with alone("clock") as mine:
        task = _begin(until) if mine else None
        if task is not None:
            _run(task, until)
        return task is not None


def _begin(until: datetime) -> DueTask | None:
    """The first task that is due, its beginning written down; one begun too often without an end is given up."""
    with transaction.atomic():
        while task := _first(DueTask.objects.all(), until):
            if task.begun < MOST_INTERRUPTIONS:
                DueTask.objects.filter(pk=task.pk).update(begun=F("begun") + 1)
                return task
            task.failed_at, task.last_error = until, _("the worker was stopped each time it was run")
            task.save(update_fields=["failed_at", "last_error"])
            RUN.labels(task.kind, "failed").inc()
    return None


def _first(tasks: QuerySet[DueTask], until: datetime) -> DueTask | None:
    """The first that is due, for this transaction alone; one that an act is moving at this moment is left to it."""
    ready = Q(retry_at=None) | Q(retry_at__lte=until)
    return claim(tasks.filter(WAITING, ready, due_at__lte=until).order_by("due_at", "pk"))


def _run(begun: DueTask, until: datetime) -> None:
    with transaction.atomic():
        task = _first(DueTask.objects.filter(pk=begun.pk), until)
        if task is None:  # moved or cancelled meanwhile
            return
        try:
            with transaction.atomic():
                task.acted = KINDS[task.kind].handler(task, until)
                connection.check_constraints()  # what would fail at the commit fails here, and is an attempt
        except Exception as fault:
            if not connection.is_usable():
                raise  # no attempt: the database is gone, and the task is as it was
            _fail(task, fault, until)
        else:
            DueTask.objects.filter(pk=task.pk).update(settled_at=until, acted=task.acted, begun=0, retry_at=None)
            RUN.labels(task.kind, "done" if task.acted else "nothing to do").inc()


def _fail(task: DueTask, fault: Exception, until: datetime) -> None:
    """Another attempt later, or none any more."""
    attempts = task.attempts + 1
    last = attempts > len(PAUSES)
    reason = _said(fault) if task.kind in KINDS else _("nothing in the campus runs this any more")
    DueTask.objects.filter(pk=task.pk).update(
        attempts=attempts,
        begun=0,
        last_error=reason[:400],
        retry_at=None if last else until + timedelta(minutes=PAUSES[attempts - 1]),
        failed_at=until if last else None,
    )
    RUN.labels(task.kind, "failed" if last else "to be tried again").inc()


def _said(fault: Exception) -> str:
    """A fault in one line. What a database says of a row is left out: it may hold anybody's data."""
    return type(fault).__name__ if isinstance(fault, DatabaseError) else f"{type(fault).__name__}: {fault}"


__all__ = ["PlannedTask", "cancel", "move", "run_due", "run_next", "schedule", "try_again"]
