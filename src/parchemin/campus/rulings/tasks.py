"""What is done in the background: proving what a draft claims, which may take seconds."""

from __future__ import annotations

from django.tasks import task

from parchemin.campus.rulings.models import Draft
from parchemin.campus.rulings.texts import reviewed
from parchemin.regulation.findings import Language
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.results import Result
from parchemin.regulation.verification.results import VerificationResults as Verification

SECONDS = 10.0


@task()
def prove(draft_id: str, number: int) -> None:
    """Prove what can be proved of a draft as it was when this was asked. A newer text is left to its own task."""
    here = Draft.objects.filter(pk=draft_id, proved_number=number)
    draft = here.first()
    if draft is None or draft.number != number or draft.proving == Draft.Proving.DONE:
        return
    text = reviewed(draft.files).understood.regulation
    if text is None:
        here.update(proving=Draft.Proving.NOT_ASKED)
        return
    here.update(proving=Draft.Proving.RUNNING)

    def progress(done: int, total: int) -> None:
        here.update(proved=done, to_prove=total)

    told = _told(verify(text, budget_seconds=SECONDS, progress=progress), text.language)
    here.update(proving=Draft.Proving.DONE, proofs=told, proved=len(told), to_prove=len(told))


def _told(done: Verification, language: Language) -> list[dict[str, object]]:
    return [_result(result, language) for result in done.results]


def _result(result: Result, language: Language) -> dict[str, object]:
    shown = result.counterexample
    return {
        "claim": result.in_words(language),
        "status": result.status,
        "article": result.article.rpartition(" ")[2],
        "file": result.place.file.rpartition("/")[2],
        "line": result.place.line,
        "outcome": shown.outcome if shown else "",
        "better": shown.better_outcome if shown else "",
        "person": list(shown.case_lines()) if shown else [],
    }
