"""Rule blocks: one line of print per definition, its continuation lines and comments kept as the author laid them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from parchemin.regulation.reading.document import RawDefinition
from parchemin.rendering.expressions import typeset
from parchemin.rendering.names import CitedArticle, NameIndex

_HEAD = re.compile(r"\s*([^\W\d]\w*\.[^\W\d]\w*)[ \t\u00a0]*=(?!=)[ \t]*")


@dataclass(slots=True)
class Rule:
    """A definition, or comments that stand alone (`name` empty)."""

    name: str = ""
    anchor: str = ""
    lines: list[Markup] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def rules_of(lines: Sequence[str], source: CitedArticle, names: NameIndex) -> list[Rule]:
    """The definitions of one block, each name linked."""
    places: dict[str, RawDefinition] = {}
    for raw in source.article.definitions:
        places.setdefault(raw.name, raw)
    made: list[Rule] = []
    for fresh, bare, comment in _parts(lines):
        if bare and fresh:
            made.append(_started(bare, source, names, places))
        elif bare and made:
            made[-1].lines.append(typeset(bare.strip(), source.language, names.targets))
        if comment and (not bare and (not made or made[-1].name)):
            made.append(Rule(comments=[comment]))
        elif comment:
            made[-1].comments.append(comment)
    return made


def _parts(lines: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Each line: whether it begins a definition, its words, its comment. The reader's own way of joining lines."""
    depth = 0
    for line in lines:
        bare, _, comment = line.partition("#")
        bare = bare.rstrip()
        if not bare.strip() and not comment.strip():
            continue
        fresh = bool(bare) and depth <= 0 and not bare[0].isspace()
        if bare:
            depth = (0 if fresh else depth) + sum(bare.count(c) for c in "([{") - sum(bare.count(c) for c in ")]}")
        yield fresh, bare, comment.strip()


def _started(bare: str, source: CitedArticle, names: NameIndex, places: dict[str, RawDefinition]) -> Rule:
    found = _HEAD.match(bare)
    if not found:
        return Rule(lines=[escape(bare)])
    name, rest = found[1], bare[found.end() :].strip()
    raw = places.get(name)
    first = [typeset(rest, source.language, names.targets)] if rest else []
    return Rule(name, names.here(name, raw.place) if raw else "", first)
