"""What is done in the background: proving what a draft claims, which may take seconds."""

from __future__ import annotations

from django.tasks import task

from parchemin.campus.common.events import reacts_to
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
