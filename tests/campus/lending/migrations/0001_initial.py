"""The table of loans."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("dossiers", "0001_initial"),
        ("people", "0002_title"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("book", models.CharField(max_length=40)),
                ("lent_at", models.DateTimeField()),
                ("due", models.DateField()),
                ("returned_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loans", to="dossiers.dossier"
                    ),
                ),
                (
                    "lent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.school"
                    ),
                ),
            ],
            options={
                "ordering": ("due", "book"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("returned_at", None)),
                        fields=("school", "book"),
                        name="a_book_in_one_pair_of_hands",
                    )
                ],
            },
        ),
    ]
