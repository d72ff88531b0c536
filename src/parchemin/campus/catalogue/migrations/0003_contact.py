"""Who answers which questions, and the questions asked."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=120)),
                ("about", models.CharField(blank=True, max_length=400)),
                (
                    "role",
                    models.CharField(
                        blank=True, choices=[("office", "programme office"), ("director", "director")], max_length=20
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="catalogue.programme"
                    ),
                ),
            ],
            options={
                "ordering": ("subject",),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", models.TextField(max_length=4000)),
                ("sent_to", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="catalogue.contact"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended", None)), fields=("programme", "subject"), name="one_current_contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", None), ("role", ""), _connector="XOR"), name="a_person_or_a_role"
            ),
        ),
        append_only("catalogue_contact", once=("ended",)),
        append_only("catalogue_question"),
    ]
