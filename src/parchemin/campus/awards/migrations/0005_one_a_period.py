"""Of several transcripts in force for one dossier and period, each is superseded by the next; the last one stands."""

from django.db import migrations

ONE_A_PERIOD = """
with standing as (
    select id, lead(id) over later as successor_id, lead(issued_at) over later as at, lead(by_id) over later as by_id
    from awards_transcript where ended_at is null
    window later as (partition by dossier_id, coalesce(year, -1), stage order by entry_id, issued_at)
), ended as (
    update awards_transcript t set ended_at = standing.at
    from standing where standing.id = t.id and standing.successor_id is not null
)
insert into awards_event (transcript_id, kind, successor_id, reason, at, by_id)
select id, 'superseded', successor_id, '', at, by_id from standing where successor_id is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("awards", "0004_keptfile")]

    operations = [migrations.RunSQL(ONE_A_PERIOD, migrations.RunSQL.noop)]
