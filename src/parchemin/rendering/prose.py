"""The words of an article as HTML. What an author pasted in stays text: no markup, image, script or odd link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

_CITED = re.compile(r"§[ \u00a0\u202f]?(\w+(?:[.\-]\w+)*)")
_UNBROKEN = re.compile(r"(?<=«) | (?=[;:!?»%€])")
_PRINTED = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×"}
_LINKS = ("http://", "https://", "mailto:")


class _Reader(MarkdownIt):
    """CommonMark with tables; only links to the web, to an address or to a place of the page."""

    def validateLink(self, url: str) -> bool:
        return url.lower().startswith((*_LINKS, "#"))


_READER = (
    _Reader("commonmark", {"html": False, "xhtmlOut": False})
    .enable("table")
    .disable(["image", "html_inline", "html_block"])
)


def prose(lines: Sequence[str], anchors: Mapping[str, str], level: int) -> Markup:
    """Markdown lines as HTML. `anchors` leads from an article's id to its place; headings start below `level`."""
    tokens = _READER.parse("\n".join(lines))
    places = frozenset(anchors.values())
    shown = [t for token in tokens for t in _prepared(token, anchors, places, level)]
    return Markup(_READER.renderer.render(shown, _READER.options, {}))


def phrase(text: str, anchors: Mapping[str, str]) -> Markup:
    """One line of words (a cell), with its emphasis and its references to articles."""
    tokens = _READER.parseInline(text)
    for token in tokens:
        token.children = list(_inline(token.children or [], anchors, frozenset(anchors.values())))
    return Markup(_READER.renderer.render(tokens, _READER.options, {}))


def _prepared(token: Token, anchors: Mapping[str, str], places: frozenset[str], level: int) -> Iterator[Token]:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, level + 1)}"
    elif token.type == "th_open":
        token.attrSet("scope", "col")
    elif token.type == "table_open":
        yield _raw('<div class="scroll" tabindex="0">')
    elif token.type == "inline":
        token.children = list(_inline(token.children or [], anchors, places))
    yield token
    if token.type == "table_close":
        yield _raw("</div>\n")


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def _inline(children: Sequence[Token], anchors: Mapping[str, str], places: frozenset[str]) -> Iterator[Token]:
    """Links that lead nowhere are dropped, references to articles become links."""
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            href = str(child.attrGet("href") or "")
            kept = not href.startswith("#") or href[1:] in places
            open_links.append(kept)
            if kept:
                child.attrSet("rel", "noopener noreferrer")
                yield child
        elif child.type == "link_close":
            if not open_links or open_links.pop():
                yield child
        elif child.type == "text" and not open_links:
            yield from _cited(child, anchors)
        else:
            yield child


def remark(text: str) -> Markup:
    """A sentence of a finding: `**strong**` words and no other Markdown, since it quotes rules (`module[*].note`)."""
    printed = re.sub(r" (==|!=|<=|>=|\*) ", lambda sign: f" {_PRINTED[sign[1]]} ", text)
    return Markup(re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", str(escape(printed))))


def _cited(text: Token, anchors: Mapping[str, str]) -> Iterator[Token]:
    text.content = _UNBROKEN.sub("\u00a0", text.content)
    at = 0
    for found in _CITED.finditer(text.content):
        anchor = anchors.get("§" + found[1])
        if anchor is None:
            continue
        yield Token("text", "", 0, content=text.content[at : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"#{anchor}", "class": "art"})
        yield Token("text", "", 0, content=found[0])
        yield Token("link_close", "a", -1)
        at = found.end()
    yield Token("text", "", 0, content=text.content[at:])
