"""Whether what a campus keeps is whole: the chain of each school's journal, and the rows that its lines vouch for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from parchemin.campus.common.journal import altered, broken
from parchemin.campus.common.models import Entry
from parchemin.service.refusals import NotDone


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: its name (a school, or "" for what belongs to none), its lines, its last digest.

    broken: the lines at which it does not hold, and how. altered: the lines whose rows are no longer those that were
    written with them, and the table.
    """

    name: str
    lines: int
    last: str
    broken: tuple[tuple[int, str], ...]
    altered: tuple[tuple[int, str], ...]

    @property
    def whole(self) -> bool:
        return not (self.broken or self.altered)


def chains() -> list[Chain]:
    """Every chain of this campus. Raises `NotDone` where there is no campus yet."""
    if Entry._meta.db_table not in connection.introspection.table_names():
        raise NotDone(
            "Il n’y a pas encore d’école ici. Vérifiez PARCHEMIN_DATA et DATABASE_URL, ou lancez parchemin campus run.",
            "There is no school here yet. Check PARCHEMIN_DATA and DATABASE_URL, or run parchemin campus run.",
        )
    names = Entry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    return [_chain(name) for name in names]


def _chain(name: str) -> Chain:
    lines = Entry.objects.filter(chain=name)
    last = lines.order_by("-number").first()
    return Chain(name, lines.count(), last.digest if last else "", tuple(broken(name)), tuple(altered(name)))
