"""A process that does the background tasks, one at a time; `python -m parchemin.service.worker NAME`.

A task that was under way when its worker was killed is taken up again by the worker of the same name, three times at
most; one that failed because something outside did not answer (the mail server, a disk) is tried again later. A task
must therefore give the same result when it is done twice. Beside them, `service.clock` runs what falls due.
"""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.core.management import call_command

from parchemin.service.children import leave_with_parent
from parchemin.service.clock import Clock

MOST_ATTEMPTS = 3
PATIENCE = (1, 5, 15, 60, 240, 720)  # minutes before each new attempt at what did not answer
LOG = logging.getLogger("parchemin.worker")


def take_up_again(name: str) -> None:
    """What this worker was doing when it was killed is ready again; what has killed it too often has failed."""
    from django.tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if not task.worker_ids or task.worker_ids[-1] != name:
            continue
        if len(task.worker_ids) < MOST_ATTEMPTS:
            task.status = TaskResultStatus.READY
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, datetime.now(tz=UTC)
            task.exception_class_path, task.traceback = "builtins.RuntimeError", "its worker was killed each time"
        task.save()
        LOG.warning("task taken up again", extra={"task": task.task_path, "attempts": len(task.worker_ids)})


def ask_again() -> None:
    """What waits for a task that was never written, or was lost, is asked for again."""
    from parchemin.campus.retention.actions import plan_sweeps
    from parchemin.campus.texts.tasks import ask_lost_proofs

    if lost := ask_lost_proofs():
        LOG.warning("proofs asked for again", extra={"drafts": lost})
    plan_sweeps(at=datetime.now(tz=UTC))


def try_later(sender: object, task_result: Any, **rest: object) -> None:
    """What failed because something outside did not answer is ready again, later each time, six times at most.

    So is what the database undid because it met another act (`common.attempts`), or because it was starting again.
    """
    from django.db import OperationalError
    from django.tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    if task_result.status != TaskResultStatus.FAILED:
        return
    if not issubclass(task_result.errors[-1].exception_class, (OSError, OperationalError)):
        return
    attempts = len(task_result.worker_ids)
    if attempts > len(PATIENCE):
        return
    due = datetime.now(tz=UTC) + timedelta(minutes=PATIENCE[attempts - 1])
    failed = DBTaskResult.objects.filter(pk=task_result.id, status=TaskResultStatus.FAILED)
    if failed.update(status=TaskResultStatus.READY, run_after=due, finished_at=None):
        told = {"task": task_result.task.module_path, "attempts": attempts}
        LOG.warning("task to be tried again", extra=told)


def listen() -> None:
    """Count the tasks done, and try again later those that something outside failed."""
    from django.tasks.signals import task_finished

    from parchemin.campus.common import figures

    def count(sender: object, task_result: object, **rest: object) -> None:
        task, status = getattr(task_result, "task", None), getattr(task_result, "status", "")
        figures.TASKS_DONE.labels(getattr(task, "module_path", "unknown"), str(status).lower()).inc()

    task_finished.connect(count, weak=False)
    task_finished.connect(try_later, weak=False)


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parchemin.campus.settings")
    leave_with_parent()
    django.setup()
    take_up_again(name)
    ask_again()
    listen()
    clock = Clock()
    clock.start()
    LOG.info("worker ready")
    try:
        call_command("db_worker", worker_id=name, interval=0.5, startup_delay=False, reload=False)
    finally:
        clock.stop()


if __name__ == "__main__":
    main(sys.argv[1])
