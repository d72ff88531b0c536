"""What a dossier itself says: its day of entry, and what the office declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.sources import UNSAID, Cells, FactsWanted, RecordedRows, as_stored, source


@source(rank=10, collects=lambda law: {law.regulation.entry})
def of_dossiers(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    """The entry, which the text names, and every declaration that holds."""
    yield from _entry(asked)
    yield from _declared(asked)


def _entry(asked: FactsWanted) -> Iterator[Cells]:
    name = asked.law.regulation.entry
    if name:
        rows = Dossier.objects.filter(pk__among=asked.dossiers).values_list("pk", "entry")
        found = np.array([(key, day.toordinal()) for key, day in rows], np.int64).reshape(-1, 2)
        yield Cells(name, "", found[:, 0], found[:, 1])


def _declared(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    rows = (
        Declaration.objects.holding(asked.year, asked.known)
        .filter(dossier__among=asked.dossiers)
        .order_by("pk")
        .values_list("dossier_id", "fact", "place", "value")
    )
    cells: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    lines: dict[str, dict[tuple[int, str], dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    encoded: dict[tuple[str, str], int] = {}
    for dossier, name, place, value in rows.iterator(chunk_size=20_000):
        fact = asked.law.regulation.facts.get(name)
        if fact is None or asked.law.regulation.levels.get(fact.level) is None:
            continue
        if (name, value) not in encoded:
            encoded[name, value] = as_stored(asked.law, name, value)
        stored = encoded[name, value]
        if asked.law.regulation.levels[fact.level].kind == "recorded":
            lines[fact.level][dossier, place][name] = stored
        else:
            cells[name, place].append((dossier, stored))
    for (name, member), found in cells.items():
        pairs = np.array(found, np.int64)
        yield Cells(name, member, pairs[:, 0], pairs[:, 1])
    for level, rows_of in lines.items():
        yield _lines(level, rows_of)


def _lines(level: str, rows: dict[tuple[int, str], dict[str, int]]) -> RecordedRows:
    facts = sorted({name for row in rows.values() for name in row})
    split = [place.rpartition("/") for _, place in rows]
    return RecordedRows(
        level,
        np.array([dossier for dossier, _ in rows], np.int64),
        [parent for parent, _, _ in split],
        [name for _, _, name in split],
        {name: np.array([row.get(name, UNSAID) for row in rows.values()], np.int64) for name in facts},
    )
