"""What a dossier itself says: its day of entry, and what the office declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from typing import Any, NamedTuple, cast

import numpy as np
from django.db import connection

from parchemin.campus.common.records import in_force_sql
from parchemin.campus.dossiers.models import Dossier, FormerEntry
from parchemin.campus.law.law import Law
from parchemin.campus.law.moved import AS_KNOWN
from parchemin.campus.law.sources import (
    UNSAID,
    Cells,
    FactsWanted,
    Integers,
    RecordedRows,
    as_stored,
    packed,
    source,
)
from parchemin.campus.law.terms import Subject

_DECLARED = """
select d.fact, d.place, d.value, d.withdrawn,
       string_agg(int8send(d.dossier_id), ''::bytea), string_agg(int8send(d.id), ''::bytea)
from dossiers_declaration d
where {in_force} and d.dossier_id = any(%s) and (%s::int is null or d.since <= %s)
group by d.since, d.fact, d.place, d.value, d.withdrawn order by d.since
"""


class _Said(NamedTuple):
    """Of whom (keys of dossiers) one thing is said since a year, and the keys of the lines. value: None withdrawn."""

    value: str | None
    dossiers: Integers
    keys: Integers


class _Line(NamedTuple):
    """A line of which a row is made."""

    key: int
    dossier: int
    place: str
    fact: str
    value: int


@source(rank=10, collects=lambda law: {law.regulation.entry})
def of_dossiers(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    """The entry, which the text names, and every declaration that holds."""
    yield from _entry(asked)
    yield from _declared(asked)


def _entry(asked: FactsWanted) -> Iterator[Cells]:
    name = asked.law.regulation.entry
    if name:
        now = dict(Dossier.objects.filter(pk__among=asked.dossiers).values_list("pk", "entry"))
        then = {key: one.day for key, one in FormerEntry.standing(now, asked.known).items()}
        found = np.array([(key, day.toordinal()) for key, day in (now | then).items()], np.int64).reshape(-1, 2)
        yield Cells(name, "", found[:, 0], found[:, 1])


@AS_KNOWN.at(10)
def where_they_stood(subjects: Sequence[Subject], known: datetime) -> Sequence[Subject]:
    """Files as they stood at a moment. They are copies: none is to be saved."""
    former = FormerEntry.standing([one.pk for one in subjects], known)
    return [_as_of(one, former[one.pk]) if one.pk in former else one for one in subjects]


def _as_of(subject: Any, former: FormerEntry) -> Subject:
    if not isinstance(subject, Dossier):  # what the law needs of it, as `subjects_of` gives it
        return cast("Subject", subject._replace(publication_id=former.publication_id, entry=former.day))
    found = copy(subject)
    found.intake_id, found.publication_id, found.entry = former.intake_id, former.publication_id, former.day
    return found


def _declared(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    """The line that holds of each fact and place (as `Declarations.holding` has it), a column of each."""
    lines: dict[str, list[_Line]] = defaultdict(list)
    for (name, place), kept in _every_line(asked).items():
        fact = asked.law.regulation.facts.get(name)
        if fact is None:
            continue
        who, keys, values = _last(asked.law, name, kept)
        if asked.law.regulation.levels[fact.level].kind == "recorded":
            said = values != UNSAID
            spoken = zip(*(column[said].tolist() for column in (keys, who, values)), strict=True)
            lines[fact.level] += [_Line(key, dossier, place, name, value) for key, dossier, value in spoken]
        else:
            yield Cells(name, place, who, values)
    for level, found in lines.items():
        yield _rows(level, sorted(found))


def _every_line(asked: FactsWanted) -> dict[tuple[str, str], list[_Said]]:
    """By fact and place, all that is in force, the earliest year first."""
    in_force, moments = in_force_sql("d", asked.known)
    found: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_DECLARED.format(in_force=in_force), [*moments, asked.dossiers.tolist(), asked.year, asked.year])
        for name, place, value, withdrawn, dossiers, keys in cursor:
            found[name, place].append(_Said(None if withdrawn else value, packed(dossiers), packed(keys)))
    return found


def _last(law: Law, name: str, kept: Sequence[_Said]) -> tuple[Integers, Integers, Integers]:
    """Who something is declared of, with the key and the value of the last line of each; UNSAID where it says that
    nothing is."""
    values = [UNSAID if one.value is None else as_stored(law, name, one.value) for one in kept]
    who, keys = (
        np.concatenate(columns)[::-1] for columns in zip(*((one.dossiers, one.keys) for one in kept), strict=True)
    )
    said = np.repeat(values, [len(one.dossiers) for one in kept])[::-1]
    dossiers, last = np.unique(who, return_index=True)
    return dossiers, keys[last], said[last]


def _rows(level: str, lines: Sequence[_Line]) -> RecordedRows:
    """The rows of a recorded level, in the order in which they were declared."""
    rows: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for line in lines:
        rows[line.dossier, line.place][line.fact] = line.value
    facts = sorted({name for row in rows.values() for name in row})
    split = [place.rpartition("/") for _, place in rows]
    return RecordedRows(
        level,
        np.array([dossier for dossier, _ in rows], np.int64),
        [parent for parent, _, _ in split],
        [name for _, _, name in split],
        {name: np.array([row.get(name, UNSAID) for row in rows.values()], np.int64) for name in facts},
    )
