"""Expressions as people read them: `>=` is ≥, `et` stands out, and every name leads to its definition.

Only the signs are looked at, not the grammar: an expression that the language refuses is shown as well as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from parchemin.regulation.findings import Language
from parchemin.regulation.reading.vocabulary import ARGUMENTS, FUNCTIONS, KEYWORDS, READING_PREFIX

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
    r"|(?P<name>[^\W\d]\w*(?:\[[^\]]*\])?(?:\.[^\W\d]\w*)?)"
    r"|(?P<sign><=|>=|==|!=|[-+*/<>=≤≥≠×(),])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "*": "×", "-": "−"}
_KEPT_WHOLE = 18
_SPACED = frozenset("≤≥=≠×−+/<>")
_READINGS = frozenset(READING_PREFIX.values())
_DEADLINE_CALLS = frozenset(word for words in FUNCTIONS.values() for word, call in words.items() if call == "due")

type Piece = Literal["space", "number", "name", "word", "call", "argument", "sign", "other"]


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of an expression. `key` is what a name refers to, as the names of the page know it."""

    piece: Piece
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name is defined on the page, and what it means in one line."""

    href: str
    title: str


def tokens(text: str, language: Language) -> Iterator[Token]:
    """The signs of an expression, in order; none is lost."""
    due = False
    for found in _TOKEN.finditer(text):
        piece, sign = str(found.lastgroup), found[0]
        if piece == "name":
            token = _named(text, found, language, due)
            due = False
        else:
            token = Token(piece, sign)  # type: ignore[arg-type]
            due = due if piece == "space" else sign == "(" and _calls_deadline(text, found.start())
        yield token


def _calls_deadline(text: str, bracket: int) -> bool:
    word = re.search(r"\w+$", text[max(0, bracket - 20) : bracket].rstrip())
    return bool(word) and word[0] in _DEADLINE_CALLS  # type: ignore[index]


def _named(text: str, found: re.Match[str], language: Language, due: bool) -> Token:
    word = found[0]
    if "." not in word and "[" not in word:
        after = text[found.end() : found.end() + 3].lstrip()
        if after.startswith("=") and not after.startswith("==") and _opens_argument(text, found.start()):
            return Token("argument", word)
        if word in KEYWORDS[language]:
            return Token("word", word)
        if after.startswith("("):
            return Token("call", word)
        return Token("name", word, f"@{word}" if due else word)
    head, _, attribute = re.sub(r"\[[^\]]*\]", "", word).partition(".")
    if head in _READINGS:
        head = "lecture"
    return Token("name", word, f"{head}.{attribute}" if attribute else word)


def _opens_argument(text: str, start: int) -> bool:
    """Whether a word with `=` after it stands where an argument does; a line that continues another begins with one."""
    before = text[:start].rstrip()
    return not before or before.endswith((",", "("))


def references(text: str, language: Language) -> Iterator[str]:
    """The names an expression refers to."""
    return (token.key for token in tokens(text, language) if token.key)


def readable(token: Token, language: Language) -> str:
    """A sign as it is shown. French numbers take a comma, so a semicolon parts what a comma would."""
    match token.piece:
        case "space":
            return " "
        case "number":
            return token.text.replace(".", ",").replace(" ", "\u202f") if language == "fr" else token.text
        case "argument":
            return f"{token.text}\u00a0" if language == "fr" else token.text
        case "sign" if token.text == ",":
            return "\u00a0;" if language == "fr" else ","
        case "sign":
            return _SIGNS.get(token.text, token.text)
        case _:
            return token.text


def plain(text: str, language: Language, most: int = 240) -> str:
    """An expression as readable text, shortened, for a tooltip."""
    made = "".join(_laid(tokens(text, language), language))
    made = re.sub(" +", " ", made).strip()
    return made if len(made) <= most else made[: most - 1] + "…"


def _laid(signs: Iterator[Token], language: Language) -> Iterator[str]:
    after_argument = False
    for token in signs:
        if after_argument and token.text == "=":
            yield ": "
        else:
            yield _spaced(token, readable(token, language))
        after_argument = token.piece == "argument"


def _spaced(token: Token, shown: str) -> str:
    return f"{shown}" if token.piece != "sign" or shown not in _SPACED else f" {shown} "


def typeset(text: str, language: Language, targets: Mapping[str, Target]) -> Markup:
    """An expression as HTML, each name that is known a link to its definition."""
    made: list[Markup] = []
    after_argument = False
    for token in tokens(text, language):
        if after_argument and token.text == "=":
            made.append(Markup(": "))
        elif token.piece != "space" or not (made and made[-1].endswith(" ")):
            made.append(_html(token, language, targets, made))
        after_argument = token.piece == "argument"
    return Markup("").join(made)


def _html(token: Token, language: Language, targets: Mapping[str, Target], before: list[Markup]) -> Markup:
    shown = readable(token, language)
    match token.piece:
        case "name":
            return link(token, targets)
        case "argument" if token.text not in ARGUMENTS[language]:
            return Markup('<i class="n">{}</i>').format(shown)
        case "word" | "argument":
            return Markup('<b class="w">{}</b>').format(shown)
        case "call":
            return Markup('<span class="f">{}</span>').format(shown.replace("_", " "))
        case "number":
            return Markup('<span class="n">{}</span>').format(shown)
        case "sign" if shown in _SPACED:
            lead = "" if before and before[-1].endswith(" ") else " "
            return Markup('{}<span class="s">{}</span> ').format(lead, shown)
        case _:
            return escape(shown)


def breakable(name: str) -> Markup:
    """A name that a narrow column may break after a dot or an underscore, nowhere else; a short one is kept whole."""
    if len(name) <= _KEPT_WHOLE:
        return escape(name)
    return Markup("<wbr>").join(re.findall(r"[^._]*[._]+|[^._]+", name))


def link(token: Token, targets: Mapping[str, Target]) -> Markup:
    """A name as a link when it is defined on the page, else in italics: the value of a choice, a row of a case."""
    target = targets.get(token.key)
    if target is None:
        return Markup("<i>{}</i>").format(breakable(token.text))
    return Markup('<a class="name" href="{}" title="{}">{}</a>').format(
        target.href, target.title, breakable(token.text)
    )
