"""The file of minutes has a row of its own. No row of minutes changes: what it said is now what it points to."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
insert into common_keptfile (key, name, media, sha256, kept_at)
select m.file, 'proces-verbal-' || j.year || '-' || m.number || '.pdf', 'application/pdf', m.digest, m.made_at
from jury_minutes m join jury_jury j on j.id = m.jury_id
where m.file is not null
on conflict (key) do nothing;
"""
ONE_DIGEST = """
alter table jury_minutes add constraint jury_minutes_tell_the_digest_of_their_file
    foreign key (file, digest) references common_keptfile (key, sha256) deferrable initially deferred;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jury", "0005_names"),
        ("common", "0002_keptfile"),
    ]

    operations = [
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="minutes",
            name="file",
            field=models.OneToOneField(
                db_column="file",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.keptfile",
            ),
        ),
        migrations.RunSQL(
            ONE_DIGEST, "alter table jury_minutes drop constraint jury_minutes_tell_the_digest_of_their_file"
        ),
    ]
