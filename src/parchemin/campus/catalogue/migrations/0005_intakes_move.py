"""An intake that has not started may be renamed, moved, follow a text, or be cancelled; it is still never removed."""

from django.db import migrations, models

MOVES = """
drop trigger catalogue_intake_no_update on catalogue_intake;
create trigger catalogue_intake_no_update before update on catalogue_intake for each row
    when (to_jsonb(old) - '{name,starts,publication_id,cancelled_at}'::text[]
            is distinct from to_jsonb(new) - '{name,starts,publication_id,cancelled_at}'::text[]
        or old.cancelled_at is not null)
    execute function parchemin_refuse_change();
"""
STAYS = """
drop trigger catalogue_intake_no_update on catalogue_intake;
create trigger catalogue_intake_no_update before update on catalogue_intake
    for each row execute function parchemin_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_names")]

    operations = [
        migrations.AddField("intake", "cancelled_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("intake", "one_intake_a_name"),
        migrations.AddConstraint(
            "intake",
            models.UniqueConstraint(
                fields=("programme", "name"),
                condition=models.Q(("cancelled_at", None)),
                name="one_open_intake_a_name",
            ),
        ),
        migrations.RunSQL(MOVES, STAYS),
    ]
