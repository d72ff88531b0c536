"""Dossiers as the law is asked about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import QuerySet

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.terms import Subject


def subjects_of(dossiers: QuerySet[Dossier]) -> Sequence[Subject]:
    """What the law needs of each, and no more: thousands cost little."""
    rows = dossiers.order_by().values_list("pk", "number", "publication_id", "root", "entry", named=True)
    return cast("Sequence[Subject]", list(rows.distinct()))
