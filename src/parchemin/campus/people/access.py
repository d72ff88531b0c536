"""Permissions: declared once, each gives the check, the list and the sentence shown on refusal.

A permission says *who*; a refusal of another kind says *not now*. Here is what every stage declares them with, the
roles in force that they are made of, and those about people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.models import STAFF, Grant, Person, Role, School

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Forbidden(Refusal):
    """This person may not do this. Where even the object is not theirs to see, a page answers 404 instead."""


@dataclass(frozen=True, slots=True)
class Permission[M: Model]:
    """`rows(person)` are the rows of `M` that the person may act on; `says` is the sentence shown to anyone else."""

    name: str
    says: str | _StrPromise
    rows: Callable[[Person], Q]

    def __post_init__(self) -> None:
        if self.name in DECLARED:
            raise ValueError(f"permission {self.name} is declared twice")
        DECLARED[self.name] = self  # type: ignore[assignment]

    def opens(self, person: Person) -> bool:
        """Whether the person holds any role that this permission is about, so that its pages exist for them."""
        return self.rows(person) != Q(pk__in=())

    def among(self, rows: QuerySet[M], person: Person) -> QuerySet[M]:
        """Those the person may act on."""
        return rows.filter(self.rows(person)).distinct()

    def allows(self, person: Person, row: M) -> bool:
        return self.among(type(row)._default_manager.filter(pk=row.pk), person).exists()

    def demand(self, person: Person, row: M) -> None:
        """Raises `Forbidden` unless the person may."""
        if not self.allows(person, row):
            raise Forbidden(self.says)

    def demand_all(self, person: Person, rows: Sequence[M]) -> None:
        """Raises `Forbidden` unless the person may act on every one, in one query."""
        keys = {row.pk for row in rows}
        if keys and self.among(type(rows[0])._default_manager.filter(pk__in=keys), person).count() != len(keys):
            raise Forbidden(self.says)


DECLARED: dict[str, Permission[Model]] = {}


def current(person: Person, *roles: Role) -> QuerySet[Grant]:
    """The grants in force of a person, of these roles (of any role when none is named)."""
    found = Grant.objects.filter(person=person, ended=None)
    return found.filter(role__in=roles) if roles else found


def remember_grants(person: Person) -> None:
    """Read the grants in force once, for as long as this object lives: one request."""
    person.remembered_grants = list(current(person))


def _in_force(person: Person, roles: Iterable[Role]) -> list[Grant]:
    remembered: list[Grant] | None = getattr(person, "remembered_grants", None)
    if remembered is None:
        return list(current(person, *roles))
    wanted = set(roles)
    return [grant for grant in remembered if not wanted or grant.role in wanted]


def plays(person: Person, *roles: Role) -> bool:
    """Whether somebody holds one of these roles anywhere."""
    return bool(_in_force(person, roles))


def is_staff(person: Person) -> bool:
    """Whether somebody works for a school, in any role: more is then asked of how they sign in."""
    return plays(person, *STAFF)


def holds(person: Person, roles: Iterable[Role], *, school: str = "school_id", scope: str = "") -> Q:
    """The rows of a school where a person holds one of the roles: a condition on a table with a `school` column.

    `scope`, the path of a programme's slug from that table, also admits the roles held in that programme only.
    """
    condition = Q(pk__in=())
    for grant in _in_force(person, roles):
        here = Q(**{school: grant.school_id})
        if not grant.scope:
            condition |= here
        elif scope:
            condition |= here & Q(**{scope: grant.scope})
    return condition


def works_in(person: Person, *roles: Role) -> Q:
    """The schools where somebody holds one of the roles, be it in one programme only."""
    return Q(pk__in={grant.school_id for grant in _in_force(person, roles)})


GRANT_ROLES: Permission[School] = Permission(
    name="people.grant_roles",
    says=_("Only a director of the school may give or end a role in it."),
    rows=lambda person: holds(person, [Role.DIRECTOR], school="pk"),
)
READ_STAFF: Permission[School] = Permission(
    name="people.read_staff",
    says=_("Only the programme offices and the directors of the school may read the list of its staff."),
    rows=lambda person: works_in(person, Role.OFFICE, Role.DIRECTOR),
)
INVITE: Permission[School] = Permission(
    name="people.invite",
    says=_("Only the programme offices and the directors may send an invitation or say what somebody is called."),
    rows=lambda person: works_in(person, Role.OFFICE, Role.DIRECTOR),
)
