"""What the API is made of: groups of operations, to which each stage adds its own, and the scopes that open them.

A stage writes its operations in its `contributions/api.py`, on a group of its own or on one opened by an earlier stage:

    LOANS = Group("loans", rank=70)
    READS = KeyAuth(LOANS.scope("read", _("read loans")))

    @LOANS.router.get("/programmes/{programme}/loans", auth=READS, response={200: Loans, **REFUSED})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ninja import Router

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Group:
    """Operations about one thing, and their scopes. rank: its place in the document and among the scopes of a key."""

    name: str
    rank: int

    def __init__(self, name: str, *, rank: int) -> None:
        if any(name == known.name or rank == known.rank for known in _groups):
            raise ValueError(f"a group of the API has the name “{name}” or the rank {rank} already")
        self.name, self.rank = name, rank
        self.router = Router(tags=[name])
        self.scopes: dict[str, str | _StrPromise] = {}
        _groups.append(self)

    def scope(self, right: Literal["read", "write"], says: str | _StrPromise) -> str:
        """Declares a scope, what a key may be used for at most ("loans:read"); what its person may not do, it may not
        either. Gives its name."""
        name = f"{self.name}:{right}"
        if name in self.scopes:
            raise ValueError(f"the scope {name} is declared twice")
        self.scopes[name] = says
        return name


_groups: list[Group] = []


def every_group() -> list[Group]:
    """The groups of every stage, in the order of the document."""
    return sorted(_groups, key=lambda group: group.rank)


def every_scope() -> dict[str, str | _StrPromise]:
    """What each scope lets a key do, by name, in the order in which they are shown."""
    return {name: says for group in every_group() for name, says in group.scopes.items()}
