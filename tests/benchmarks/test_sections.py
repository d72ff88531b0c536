"""What is measured runs: a measure that nobody can take is no measure. The sizes here are small, the acts the same."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks import campus, documents, marks, trust


def test_what_is_measured_of_a_school_can_be_measured() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
        jury = fresh.submit(campus.section, 200, 1).result()
        typed = fresh.submit(marks.section, marks.Size(2, 3, 8), 0.0).result()
        printed = fresh.submit(documents.section).result()
        proved = fresh.submit(trust.section, trust.Rows(200, 4, 5)).result()

    assert "200 students of `icn-pge`" in jury
    assert "decisions adopted together" in jury
    assert "Acknowledged and not found again: 0. The journal holds: yes." in typed
    assert "a transcript, typeset and sealed" in printed
    assert "200 of them marks" in proved
    assert proved.count("| whole |") == 2
    assert "Lines named after the mark was raised: 1." in proved
