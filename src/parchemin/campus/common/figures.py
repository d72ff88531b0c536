"""Figures for whoever watches over the campus (Prometheus): pages, times, queries, tasks, and counters of stages.

A stage that has something worth counting declares it at the top of one of its modules:

    MARKS_SAVED = figures.counter("marks_saved", "Marks saved, by the way they came.", "way")
    MARKS_SAVED.labels("grid").inc()

A label never holds a person, a mark, or anything else without a small known set of values.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from django.db.models import Count
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
QUERIES = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)

_registry = CollectorRegistry()
REQUESTS = Histogram(
    "parchemin_request_seconds",
    "How long pages take.",
    ("view", "method", "status"),
    buckets=SECONDS,
    registry=_registry,
)
PAGE_QUERIES = Histogram(
    "parchemin_request_queries", "Database queries of a page.", ("view",), buckets=QUERIES, registry=_registry
)
TASKS_DONE = Counter("parchemin_tasks_done", "Background tasks ended, by how.", ("task", "status"), registry=_registry)


def counter(name: str, meaning: str, *labels: str) -> Counter:
    """A counter of a stage: `parchemin_<name>_total`."""
    return Counter(f"parchemin_{name}", meaning, labels, registry=_registry)


_states: list[tuple[str, str, Callable[[], Mapping[str, int]]]] = []


def states(name: str, meaning: str, read: Callable[[], Mapping[str, int]]) -> None:
    """How many rows of a stage are in each state, read when it is asked for: `parchemin_<name>{state="…"}`."""
    _states.append((name, meaning, read))


def written() -> bytes:
    """Every figure of every process of this campus, in Prometheus's text format."""
    now = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(now)  # type: ignore[no-untyped-call]
        counted = generate_latest(now)
    else:
        counted = generate_latest(_registry)
    now = CollectorRegistry()
    now.register(_AsTheyStand())
    return counted + generate_latest(now)


class _AsTheyStand(Collector):
    """The states as the database has them at this moment: of the campus, and no process's own."""

    def collect(self) -> Iterator[Metric]:
        for name, meaning, read in _states:
            family = GaugeMetricFamily(f"parchemin_{name}", meaning, labels=("state",))
            for state, count in read().items():
                family.add_metric((state,), count)
            yield family


def _tasks() -> dict[str, int]:
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    return {name: counts.get(state, 0) for name, state in _TASK_STATES.items()}


_TASK_STATES = {"queued": "READY", "running": "RUNNING", "failed": "FAILED"}
states("tasks", "Background tasks, by state.", _tasks)
