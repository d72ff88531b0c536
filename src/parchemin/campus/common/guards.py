"""The last guard of what must never change: triggers that refuse, whoever asks.

`append_only("people_grant", once=("ended",))` gives the migration operation that protects a table: the columns named
may be filled in once (the end of a grant, say), nothing else may change, and nothing may ever be deleted; except while
something is erased at the end of its time (`erasing`), which the journal tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations import RunSQL

_REFUSE = """
create or replace function parchemin_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is kept for ever: it is superseded, never changed or removed', tg_table_name
        using errcode = 'restrict_violation';
end $$;
"""
# What guards do in this version: the same, save while something is erased. Written again each time that tables have
# been brought up to date, for a landed migration writes the one above.
_REFUSE_UNLESS_ERASING = _REFUSE.replace(
    "begin\n",
    """begin
    if current_setting('parchemin.erasing', true) = 'on' and tg_op = 'UPDATE' then
        return new;
    end if;
""",
)


def write_guard(**signal: object) -> None:
    """The function that every guard runs. Asked for by Django after each `migrate`."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSE_UNLESS_ERASING)


def closes_once(table: str, column: str, *, clears: str) -> RunSQL:
    """Guards a table of whose rows one column is filled once, and another is then emptied; nothing else changes."""
    changed = f"- '{column}' - '{clears}'"
    when = (
        f"when (to_jsonb(old) {changed} is distinct from to_jsonb(new) {changed}"
        f" or old.{column} is not null or new.{column} is null or new.{clears} is not null)"
    )
    return _guarded(table, when)


def fills_each_once(table: str, *, once: tuple[str, ...], former: tuple[str, ...]) -> RunSQL:
    """Guards a table whose columns are filled at several moments, each once; `former`: what its guard let be filled."""

    def guarded(columns: tuple[str, ...], refused: str) -> str:
        changed = "".join(f" - '{column}'" for column in columns)
        kept = "".join(f" or {refused.format(column=column)}" for column in columns)
        return f"""
        drop trigger {table}_no_update on {table};
        create trigger {table}_no_update before update on {table}
            for each row when (to_jsonb(old){changed} is distinct from to_jsonb(new){changed}{kept})
            execute function parchemin_refuse_change();
        """

    each = "(old.{column} is not null and new.{column} is distinct from old.{column})"
    return RunSQL(guarded(once, each), guarded(former, "old.{column} is not null"))


def append_only(table: str, *, once: tuple[str, ...] = ()) -> RunSQL:
    """Refuses update, delete and truncate on a table. The columns named may be filled once, when they are empty."""
    changed = "".join(f" - '{column}'" for column in once)
    kept = "".join(f" or old.{column} is not null" for column in once)
    when = f"when (to_jsonb(old){changed} is distinct from to_jsonb(new){changed}{kept})" if once else ""
    return _guarded(table, when)


def _guarded(table: str, when: str) -> RunSQL:
    """when: of an update, what is refused; "" refuses every one."""
    forward = f"""{_REFUSE}
    create trigger {table}_no_update before update on {table}
        for each row {when} execute function parchemin_refuse_change();
    create trigger {table}_no_delete before delete on {table}
        for each row execute function parchemin_refuse_change();
    create trigger {table}_no_truncate before truncate on {table}
        for each statement execute function parchemin_refuse_change();
    """
    backward = f"""
    drop trigger {table}_no_update on {table};
    drop trigger {table}_no_delete on {table};
    drop trigger {table}_no_truncate on {table};
    """
    return RunSQL(forward, backward)


def taken_over(former: str, table: str, *, sequence: bool = False, guarded: bool = False) -> RunSQL:
    """Gives a table the name of the room it is now in, with its sequence and its guards. No row is touched."""

    def renamed(before: str, after: str) -> str:
        said = [f"alter table {before} rename to {after}"]
        if sequence:
            said.append(f"alter sequence {before}_id_seq rename to {after}_id_seq")
        if guarded:
            said += [
                f"alter trigger {before}_no_{act} on {after} rename to {after}_no_{act}"
                for act in ("update", "delete", "truncate")
            ]
        return ";\n".join(said)

    return RunSQL(renamed(former, table), renamed(table, former))


@contextmanager
def erasing() -> Iterator[None]:
    """While it lasts, in the caller's transaction, guarded rows may be emptied: what they said has served its time."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('parchemin.erasing', 'on', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("select set_config('parchemin.erasing', 'off', true)")
