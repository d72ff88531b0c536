"""A task whose worker was killed is taken up again by the worker of the same name, three times at most."""

from __future__ import annotations

import pytest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parchemin.service.worker import take_up_again

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
