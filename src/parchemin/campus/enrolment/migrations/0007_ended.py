"""A registration may be interrupted from a day, or cancelled: a line of its history that is never in force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0006_intake_and_modality")]

    operations = [
        migrations.AddField("registration", "interrupted", models.DateField(null=True)),
        migrations.AddField(
            "registration",
            "state",
            models.CharField(
                blank=True,
                choices=[("", "registered"), ("cancelled", "cancelled")],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "registration",
            models.CheckConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True)
                | models.Q(("superseded_at", models.F("at")), ("superseded_at__isnull", False)),
                name="cancelled_is_never_in_force",
            ),
        ),
    ]
