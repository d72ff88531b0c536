"""What is proved of requests about absences beside their rows: that the document is the one that was sent."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Commitment
from parchemin.campus.common.proving import CHECKS


@CHECKS.at(50)
def documents_as_sent(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that filed a request whose document is another now. One that was erased has none."""
    table = AbsenceRequest._meta.db_table
    filed = Commitment.objects.filter(
        relation=table, entry__chain=chain, entry__verb="assessment.file_request", entry__payload__has_key="document"
    )
    pointing = {
        str(key): file for key, file in AbsenceRequest.objects.exclude(document=None).values_list("pk", "document_id")
    }
    kept = dict(KeptFile.objects.filter(pk__in=pointing.values(), destroyed_at=None).values_list("pk", "sha256"))
    for number, key, digest in filed.values_list("entry__number", "key", "entry__payload__document"):
        if key in pointing and kept.get(pointing[key]) != digest:
            yield number, table
