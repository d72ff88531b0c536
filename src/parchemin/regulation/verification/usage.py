"""Columns that nobody uses, what cannot happen by its bounds alone, and references to articles that are not there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import replace

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.articles import ArticleMeaning
from parchemin.regulation.meaning.graph import Compare, Kind, Regulation, Type
from parchemin.regulation.meaning.written import phrase, written
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.bounds import Bounds, Interval
from parchemin.regulation.verification.lemmas import stand_before
from parchemin.regulation.verification.walk import (
    Holder,
    depends_on_facts,
    rules,
    uses,
    uses_of_holders,
    written_nodes,
)

CITATION = re.compile(r"§\s?(\w+(?:\.\w+)*)")


def unused(regulation: Regulation) -> Iterator[Finding]:
    """Data columns of numbers that no rule refers to."""
    used = uses_of_holders(regulation)
    for column, type_ in regulation.data_types.items():
        if type_.kind is Kind.NUMBER and column not in used.data:
            level = regulation.levels[column.rpartition(".")[0]]
            place = next((m.place for m in level.members if m.place.file), level.place)
            yield Finding(say.UNUSED_COLUMN, place, {"name": column})


# --- impossible by bounds --------------------------------------------------------------------------------------


def impossible(regulation: Regulation, bounds: Bounds | None = None) -> Iterator[Finding]:
    """Comparisons that always or never hold whatever the facts, rows that never apply or come too late."""
    bounds = bounds or Bounds(regulation)
    facts = depends_on_facts(regulation)
    for holder in rules(regulation):
        for node in written_nodes(holder.node):
            if isinstance(node, Compare) and _depends(node, facts):
                yield from _settled(regulation, bounds, holder, node)
    yield from _dead_rows(regulation, bounds)


def _depends(node: Compare, facts: dict[str, frozenset[str]]) -> bool:
    used = uses(iter([node]))
    return bool(used.facts) or any(facts.get(name) for name in used.definitions | used.decisions)


def _settled(regulation: Regulation, bounds: Bounds, holder: Holder, node: Compare) -> Iterator[Finding]:
    answer = bounds.of(node)
    if not (answer.always or answer.never):
        return
    fixed_left = bounds.of(node.left).low is not None and bounds.of(node.left).low == bounds.of(node.left).high
    moving = node.right if fixed_left else node.left
    span = bounds.of(moving)
    values = {
        "name": holder.name,
        "left": phrase(node.left, regulation.language),
        "operator": node.operator,
        "right": phrase(node.right, regulation.language),
        "moving": phrase(moving, regulation.language),
        "low": _end(regulation, span, moving.type, low=True),
        "high": _end(regulation, span, moving.type, low=False),
    }
    place = node.place if node.place.file else holder.place
    wording = say.ALWAYS_TRUE if answer.always else say.ALWAYS_FALSE
    yield Finding(wording, replace(place, article=place.article or holder.place.article), values)


def _end(regulation: Regulation, span: Interval, type_: Type, *, low: bool) -> str:
    bound = span.low if low else span.high
    if bound is None:
        return "−∞" if low else "+∞"
    return written(bool(bound) if type_.kind is Kind.BOOL else bound, regulation.language, type_)


def _dead_rows(regulation: Regulation, bounds: Bounds) -> Iterator[Finding]:
    for decision in regulation.decisions.values():
        for index, row in enumerate(decision.rows):
            values: dict[str, object] = {"decision": decision.name, "option": row.option}
            if bounds.of(row.condition).never:
                yield Finding(say.ROW_NEVER, row.place, values)
            above = [decision.rows[i] for i in stand_before(decision, index)]
            always = next((other for other in above if bounds.of(other.condition).always), None)
            if always is not None:
                yield Finding(say.ROW_SHADOWED, row.place, values | {"above": always.option}, (always.place,))


# --- references ----------------------------------------------------------------------------------------------------


def missing_articles(regulation: Regulation) -> Iterator[Finding]:
    """References `§…` in the text of an article to an article that is not in the regulation.

    A reference to a part (`§3.1` where there are §3.1.1 and §3.1.2) is good.
    """
    numbers = [known.rpartition("§")[2] for known in regulation.articles]
    for article in regulation.articles.values():
        for line, cited in _cited(article):
            if any(known == cited or known.startswith(f"{cited}.") for known in numbers):
                continue
            near = difflib.get_close_matches(cited, numbers, n=1)
            values = {"article": article.id, "cited": cited, "near": f" (§{near[0]} ?)" if near else ""}
            yield Finding(say.ARTICLE_MISSING, replace(article.place, line=line), values)


def _cited(article: ArticleMeaning) -> Iterator[tuple[int, str]]:
    """Each reference in the words of the article, once, with its line in the file."""
    first: dict[str, int] = {}
    for match in CITATION.finditer(article.text):
        first.setdefault(match[1].rstrip("."), article.lines[article.text.count("\n", 0, match.start())])
    return ((line, cited) for cited, line in first.items())
