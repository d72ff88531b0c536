"""The end of a grant is written once, in every school.

Until 25 November 2026, 18:36, the guard of grants let their end be changed again; a school made before still has it.
"""

from django.db import migrations

FORWARD = """
drop trigger people_grant_no_update on people_grant;
create trigger people_grant_no_update before update on people_grant
    for each row when (to_jsonb(old) - 'ended' is distinct from to_jsonb(new) - 'ended' or old.ended is not null)
    execute function parchemin_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_title"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
