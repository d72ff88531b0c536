"""Which options of a final decision obtain what the studies lead to: found in the text, whatever it calls them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from parchemin.campus.law.law import Law
from parchemin.regulation.meaning.graph import DefinitionUse, Node, Not


@lru_cache(maxsize=64)
def obtaining(law: Law) -> frozenset[tuple[str, str]]:
    """(decision, option) of the options that are taken when a table of requirements is met.

    Of `obtained | student.diploma_earned` and `not obtained | not student.diploma_earned`, where `diploma_earned` is a
    table of requirements, the first. A row that names the table under a negation only does not obtain.
    """
    regulation = law.regulation
    return frozenset(
        (name, row.option)
        for name in law.final_decisions
        for row in regulation.decisions[name].rows
        if any(
            isinstance(node, DefinitionUse) and regulation.definitions[node.name].role == "group"
            for node in affirmed(row.condition)
        )
    )


def affirmed(node: Node) -> Iterator[Node]:
    """A condition and what it says without a negation."""
    yield node
    if not isinstance(node, Not):
        for below in node.children():
            yield from affirmed(below)
