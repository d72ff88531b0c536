"""Where those who were moved stood before: their intake, their day of entry and their text, as of any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from parchemin.campus.dossiers.models import Dossier, FormerEntry


def first_entry(dossier: Dossier) -> date:
    """The earliest day of entry that was ever that of a file."""
    return min([dossier.entry, *dossier.former_entries.values_list("day", flat=True)])


def of_intake(dossiers: QuerySet[Dossier], intake: UUID, known: datetime | None = None) -> QuerySet[Dossier]:
    """Those, among some, who were of an intake at a moment; who are, for None."""
    return _where(dossiers, Q(intake=intake), known, lambda one: one.intake_id == intake)


def under_text(dossiers: QuerySet[Dossier], publication: UUID, known: datetime | None = None) -> QuerySet[Dossier]:
    """Those, among some, who were under a version of a text at a moment."""
    return _where(dossiers, Q(publication=publication), known, lambda one: one.publication_id == publication)


def entered_before(dossiers: QuerySet[Dossier], day: date, known: datetime | None = None) -> QuerySet[Dossier]:
    """Those, among some, whose day of entry, as it was at a moment, comes before a day."""
    return _where(dossiers, Q(entry__lt=day), known, lambda one: one.day < day)


def _where(
    dossiers: QuerySet[Dossier], now: Q, known: datetime | None, then: Callable[[FormerEntry], bool]
) -> QuerySet[Dossier]:
    if known is None:
        return dossiers.filter(now)
    former = FormerEntry.standing(dossiers.order_by().values_list("pk", flat=True), known)
    return dossiers.filter((now & ~Q(pk__in=list(former))) | Q(pk__in=[key for key in former if then(former[key])]))
