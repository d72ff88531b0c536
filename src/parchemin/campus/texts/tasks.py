"""What is done in the background: proving what a draft claims, which may take seconds."""

from __future__ import annotations

from django.db import transaction
from django.tasks import task
from django_tasks_db.models import DBTaskResult

from parchemin.campus.common.events import reacts_to
from parchemin.campus.common.locks import hold
from parchemin.campus.law.proving import proofs_of
from parchemin.campus.texts.actions import ProofsAsked
from parchemin.campus.texts.models import Draft


@reacts_to(ProofsAsked)
def _proofs_asked(asked: ProofsAsked) -> None:
    prove.enqueue(str(asked.draft), asked.number)


@task()
def prove(draft_id: str, number: int) -> None:
    """Prove what can be proved of a draft as it was when this was asked. A newer text is left to its own task."""
    here = Draft.objects.filter(pk=draft_id, proved_number=number)
    draft = here.first()
    if draft is None or draft.number != number or draft.proving == Draft.Proving.DONE:
        return
    here.update(proving=Draft.Proving.RUNNING)

    def progress(done: int, total: int) -> None:
        here.update(proved=done, to_prove=total)

    proofs = proofs_of(draft.files, progress)
    if proofs is None:
        here.update(proving=Draft.Proving.NOT_ASKED)
        return
    here.update(proving=Draft.Proving.DONE, proofs=proofs, proved=len(proofs), to_prove=len(proofs))


def ask_lost_proofs() -> int:
    """Ask again for the proofs of drafts that wait for a task that is not there; gives how many.

    Former versions wrote the task after the draft, and could stop in between. A task that failed stays as it is.
    """
    waiting = Draft.objects.filter(proving__in=(Draft.Proving.ASKED, Draft.Proving.RUNNING))
    lost = 0
    with transaction.atomic():
        for draft in hold(waiting):
            of_it = DBTaskResult.objects.filter(args_kwargs__args=[str(draft.pk), draft.proved_number])
            if not of_it.filter(task_path=prove.module_path).exists():
                prove.enqueue(str(draft.pk), draft.proved_number)
                lost += 1
    return lost
