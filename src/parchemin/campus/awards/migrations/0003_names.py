"""Names of models, one concept each: nothing changes in the tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_dossiers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Event", "TranscriptEvent"),
                migrations.AlterModelTable("TranscriptEvent", "awards_event"),
                migrations.RenameModel("Line", "IssuanceLine"),
                migrations.AlterModelTable("IssuanceLine", "awards_line"),
            ]
        ),
    ]
