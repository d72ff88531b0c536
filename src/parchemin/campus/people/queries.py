"""Reads about people: who held what, where, when; how a name is looked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Expression, F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Concat, Lower
from django.db.models.lookups import Contains

from parchemin.campus.people.models import STAFF, Grant, Person, School, Title

type Scopes = Callable[[Sequence[School]], Sequence[tuple[str, str]]]

_scopes: list[Scopes] = []


class Unaccented(Func):
    """A text in small letters without accents: “Émile” is found by “emile”. PostgreSQL alone does it."""

    function = "regexp_replace"
    template = "%(function)s(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g')"
    output_field = CharField()

    def __init__(self, expression: Expression | F | str) -> None:
        super().__init__(Lower(expression))


def plain(text: str) -> str:
    """The same of a text at hand, whatever spaces it has."""
    apart = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


def by_name(person: str = "") -> tuple[Unaccented, Unaccented]:
    """The order of a list of people: by family name, then given name, É with E. `person`: the path to them."""
    path = f"{person}__" if person else ""
    return Unaccented(F(f"{path}family_name")), Unaccented(F(f"{path}given_name"))


def in_order(person: Person) -> tuple[str, str]:
    """The same order, of people at hand."""
    return plain(person.family_name), plain(person.given_name)


def looked_for[M: Model](rows: QuerySet[M], words: str, *columns: str) -> QuerySet[M]:
    """The rows where every word stands in one of the columns, whatever the accents and capitals."""
    asked = plain(words)[:200].split()
    if not asked:
        return rows
    spaced = [part for column in columns for part in (F(column), Value(" "))]
    everything = Unaccented(Concat(*spaced, output_field=CharField()))
    for word in asked:
        rows = rows.filter(Contains(everything, Value(word)))
    return rows


def held_at(person: Person, at: datetime) -> QuerySet[Grant]:
    """What somebody was at a moment, whatever they are now."""
    return Grant.objects.filter(Q(ended=None) | Q(ended__gt=at), person=person, since__lte=at)


def in_succession(titles: Iterable[Title]) -> list[Title]:
    """What somebody was called, school by school: what they are called now, then each time what that took the place of.

    A title ends at the moment when the next begins, which tells their order whatever the clock said.
    """
    left = sorted(titles, key=lambda title: (title.ended is not None, -(title.ended or title.since).timestamp()))
    before = {(title.school_id, title.ended): title for title in left}
    begins = {(title.school_id, title.since) for title in left}
    last = [title for title in left if (title.school_id, title.ended) not in begins]
    found: dict[UUID, Title] = {}
    for title in [*last, *left]:
        one: Title | None = title
        while one is not None and one.pk not in found:
            found[one.pk] = one
            one = before.get((one.school_id, one.since))
    return list(found.values())


def ordered(columns: Sequence[str | Unaccented], backwards: bool) -> list[OrderBy]:
    """Columns to sort by, one way or the other."""
    found = [F(column) if isinstance(column, str) else column for column in columns]
    return [column.desc() if backwards else column.asc() for column in found]


def names_scopes(function: Scopes) -> Scopes:
    """Declares what a role may be narrowed to (the programmes, which this stage does not know): slugs and titles."""
    if function not in _scopes:
        _scopes.append(function)
    return function


def scopes_of(schools: Sequence[School]) -> list[tuple[str, str]]:
    """What a role in these schools may be narrowed to."""
    return [scope for function in _scopes for scope in function(schools)]


def staff_among(school: School, emails: Collection[str]) -> QuerySet[Person]:
    """Of these addresses, those of people who work for a school now."""
    here = Grant.objects.filter(school=school, role__in=STAFF, ended=None)
    return Person.objects.filter(email__in=[one.strip().lower() for one in emails], pk__in=here.values("person"))
