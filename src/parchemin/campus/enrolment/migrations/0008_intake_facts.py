"""What is said of an intake holds of everybody who studies with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_intakes_move"),
        ("common", "0002_keptfile"),
        ("enrolment", "0007_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("fact", models.CharField(max_length=120)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("since", models.PositiveSmallIntegerField()),
                ("withdrawn", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="catalogue.intake"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("intake", "fact", "since"),
                        name="one_current_intake_fact",
                    )
                ],
            },
        ),
        append_only("enrolment_intakefact", once=("superseded_at",)),
    ]
