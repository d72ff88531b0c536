"""The first tables of this stage: juries, who sits, cases, questions, votes, rulings, minutes."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parchemin.campus.common.guards import append_only
from parchemin.campus.jury.seals import SEALED


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
        migrations.AddConstraint(
            model_name="jury",
            constraint=models.UniqueConstraint(fields=("programme", "year", "title"), name="one_jury_a_title"),
        ),
        migrations.AddConstraint(
            model_name="jury",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1900, 2200))), name="a_jury_of_our_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="jury",
            constraint=models.CheckConstraint(
                condition=models.Q(("decisions", []), _negated=True), name="a_jury_called_on_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("opened", "closed", "published"))),
                fields=("jury", "kind"),
                name="a_jury_moves_on_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("jury", "dossier"),
                name="one_current_case_a_dossier",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("set_apart", "put_off"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="put_off_with_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["jury", "proposal"], name="jury_questi_jury_id_12ef6a_idx"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("case", "name", "member"), name="one_question_a_decision"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("question",), name="one_open_ballot_a_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("abstentions", None),
                        ("closed_at", None),
                        ("closed_by", None),
                        ("verdict", None),
                        ("votes_against", None),
                        ("votes_for", None),
                    ),
                    models.Q(
                        ("abstentions__isnull", False),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("verdict__in", ("adopted", "rejected", "undecided")),
                        ("votes_against__isnull", False),
                        ("votes_for__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="counted_when_closed_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("question",), name="one_current_ruling_a_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("correction", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_correction_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("abstentions", None), ("votes_against", None), ("votes_for", None)),
                    models.Q(
                        ("abstentions__isnull", False),
                        ("by", "jury"),
                        ("votes_against__isnull", False),
                        ("votes_for__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_vote_is_counted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ("rule", "jury"))), name="ruled_by_rule_or_jury"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(fields=("jury", "number"), name="one_minutes_a_number"),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", None), ("file", None), ("made_at", None)),
                    models.Q(("digest__isnull", False), ("file__isnull", False), ("made_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_file_with_its_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected", None), ("number", 0)),
                    models.Q(("corrected__isnull", False), ("number__gt", 0)),
                    _connector="OR",
                ),
                name="an_addendum_for_a_correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("jury", "person"), name="one_seat_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None), models.Q(("office", ""), _negated=True)),
                fields=("jury", "office"),
                name="one_of_each_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("office", ""), ("voice", "deliberative"), _connector="OR"),
                name="who_presides_has_a_deliberative_voice",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("ballot", "seat"), name="one_vote_a_seat"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice__in", ("for", "against", "abstain"))), name="a_voice_that_exists"
            ),
        ),
        append_only("jury_jury"),
        append_only("jury_event"),
        append_only("jury_seat", once=("withdrawn_at",)),
        append_only("jury_presence"),
        append_only("jury_case", once=("superseded_at",)),
        append_only("jury_question"),
        append_only(
            "jury_ballot",
            once=(
                "closed_at",
                "closed_by_id",
                "votes_for",
                "votes_against",
                "abstentions",
                "verdict",
                "words",
                "articles",
                "usage",
            ),
        ),
        append_only("jury_vote"),
        append_only("jury_ruling", once=("superseded_at",)),
        append_only("jury_minutes", once=("file", "digest", "made_at")),
        SEALED,
    ]
