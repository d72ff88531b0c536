"""The whole measure: prints it and keeps it in `results.md`."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from benchmarks import agree, campus, documents, marks, measure, mutation, real, scale, speed, trust
from benchmarks.page import HERE, paragraphs

SECTIONS = {
    "speed": speed.section,
    "a regulation as published": real.section,
    "changes of the law": mutation.section,
    "agreement": agree.section,
    "beyond one machine": scale.section,
    "a jury": campus.section,
    "marks typed at once": marks.section,
    "documents": documents.section,
    "trust": trust.section,
}


def main() -> None:
    begun, sections = perf_counter(), list[str]()
    # A process for each: what one leaves in memory, or the database it was set on, is nothing to the next.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
        for name, section in SECTIONS.items():
            print(f"{perf_counter() - begun:4.0f} s  {name}", file=sys.stderr, flush=True)
            sections.append(fresh.submit(section).result())
    minutes = (perf_counter() - begun) / 60
    words = (
        f"One run of `make bench`, {minutes:.0f} minutes, on {measure.machine()}. Times are the best of several runs, "
        "save proofs, partitions and what is said to be extrapolated; other work may share the machine."
    )
    text = paragraphs("# Measures", words, *sections) + "\n"
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")
