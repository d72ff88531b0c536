"""What stands in the bar at the top, in the menu of the person, and in the tabs of what several stages show.

Each stage declares its entries. The bar holds what one works on; what is set once and seldom is in the person's menu.

A person sees those that exist for them. A group of tabs has a name ("students", "dossier"); a later stage adds its own
view of a thing without the earlier one knowing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from parchemin.campus.looks.shapes import Item
from parchemin.campus.people.models import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the bar: `rank` orders it, `opens` says for whom it is there, `covers` the views found elsewhere."""

    rank: int
    label: str | _StrPromise
    view: str
    opens: Callable[[Person], bool]
    covers: tuple[str, ...] = ()


_entries: list[NavigationEntry] = []
_menu: list[NavigationEntry] = []
_tabs: dict[str, list[NavigationEntry]] = {}


def entry(
    rank: int, label: str | _StrPromise, view: str, opens: Callable[[Person], bool], *, covers: tuple[str, ...] = ()
) -> None:
    """Declares an entry; called once, where a stage declares its addresses."""
    _entries.append(NavigationEntry(rank, label, view, opens, covers))
    _entries.sort(key=lambda one: one.rank)


def menu_entry(rank: int, label: str | _StrPromise, view: str, opens: Callable[[Person], bool]) -> None:
    """Declares an entry of the person's own menu; called once, where a stage declares its addresses."""
    _menu.append(NavigationEntry(rank, label, view, opens))
    _menu.sort(key=lambda one: one.rank)


def tab(
    group: str, rank: int, label: str | _StrPromise, view: str, opens: Callable[[Person], bool] = lambda person: True
) -> None:
    """Declares a tab of a group; called once, where a stage declares its addresses."""
    entries = _tabs.setdefault(group, [])
    entries.append(NavigationEntry(rank, label, view, opens))
    entries.sort(key=lambda one: one.rank)


def tabs_of(group: str, request: HttpRequest, person: Person, *args: Any) -> list[Item]:
    """The tabs of a group that exist for somebody, the one they are on marked. `args` go into each address."""
    seen = [(one, reverse(one.view, args=args)) for one in _tabs.get(group, ()) if one.opens(person)]
    here = max((url for _, url in seen if request.path.startswith(url)), key=len, default="")
    return [Item(one.label, url, url == here) for one, url in seen]


def bar(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation` and `user_menu`, for those who are signed in."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        return {}
    return {"navigation": _shown(_entries, request, person), "user_menu": _shown(_menu, request, person)}


def _shown(entries: list[NavigationEntry], request: HttpRequest, person: Person) -> list[Item]:
    """Those that exist for somebody, the one they are on marked."""
    seen = [(one, reverse(one.view)) for one in entries if one.opens(person)]
    found = getattr(request, "resolver_match", None)
    covered = [url for one, url in seen if found and found.view_name in one.covers]
    here = max(covered or [url for _, url in seen if request.path.startswith(url)], key=len, default="")
    return [Item(one.label, url, url == here) for one, url in seen]
