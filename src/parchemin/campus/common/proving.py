"""Proving a chain: every row that its lines vouch for, and every commitment of theirs, still says what they said.

Also what a former version vouched for, before its rows are vouched for anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from parchemin.campus.common import checkpoint
from parchemin.campus.common.blocks import Known, blocks_of_rows, queries_made
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.common.evidence import UNTRUE, commitment, digest_of_all, open_commitments, state_of
from parchemin.campus.common.made import not_as_made, other_columns, reading_without
from parchemin.campus.common.models import Commitment, Entry, Evidence, OneLine, with_beside

ADOPT = "journal.adopt"
FORMER = "former rows"  # the table told of what was altered before commitments
NO_LINE = 0  # the number told of rows that no line vouches for
LONGEST_NUMBER = 19  # digits of a number of the database
NOT_AS_MADE = -1  # of a table that is no more as it was made
NOWHERE = -2  # of rows of no school
UNREAD = -3  # of a table of which something can no longer be read

# What reading a row raises where somebody wrote in it, behind the triggers, what the campus never does.
UNREADABLE = (
    DatabaseError,
    ObjectDoesNotExist,
    ValidationError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)

# What else a stage proves of a chain: each gives lines that do not hold, by number, and the table.
CHECKS = Contributions[Callable[[str], Iterable[tuple[int, str]]]]()

# What else is asked of rows that a former version kept, before they are vouched for: each gives the lines of a chain
# whose rows are not what it would have written, by number; `NO_LINE` for rows that no line wrote.
FORMERLY = Contributions[Callable[[str], Iterable[int]]]()


def kinds() -> list[type[Evidence]]:
    """The tables whose rows are vouched for."""
    return [model for model in apps.get_models() if issubclass(model, Evidence)]


def altered(chain: str, known: Known | None = None) -> Iterator[tuple[int, str]]:
    """Every line of a chain whose rows, or commitments, are no longer what it said: its number, and the table.

    `NO_LINE` is the number of rows that no line vouches for. In the chain of what is of no school, `NOT_AS_MADE` is
    that of a table that is no more as it was made, `NOWHERE` of rows, or lines, that are of none and should be.
    `UNREAD` is that of a table (or of an application, of what it proves besides) that can no longer be read. A line is
    told once a table. known: what was verified before, and need not be read again.
    """
    known = known or Known()
    if not chain:
        yield from _part(Entry._meta.db_table, lambda: ((NOT_AS_MADE, table) for table in not_as_made(kinds())))
        yield from _nowhere()
    yield from _part(Entry._meta.db_table, lambda: _formerly(chain))
    yield from _part(Entry._meta.db_table, lambda: _replaced_untrue(chain))
    yield from _part(Commitment._meta.db_table, lambda: _lines_altered(chain))
    other = other_columns(kinds())
    for model in kinds():
        yield from _of_kind(chain, model, known, other)
    yield from sorted({told for check in CHECKS for told in _part(_app_of(check), partial(check, chain))})


def altered_now(chain: str) -> list[str]:
    """The tables of a chain of which a row, or a commitment, is not now what a line said: asked where something is
    sealed, of every row, for one that is pointed elsewhere is found by nobody. It starts from what was verified before.
    """
    known, other = checkpoint.read(), other_columns(kinds())
    found = {table for model in kinds() for _line, table in _of_kind(chain, model, known, other)}
    found.update(table for _line, table in _part(Commitment._meta.db_table, lambda: _lines_altered(chain)))
    checkpoint.write(known, part=True)
    return sorted(found)


def _of_kind(chain: str, model: type[Evidence], known: Known, other: set[str]) -> Iterator[tuple[int, str]]:
    """The lines of a chain that vouch for rows of a table which are not what they said.

    other: the tables of which a column is gone, or of another type: of what they hold, nothing is known.
    """
    table = model._meta.db_table
    if table in other:
        yield UNREAD, table
        return

    def untold() -> Iterator[tuple[int, str]]:
        with _joined_whole():  # and not `exists`: it is planned for a first row, and there is none
            some = rows_without_line(chain, model).count()
        if some or _of_no_line(chain, model):
            yield NO_LINE, table

    yield from _part(table, lambda: ((number, table) for number in _rows_altered(chain, model, known)))
    yield from _part(table, untold)


def _part(table: str, found: Callable[[], Iterable[tuple[int, str]]]) -> list[tuple[int, str]]:
    """What is found, each once, by number; or that it can no longer be read, which hinders nothing of what follows."""
    try:
        with transaction.atomic():
            some = list(dict.fromkeys(found()))
            return sorted((int(number), table) for number, table in some)
    except UNREADABLE:
        return [(UNREAD, table)]


def _app_of(function: Callable[..., object]) -> str:
    """The application that a function is of, by its name."""
    app = apps.get_containing_app_config(function.__module__)
    return app.label if app else function.__module__


def _nowhere() -> Iterator[tuple[int, str]]:
    """The tables with rows of no school that has a name, lines of no chain, or commitments of no line."""
    schools = apps.get_model("people", "School")._base_manager.exclude(slug=None)

    def lines() -> Iterator[tuple[int, str]]:
        if Entry.objects.filter(chain=None).exists():
            yield NOWHERE, Entry._meta.db_table
        with _joined_whole():
            if Commitment.objects.exclude(Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).count():
                yield NOWHERE, Commitment._meta.db_table

    def rows_of(model: type[Evidence]) -> Iterator[tuple[int, str]]:
        rows = model._base_manager.all()
        with _joined_whole():
            if rows.count() != rows.filter(**{f"{model.CHAIN}__in": schools.values("slug")}).count():
                yield NOWHERE, model._meta.db_table

    yield from _part(Entry._meta.db_table, lines)
    for model in kinds():
        yield from _part(model._meta.db_table, partial(rows_of, model))


def _replaced_untrue(chain: str) -> Iterator[tuple[int, str]]:
    """The lines of acts that replaced, or stood on, a row in which somebody had written behind the campus."""
    lines = Entry.objects.filter(chain=chain, payload__has_key=UNTRUE).values_list("number", f"payload__{UNTRUE}")
    for number, told in lines:
        yield from (
            (number, f"{UNTRUE} {table}") for table in sorted({one.partition(":")[0] for one in str(told).split()})
        )


def _formerly(chain: str) -> Iterator[tuple[int, str]]:
    """What was altered already when the rows of a former version were vouched for anew; tables adopted once more, which
    a chain never does: its rows of then were there to be vouched for by nothing."""
    lines = Entry.objects.filter(chain=chain, verb=ADOPT).order_by("number")
    before: set[str] = set()
    for line, told, adopted in lines.values_list("number", "payload__altered", "payload__tables"):
        tables = set(str(adopted).split())
        yield from ((line, table) for table in sorted(tables & before))
        before |= tables
        numbers = told.split() if isinstance(told, str) else ["?"]
        read = (int(number) if number.isdecimal() and len(number) < LONGEST_NUMBER else line for number in numbers)
        yield from ((number, FORMER) for number in read)


_LINES = """
with opened as materialized (
    select o.id, encode(sha256(string_agg(c.digest, ''::bytea order by c.digest)), 'hex') as digest
    from common_commitment c join common_entry o on o.id = c.entry_id where o.chain = %s group by o.id
), closed as materialized (
    select o.id, encode(sha256(string_agg(c.digest, ''::bytea order by c.digest)), 'hex') as digest
    from common_commitment c join common_entry o on o.id = c.closed_id where o.chain = %s group by o.id
)
select e.number from common_entry e left join opened o using (id) left join closed c using (id)
where e.chain = %s and (
    coalesce(nullif(e.payload ->> 'opens', %s), '') <> coalesce(o.digest, '')
    or coalesce(e.payload ->> 'closes', '') <> coalesce(c.digest, '')
) order by e.number
"""


_CLOSED_BY_NOTHING = """
select distinct e.number from common_commitment c join common_entry e on e.id = c.entry_id
where e.chain = %s and c.closed_id is not null and not exists (select from common_entry x where x.id = c.closed_id)
order by e.number
"""

# Of what is in none of the tables that a proof reads: it would be compared with nothing.
_OF_NO_TABLE = """
select distinct e.number from common_commitment c join common_entry e on e.id = c.entry_id
where e.chain = %s and c.closed_id is null and c.relation <> all(%s)
"""


def _joined_whole() -> AbstractContextManager[None]:
    """Tables are joined whole, whatever the database knows of them: row by row, a table just filled takes for ever."""
    return reading_without("enable_nestloop")


def _lines_altered(chain: str) -> list[tuple[int, str]]:
    with _joined_whole(), connection.cursor() as cursor:
        cursor.execute(_LINES, [chain, chain, chain, digest_of_all(())])
        found = cursor.fetchall()
        cursor.execute(_CLOSED_BY_NOTHING, [chain])
        found += cursor.fetchall()
        cursor.execute(_OF_NO_TABLE, [chain, [model._meta.db_table for model in kinds()]])
        numbers = sorted({number for (number,) in [*found, *cursor.fetchall()]})
        return [(number, Commitment._meta.db_table) for number in numbers]


def _rows_altered(chain: str, model: type[Evidence], known: Known) -> Iterator[int]:
    """The lines whose rows of a table say something else now, or are gone."""
    for block in blocks_of_rows(chain, model):
        if known.holds(block.digest):
            continue
        told = open_commitments(chain, model).filter(pk__gte=block.first, pk__lte=block.last)
        some = list(told.values_list("key", "salt", "digest", "entry__number"))
        asked: list[str] = []
        wrong = _wrong_of(model, some, asked)
        if not wrong and not asked:
            known.keep(block.digest)
        yield from wrong


type _Told = tuple[str, bytes | memoryview | None, bytes | memoryview, int]  # key, salt, digest, number of the line


def _wrong_of(model: type[Evidence], some: Sequence[_Told], asked: list[str]) -> list[int]:
    """The lines of those whose row says something else now; where one cannot even be read, it is looked for by halves.

    asked: filled with what was asked of the database beside the rows.
    """
    try:
        with transaction.atomic():
            here = model._base_manager.filter(pk__in=[key for key, *_ in some])
            rows = {str(row.pk): row for row in with_beside(here)}
            with queries_made() as made:
                wrong = [line for key, salt, told, line in some if _digest_now(rows.get(key), salt) != bytes(told)]
    except UNREADABLE:
        if len(some) == 1:
            return [some[0][-1]]
        half = len(some) // 2
        return [*_wrong_of(model, some[:half], asked), *_wrong_of(model, some[half:], asked)]
    asked += made
    return wrong


def _digest_now(row: Evidence | None, salt: bytes | memoryview | None) -> bytes | None:
    """None where there is nothing to compare: no row, no salt, or what the row points at is gone."""
    try:
        return commitment(bytes(salt), state_of(row)) if row and salt else None
    except ObjectDoesNotExist:
        return None


def rows_without_line(chain: str, model: type[Evidence]) -> QuerySet[Any]:
    """The rows of a table of which there is no open commitment."""
    rows = model._base_manager.filter(**{model.CHAIN: chain}).annotate(as_key=Cast("pk", TextField()))
    return rows.filter(~Exists(open_commitments(chain, model).filter(key=OuterRef("as_key"))))


def of_other_files(chain: str, model: type[Evidence], file: str, digest: str) -> Iterator[tuple[int, str]]:
    """The lines that vouch for rows of a chain pointing at a file of another digest than they tell, or destroyed, and
    the table. Rows that were erased tell none."""
    rows = model._base_manager.filter(**{model.CHAIN: chain, f"{file}__isnull": False}).exclude(**{digest: ""})
    kept = model._meta.get_field(file).related_model
    assert isinstance(kept, type)
    same = kept._base_manager.filter(pk=OuterRef(f"{file}_id"), sha256=OuterRef(digest), destroyed_at=None)
    table, keys = model._meta.db_table, [str(key) for key in rows.filter(~Exists(same)).values_list("pk", flat=True)]
    told = open_commitments(chain, model).filter(key__in=keys)
    yield from ((number, table) for number in told.values_list("entry__number", flat=True))


def _of_no_line(chain: str, model: type[Evidence]) -> bool:
    """Whether a row of a chain is vouched for by a line that is not there."""
    open_ones = Commitment.objects.filter(relation=model._meta.db_table, closed=None)
    keys = list(open_ones.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).values_list("key", flat=True))
    return bool(keys) and model._base_manager.filter(**{model.CHAIN: chain}, pk__in=keys).exists()


# --- what was written before commitments -------------------------------------------------------------------------


def formerly_altered(chain: str) -> list[int]:
    """The lines written before there were commitments whose rows are no longer those they vouched for, by number.

    They held the digest of the rows themselves: a row of another line was written by none.
    """
    lines = Entry.objects.filter(chain=chain, payload__has_key="evidence")
    vouched = dict(lines.values_list("number", "payload__evidence"))
    found: list[int] = []
    for model in kinds():
        if issubclass(model, OneLine):
            rows = model._base_manager.filter(entry__chain=chain, entry__payload__has_key="evidence")
            ordered = rows.select_related("entry").order_by("entry__number").iterator()
            for number, group in groupby(ordered, key=lambda row: row.entry.number):
                if vouched.pop(number, "") != _former_digest(group):
                    found.append(number)
            found += _of_a_line_that_writes_none(chain, model)
    found += [number for number, digest in vouched.items() if digest != _former_digest(())]
    return sorted({*found, *(number for check in FORMERLY for number in check(chain))})


def _of_a_line_that_writes_none(chain: str, model: type[OneLine]) -> Iterator[int]:
    """Whoever wrote such rows wrote the digest of them all in their line, which was of their chain."""
    rows = model._base_manager.filter(**{model.CHAIN: chain})
    others = rows.exclude(entry__chain=chain, entry__payload__has_key="evidence")
    for line_chain, number in others.values_list("entry__chain", "entry__number"):
        yield number if line_chain == chain else NO_LINE


def _former_digest(rows: Iterable[Evidence]) -> str:
    said = sorted(json.dumps(row.vouched(), ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def unadopted(chain: str) -> Sequence[type[Evidence]]:
    """The tables that no line of a chain has adopted: those of a version that is new to it."""
    lines = Entry.objects.filter(chain=chain, verb=ADOPT).values_list("payload__tables", flat=True)
    known = {table for tables in lines for table in str(tables).split()}
    return [model for model in kinds() if model._meta.db_table not in known]
