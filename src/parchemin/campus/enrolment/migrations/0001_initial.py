"""The first table of this stage: registrations."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0001_initial"),
        ("rulings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("nature", models.CharField(blank=True, max_length=60)),
                ("units", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120))),
                ("in_order", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="rulings.dossier"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
            ],
            options={
                "ordering": ("year",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("dossier", "year"),
                        name="one_registration_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1900, 2200))), name="a_year_of_our_time"
                    ),
                ],
            },
        ),
        append_only("enrolment_registration", once=("superseded_at",)),
    ]
