"""How a measure is written down."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
REGULATION = HERE / "regulation.md"

type Table = list[tuple[str, ...]]


def table(rows: Table) -> str:
    """Markdown; the first row is the head."""
    head, *body = rows
    rule = tuple("---" for _ in head)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *body))


def paragraphs(*parts: str) -> str:
    return "\n\n".join(parts)
