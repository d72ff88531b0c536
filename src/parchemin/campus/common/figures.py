"""Figures for whoever watches over the campus (Prometheus): pages, times, queries, tasks, and counters of stages.

A stage that has something worth counting declares it at the top of one of its modules:

    MARKS_SAVED = figures.counter("marks_saved", "Marks saved, by the way they came.", "way")
    MARKS_SAVED.labels("grid").inc()

A label never holds a person, a mark, or anything else without a small known set of values.
"""

from __future__ import annotations

import os

from django.db.models import Count
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

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


def written() -> bytes:
    """Every figure of every process of this campus, in Prometheus's text format."""
    now = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(now)  # type: ignore[no-untyped-call]
        counted = generate_latest(now)
    else:
        counted = generate_latest(_registry)
    return counted + generate_latest(_tasks())


def _tasks() -> CollectorRegistry:
    """The tasks as the database has them at this moment."""
    registry = CollectorRegistry()
    gauge = Gauge("parchemin_tasks", "Background tasks, by state.", ("state",), registry=registry)
    counts = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    for state in ("READY", "RUNNING", "FAILED"):
        gauge.labels({"READY": "queued"}.get(state, state.lower())).set(counts.get(state, 0))
    return registry
