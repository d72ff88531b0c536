"""What a transaction holds until it ends, in one order for everybody, so that no two acts wait for each other.

Rows are held for what they are, never for their key (`FOR NO KEY UPDATE`, of their own table alone): whoever adds a row
that points at one of them waits for nobody. They are taken table by table, in the order in which stages stand and, in a
stage, in the order of its models; in a table, in the order of keys. What falls due comes after them, and the chain of
the journal last: who holds it waits for nothing more. Why: docs/decisions/0009-locks-are-taken-in-one-order.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from weakref import WeakKeyDictionary

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import Atomic, TransactionManagementError

from parchemin.campus.common.models import with_beside
from parchemin.campus.common.reading import note_read, outermost

type Held = tuple[int, int | str]  # the rank of the table, and the key of the row there


class LockOrder(RuntimeWarning):
    """Something was taken after what comes later: two acts could wait for each other for ever. An error in tests."""


_HELD: MutableMapping[Atomic, set[Held]] = WeakKeyDictionary()
_unshared: ContextVar[bool] = ContextVar("unshared", default=False)


def hold[M: Model](rows: QuerySet[M]) -> list[M]:
    """The rows as they stand now, held until the transaction ends; those that are not there yet are guarded by nothing.

    Raises `TransactionManagementError` outside a transaction.
    """
    bare = rows.select_related(None).order_by("pk")
    found = _beside(rows, list(bare.select_for_update(of=("self",), no_key=True)))
    _note({_taken(row) for row in found})
    note_read(found)
    return found


def _beside[M: Model](rows: QuerySet[M], held: list[M]) -> list[M]:
    """Held rows with those that they point at, read once they are held.

    Read in the same breath, what stands beside a row that was waited for would be what stood there before the wait, and
    a row that points elsewhere since would not be found at all.
    """
    related = with_beside(rows).query.select_related
    if not held or not related:
        return held
    again = rows.model._default_manager.filter(pk__in=[row.pk for row in held]).order_by("pk")
    again.query.select_related = related
    return list(again)


def hold_row[M: Model](row: M, *related: str) -> M:
    """One row, read again and held; with the rows it points at when they are named. Raises its `DoesNotExist`."""
    model = row.__class__  # not its type: who signed in is handed lazily
    rows = model._default_manager.filter(pk=row.pk)
    found = hold(rows.select_related(*related) if related else rows)
    if not found:
        raise model.DoesNotExist(row.pk)  # type: ignore[attr-defined]
    return found[0]


def claim[M: Model](rows: QuerySet[M]) -> M | None:
    """The first of these rows, in their own order, that nobody else holds: held, the others left to those who do."""
    found = _free(rows).first()
    if found is not None:
        _note({_taken(found)}, waited=False)  # whoever skips what is held waits for nobody, in any order
    return found


def claim_all[M: Model](rows: QuerySet[M]) -> list[M]:
    """Those of these rows that nobody else holds, as they stand now: held, in any order, since nobody is waited for."""
    found = list(_free(rows.select_related(None).order_by("pk")))
    _note({_taken(row) for row in found}, waited=False)
    note_read(found)
    return found


def _free[M: Model](rows: QuerySet[M]) -> QuerySet[M]:
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=True)


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether this process alone does something of that name, while a block lasts; another's place is not waited for.

    The lock is the connection's: whatever becomes of a process, it does not outlive it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def hold_chain(chain: str) -> None:
    """One writer of a chain of the journal at a time. The chain of no school ("") is taken before a school's.

    Raises `TransactionManagementError` outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"journal {chain}"])
    _note({(len(_ranks()), chain)})


@contextmanager
def unshared() -> Iterator[None]:
    """For what nobody else sees yet, a whole school or a row under a key of its own: it is taken in any order."""
    token = _unshared.set(True)
    try:
        yield
    finally:
        _unshared.reset(token)


@cache
def _ranks() -> dict[type[Model], int]:
    """The order of tables. An application whose rows stages write after their own (`held_last`) comes after them."""
    every = sorted(apps.get_models(), key=lambda model: getattr(model._meta.app_config, "held_last", False))
    return {model: rank for rank, model in enumerate(every)}


def _taken(row: Model) -> Held:
    return _ranks()[type(row)], row.pk if isinstance(row.pk, int) else str(row.pk)


def _note(taken: set[Held], *, waited: bool = True) -> None:
    transaction = outermost()
    if transaction is None:
        raise TransactionManagementError("nothing is held outside a transaction")
    if _unshared.get():
        return
    held = _HELD.setdefault(transaction, set())
    fresh = taken - held
    if waited and fresh and held and min(fresh) < max(held):
        names = [*(model.__name__ for model in _ranks()), "the journal"]
        late, early = names[max(held)[0]], names[min(fresh)[0]]
        warnings.warn(f"{early} is held after {late}: see parchemin.campus.common.locks", LockOrder, stacklevel=4)
    held |= fresh
