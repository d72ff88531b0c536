"""Whether tables are as this version made them: what a proof reads of another table, it reads of nothing that it knows.

Only the columns that this version reads are looked at, by name and type (not by length): a table may have others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

from parchemin.campus.common.models import Commitment, Entry, Evidence, KeptFile

_AS_MADE = """
select n.name from unnest(%s::text[], %s::text[]) as n (name, key)
left join pg_class c on c.oid = to_regclass(quote_ident(n.name))
where c.oid is null or c.relkind <> 'r' or c.relrowsecurity or c.relhasrules
    or exists (select from pg_inherits i where c.oid in (i.inhparent, i.inhrelid))
    or not exists (
        select from pg_index k join pg_attribute a on a.attrelid = c.oid and a.attname = n.key
        where k.indrelid = c.oid and k.indisprimary and k.indisunique and k.indisvalid and k.indisready
            and k.indimmediate and k.indpred is null and k.indnkeyatts = 1 and k.indkey[0] = a.attnum
    )
order by n.name
"""

_OTHER_COLUMNS = """
select distinct n.name from unnest(%s::text[], %s::text[], %s::text[]) as n (name, col, made)
left join pg_attribute a on a.attrelid = to_regclass(quote_ident(n.name)) and a.attname = n.col
    and a.attnum > 0 and not a.attisdropped
where a.attname is null or a.atttypid is distinct from to_regtype(n.made)
"""


def read_by_proofs(kinds: Sequence[type[Evidence]]) -> list[type[Model]]:
    """The journal, the tables that are vouched for, what they point at, and what points at them: their rows may look
    at it."""
    near: list[type[Model]] = []
    for model in kinds:
        near += [field.related_model for field in model._meta.concrete_fields if field.is_relation]  # type: ignore[misc]
        near += [one.related_model for one in model._meta.related_objects]
    return list(dict.fromkeys([Entry, Commitment, KeptFile, *kinds, *near]))


def not_as_made(kinds: Sequence[type[Evidence]]) -> list[str]:
    """The tables in which two rows answer to one key, or may, or others than their own rows be read: without a primary
    key of their key alone that holds at once, with tables that inherit from them, rules or policies, or replaced by
    something that is no table; and those of which a column is gone, or is of another type."""
    tables = [(model._meta.db_table, str(model._meta.pk.column)) for model in read_by_proofs(kinds)]
    with connection.cursor() as cursor:
        cursor.execute(_AS_MADE, [list(names) for names in zip(*tables, strict=True)])
        wrong = {name for (name,) in cursor.fetchall()} | other_columns(kinds)
    return sorted(wrong | {table for table, key in tables if table not in wrong and _doubled(table, key)})


def other_columns(kinds: Sequence[type[Evidence]]) -> set[str]:
    """The tables of which a column is gone, or is of another type."""
    made = [
        (model._meta.db_table, field.column, str(field.db_type(connection)))
        for model in read_by_proofs(kinds)
        for field in model._meta.concrete_fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OTHER_COLUMNS, [list(names) for names in zip(*made, strict=True)])
        return {name for (name,) in cursor.fetchall()}


def _doubled(table: str, key: str) -> bool:
    """Whether two rows answer to one key: counted where they lie, since an index knows nothing of a row that was
    written while it slept."""
    asleep = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
    with reading_without(*asleep), connection.cursor() as cursor:
        cursor.execute(f'select count("{key}") <> count(distinct "{key}") from "{table}"')
        return bool(cursor.fetchone()[0])


@contextmanager
def reading_without(*ways: str) -> Iterator[None]:
    """The database reads without these ways of its own."""
    with connection.cursor() as cursor:
        cursor.execute("".join(f"set {way} = off;" for way in ways))
        yield
        cursor.execute("".join(f"reset {way};" for way in ways))
