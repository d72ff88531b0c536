"""What an act read of the rows that the journal vouches for, before it changes them.

An act closes what a line committed to of a row, and vouches for the row anew. Had somebody written in the row behind
the campus meanwhile, the act would hide it: so what was read is compared with what was committed to, and a difference
is told in the line of the act, for ever (`evidence.Commitments`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.models import Model
from django.db.transaction import Atomic

from parchemin.campus.common.models import Evidence, JournalValue

type RowKey = tuple[str, str]  # the table, and the key of the row there, as text
type Content = tuple[JournalValue, ...]

_READ: MutableMapping[Atomic, dict[RowKey, Content]] = WeakKeyDictionary()


class NotRead(RuntimeWarning):
    """An act changes a row that it did not read whole (`hold`, `note_read`): what it replaces cannot be compared. An
    error in tests."""


def outermost() -> Atomic | None:
    """The transaction of an act; None outside of one."""
    # The tests' own does not count: what they try must open one, as it must in a school.
    return next((block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)), None)


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read within is as it was at one moment, whatever is written meanwhile: what is compared with the
    journal is then what was read. Nothing is written; in a transaction that has begun, each question has its moment."""
    began = connection.in_atomic_block
    with transaction.atomic():
        if not began:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def note_read(rows: Iterable[Model]) -> None:
    """These rows were read as they stand, before anything of them was changed; of a row, the first reading counts."""
    act = outermost()
    for row in rows:
        if act is not None and isinstance(row, Evidence):
            _READ.setdefault(act, {}).setdefault((row._meta.db_table, str(row.pk)), row.evidence())


def note_anew(row: Evidence) -> None:
    """The same of one row, read again as it stands: for an act that does not hold it."""
    note_read(row.__class__._base_manager.filter(pk=row.pk))


def note_written(relation: str, key: str, content: Content | None) -> None:
    """A line has vouched for a row as it now is."""
    if (act := outermost()) is not None and content is not None:
        _READ.setdefault(act, {})[relation, key] = content


def as_read(relation: str, key: str) -> Content | None:
    """What the row said when the act read it; None when it did not."""
    act = outermost()
    return _READ.get(act, {}).get((relation, key)) if act is not None else None
