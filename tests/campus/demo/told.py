"""What a seeded school holds, in plain lines without any key of a table: two of them can be set side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator


def lines() -> list[str]:
    """Every fact, in order."""
    return sorted("|".join(map(str, row)) for row in _rows())


def digest() -> str:
    return hashlib.sha256("\n".join(lines()).encode()).hexdigest()


def _rows() -> Iterator[tuple[object, ...]]:
    from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper, Submission, Teaching
    from parchemin.campus.common.models import Entry
    from parchemin.campus.dossiers.models import Declaration, Dossier
    from parchemin.campus.enrolment.models import Registration
    from parchemin.campus.people.models import Grant, Person

    who, paper = "dossier__number", ("paper__year", "paper__unit", "paper__slot", "paper__name")
    for model, columns in (
        (Person, ("email", "given_name", "family_name")),
        (Grant, ("person__email", "school__slug", "role", "scope", "since")),
        (Dossier, ("number", "programme__slug", "intake__name", "entry", "person__email")),
        (Registration, (who, "year", "stage", "nature", "units", "in_order", "at", "superseded_at")),
        (Declaration, (who, "fact", "place", "value", "reason", "at", "superseded_at")),
        (Teaching, ("programme__slug", "year", "unit", "person__email")),
        (Paper, ("programme__slug", "year", "unit", "slot", "name", "facts", "made_at")),
        (Mark, (*paper, who, "state", "value", "why", "by__email", "at", "superseded_at")),
        (Submission, (*paper, "at", "by__email")),
        (AbsenceRequest, (*paper, who, "ground", "due", "at")),
        (AbsenceRuling, ("request__dossier__number", "kind", "verdict", "reason", "at")),
        (Entry, ("chain", "number", "verb", "at")),
    ):
        for row in model._default_manager.values_list(*columns):
            yield (model.__name__, *row)
