"""One transcript is in force for a dossier and a period, whichever jury or office had it made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awards", "0005_one_a_period")]

    operations = [
        migrations.RemoveConstraint(model_name="transcript", name="one_transcript_in_force"),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("dossier", "year", "stage"),
                name="one_transcript_in_force",
                nulls_distinct=False,
            ),
        ),
    ]
