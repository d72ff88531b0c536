"""Reads about the catalogue."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet
from django.http import Http404

from parchemin.campus.catalogue.access import READ
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.models import Person
from parchemin.campus.people.permissions import Permission


def programmes_for(person: Person) -> QuerySet[Programme]:
    """The programmes somebody may see, with how many texts and intakes each has."""
    return (
        READ.among(Programme.objects.all(), person)
        .select_related("school")
        .annotate(texts=Count("publications", distinct=True), rentrees=Count("intakes", distinct=True))
        .annotate(last=Max("publications__published_at"))
        .order_by("school__name", "slug")
    )


def programme_of(slug: str, person: Person, permission: Permission[Programme]) -> Programme:
    """A programme that somebody may act on; 404 otherwise, as if it did not exist."""
    found = permission.among(Programme.objects.select_related("school"), person).filter(slug=slug)
    programme = found.order_by("school__slug").first()
    if programme is None:
        raise Http404
    return programme
