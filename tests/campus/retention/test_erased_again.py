"""A backup brings nothing back: what was erased is erased again when a campus starts, out of any transaction."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from parchemin.campus.retention.actions import erase_again, erase_on_request
from tests.campus.conftest import NOON, Cast
from tests.campus.retention.conftest import LATER, holds
from tests.campus.students import InSecondYear


def test_what_a_backup_brings_back_is_erased_again(committed: None, cast: Cast, applicant: Dossier, data: Path) -> None:
    """The erasure is undone, as by a backup made before it; what is remembered beside the database does it again."""
    try:
        with transaction.atomic():
            erase_on_request(Person.objects.get(email="lou@example.org"), cast.school, reason="x", by=cast.ada, at=NOON)
            raise InterruptedError
    except InterruptedError:
        pass
    assert Person.objects.filter(email="lou@example.org").exists()
    assert "lou" not in (data / "erasures.jsonl").read_text().lower()

    assert erase_again(at=LATER) == 1
    assert not Person.objects.filter(email="lou@example.org").exists()
    assert erase_again(at=LATER) == 0
    assert holds()


def test_what_is_not_due_is_not_erased_for_being_written_among_what_was(
    ruled: AbsenceRequest, studies: InSecondYear, data: Path
) -> None:
    told = {"rule": "absence", "key": str(ruled.pk), "at": NOON.isoformat()}
    (data / "erasures.jsonl").write_text(json.dumps(told) + "\n")

    assert erase_again(at=NOON + timedelta(days=400)) == 0
    assert AbsenceRequest.objects.get(pk=ruled.pk).words

    assert erase_again(at=LATER) == 1


def test_a_line_cut_by_a_crash_stops_nothing(data: Path, cast: Cast, applicant: Dossier) -> None:
    lines = ['{"rule": "pers', '{"rule":"person","key":["x"],"at":"2026-09-01T12:00:00+00:00"}', "[" * 100_000]
    lines += ['{"rule":"person","key":"abc","at":"2026-09-01T12:00:00+00:00"}', '{"rule":["a"],"key":"b","at":"x"}']
    (data / "erasures.jsonl").write_text("\n".join(lines))

    assert erase_again(at=LATER) == 0
