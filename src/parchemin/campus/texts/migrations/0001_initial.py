"""Drafts, taken over as they stand from the room they were in: only names change."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import taken_over


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0002_intake"),
        ("rulings", "0002_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("files", models.JSONField()),
                        ("number", models.PositiveIntegerField(default=1)),
                        ("started_at", models.DateTimeField()),
                        ("changed_at", models.DateTimeField()),
                        (
                            "proving",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not Asked"),
                                    ("asked", "Asked"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("proved_number", models.PositiveIntegerField(default=0)),
                        ("proved", models.PositiveIntegerField(default=0)),
                        ("to_prove", models.PositiveIntegerField(default=0)),
                        ("proofs", models.JSONField(default=list)),
                        (
                            "base",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.publication",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drafts",
                                to="catalogue.programme",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-changed_at",),
                    },
                ),
            ],
            database_operations=[taken_over("rulings_draft", "texts_draft")],
        ),
    ]
