"""A jury is called for some intakes and modalities, or for all of the year; whoever obtained it already is set apart."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0004_names"),
        ("jury", "0009_root"),
    ]

    operations = [
        migrations.AddField(
            "jury",
            "modalities",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="JuryIntake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.intake"
                    ),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="for_intakes", to="jury.jury"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "juryintake",
            models.UniqueConstraint(fields=("jury", "intake"), name="an_intake_once_a_jury"),
        ),
        append_only("jury_juryintake"),
        migrations.AlterField(
            model_name="case",
            name="set_apart",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "examined"),
                    ("not_in_order", "registration not in order"),
                    ("unregistered", "not registered for the year"),
                    ("put_off", "put off by the jury"),
                    ("awaited", "marks not handed in"),
                    ("decided", "already decided"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
