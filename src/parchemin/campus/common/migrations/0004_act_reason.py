"""Why something was done stands beside its line of the journal, where it can be erased; and its guard."""

import django.db.models.deletion
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_commitments"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=40)),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["relation", "key"], name="reasons_of_a_row")],
            },
        ),
        append_only("common_actreason"),
    ]
