"""What the database refuses of a jury whoever asks: SQL and the ORM are tried, on an open jury and on a sealed one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Ballot, Case, JuryEvent, Question, Ruling, Seat, Vote
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, icn_jury

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(cast: Cast) -> Session:
    """Closed, after a ballot on Inès."""
    session = icn_jury(cast)
    session.open()
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    actions.vote(ballot, "for", by=session.helene, at=HELD)
    actions.close_ballot(ballot, by=session.helene, at=HELD)
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    return session


SEALED_SQL = [
    "update jury_case set superseded_at = now()",
    "update jury_case set missing = '{}'",
    "delete from jury_case",
    "truncate jury_case cascade",
    "update jury_question set options = '{passage}'",
    "update jury_vote set voice = ''",
    "delete from jury_vote",
    "update jury_ballot set votes_for = 9",
    "update jury_ruling set option = 'passage'",
    "update jury_ruling set superseded_at = now() - interval '30 years'",
    "delete from jury_ruling",
    "delete from jury_event where kind = 'closed'",
    "update jury_event set kind = 'redrawn'",
    "update jury_jury set title = 'autre'",
    "update jury_minutes set root = ''",
    """insert into jury_presence (jury_id, seat_id, present, at, by_id)
    select jury_id, id, false, now(), person_id from jury_seat""",
    """insert into jury_ruling
    (entry_id, jury_id, question_id, option, by, articles, reason, correction, salt, person_id, at)
    select entry_id, jury_id, question_id, 'passage', 'jury', '{}', '', false, salt, person_id, at
    from jury_ruling""",
    """insert into jury_case
    (entry_id, jury_id, dossier_id, draw, set_apart, reason, averages, rounded, missing, inputs, digest, version,
    at, superseded_at)
    select entry_id, jury_id, dossier_id, 9, '', '', '{}', '{}', '{}', '', '', '', now(), now() from jury_case""",
]


@pytest.mark.parametrize("sql", SEALED_SQL)
def test_a_sealed_record_does_not_change_even_to_sql(sealed: Session, sql: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set constraints all immediate; {sql}")


def test_a_ruling_of_a_sealed_jury_is_not_taken_away_without_a_correction(sealed: Session) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; update jury_ruling set superseded_at = '2100-01-01'")


def test_no_vote_or_seat_is_added_to_a_sealed_jury_through_the_models(sealed: Session) -> None:
    ballot = Ballot.objects.get(jury=sealed.jury)
    seat = sealed.seat_of(sealed.yves)
    for add in (
        lambda: Vote.objects.create(jury=sealed.jury, ballot=ballot, seat=seat, voice="", receipt="x", cast_at=HELD),
        lambda: Seat.objects.create(
            jury=sealed.jury, person=sealed.cast.ada, seated_at=HELD, seated_by=sealed.cast.ada
        ),
        lambda: Ballot.objects.create(
            jury=sealed.jury, question=ballot.question, option="passage", opened_at=HELD, opened_by=sealed.helene
        ),
        lambda: JuryEvent.objects.create(jury=sealed.jury, kind="closed", at=HELD, by=sealed.helene),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            add()


def test_an_open_jury_refuses_what_is_not_lawful_even_to_the_models(cast: Cast) -> None:
    session = icn_jury(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        JuryEvent.objects.create(jury=session.jury, kind="closed", at=HELD, by=session.helene)
    session.open()
    question = session.question("Inès")
    ballot = actions.put_to_vote(question, "redoublement_annuel", by=session.helene, at=HELD)
    seat, entry = session.seat_of(session.marc), question.entry
    told = {"jury": session.jury, "question": question, "salt": "x", "person": session.marc, "at": HELD}
    told |= {"entry": entry, "by": "jury", "articles": []}

    def vote() -> Vote:
        return Vote.objects.create(jury=session.jury, ballot=ballot, seat=seat, voice="", receipt="x", cast_at=HELD)

    vote()
    for act in (
        vote,
        lambda: Ruling.objects.create(option="passage", **told),
        lambda: Ruling.objects.create(option="redoublement_annuel", correction=True, reason="x", **told),
        lambda: JuryEvent.objects.create(jury=session.jury, kind="closed", at=HELD, by=session.helene),
        lambda: JuryEvent.objects.create(jury=session.jury, kind="published", at=HELD, by=session.helene),
        lambda: (
            Seat.objects.create(
                jury=session.jury, person=cast.ada, voice="consultative", office="", seated_at=HELD, seated_by=cast.ada
            )
            and Seat.objects.create(jury=session.jury, person=cast.ada, seated_at=HELD, seated_by=cast.ada)
        ),
        lambda: Case.objects.filter(jury=session.jury).delete(),
        lambda: Question.objects.filter(jury=session.jury).update(proposal="passage"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_correction_is_the_one_thing_a_sealed_jury_takes(sealed: Session) -> None:
    later = HELD + timedelta(days=3)
    former = Ruling.objects.get(question=sealed.question("Inès"))

    actions.correct(former, "redoublement_semestriel", reason="erreur", by=sealed.helene, at=later)

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert Ruling.objects.filter(question=former.question).count() == 2
