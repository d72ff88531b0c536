"""The texts that somebody is working on."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_intake"),
        ("rulings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                        choices=[("", "Not Asked"), ("asked", "Asked"), ("running", "Running"), ("done", "Done")],
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="catalogue.programme"
                    ),
                ),
            ],
            options={
                "ordering": ("-changed_at",),
            },
        ),
    ]
