"""What the owner of the database could do behind the campus."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection


def behind(statement: str, *params: int | str | Decimal | list[str] | None) -> int:
    """Written with the triggers asleep; gives how many rows."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, params)
        written = cursor.rowcount
        cursor.execute("set local session_replication_role = origin")
    return int(written)


def one_behind(statement: str, *params: int | str | Decimal | list[str] | None) -> None:
    """The same, of one row: a statement that meets none, or others, would try nothing."""
    assert behind(statement, *params) == 1
