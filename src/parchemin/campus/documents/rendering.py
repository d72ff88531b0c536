"""From a template and data to the pages: a tagged PDF, both PDF/A-2a and PDF/UA-1, the same bytes for the same input.

Data reaches the template as JSON and stays values there: a name that looks like typst code is printed as it is written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from parchemin.campus.documents.press import TemplateBroken, typeset
from parchemin.campus.documents.refusals import NotPrintable

OURS = Path(__file__).parent / "templates"
NOT_IN_FONTS = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed|codepoint `"(?P<private>.+?)"`')

ESCAPED = re.compile(r"\\(?:u\{(?P<code>[0-9a-fA-F]+)\}|(?P<sign>.))")
UNSEEN = ("Cc", "Cf", "Mn", "Me")
SPELT_MOST = 200  # different characters that no font has, in one document

type Data = Mapping[str, Any] | object
type Language = Literal["fr", "en"]


def render(template: str | Path, data: Data, *, title: str, language: Language, at: datetime) -> bytes:
    """The pages, unsealed. `template` is the name of one of ours ("minutes") or the path of a stage's own.

    `data` is a mapping or a dataclass of text, whole numbers, truth values, dates, bytes (pictures), and lists or
    mappings of these. No floats: marks come as the text to print.
    """
    path = OURS / f"{template}.typ" if isinstance(template, str) else template
    inputs = {"data": as_json(data), "title": title, "language": language}
    try:
        pages = typeset(_sources(path), inputs, at.astimezone(UTC).replace(microsecond=0))  # PDF dates have seconds
    except TemplateBroken as broken:
        if missing := NOT_IN_FONTS.search(str(broken)):
            raise NotPrintable(_unescaped(missing["text"] or missing["private"])) from broken
        raise
    # Without a last newline, the revision that holds the seal begins in the middle of a line, which PDF/A refuses.
    return pages if pages.endswith(b"\n") else pages + b"\n"


def render_whatever(template: str | Path, data: Data, *, title: str, language: Language, at: datetime) -> bytes:
    """The same for a record that must be made whatever it says: what no font has is spelt by its code ("[U+674E]")."""
    told = {"data": json.loads(as_json(data)), "title": title}
    for _turn in range(SPELT_MOST):
        try:
            return render(template, told["data"], title=told["title"], language=language, at=at)
        except NotPrintable as missing:
            told = _spelt(told, {sign for sign in missing.text if not " " <= sign <= "~"})
    return render(template, told["data"], title=told["title"], language=language, at=at)


def _unescaped(text: str) -> str:
    """A text as typst quotes it: what cannot be seen (a joiner, a control) is written by its code there."""
    escapes = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
    return ESCAPED.sub(lambda m: chr(int(m["code"], 16)) if m["code"] else escapes.get(m["sign"], m["sign"]), text)


def _spelt(told: Any, missing: Set[str]) -> Any:
    """The same data, with some characters written by their codes wherever they stand.

    None: only what every font has was named, so that what is not seen beside it (a joiner, a selector) is what stops.
    """
    match told:
        case str():
            return "".join(f"[U+{ord(sign):04X}]" if _goes(sign, missing) else sign for sign in told)
        case dict():
            return {name: _spelt(held, missing) for name, held in told.items()}
        case list():
            return [_spelt(held, missing) for held in told]
    return told


def _goes(sign: str, missing: Set[str]) -> bool:
    return sign in missing if missing else unicodedata.category(sign) in UNSEEN and sign != "\n"


def _sources(template: Path) -> dict[str, str]:
    """What a template may import: the house's pieces as `/house.typ`, and what stands beside it."""
    beside = {path.name: path.read_text(encoding="utf-8") for path in template.parent.glob("*.typ")}
    house = (OURS / "house.typ").read_text(encoding="utf-8")
    return beside | {"house.typ": house, "main.typ": template.read_text(encoding="utf-8")}


def as_json(data: Data) -> str:
    told = asdict(data) if is_dataclass(data) and not isinstance(data, type) else data
    return json.dumps(_plain(told), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    match value:
        case str() | bool() | int() | None:
            return value
        case date():  # and datetime
            return value.isoformat()
        case bytes():
            return list(value)
        case Mapping():
            return {str(name): _plain(held) for name, held in value.items()}
        case list() | tuple():
            return [_plain(held) for held in value]
    raise TypeError(f"a document prints no {type(value).__name__}: {value!r}")
