"""Would the worked cases notice a change of the law?

Every figure, strictness, connective, aggregate, weight and deadline of each shipped regulation, changed one at a time.
"""

from __future__ import annotations

from benchmarks.page import HERE, Table, paragraphs, table
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.mutation import Survey, survey

SHIPPED = HERE.parent / "regulations"


def section() -> str:
    found = {folder.name: survey(load(folder)) for folder in sorted(SHIPPED.iterdir()) if folder.is_dir()}
    rows: Table = [("regulation", "changes", "caught by a case", "share", "cannot be noticed", "time")]
    rows += [_row(name, one) for name, one in found.items()]
    return paragraphs(
        "## Changes of the law caught by its worked cases",
        table(rows),
        "A change that is shown to make no difference to anybody is set aside and not counted.",
        *(paragraphs(f"Of {name}:", table(rows)) for name, one in found.items() if len(rows := _apart(one)) > 1),
    )


def _row(name: str, one: Survey) -> tuple[str, ...]:
    caught = f"{float(100 * one.share):.1f} %"
    return name, f"{one.tried:,}", f"{one.caught:,}", caught, str(len(one.equivalent)), f"{float(one.seconds):.1f} s"


def _apart(one: Survey) -> Table:
    rows: Table = [("article", "before", "after", "why it is not caught")]
    rows += [(m.place.article, m.before, m.after, "no case notices it") for m in one.survivors]
    return rows + [(m.place.article, m.before, m.after, "it makes no difference") for m in one.equivalent]
