"""A task whose worker was killed is taken up again, three times at most; what did not answer is asked again later."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.db import OperationalError
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parchemin.campus.texts import tasks as texts
from parchemin.service import worker
from parchemin.service.worker import PATIENCE, take_up_again, try_later

pytestmark = pytest.mark.django_db


def running(*workers: str) -> DBTaskResult[..., object]:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="parchemin.campus.essai.tasks.essai",
        queue_name="default",
        backend_name="default",
        run_after="9999-01-01T00:00:00Z",
        worker_ids=list(workers),
    )


@pytest.mark.parametrize(
    ("workers", "status"),
    [
        (("worker-1",), TaskResultStatus.READY),
        (("worker-1", "worker-1"), TaskResultStatus.READY),
        (("worker-1", "worker-1", "worker-1"), TaskResultStatus.FAILED),
        (("worker-1", "worker-2"), TaskResultStatus.RUNNING),  # another worker is at it
    ],
)
def test_what_a_killed_worker_was_doing_is_ready_again(workers: tuple[str, ...], status: TaskResultStatus) -> None:
    task = running(*workers)

    take_up_again("worker-1")

    task.refresh_from_db()
    assert task.status == status


def failed(error: type[BaseException], *workers: str) -> DBTaskResult[..., object]:
    task = running(*workers)
    DBTaskResult.objects.filter(pk=task.pk).update(task_path="parchemin.campus.people.tasks.mail_invitation")
    task.refresh_from_db()
    task.set_failed(error("no answer"))
    try_later(None, task.task_result)
    task.refresh_from_db()
    return task


@pytest.mark.parametrize("attempt", range(1, len(PATIENCE) + 1))
def test_what_the_mail_server_did_not_take_is_sent_later_each_time(attempt: int) -> None:
    before = timezone.now()

    task = failed(SMTPServerDisconnected, *["worker-1"] * attempt)

    assert task.status == TaskResultStatus.READY
    assert task.run_after >= before + timedelta(minutes=PATIENCE[attempt - 1])


def test_after_the_last_attempt_and_for_a_fault_of_ours_a_task_has_failed_and_a_collision_is_no_fault() -> None:
    too_often = ["worker-1"] * (len(PATIENCE) + 1)

    assert failed(OperationalError, "worker-1").status == TaskResultStatus.READY, "it met another act: again"
    assert failed(ConnectionRefusedError, *too_often).status == TaskResultStatus.FAILED
    assert failed(ValueError, "worker-1").status == TaskResultStatus.FAILED


def test_a_worker_that_starts_asks_for_what_was_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's command is all that is not run: it would not end."""
    asked: list[str] = []

    def ask_lost_proofs() -> int:
        asked.append("proofs")
        return 1

    monkeypatch.setattr(texts, "ask_lost_proofs", ask_lost_proofs)
    for name in ("leave_with_parent", "listen"):
        monkeypatch.setattr(worker, name, lambda: None)
    monkeypatch.setattr(worker, "call_command", lambda *args, **named: asked.append(args[0]))

    worker.main("worker-1")

    assert asked == ["proofs", "db_worker"]
