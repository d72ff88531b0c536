"""What falls due: the one table of it, and the kinds that stages declare.

The clock knows no stage. A stage declares a kind once, with what is done at the moment, the words it is shown with and
the permission of who sees it (its name: permissions live above); then it writes tasks of that kind in the transaction
that makes them due (`clock.actions`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WAITING = Q(settled_at=None, cancelled_at=None, failed_at=None)


class DueTask(models.Model):
    """Something to be done at a moment, once.

    kind and key say what it is: the same asked twice is one. subject: what it is about, in plain words ("Jury du
    master"). school and programme: the slugs of where it belongs, which say who sees it. payload: what its kind needs
    to know, in plain values.

    settled_at: the real moment it was run; `acted`: something was done, or nothing was left to do by then.
    cancelled_at: its subject is gone. failed_at: it was given up, `last_error` says why. With none of the three it
    waits: for `due_at`, or for `retry_at` after a failed attempt. begun: how many times its running began without
    coming to an end, good or bad, as when the machine stops.
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    school = models.CharField(max_length=60)
    programme = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    acted = models.BooleanField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    begun = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="one_due_task_a_key"),
            models.CheckConstraint(
                condition=WAITING
                | Q(settled_at__isnull=False, cancelled_at=None, failed_at=None)
                | Q(settled_at=None, cancelled_at__isnull=False, failed_at=None)
                | Q(settled_at=None, cancelled_at=None, failed_at__isnull=False),
                name="a_due_task_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, acted=None)
                | Q(settled_at__isnull=False, acted__isnull=False, settled_at__gte=F("due_at")),
                name="a_due_task_is_never_early",
            ),
        )
        indexes = (models.Index(fields=("due_at", "id"), condition=WAITING, name="due_tasks_in_order"),)
        ordering = ("due_at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def says(self) -> str:
        """In the words of its kind; its own name when no stage declares the kind any more."""
        kind = KINDS.get(self.kind)
        return str(kind.says) % {"subject": self.subject} if kind else f"{self.kind} ({self.subject})"


type Handler = Callable[[DueTask, datetime], bool]


@dataclass(frozen=True, slots=True)
class DueKind:
    """What a stage declares of one kind of task. permission: the name of one on programmes, `rows` of `DECLARED`."""

    name: str
    says: str | _StrPromise
    permission: str
    handler: Handler


KINDS: dict[str, DueKind] = {}


def falls_due(name: str, *, says: str | _StrPromise, permission: str) -> Callable[[Handler], Handler]:
    """Declares what is done when a task of a kind falls due.

    The handler is given the task, with its own due moment, and the real moment, which may be a week later: it decides
    what is still worth doing, and gives back whether anything was done. What it writes and the mark that it is done are
    one transaction; what must leave the campus (a mail) is left to a task put in the queue. It looks at no clock, and
    locks no row that an act holds while it moves or cancels this task.

    says: the words, with %(subject)s. permission: the name of the permission on programmes of those who see it.
    ValueError when a kind is declared twice.
    """

    def declare(handler: Handler) -> Handler:
        if name in KINDS:
            raise ValueError(f"what falls due as {name} is declared twice")
        KINDS[name] = DueKind(name, says, permission, handler)
        return handler

    return declare
