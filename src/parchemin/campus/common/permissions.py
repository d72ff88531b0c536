"""Permissions: declared once, each gives the check, the list and the sentence shown on refusal.

A permission says *who*; a refusal of another kind says *not now*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model, Q, QuerySet

from parchemin.campus.common.refusals import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from parchemin.campus.people.models import Person


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
