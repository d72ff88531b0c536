"""What stands in the bar at the top: each stage declares its entries, and a person sees those that exist for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from parchemin.campus.people.access import remember_grants
from parchemin.campus.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar: `rank` orders it, `opens` says for whom it is there."""

    rank: int
    label: str | _StrPromise
    view: str
    opens: Callable[[Person], bool]


_entries: list[Entry] = []


def entry(rank: int, label: str | _StrPromise, view: str, opens: Callable[[Person], bool]) -> None:
    """Declares an entry; called once, where a stage declares its addresses."""
    _entries.append(Entry(rank, label, view, opens))
    _entries.sort(key=lambda one: one.rank)


def bar(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation`, for those who are signed in."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {}
    if not hasattr(person, "remembered_grants"):
        remember_grants(person)
    seen = [(one, reverse(one.view)) for one in _entries if one.opens(person)]
    here = max((url for _, url in seen if request.path.startswith(url)), key=len, default="")
    return {"navigation": [{"label": one.label, "url": url, "current": url == here} for one, url in seen]}
