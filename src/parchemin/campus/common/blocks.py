"""Blocks of the journal, and of what it vouches for: what was verified once is known again by a digest of the database.

To prove a row takes reading it in Python. A block whose bytes are those that were proved before needs no reading: its
digest, that PostgreSQL makes, says so. A digest is of everything that a proof reads: the rows, the rows that they look
at, the names and types of their columns, and what is vouched for of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from parchemin.campus.common.models import Commitment, Entry, Evidence

SIZE = 2_000  # lines of the journal, or keys of commitments, to a block

# Rows are told as PostgreSQL writes them, the same in every session, and by its own functions: each between brackets,
# and those of its values quoted, so that two rows side by side are not taken for two others. `row(x.*)`: a column could
# be called x.
_SAME_WRITING = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "row_security": "off",
}
_TOLD = "pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat({0}), 'UTF8'))"


class Known:
    """The blocks that were verified: before, and in this proof, which is what the next one may start from."""

    def __init__(self, before: Collection[str] = ()) -> None:
        self.before, self.verified = frozenset(before), set[str]()

    def keep(self, digest: str) -> None:
        self.verified.add(digest)

    def holds(self, digest: str) -> bool:
        """Whether a block was verified before; it is then as good as verified now."""
        if digest in self.before:
            self.verified.add(digest)
        return digest in self.before


@dataclass(frozen=True, slots=True)
class ChainBlock:
    """What stands between two numbers, both included: of lines, or of commitments.

    follows: the digest before its first line; ends: of its last one. Of lines alone.
    """

    first: int
    last: int
    digest: str
    follows: str = ""
    ends: str = ""


_EDGE = "(select {0} from common_entry x where x.chain = %s and x.number = n.{1} order by x.id limit 1)"


def blocks_of_lines(chain: str) -> Iterator[ChainBlock]:
    """The lines of a chain, by number."""
    told = (
        f"with t as materialized (select e.number, e.id, {_TOLD.format('row(e.*)')} as told"
        " from common_entry e where e.chain = %s),"
        " n as (select min(number) as first, max(number) as last,"
        " pg_catalog.sha256(string_agg(told, ''::bytea order by number, id)) as digest"
        f" from t group by (number - 1) / {SIZE})"
        f" select first, last, digest, {_EDGE.format('previous', 'first')}, {_EDGE.format('digest', 'last')}"
        " from n order by first"
    )
    return _blocks(told, [chain, chain, chain], _meaning(Entry))


def blocks_of_rows(chain: str, model: type[Evidence]) -> Iterator[ChainBlock]:
    """The open commitments of a table, each with its row and those beside it, by the number of the commitment."""
    meta = model._meta
    beside = [meta.get_field(name) for name in model.BESIDE]
    others = [field.related_model._meta for field in beside]  # type: ignore[union-attr]
    joins = "".join(
        f' left join "{other.db_table}" b{place} on b{place}."{other.pk.column}" = r."{field.column}"'  # type: ignore[union-attr]
        for place, (field, other) in enumerate(zip(beside, others, strict=True))
    )
    written = ", ".join(f"row({name}.*)" for name in ("c", "r", *(f"b{place}" for place in range(len(beside)))))
    told = (
        f"with t as materialized (select c.id, {_TOLD.format(written)} as told"
        " from common_commitment c join common_entry e on e.id = c.entry_id"
        f' left join "{meta.db_table}" r on r."{meta.pk.column}"::text = c.key{joins}'
        " where c.relation = %s and c.closed_id is null and e.chain = %s)"
        " select min(id), max(id), pg_catalog.sha256(string_agg(told, ''::bytea order by id))"
        f" from t group by id / {SIZE} order by 1"
    )
    about = [model.VOUCHED, model.ADDED, model.STATE, model.BESIDE]
    looked_at = (Commitment, model, *(field.related_model for field in beside))
    return _blocks(told, [meta.db_table, chain], _meaning(*looked_at) + json.dumps(about))  # type: ignore[arg-type]


@contextmanager
def queries_made() -> Iterator[list[str]]:
    """What is asked of the database in a block of code: a proof that asked for more than was told is kept by nobody."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def _blocks(told: str, params: list[Any], meaning: str) -> Iterator[ChainBlock]:
    with transaction.atomic(), connection.cursor() as cursor:
        _write_the_same(cursor)
        cursor.execute(told, params)
        rows = cursor.fetchall()
    for first, last, digest, *edges in rows:
        told_of = json.dumps([params, meaning, bytes(digest).hex()])
        yield ChainBlock(first, last, hashlib.sha256(told_of.encode()).hexdigest(), *edges)


def _write_the_same(cursor: CursorWrapper) -> None:
    """Until the transaction ends. A path that names pg_catalog would let others of that name come before its own."""
    cursor.execute("show search_path")
    path = [schema.strip() for schema in cursor.fetchone()[0].split(",")]
    same = _SAME_WRITING | {"search_path": ", ".join(schema for schema in path if schema != "pg_catalog")}
    names, values = list(same), list(same.values())
    cursor.execute("select set_config(n, v, true) from unnest(%s::text[], %s::text[]) as s (n, v)", [names, values])


def _meaning(*models: type[Model]) -> str:
    """The columns of tables as they stand: their names, in order, and their types."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(concat_ws(' ', attname, atttypid, atttypmod), ',' order by attnum)"
            " from unnest(%s::text[]) with ordinality as n (name, place)"
            " join pg_attribute on attrelid = n.name::regclass and attnum > 0 and not attisdropped"
            " group by n.place order by n.place",
            [tables],
        )
        return json.dumps([*tables, *(columns for (columns,) in cursor.fetchall())])
