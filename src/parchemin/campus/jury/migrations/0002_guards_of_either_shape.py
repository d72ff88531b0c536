"""The guards of juries, for databases of both shapes of the first tables.

Until 25 November 2026, 20:28, what `0002_guards` adds stood in `0001_initial`, in nearly the same words. A school made
before has it without `0002_guards` on its record: there, this migration takes it away first. It stands in the place
of `0002_guards`, and does nothing to a school that has applied that one.
"""

from importlib import import_module

from django.db import migrations

_LANDED = import_module("parchemin.campus.jury.migrations.0002_guards").Migration

FORGET = """
do $$
declare former record;
begin
    for former in
        select t.tgname as name, t.tgrelid::regclass as place from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relname like 'jury\\_%' and c.relnamespace = current_schema()::regnamespace and not t.tgisinternal
    loop
        execute format('drop trigger %I on %s', former.name, former.place);
    end loop;
    for former in
        select p.oid::regprocedure as name from pg_proc p
        where p.proname like 'jury\\_%' and p.pronamespace = current_schema()::regnamespace
    loop
        execute format('drop function %s', former.name);
    end loop;
end $$;
alter table jury_jury drop constraint if exists one_jury_a_title;
alter table jury_jury drop constraint if exists a_jury_of_our_time;
alter table jury_jury drop constraint if exists a_jury_called_on_something;
drop index if exists a_jury_moves_on_once;
drop index if exists one_current_case_a_dossier;
alter table jury_case drop constraint if exists put_off_with_a_reason;
drop index if exists jury_questi_jury_id_12ef6a_idx;
alter table jury_question drop constraint if exists one_question_a_decision;
drop index if exists one_open_ballot_a_question;
alter table jury_ballot drop constraint if exists counted_when_closed_only;
drop index if exists one_current_ruling_a_question;
alter table jury_ruling drop constraint if exists a_correction_says_why;
alter table jury_ruling drop constraint if exists a_vote_is_counted_whole;
alter table jury_ruling drop constraint if exists ruled_by_rule_or_jury;
alter table jury_minutes drop constraint if exists one_minutes_a_number;
alter table jury_minutes drop constraint if exists a_file_with_its_digest;
alter table jury_minutes drop constraint if exists an_addendum_for_a_correction;
drop index if exists one_seat_a_person;
drop index if exists one_of_each_office;
alter table jury_seat drop constraint if exists who_presides_has_a_deliberative_voice;
alter table jury_vote drop constraint if exists one_vote_a_seat;
alter table jury_vote drop constraint if exists a_voice_that_exists;
"""


class Migration(migrations.Migration):
    replaces = [("jury", "0002_guards")]
    dependencies = [
        ("jury", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        *_LANDED.operations,
    ]
