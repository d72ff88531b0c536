"""A declaration speaks since a university year: until now, that in which it was written, in the school's time."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WHEN_WRITTEN = """
update dossiers_declaration set since = extract(year from at at time zone %(zone)s)
    - (case when extract(month from at at time zone %(zone)s) < 8 then 1 else 0 end)
"""


def since_it_was_written(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute("alter table dossiers_declaration disable trigger dossiers_declaration_no_update")
        cursor.execute(WHEN_WRITTEN, {"zone": settings.TIME_ZONE})
        cursor.execute("alter table dossiers_declaration enable trigger dossiers_declaration_no_update")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_subjects")]

    operations = [
        migrations.AddField("declaration", "since", models.PositiveSmallIntegerField(null=True)),
        migrations.RunPython(since_it_was_written, migrations.RunPython.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField("declaration", "since", models.PositiveSmallIntegerField()),
        migrations.RemoveConstraint("declaration", "one_current_declaration"),
        migrations.AddConstraint(
            "declaration",
            models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("dossier", "fact", "place", "since"),
                name="one_current_declaration",
            ),
        ),
    ]
