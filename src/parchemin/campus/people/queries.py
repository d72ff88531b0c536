"""Reads about people: who held what, where, when."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from parchemin.campus.people.models import Grant, Person


def held_at(person: Person, at: datetime) -> QuerySet[Grant]:
    """What somebody was at a moment, whatever they are now."""
    return Grant.objects.filter(Q(ended=None) | Q(ended__gt=at), person=person, since__lte=at)
