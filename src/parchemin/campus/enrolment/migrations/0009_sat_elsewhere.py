"""Whoever is moved within a year may keep the marks of what they sat before: those papers stay theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0008_intake_facts")]

    operations = [migrations.AddField("registration", "sat_elsewhere", models.JSONField(default=dict))]
