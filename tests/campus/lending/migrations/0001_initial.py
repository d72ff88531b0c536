"""The table of loans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0003_commitments"),
        ("dossiers", "0003_since"),
        ("people", "0004_links_of_one_issuer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("book", models.CharField(max_length=40)),
                ("due", models.DateField()),
                ("state", models.CharField(choices=[("lent", "lent"), ("returned", "returned")], max_length=10)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loans", to="dossiers.dossier"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
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
                        condition=models.Q(("superseded_at", None)),
                        fields=("school", "book"),
                        name="a_book_in_one_place",
                    ),
                ],
            },
        ),
        append_only("lending_loan", once=("superseded_at",)),
    ]
