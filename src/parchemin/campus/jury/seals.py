"""What the database itself refuses about juries, whoever asks: SQL for the migration, one guard a rule.

All of them take a share of the jury's row first; closing and drawing take the whole of it. So whoever comes at the same
moment as a closing either is part of what is sealed or is refused.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

_CLOSED = """
create function jury_refuse_when_closed() returns trigger language plpgsql as $$
begin
    perform 1 from jury_jury j where j.id in (select t.jury_id from touched t) order by j.id for share;
    if exists (select 1 from jury_event e join touched t on t.jury_id = e.jury_id where e.kind = 'closed') then
        raise exception 'a closed jury is sealed: nothing is added to or changed in %', tg_table_name
            using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
"""

_RULINGS = """
create function jury_rulings_are_lawful() returns trigger language plpgsql as $$
begin
    perform 1 from jury_jury j where j.id in (select t.jury_id from touched t) order by j.id for share;
    if exists (
        select 1 from touched t join jury_event e on e.jury_id = t.jury_id and e.kind = 'closed' where not t.correction
    ) then
        raise exception 'a closed jury is sealed: only a correction takes the place of a ruling'
            using errcode = 'restrict_violation';
    end if;
    if exists (
        select 1 from touched t where t.correction
            and not exists (select 1 from jury_event e where e.jury_id = t.jury_id and e.kind = 'closed')
    ) then
        raise exception 'a correction is made to a closed jury' using errcode = 'restrict_violation';
    end if;
    if exists (
        select 1 from touched t join jury_question q on q.id = t.question_id join jury_case c on c.id = q.case_id
        where q.jury_id <> t.jury_id or c.superseded_at is not null or c.set_apart <> ''
            or (not t.correction and not (t.option = any (q.options)))
    ) then
        raise exception 'a ruling is on a current case that is not set apart, and takes a lawful option'
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger jury_ruling_lawful after insert on jury_ruling referencing new table as touched
    for each statement execute function jury_rulings_are_lawful();

create function jury_ruling_is_not_back_dated() returns trigger language plpgsql as $$
begin
    perform 1 from jury_jury j where j.id in (select t.jury_id from touched t) order by j.id for share;
    if exists (
        select 1 from touched t join jury_event e on e.jury_id = t.jury_id and e.kind = 'closed'
            join former f on f.id = t.id
        where f.superseded_at is null and t.superseded_at < e.at
    ) then
        raise exception 'a ruling of a closed jury stood when it was closed' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger jury_ruling_not_back_dated after update on jury_ruling
    referencing old table as former new table as touched
    for each statement execute function jury_ruling_is_not_back_dated();

create function jury_ruling_was_corrected() returns trigger language plpgsql as $$
begin
    if exists (
            select 1 from jury_event e
            where e.jury_id = new.jury_id and e.kind = 'closed' and e.at <= new.superseded_at
        )
        and not exists (
            select 1 from jury_ruling r
            where r.question_id = new.question_id and r.superseded_at is null and r.correction
        )
    then
        raise exception 'a ruling of a closed jury is superseded by a correction, never taken away'
            using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create constraint trigger jury_ruling_corrected after update on jury_ruling deferrable initially deferred
    for each row execute function jury_ruling_was_corrected();
"""

_VOTES = """
create function jury_vote_is_lawful() returns trigger language plpgsql as $$
begin
    perform 1 from jury_jury j where j.id = new.jury_id for share; -- the jury before the ballot, as who counts does
    perform 1 from jury_ballot b where b.id = new.ballot_id for share;
    if exists (select 1 from jury_ballot b where b.id = new.ballot_id and b.closed_at is not null) then
        raise exception 'this ballot is closed' using errcode = 'restrict_violation';
    end if;
    if not exists (
        select 1 from jury_seat s join jury_ballot b on b.jury_id = s.jury_id
        where s.id = new.seat_id and b.id = new.ballot_id and b.jury_id = new.jury_id
            and s.voice = 'deliberative' and s.withdrawn_at is null
    ) then
        raise exception 'only a member with a deliberative voice votes' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger jury_vote_lawful before insert on jury_vote for each row execute function jury_vote_is_lawful();
"""

_EVENTS = """
create function jury_event_follows() returns trigger language plpgsql as $$
declare needed text;
begin
    needed := case new.kind when 'redrawn' then 'opened' when 'closed' then 'opened' when 'published' then 'closed' end;
    if needed is not null
        and not exists (select 1 from jury_event e where e.jury_id = new.jury_id and e.kind = needed)
    then
        raise exception 'a jury is % before it is %', needed, new.kind using errcode = 'check_violation';
    end if;
    if new.kind = 'closed' and exists (
        select 1 from jury_question q join jury_case c on c.id = q.case_id
        where q.jury_id = new.jury_id and c.superseded_at is null
            and not exists (select 1 from jury_ruling r where r.question_id = q.id and r.superseded_at is null)
    ) then
        raise exception 'a jury is closed when all of it is decided' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger jury_event_follows before insert on jury_event for each row execute function jury_event_follows();
"""


def _sealed(table: str, *verbs: str) -> str:
    return "".join(
        f"create trigger {table}_sealed_{verb} after {verb} on {table} referencing new table as touched "
        "for each statement execute function jury_refuse_when_closed();\n"
        for verb in verbs
    )


SEALED = RunSQL(
    _CLOSED
    + "".join(_sealed(f"jury_{name}", "insert", "update") for name in ("seat", "case", "question", "ballot"))
    + "".join(_sealed(f"jury_{name}", "insert") for name in ("presence", "vote"))
    + _RULINGS
    + _VOTES
    + _EVENTS,
    RunSQL.noop,
)

JURY_MOVES = RunSQL(
    """
create function jury_moves_while_called() returns trigger language plpgsql as $$
begin
    if to_jsonb(old) - 'held_at' - 'place' is distinct from to_jsonb(new) - 'held_at' - 'place'
        or exists (select 1 from jury_event e where e.jury_id = old.id)
    then
        raise exception 'a jury is kept for ever as it was called: until it opens, its day and its place change alone'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
drop trigger jury_jury_no_update on jury_jury;
create trigger jury_jury_no_update before update on jury_jury for each row execute function jury_moves_while_called();
""",
    """
drop trigger jury_jury_no_update on jury_jury;
drop function jury_moves_while_called();
create trigger jury_jury_no_update before update on jury_jury for each row execute function parchemin_refuse_change();
""",
)
