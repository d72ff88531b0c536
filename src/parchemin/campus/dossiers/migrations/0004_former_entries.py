"""Where somebody stood before they were put in another intake, under another day or another text; and its guard."""

import django.db.models.deletion
from django.db import migrations, models

from parchemin.campus.common.guards import append_only

PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_intakes_move"),
        ("common", "0004_act_reason"),
        ("dossiers", "0003_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("until", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(on_delete=PROTECT, related_name="former_entries", to="dossiers.dossier"),
                ),
                ("entry", models.ForeignKey(on_delete=PROTECT, related_name="+", to="common.entry")),
                ("intake", models.ForeignKey(on_delete=PROTECT, related_name="+", to="catalogue.intake")),
                ("publication", models.ForeignKey(on_delete=PROTECT, related_name="+", to="catalogue.publication")),
            ],
            options={"indexes": [models.Index(fields=["dossier", "until"], name="former_entries_of_a_file")]},
        ),
        append_only("dossiers_formerentry"),
    ]
