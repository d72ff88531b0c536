"""Names of models, one concept each: nothing changes in the tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jury", "0004_case_columns")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Event", "JuryEvent"),
                migrations.AlterModelTable("JuryEvent", "jury_event"),
            ]
        ),
    ]
