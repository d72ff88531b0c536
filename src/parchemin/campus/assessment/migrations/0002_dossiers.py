"""Dossiers are in a room of their own: nothing changes in the tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial"), ("dossiers", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "mark",
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="dossiers.dossier"
                    ),
                ),
                migrations.AlterField(
                    "absencerequest",
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absence_requests",
                        to="dossiers.dossier",
                    ),
                ),
            ]
        ),
    ]
