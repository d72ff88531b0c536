"""What the database itself holds true of juries: constraints, and the guards that refuse."""

from django.db import migrations, models

from parchemin.campus.common.guards import append_only
from parchemin.campus.jury.seals import SEALED


class Migration(migrations.Migration):
    dependencies = [
        ("jury", "0001_initial"),
    ]

    operations = [
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
