"""Dossiers and declarations, taken over as they stand from the room they were in: only names change."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import taken_over


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0002_intake"),
        ("common", "0001_initial"),
        ("rulings", "0002_draft"),
        # whose tables point at these under their former name
        ("assessment", "0001_initial"),
        ("awards", "0001_initial"),
        ("enrolment", "0001_initial"),
        ("jury", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Dossier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("root", models.CharField(max_length=60)),
                        ("number", models.CharField(max_length=40)),
                        ("entry", models.DateField()),
                        ("opened_at", models.DateTimeField()),
                        (
                            "intake",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossiers",
                                to="catalogue.intake",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossiers",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossiers",
                                to="catalogue.programme",
                            ),
                        ),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dossiers",
                                to="catalogue.publication",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("person__family_name", "person__given_name", "number"),
                    },
                ),
                migrations.CreateModel(
                    name="Declaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("fact", models.CharField(max_length=120)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        ("value", models.CharField(blank=True, max_length=200)),
                        ("withdrawn", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("at", models.DateTimeField()),
                        ("superseded_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"
                            ),
                        ),
                        (
                            "dossier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declarations",
                                to="dossiers.dossier",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="dossier",
                    constraint=models.UniqueConstraint(fields=("programme", "number"), name="one_dossier_a_number"),
                ),
                migrations.AddConstraint(
                    model_name="dossier",
                    constraint=models.UniqueConstraint(
                        fields=("person", "intake", "root"), name="one_dossier_an_intake"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="declaration",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("dossier", "fact", "place"),
                        name="one_current_declaration",
                    ),
                ),
            ],
            database_operations=[
                taken_over("rulings_dossier", "dossiers_dossier", sequence=True),
                taken_over("rulings_declaration", "dossiers_declaration", sequence=True, guarded=True),
            ],
        ),
    ]
