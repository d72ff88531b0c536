"""Reading a document as a machine does: its text, its structure, what it says it conforms to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

SPACES = re.compile(r"\s+")


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def text_of(document: bytes) -> str:
    """The text as it would be copied, spaces made one and hyphens at the end of a line undone."""
    with opened(document) as pdf:
        found = " ".join(_page_text(page) for page in pdf.pages)
    return SPACES.sub(" ", found)


def _page_text(page: pikepdf.Page) -> str:
    """What the fonts of a page say that its glyphs mean."""
    meanings = {name: _meanings(font) for name, font in page.Resources.get("/Font", {}).items()}
    said: list[str] = []
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tf":
                current = meanings[str(operands[0])]
            case "Tj":
                said.append(_decoded(bytes(operands[0]), current))
            case "TJ":
                parts = [_decoded(bytes(part), current) for part in operands[0] if isinstance(part, pikepdf.String)]
                said.append("".join(parts))
            case "ET":
                said.append(" ")
    return "".join(said)


def _decoded(glyphs: bytes, meanings: dict[int, str]) -> str:
    return "".join(meanings.get(int.from_bytes(glyphs[at : at + 2]), "�") for at in range(0, len(glyphs), 2))


def _meanings(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, units in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(units).decode("utf-16-be")
    return found


def elements(document: bytes) -> Iterator[tuple[str, Any]]:
    """Every element of the structure a reading machine follows: its kind, and the element."""
    with opened(document) as pdf:
        left = [pdf.Root.StructTreeRoot.K]
        while left:
            element = left.pop()
            if isinstance(element, pikepdf.Array):
                left.extend(element)
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                yield str(element.S), element
                left.append(element.get("/K", pikepdf.Array()))


def kinds(document: bytes) -> dict[str, int]:
    """How many elements of each kind."""
    found: dict[str, int] = {}
    for kind, _element in elements(document):
        found[kind] = found.get(kind, 0) + 1
    return found
