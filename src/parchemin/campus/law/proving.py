"""What a text claims, proved: may take seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parchemin.campus.law.publications import reviewed
from parchemin.regulation.findings import Language
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.results import Result

SECONDS = 10.0


def proofs_of(files: Mapping[str, str], progress: Callable[[int, int], None]) -> list[dict[str, object]] | None:
    """What can be proved of a text, claim by claim, in plain values; None of a text that does not hold.

    progress: called with how many claims are settled, of how many.
    """
    text = reviewed(files).understood.regulation
    if text is None:
        return None
    verification = verify(text, budget_seconds=SECONDS, progress=progress)
    return [_result(result, text.language) for result in verification.results]


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
