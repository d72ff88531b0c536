"""Two offices issue at the same moment: real transactions, on a database that both see."""

from __future__ import annotations

import threading

from django.db import connections

from parchemin.campus.awards import tasks
from parchemin.campus.awards.models import Issuance, Transcript
from parchemin.campus.common.files import KeptFile
from tests.campus.awards.awarding import icn, stray_files
from tests.campus.conftest import Cast


def test_two_offices_issuing_at_once_leave_one_transcript_in_force(committed: None, cast: Cast) -> None:
    school = icn(cast)
    both = [school.issue(), school.issue()]
    failures: list[BaseException] = []

    def work(issuance: Issuance) -> None:
        try:
            tasks.make_transcripts.func(str(issuance.pk))
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in (*both, *both)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert Transcript.objects.count() == Transcript.objects.filter(ended_at=None).count() == 2
    assert [one.lines.count() for one in both] == [2, 2]
    assert stray_files() == []
    assert KeptFile.objects.count() == Transcript.objects.count()
