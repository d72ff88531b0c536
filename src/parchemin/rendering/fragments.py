"""A text in pieces, for a page that is not ours: each article and heading as HTML without style, script or frame.

The page that shows them owns the headings, the style sheet and the addresses: `links` rewrites what leads to another
article, which is elsewhere when one article is shown alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from parchemin.regulation.evaluation.cases import CaseResult
from parchemin.regulation.findings import Finding, Language
from parchemin.regulation.meaning.understanding import Understood
from parchemin.rendering.page import PagePart, maker_of, shown, template, tree_of

_PLACES = re.compile(r'\bid="([^"]+)"')
_INSIDE = re.compile(r'<a (class="[^"]*" )?href="#([^"]+)"')


@dataclass(frozen=True)
class Piece:
    """An article (`id` "§3.1.1", as cited) or a heading (`id` ""). `html` is what stands under its title."""

    id: str
    title: str
    anchor: str
    level: int
    language: Language
    status: str
    html: Markup

    @cached_property
    def places(self) -> frozenset[str]:
        """Every place that a link may lead to inside this piece."""
        return frozenset({self.anchor, *_PLACES.findall(self.html)})


@dataclass(frozen=True)
class Pieces:
    """A whole text: its pieces in reading order, and the contents as a list of links to their anchors."""

    title: str
    language: Language
    introduction: Markup
    parts: tuple[Piece, ...]
    contents: Markup

    @cached_property
    def articles(self) -> dict[str, Piece]:
        return {piece.id: piece for piece in self.parts if piece.id}

    @cached_property
    def _homes(self) -> dict[str, Piece]:
        return {place: piece for piece in reversed(self.parts) for place in piece.places}

    def alone(self, id_: str, links: Callable[[Piece], str]) -> Markup:
        """An article that stands alone: a link to another is given the attributes that `links` says for it."""
        piece = self.articles[id_]

        def led(found: re.Match[str]) -> str:
            place = found[2]
            if place in piece.places:
                return found[0]
            home = self._homes.get(place)
            css = found[1] or ""
            return f"<a {css}{links(home)}" if home else f'<a {css}href="#{place}"'

        return Markup(_INSIDE.sub(led, piece.html))

    def cited(self, id_: str) -> tuple[Piece, ...]:
        """The other articles that an article leads to, in the order of the text."""
        piece = self.articles[id_]
        homes = {self._homes[p] for _, p in _INSIDE.findall(piece.html) if p not in piece.places and p in self._homes}
        return tuple(part for part in self.parts if part in homes and part.id)


def pieces(
    understood: Understood,
    case_results: Sequence[CaseResult],
    findings: Sequence[Finding],
    language: Language,
    *,
    remarked: bool = False,
) -> Pieces:
    """The text in pieces, in the words of `language`. `remarked` puts beside each article what was found about it."""
    maker = maker_of(understood, case_results, findings, language)
    parts = list(maker.parts())
    header = understood.document.header
    inside = template("pieces.html", maker, language)
    return Pieces(
        header.title or header.regulation,
        header.language,
        maker.introduction(),
        tuple(_piece(part, inside, remarked) for part in parts),
        Markup(shown(str(inside.contents(tree_of(parts))))),
    )


def _piece(part: PagePart, inside: Any, remarked: bool) -> Piece:
    html = shown(str(inside.inside_of(part, remarked)))
    placed = "".join(f'<span id="{anchor}"></span>' for anchor in part.anchors)
    return Piece(part.number, part.title, part.anchor, part.level, part.language, part.status, Markup(placed + html))
