"""The last guard of what must never change: triggers that refuse, whoever asks.

`append_only("people_grant")` gives the migration operation that protects a table. With columns named, only these may be
changed (the end of a grant, say); nothing may ever be deleted.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

_REFUSE = """
create or replace function parchemin_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is kept for ever: it is superseded, never changed or removed', tg_table_name
        using errcode = 'restrict_violation';
end $$;
"""


def append_only(table: str, *, except_columns: tuple[str, ...] = ()) -> RunSQL:
    """Refuses update (of any column but those named), delete and truncate on a table."""
    changed = "".join(f" - '{column}'" for column in except_columns)
    when = f"when (to_jsonb(old){changed} is distinct from to_jsonb(new){changed})" if except_columns else ""
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
