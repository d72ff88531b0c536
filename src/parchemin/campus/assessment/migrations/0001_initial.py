"""The first tables of this stage: papers, teaching, marks, submissions, absences."""

import uuid

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
            name="Paper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=120)),
                ("slot", models.CharField(blank=True, max_length=120)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("label", models.CharField(max_length=200)),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="catalogue.programme"
                    ),
                ),
            ],
            options={
                "ordering": ("unit", "slot", "name"),
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("given", "given"), ("absent", "absent"), ("cleared", "cleared")], max_length=10
                    ),
                ),
                ("value", models.DecimalField(decimal_places=4, max_digits=9, null=True)),
                ("why", models.CharField(blank=True, max_length=400)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="rulings.dossier"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="assessment.paper"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AbsenceRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ground", models.CharField(max_length=80)),
                ("document_kind", models.CharField(blank=True, max_length=80)),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("document", models.CharField(blank=True, max_length=300)),
                ("document_name", models.CharField(blank=True, max_length=200)),
                ("document_digest", models.CharField(blank=True, max_length=64)),
                ("due", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absence_requests",
                        to="rulings.dossier",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="assessment.paper"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submission", to="assessment.paper"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Teaching",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=120)),
                ("since", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teachings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teachings", to="catalogue.programme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AbsenceRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("document", "document"), ("follow_up", "follow-up")], max_length=20),
                ),
                ("verdict", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="assessment.absencerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("request", "kind"),
                        name="one_current_absence_ruling",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("programme", "year", "unit", "slot", "name"), name="one_paper_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("paper", "dossier"), name="one_current_mark"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "given"), ("value__isnull", False)),
                    models.Q(("state__in", ("absent", "cleared")), ("value", None)),
                    _connector="OR",
                ),
                name="a_value_when_given_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="absencerequest",
            constraint=models.UniqueConstraint(fields=("paper", "dossier"), name="one_request_an_absence"),
        ),
        migrations.AddConstraint(
            model_name="teaching",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended", None)),
                fields=("programme", "year", "unit", "person"),
                name="one_current_teaching",
            ),
        ),
        append_only("assessment_mark", once=("superseded_at",)),
        append_only("assessment_submission"),
        append_only("assessment_absencerequest"),
        append_only("assessment_absenceruling", once=("superseded_at",)),
        append_only("assessment_teaching", once=("ended",)),
    ]
