"""The first tables of this stage: the journal and its guard."""

from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(blank=True, max_length=60)),
                ("number", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("payload", models.JSONField(default=dict)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ("chain", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="one_entry_a_number"),
                    models.UniqueConstraint(fields=("chain", "previous"), name="one_entry_after_another"),
                ],
            },
        ),
        append_only("common_entry"),
    ]
