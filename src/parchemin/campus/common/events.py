"""Events: what an earlier stage says happened, and what a later one does about it, without an upward import.

An event is a small frozen dataclass. Reactions run in the same transaction as the action that tells of it: both are
kept, or neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_reactions: dict[type, list[Callable[[Any], None]]] = {}


def reacts_to[E](event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Declares a function as a reaction to an event; stages import their `reactions` when they are ready."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        found = _reactions.setdefault(event, [])
        if reaction not in found:
            found.append(reaction)
        return reaction

    return register


def tell(event: object) -> None:
    """Say that something happened to whatever reacts to it, now."""
    for reaction in _reactions.get(type(event), ()):
        reaction(event)
