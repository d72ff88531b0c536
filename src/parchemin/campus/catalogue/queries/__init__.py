"""Reads about the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from parchemin.campus.catalogue.access import READ
from parchemin.campus.catalogue.models import Contact, Intake, Programme, Publication
from parchemin.campus.catalogue.refusals import NothingPublished, NotYetInForce
from parchemin.campus.common.years import university_year
from parchemin.campus.people.access import Permission
from parchemin.campus.people.models import Person, Role, School
from parchemin.campus.people.queries import names_scopes


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


def those_with(programme: Programme, *roles: Role) -> QuerySet[Person]:
    """Those who hold one of the roles in a programme now, in it alone or in the whole school."""
    here = Q(grants__scope__in=("", programme.slug), grants__school=programme.school_id, grants__ended=None)
    return Person.objects.filter(here, grants__role__in=roles).distinct()


def answering(contact: Contact) -> list[Person]:
    """Who a question about a subject goes to. For a role, those of the programme before those of the whole school."""
    if contact.person is not None:
        return [contact.person]
    own = those_with(contact.programme, Role(contact.role)).filter(
        grants__scope=contact.programme.slug, grants__role=contact.role, grants__ended=None
    )
    return list(own) or list(those_with(contact.programme, Role(contact.role)))


@names_scopes
def _programmes(schools: Sequence[School]) -> list[tuple[str, str]]:
    """A role may be narrowed to a programme."""
    return list(Programme.objects.filter(school__in=schools).order_by("title").values_list("slug", "title"))


def text_in_force(programme: Programme, day: date) -> Publication:
    """The last text published by a day and in force then.

    Where none was published yet: of those published since, the one last in force by that day is taken for what was
    in force; where there was none at all, the first.
    """
    published = programme.publications.defer("files")  # the text itself is kept in memory
    in_force = published.filter(in_force__lte=day)
    by_then = in_force.filter(published_at__date__lte=day).order_by("-number").first()
    found = by_then or in_force.order_by("-in_force", "-number").first() or published.order_by("number").first()
    assert found is not None, "a programme without a text has no students"
    return found


def text_of_entry(programme: Programme, starts: date) -> Publication:
    """The text that those who enter on a day are under.

    Raises `NothingPublished`, and `NotYetInForce` when none is in force by then.
    """
    if not programme.publications.exists():
        raise NothingPublished
    found = text_in_force(programme, starts)
    if found.in_force > starts:
        raise NotYetInForce(found.in_force, starts)
    return found


def not_started(programme: Programme, in_force: date, today: date) -> QuerySet[Intake]:
    """The intakes that a text published today, in force from a day, would be that of: they start later than today."""
    return Intake.objects.filter(programme=programme, starts__gte=in_force, starts__gt=today)


def first_year(programme: Programme, at: datetime) -> int:
    """The university year of a programme's first intake; that of a moment where it has none."""
    first = programme.intakes.aggregate(first=Min("starts"))["first"]
    return university_year(first or timezone.localdate(at))
