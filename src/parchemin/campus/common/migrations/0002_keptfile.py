"""The row of a kept file."""

from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeptFile",
            fields=[
                ("key", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("media", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "sha256"), name="one_digest_a_kept_file"),
                ],
            },
        ),
        append_only("common_keptfile", once=("destroyed_at",)),
    ]
