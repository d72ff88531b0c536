"""Papers and marks as the regulation's facts, and who sits which paper: the one place where either is said."""

from __future__ import annotations

from parchemin.campus.assessment.facts.papers import (
    ABSENCE,
    CHECK_MARK,
    DOCUMENT,
    DOCUMENT_AUTHENTIC,
    FOLLOW_UP,
    GROUND,
    REQUEST_DAY,
    REQUEST_FILED,
    collected_by_papers,
    day_fact,
    last_day_to_ask,
    syllabus_facts,
)
from parchemin.campus.assessment.facts.sitting import day_at, day_of

__all__ = [
    "ABSENCE",
    "CHECK_MARK",
    "DOCUMENT",
    "DOCUMENT_AUTHENTIC",
    "FOLLOW_UP",
    "GROUND",
    "REQUEST_DAY",
    "REQUEST_FILED",
    "collected_by_papers",
    "day_at",
    "day_fact",
    "day_of",
    "last_day_to_ask",
    "syllabus_facts",
]
