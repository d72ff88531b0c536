"""The first tables of this stage: transcripts, what happens to them, and what was asked for."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0002_intake"),
        ("common", "0001_initial"),
        ("rulings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Issuance",
            fields=[
                (
                    "purpose",
                    models.CharField(choices=[("phase", "period of studies"), ("jury", "jury")], max_length=10),
                ),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("label", models.CharField(max_length=200)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("dossiers", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issuances", to="catalogue.programme"
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at",),
            },
        ),
        migrations.CreateModel(
            name="Transcript",
            fields=[
                (
                    "purpose",
                    models.CharField(choices=[("phase", "period of studies"), ("jury", "jury")], max_length=10),
                ),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("label", models.CharField(max_length=200)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=29, unique=True)),
                ("content", models.JSONField()),
                ("final", models.BooleanField()),
                ("version", models.CharField(max_length=20)),
                ("regulation", models.CharField(max_length=64)),
                ("file", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transcripts", to="rulings.dossier"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
            ],
            options={
                "ordering": ("-issued_at",),
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("issued", "issued"), ("unchanged", "unchanged"), ("refused", "not issued")],
                        max_length=10,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=400)),
                ("remedy", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rulings.dossier"
                    ),
                ),
                (
                    "issuance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="awards.issuance"
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="awards.transcript",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("issued", "issued"), ("superseded", "superseded"), ("withdrawn", "withdrawn")],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "successor",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.transcript"
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="awards.transcript"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddConstraint(
            model_name="issuance",
            constraint=models.CheckConstraint(
                condition=models.Q(("dossiers", []), _negated=True), name="an_issuance_for_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="transcript",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("dossier", "purpose", "subject"),
                name="one_transcript_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("issuance", "dossier"), name="one_line_a_dossier"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), ("transcript", None), models.Q(("what", ""), _negated=True)),
                    models.Q(("outcome__in", ("issued", "unchanged")), ("transcript__isnull", False), ("what", "")),
                    _connector="OR",
                ),
                name="a_transcript_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "issued")), fields=("transcript",), name="issued_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "issued"), _negated=True), fields=("transcript",), name="ended_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "issued"), ("reason", ""), ("successor", None)),
                    models.Q(("kind", "superseded"), ("successor__isnull", False)),
                    models.Q(("kind", "withdrawn"), ("successor", None), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="ended_by_another_or_for_a_reason",
            ),
        ),
        append_only("awards_issuance"),
        append_only("awards_transcript", once=("ended_at",)),
        append_only("awards_event"),
        append_only("awards_line"),
    ]
