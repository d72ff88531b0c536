"""Several at once on real connections: a member's two screens, a ballot that closes, two tabs, a jury that closes."""

from __future__ import annotations

from datetime import timedelta
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction

from parchemin.campus.common import journal
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Ballot, Jury, Question, Ruling, Seat, Vote
from parchemin.campus.jury.refusals import AlreadyRuled, AlreadyVoted, BallotClosed, NoVoice, StillOpen
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, icn_jury


@pytest.fixture
def session(lasting: str) -> Session:
    """A jury in session whose every connection sees the same."""
    ada, odile, émile, ysolde = (
        enter_person(f"{name}@example.org", name.title(), "Martin", by=None, at=NOON)
        for name in ("ada", "odile", "emile", "ysolde")
    )
    school, other = (
        found_school(slug, slug.upper(), director=who, at=NOON) for slug, who in (("icn", ada), ("lille", ysolde))
    )
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    made = icn_jury(Cast(school, ada, odile, émile, other, ysolde))
    made.open()
    return made


def test_a_member_who_votes_on_two_screens_votes_once(session: Session) -> None:
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    choices = ["for", "against", "for", "abstain"]

    found = at_once(
        *[
            lambda c=choice: actions.vote(Ballot.objects.get(pk=ballot.pk), c, by=session.marc, at=HELD)
            for choice in choices
        ]
    )

    assert sum(isinstance(one, AlreadyVoted) for one in found) == 3
    assert Vote.objects.count() == 1


def test_who_leaves_while_they_vote_has_left_or_has_voted(session: Session) -> None:
    """The vote waits for who marks presences, and asks again: nobody's vote is told after their departure."""
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    seat = Seat.objects.get(jury=session.jury, person=session.marc)

    def leaves() -> None:
        with transaction.atomic():
            actions.mark_presence(seat, False, by=session.helene, at=HELD)
            sleep(0.5)

    def votes() -> str:
        sleep(0.2)
        return actions.vote(Ballot.objects.get(pk=ballot.pk), "for", by=session.marc, at=HELD)

    _left, voted = at_once(leaves, votes)

    assert isinstance(voted, NoVoice)
    actions.close_ballot(Ballot.objects.get(pk=ballot.pk), by=session.helene, at=HELD)
    assert list(journal.altered("icn")) == []


def test_every_vote_acknowledged_is_counted_while_the_ballot_closes_and_the_others_are_told(session: Session) -> None:
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    voters: list[Person] = [session.members[name] for name in ("Marc", "Yves", "Inès", "Paule")]

    found = at_once(
        lambda: actions.close_ballot(ballot, by=session.helene, at=HELD),
        *(lambda p=person: actions.vote(Ballot.objects.get(pk=ballot.pk), "for", by=p, at=HELD) for person in voters),
    )

    counted = Ballot.objects.get(pk=ballot.pk)
    receipts = [one for one in found if isinstance(one, str)]
    assert counted.votes_for == len(receipts) == Vote.objects.count()
    assert all(isinstance(one, str | BallotClosed) for one in found[1:])


def test_two_tabs_that_decide_at_the_same_moment_leave_one_decision(session: Session) -> None:
    question = session.question("Inès")
    options = ["redoublement_annuel", "redoublement_semestriel", "non_autorisation"]

    found = at_once(
        *[
            lambda o=option: actions.decide(
                Question.objects.select_related("jury").get(pk=question.pk), o, by=session.helene, at=HELD
            )
            for option in options
        ]
    )

    assert sum(isinstance(one, AlreadyRuled) for one in found) == 2
    assert Ruling.objects.filter(question=question, superseded_at=None).count() == 1


def test_what_is_decided_while_a_jury_closes_is_sealed_with_it_or_refused(session: Session) -> None:
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    question = session.question("Inès")

    found = at_once(
        lambda: actions.close_jury(Jury.objects.get(pk=session.jury.pk), by=session.helene, at=HELD),
        lambda: actions.decide(question, "redoublement_annuel", by=session.helene, at=HELD),
    )

    jury = Jury.objects.get(pk=session.jury.pk)
    if isinstance(found[0], StillOpen):
        actions.close_jury(jury, by=session.helene, at=HELD + timedelta(minutes=1))
    assert Jury.objects.get(pk=jury.pk).minutes.get().leaves == Ruling.objects.filter(superseded_at=None).count() == 3
    assert list(journal.broken("icn")) == list(journal.altered("icn")) == []


def test_a_vote_whose_receipt_was_given_outlives_the_loss_of_every_connection(session: Session) -> None:
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    receipt = actions.vote(ballot, "for", by=session.marc, at=HELD)

    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()")
    connection.close()

    assert Vote.objects.get().receipt == receipt
    assert Seat.objects.filter(votes__receipt=receipt, person=session.marc).exists()
