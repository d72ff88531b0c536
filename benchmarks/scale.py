"""Ten million students in partitioned Parquet, decided here and with Ray: `python -m benchmarks.scale [PARTS]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import ray

from benchmarks.answers import WANTED
from benchmarks.page import REGULATION, Table, paragraphs, table
from benchmarks.students import students
from parchemin.regulation.evaluation.cohort import compile_cohort
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.scale import decide, partitions, read, split

PARTS, PART = 100, 100_000


def section(parts: int = PARTS) -> str:
    regulation = load(REGULATION)
    with TemporaryDirectory() as shelf:
        here, there, source = (Path(shelf) / name for name in ("here", "there", "source"))
        for number in range(parts):
            split(regulation, students(PART, 100 + number), source, PART, number)
        reading, computing = _apart(regulation, source)
        local, _ = timed(lambda: decide(regulation, source, here, wanted=WANTED))
        starting, _ = timed(lambda: ray.init(include_dashboard=False, log_to_driver=False))
        clustered, _ = timed(lambda: decide(regulation, source, there, "ray", wanted=WANTED))
        ray.shutdown()
        same = all(
            file.read_bytes() == (there / file.relative_to(here)).read_bytes() for file in here.rglob("*.parquet")
        )
    rows: Table = [
        ("what", "time", "students a second"),
        *((name, f"{seconds:.1f} s", f"{parts * PART / seconds:,.0f}") for name, seconds in (
            ("the evaluator alone, one thread", computing),
            ("reading the Parquet files alone", reading),
            ("local engine: read, decide, write", local),
            ("Ray on the same machine, once started", clustered),
        )),
    ]  # fmt: skip
    words = (
        f"{parts * PART:,} synthetic students in {parts} Parquet parts. Ray takes "
        f"{starting:.1f} s to start, then {clustered / local:.2f} times the local engine's time. "
        f"Its bytes are {'the same' if same else 'DIFFERENT'}."
    )
    return paragraphs("## Beyond one machine", words, table(rows))


def _apart(regulation: Regulation, source: Path) -> tuple[float, float]:
    """Seconds spent reading every part, and evaluating it, without writing."""
    plan = compile_cohort(regulation, "étudiant", WANTED)
    reading = computing = 0.0
    for part in partitions(source):
        seconds, cohort = timed(lambda part=part: read(regulation, part))  # type: ignore[misc]
        reading += seconds
        computing += timed(lambda cohort=cohort: plan.run(cohort))[0]  # type: ignore[misc]
    return reading, computing


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = run()
    return perf_counter() - start, result


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else PARTS))
