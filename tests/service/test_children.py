"""A process of a campus is asked to stop once: what it is doing is finished, or taken up again at the next start."""

from __future__ import annotations

import os
from pathlib import Path

from parchemin.service.children import Child
from tests.service.campuses import until

PATIENT = """
import signal, sys, time
asked = []
signal.signal(signal.SIGTERM, lambda *_: (asked.append(1), print("asked", flush=True)))
print("ready", flush=True)
while not asked:
    time.sleep(0.05)
time.sleep(1)
print("done", flush=True)
"""


def test_a_process_is_asked_to_stop_once_and_ends_what_it_was_doing(tmp_path: Path) -> None:
    (tmp_path / "patient.py").write_text(PATIENT, encoding="utf-8")
    lines: list[str] = []
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    child = Child("patient", ("patient",), environment, lambda name, line: lines.append(line))
    child.start()
    until(lambda: "ready" in lines)

    child.ask_to_stop()
    until(lambda: "asked" in lines)
    child.stop()

    until(lambda: "done" in lines, 5)
    assert lines.count("asked") == 1
