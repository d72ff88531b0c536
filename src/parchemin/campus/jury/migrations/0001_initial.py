"""The first tables of this stage: juries, who sits, cases, questions, votes, rulings, minutes."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


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
            name="Jury",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("progression", "progression jury"),
                            ("diploma", "diploma jury"),
                            ("admission", "admission jury"),
                            ("other", "jury"),
                        ],
                        max_length=20,
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("decisions", models.JSONField()),
                ("called_at", models.DateTimeField()),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="juries", to="catalogue.programme"
                    ),
                ),
            ],
            options={
                "ordering": ("-held_at", "title"),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("redrawn", "redrawn"),
                            ("closed", "closed"),
                            ("published", "published"),
                        ],
                        max_length=20,
                    ),
                ),
                ("notes", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="jury.jury"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("draw", models.PositiveSmallIntegerField()),
                (
                    "set_apart",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "examined"),
                            ("not_in_order", "registration not in order"),
                            ("unregistered", "not registered for the year"),
                            ("put_off", "put off by the jury"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("averages", models.JSONField(default=dict)),
                (
                    "heights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DecimalField(decimal_places=4, max_digits=9, null=True)
                    ),
                ),
                ("missing", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120))),
                ("inputs", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("version", models.CharField(blank=True, max_length=20)),
                ("drawn_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="rulings.dossier"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="jury.jury"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("member", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("settled", "settled"), ("pending", "pending"), ("contradiction", "contradiction")],
                        max_length=20,
                    ),
                ),
                ("by", models.CharField(blank=True, choices=[("rule", "rule"), ("jury", "jury")], max_length=10)),
                ("proposal", models.CharField(blank=True, max_length=120)),
                ("options", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120))),
                ("articles", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60))),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="jury.case"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="jury.jury"
                    ),
                ),
            ],
            options={
                "ordering": ("rank", "id"),
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("option", models.CharField(max_length=120)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("votes_for", models.PositiveSmallIntegerField(null=True)),
                ("votes_against", models.PositiveSmallIntegerField(null=True)),
                ("abstentions", models.PositiveSmallIntegerField(null=True)),
                ("verdict", models.CharField(max_length=12, null=True)),
                ("words", models.CharField(max_length=120, null=True)),
                (
                    "articles",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), null=True),
                ),
                ("usage", models.BooleanField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="jury.jury"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="jury.question"
                    ),
                ),
            ],
            options={
                "ordering": ("opened_at",),
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("option", models.CharField(max_length=120)),
                ("by", models.CharField(choices=[("rule", "rule"), ("jury", "jury")], max_length=10)),
                ("articles", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60))),
                ("votes_for", models.PositiveSmallIntegerField(null=True)),
                ("votes_against", models.PositiveSmallIntegerField(null=True)),
                ("abstentions", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("correction", models.BooleanField(default=False)),
                ("salt", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "ballot",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ruling", to="jury.ballot"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.entry"),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="jury.jury"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="jury.question"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("leaves", models.PositiveIntegerField()),
                ("last_entry", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("file", models.CharField(max_length=300, null=True)),
                ("digest", models.CharField(max_length=64, null=True)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="jury.jury"
                    ),
                ),
                (
                    "corrected",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jury.ruling"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("quality", models.CharField(blank=True, max_length=200)),
                (
                    "voice",
                    models.CharField(
                        choices=[("deliberative", "deliberative"), ("consultative", "consultative")],
                        default="deliberative",
                        max_length=20,
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        blank=True,
                        choices=[("", "member"), ("president", "president"), ("vice_president", "vice-president")],
                        default="",
                        max_length=20,
                    ),
                ),
                ("represents", models.BooleanField(default=False)),
                ("seated_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="jury.jury"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jury_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("person__family_name", "person__given_name"),
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("present", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "jury",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="jury.jury"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="jury.seat"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "for"), ("against", "against"), ("abstain", "abstention")], max_length=10
                    ),
                ),
                ("receipt", models.CharField(max_length=20)),
                ("cast_at", models.DateTimeField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="jury.ballot"
                    ),
                ),
                (
                    "jury",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jury.jury"),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="jury.seat"
                    ),
                ),
            ],
        ),
    ]
