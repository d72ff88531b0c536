"""The small schools of the tests: each is built once a process, by the actions that people use; then it is its rows.

    @built_once
    def first_year(cast: Cast, names: str = "Nadia Paul") -> FirstYear: …

Asked again, on a database as it was then and for the same things, it is not acted again: its rows are copied in, and
what it gave is given anew. A builder writes rows and nothing else (no file), and never changes those it found.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import Any

from django.db import connection
from django.db.models import Model

# What migrations and Django itself write: no builder does.
NOT_OURS = ("django_migrations", "django_content_type", "auth_permission")
TABLES = "select tablename from pg_tables where schemaname = 'public' and not tablename = any(%s) order by 1"
HEADS = "select distinct on (chain) chain, digest from common_entry order by chain, number desc"

type _Rows = dict[str, Counter[bytes]]


@dataclass(frozen=True)
class _World:
    """The rows that a builder wrote, and what it gave."""

    rows: Mapping[str, bytes]
    given: bytes

    def put_back(self) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # they were checked when they were written
            for table, rows in self.rows.items():
                with cursor.copy(f'copy "{table}" from stdin') as copy:
                    copy.write(rows)
            cursor.execute("set local session_replication_role = origin")
        return pickle.loads(self.given)


def built_once[**P, W](build: Callable[P, W]) -> Callable[P, W]:
    """Act what a builder does the first time only, wherever a test's writing is undone after it."""
    kept: dict[Hashable, _World] = {}

    @wraps(build)
    def world(*args: P.args, **asked: P.kwargs) -> W:
        if not connection.in_atomic_block:
            return build(*args, **asked)
        key = (_seen(args), _seen(asked), _state())
        if key in kept:
            given: W = kept[key].put_back()
            return given
        before, built = _rows(), build(*args, **asked)
        written, lost = _differences(before, _rows())
        assert not lost, f"{build.__name__} changes rows that were there before it: {lost}"
        kept[key] = _World(written, pickle.dumps(built))
        return built

    return world


def _seen(value: object) -> Hashable:
    """What two calls are compared by."""
    if isinstance(value, Model):
        return value._meta.label, value.pk
    if is_dataclass(value):
        return tuple(_seen(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return tuple((_seen(name), _seen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(_seen(one) for one in value)
    return repr(value)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [list(NOT_OURS)])
        return [name for (name,) in cursor.fetchall()]


def _state() -> Hashable:
    """How many rows each table has, and the last line of each journal, which vouches for all those before."""
    counts = " union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in _tables())
    with connection.cursor() as cursor:
        cursor.execute(counts)
        rows = tuple(cursor.fetchall())
        cursor.execute(HEADS)
        return rows, tuple((chain, digest) for chain, digest in cursor.fetchall())


def _rows() -> _Rows:
    found: _Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            with cursor.copy(f'copy "{table}" to stdout') as copy:
                found[table] = Counter(b"".join(bytes(part) for part in copy).splitlines(keepends=True))
    return found


def _differences(before: _Rows, after: _Rows) -> tuple[dict[str, bytes], list[str]]:
    """The rows of each table that are new, and the tables where some are no longer as they were."""
    written = {table: b"".join((rows - before[table]).elements()) for table, rows in after.items()}
    lost = [table for table, rows in before.items() if rows - after[table]]
    return {table: rows for table, rows in written.items() if rows}, lost
