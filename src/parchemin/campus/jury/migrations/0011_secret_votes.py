"""What was voted stands apart from who voted: nothing of the voices of former ballots is left, their counts are.

The column is rewritten whole, so that no copy of a voice stays in the table. A ballot under way while this runs cannot be
counted: it closes void, and is held again.
"""

from django.db import migrations, models
from django.db.models import F, Q

from parchemin.campus.common.guards import fills_each_once

CLOSED = ("closed_at", "closed_by_id", "votes_for", "votes_against", "abstentions")
DECIDED = ("verdict", "words", "articles", "usage")
COUNTED = Q(
    closed_at__isnull=False,
    closed_by__isnull=False,
    votes_for__isnull=False,
    votes_against__isnull=False,
    abstentions__isnull=False,
)
OPEN = Q(closed_at=None, closed_by=None, votes_for=None, votes_against=None, abstentions=None, verdict=None)
VERDICTS = ("adopted", "rejected", "undecided", "void")


class Migration(migrations.Migration):
    dependencies = [("jury", "0010_intakes")]

    operations = [
        migrations.RemoveConstraint("vote", "a_voice_that_exists"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("vote", "choice"),
                migrations.AddField(
                    "vote", "voice", models.CharField(blank=True, default="", max_length=64), preserve_default=False
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "alter table jury_vote alter column choice type varchar(64) using '';"
                    "alter table jury_vote rename column choice to voice;",
                    migrations.RunSQL.noop,
                )
            ],
        ),
        migrations.AddField("ballot", "reason", models.CharField(blank=True, default="", max_length=400)),
        migrations.AddField("ballot", "casting", models.CharField(max_length=10, null=True)),
        migrations.AddField("ballot", "casting_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("ballot", "one_open_ballot_a_question"),
        migrations.RemoveConstraint("ballot", "counted_when_closed_only"),
        migrations.AddConstraint(
            "ballot",
            models.UniqueConstraint(fields=("question",), condition=Q(verdict=None), name="one_open_ballot_a_question"),
        ),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=OPEN | COUNTED & (Q(verdict=None, casting=None) | Q(verdict__in=VERDICTS)),
                name="counted_when_closed_only",
            ),
        ),
        migrations.AddConstraint(
            "ballot",
            models.CheckConstraint(
                condition=Q(casting=None, casting_at=None)
                | Q(casting__in=("for", "against", "abstain"), casting_at__isnull=False, votes_for=F("votes_against")),
                name="a_casting_voice_on_a_tie_only",
            ),
        ),
        fills_each_once("jury_ballot", once=(*CLOSED, *DECIDED, "casting", "casting_at"), former=(*CLOSED, *DECIDED)),
    ]
