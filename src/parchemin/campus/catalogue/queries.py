"""Reads about the catalogue."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet

from parchemin.campus.catalogue.access import READ
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.models import Person


def programmes_for(person: Person) -> QuerySet[Programme]:
    """The programmes somebody may see, with how many texts and intakes each has."""
    return (
        READ.among(Programme.objects.all(), person)
        .select_related("school")
        .annotate(texts=Count("publications", distinct=True), rentrees=Count("intakes", distinct=True))
        .annotate(last=Max("publications__published_at"))
        .order_by("school__name", "slug")
    )
