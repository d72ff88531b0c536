"""Reads about keys, and lists by pages whose next one begins after a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api import access
from parchemin.campus.api.models import Key
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable


def keys_for(person: Person) -> QuerySet[Key]:
    """The keys somebody may see, those in force first, with the last day each was used."""
    found = access.SEE_KEY.among(Key.objects.all(), person).select_related("person", "school", "revoked_by")
    return found.annotate(last_used=Max("uses__day")).order_by("-revoked_at", "-made_at")


def after_row[M: Model, Told](
    rows: QuerySet[M], after: str, limit: int, told: Callable[[M], Told]
) -> tuple[list[Told], str | None]:
    """A page of rows in the order of their keys, and the key after which the next one begins.

    The order of keys never changes, so no row that stands comes twice or is left out, whatever is added meanwhile.
    """
    found = list(_beyond(rows, after).order_by("pk")[: limit + 1])
    shown = found[:limit]
    return [told(row) for row in shown], str(shown[-1].pk) if len(found) > limit else None


def _beyond[M: Model](rows: QuerySet[M], after: str) -> QuerySet[M]:
    if not after:
        return rows
    key: Any = rows.model._meta.pk
    try:
        return rows.filter(pk__gt=key.to_python(after))
    except ValidationError as unreadable:
        raise Http404 from unreadable


@OWN_DATA.at(70)
def own_keys(person: Person) -> Iterator[OwnTable]:
    """What is kept of the keys that somebody made; never their secret, which is kept nowhere."""
    rows = Key.objects.filter(person=person).order_by("made_at")
    heads = (_("Key"), _("Handle"), _("Scopes"), _("Made on"), _("Last day"), _("Revoked on"))
    lines = tuple(
        (one.name, one.handle, ", ".join(one.scopes), one.made_at, one.expires, one.revoked_at) for one in rows
    )
    yield OwnTable(_("Keys for other systems"), heads, lines)
