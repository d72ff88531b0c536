"""What holds of the tables of juries."""

from __future__ import annotations

from parchemin.campus.jury.models import Ballot, Case, Jury, JuryEvent, Minutes, Presence, Question, Ruling, Seat, Vote
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={
        "jury_ballot",
        "jury_case",
        "jury_event",
        "jury_jury",
        "jury_juryintake",
        "jury_minutes",
        "jury_presence",
        "jury_question",
        "jury_ruling",
        "jury_seat",
        "jury_vote",
    },
    without_a_row={"jury_juryintake", "jury_vote"},
    changes={
        Jury: (("held_at", "2030-01-01"), ("decisions", '[["année.progression", "A2"]]')),
        JuryEvent: (("kind", "closed"), ("notes", '{"changed": []}')),
        Seat: (("voice", "consultative"), ("withdrawn_at", "2030-01-01")),
        Presence: (("at", "2030-01-01"),),
        Case: (("set_apart", "other"), ("superseded_at", "2030-01-01")),
        Question: (("proposal", "other"),),
        Ballot: (("option", "other"), ("verdict", "rejected")),
        Vote: (("cast_at", "2030-01-01"),),
        Ruling: (("option", "other"), ("superseded_at", "2030-01-01")),
        Minutes: (("root", "other"),),
    },
    told={
        "jury.Seat": "juries",
        "jury.Ruling": "their work: who ruled; what was decided of them is among the decisions",
        "jury.Case": "decisions: what the jury was shown of them is drawn from what stands above",
    },
)
