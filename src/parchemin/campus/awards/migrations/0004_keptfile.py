"""The file of a transcript has a row of its own. No row of a transcript changes: what it said is now what it points to."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
insert into common_keptfile (key, name, media, sha256, kept_at)
select file, 'releve-' || coalesce(content ->> 'number' || '-', '') || left(key, 5) || '.pdf', 'application/pdf', sha256,
    issued_at
from awards_transcript
on conflict (key) do nothing;
"""
ONE_DIGEST = """
alter table awards_transcript add constraint awards_transcript_tells_the_digest_of_its_file
    foreign key (file, sha256) references common_keptfile (key, sha256) deferrable initially deferred;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0003_names"),
        ("common", "0002_keptfile"),
    ]

    operations = [
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="transcript",
            name="file",
            field=models.OneToOneField(
                db_column="file",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="common.keptfile",
            ),
        ),
        migrations.RunSQL(
            ONE_DIGEST, "alter table awards_transcript drop constraint awards_transcript_tells_the_digest_of_its_file"
        ),
    ]
