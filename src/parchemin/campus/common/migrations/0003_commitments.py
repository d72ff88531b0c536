"""What the journal commits to of each row, and its guard."""

import django.db.models.deletion
from django.db import migrations, models

from parchemin.campus.common.guards import closes_once


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_keptfile"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=40)),
                ("salt", models.BinaryField(null=True)),
                ("digest", models.BinaryField()),
                (
                    "closed",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.entry",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed", None)),
                        fields=("relation", "key"),
                        name="one_open_commitment_a_row",
                    )
                ],
            },
        ),
        closes_once("common_commitment", "closed_id", clears="salt"),
    ]
