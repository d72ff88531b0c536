"""What was voted cannot be linked to who voted once a ballot is closed; voices that were touched are not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as DjangoSettings

from parchemin.campus.common.journal import altered, broken, record
from parchemin.campus.common.locks import hold
from parchemin.campus.common.models import Entry
from parchemin.campus.jury import actions
from parchemin.campus.jury.actions import secrecy
from parchemin.campus.jury.models import Ballot, Presence, Ruling, Seat, Vote
from parchemin.campus.jury.refusals import BallotClosed, BallotLost
from parchemin.campus.law.deliberation import Voice
from parchemin.service.archive import members_of
from tests.campus.behind import behind
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, icn_jury

pytestmark = pytest.mark.django_db
VOICES = {"Hélène": "for", "Marc": "against", "Yves": "for"}


@pytest.fixture(autouse=True)
def keys(settings: DjangoSettings, tmp_path: Path) -> Path:
    settings.BALLOTS = tmp_path / "ballots"
    return tmp_path / "ballots"


@pytest.fixture
def session(cast: Cast) -> Session:
    made = icn_jury(cast)
    made.open()
    return made


@pytest.fixture
def ballot(session: Session, keys: Path) -> Ballot:
    made = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    for name, voice in VOICES.items():
        actions.vote(made, voice, by=session.members[name], at=HELD)
    return made


def everything() -> Iterator[str]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            yield from (row for (row,) in cursor.fetchall())


def test_a_closed_ballot_keeps_who_voted_and_the_count_and_the_key_is_gone(
    session: Session, ballot: Ballot, keys: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert [path.stem for path in keys.iterdir()] == [str(ballot.pk)]
    assert [path.stat().st_mode & 0o777 for path in (keys, next(keys.iterdir()))] == [0o700, 0o600]
    with django_capture_on_commit_callbacks(execute=True):
        closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.votes_for, closed.votes_against, closed.verdict) == (2, 1, "adopted")
    assert list(keys.iterdir()) == []
    assert {vote.seat.person for vote in Vote.objects.filter(ballot=ballot)} == {
        session.members[name] for name in VOICES
    }
    with pytest.raises(secrecy.VoicesUnreadable, match="lost"):
        secrecy.counted(ballot.pk, Vote.objects.filter(ballot=ballot))


def test_nothing_in_the_database_depends_on_which_way_anybody_voted(session: Session) -> None:
    """The same count, voted the other way round: save what is random, the rows are the same, length for length."""
    told = []
    for marc, yves in (("for", "against"), ("against", "for")):
        start = transaction.savepoint_create()
        ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
        for name, voice in {"Hélène": "for", "Marc": marc, "Yves": yves}.items():
            actions.vote(ballot, voice, by=session.members[name], at=HELD)
        actions.close_ballot(ballot, by=session.helene, at=HELD)
        votes = [(v.seat_id, len(v.voice), len(v.receipt), v.cast_at) for v in Vote.objects.order_by("pk")]
        lines = [
            {k: v for k, v in line.payload.items() if k not in ("ballot", "opens", "closes")}
            for line in Entry.objects.order_by("pk")
        ]
        told.append((votes, lines))
        transaction.savepoint_rollback(start)
    assert told[0] == told[1]


def test_no_row_tells_a_voice_in_the_clear_while_the_ballot_is_under_way(ballot: Ballot) -> None:
    kept = [vote.voice for vote in Vote.objects.filter(ballot=ballot)]

    assert len({len(voice) for voice in kept}) == 1, "the length says nothing"
    assert len(set(kept)) == len(kept), "nor do two voices that agree look alike"
    assert not [row for row in everything() if '"against"' in row and str(ballot.pk) in row]


def test_a_backup_leaves_the_keys_out(ballot: Ballot, keys: Path) -> None:
    assert list(keys.iterdir())
    assert [name for name, _ in members_of(keys.parent)] == []


@pytest.mark.parametrize(
    "harm", ["a voice turned", "two voices exchanged", "a voice emptied", "a voice of another ballot"]
)
def test_voices_that_were_touched_are_not_counted_and_it_is_said(session: Session, ballot: Ballot, harm: str) -> None:
    first, second, _ = Vote.objects.filter(ballot=ballot).order_by("pk")
    turned = ("B" if first.voice.startswith("A") else "A") + first.voice[1:]
    other = secrecy.sealed(ballot.pk, second.seat_id, "for")
    put = {"a voice turned": turned, "two voices exchanged": second.voice, "a voice emptied": ""}
    behind("update jury_vote set voice = %s where id = %s", put.get(harm, other), first.pk)

    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.verdict, closed.votes_for, closed.votes_against, closed.abstentions) == ("void", 0, 0, 0)
    assert "hors du campus" in closed.said
    line = Entry.objects.order_by("-pk").first()
    assert line is not None
    assert (line.verb, line.payload["verdict"], line.payload["voted"]) == ("jury.close_ballot", "void", 3)
    again = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    assert again.pk != ballot.pk, "it is held again"


@contextmanager
def all_but_one_hidden(ballot: Ballot) -> Iterator[None]:
    """The voices but the first are out of sight for a while, with the lines that tell who voted."""
    hidden = Vote.objects.filter(ballot=ballot).order_by("pk")[1:]
    keys = [str(one.seat.person_id) for one in hidden]
    behind("create table aside as select * from jury_vote where id > %s", hidden[0].pk - 1)
    behind("delete from jury_vote where id > %s", hidden[0].pk - 1)
    behind("update common_entry set verb = 'jury.votx' where verb = 'jury.vote' and actor::text = any(%s)", keys)
    yield
    behind("insert into jury_vote select * from aside")
    behind("update common_entry set verb = 'jury.vote' where verb = 'jury.votx'")


def test_voices_hidden_with_their_lines_while_a_ballot_is_counted_are_missed_afterwards(
    session: Session, ballot: Ballot
) -> None:
    """Hidden, counted without, put back: every row and every line is then as it was, but the count was not of them."""
    with all_but_one_hidden(ballot):
        actions.close_ballot(ballot, by=session.helene, at=HELD)

    line = Entry.objects.get(verb="jury.close_ballot")
    assert line.payload["voted"] == 1
    assert list(broken("icn")) == []
    assert list(altered("icn")) == [(line.number, "jury_ballot")]


def test_a_voice_given_twice_in_place_of_another_with_its_line_is_not_counted(session: Session, ballot: Ballot) -> None:
    """The seat, the voice and the line of who voted rewritten together, the rule of one voice a seat taken off."""
    first, second, _ = Vote.objects.filter(ballot=ballot).select_related("seat").order_by("pk")
    behind("set constraints all immediate")
    behind("alter table jury_vote drop constraint one_vote_a_seat")
    behind("update jury_vote set (voice, seat_id) = (%s, %s) where id = %s", first.voice, str(first.seat_id), second.pk)
    told = "update common_entry set actor = %s where verb = 'jury.vote' and actor = %s"
    behind(told, str(first.seat.person_id), str(second.seat.person_id))

    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.verdict, closed.votes_for, closed.votes_against, closed.abstentions) == ("void", 0, 0, 0)


@pytest.mark.parametrize("harm", ["hidden", "slipped in"])
def test_presences_hidden_or_slipped_in_while_a_ballot_is_counted_are_missed_afterwards(
    session: Session, harm: str
) -> None:
    """Who is there and does not vote abstains: so abstentions could be chosen, and all put back."""
    yves = session.members["Yves"]
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    for name in ("Hélène", "Marc"):
        actions.vote(ballot, "for", by=session.members[name], at=HELD)
    gone = Presence.objects.filter(seat__person=yves).latest("pk")
    if harm == "slipped in":
        actions.mark_presence(gone.seat, False, by=session.helene, at=HELD)
        gone = Presence.objects.filter(seat__person=yves).latest("pk")
    behind("create table aside as select * from jury_presence where id = %s", gone.pk)
    behind("delete from jury_presence where id = %s", gone.pk)
    actions.close_ballot(ballot, by=session.helene, at=HELD)
    behind("insert into jury_presence select * from aside")

    line = Entry.objects.get(verb="jury.close_ballot")
    assert list(broken("icn")) == []
    assert list(altered("icn")) == [(line.number, "jury_ballot")]


def test_a_ballot_turned_into_one_on_another_option_is_not_counted(session: Session, ballot: Ballot) -> None:
    other = next(one for one in ballot.question.options if one != ballot.option)
    behind("update jury_ballot set option = %s where id = %s", other, str(ballot.pk))

    assert actions.close_ballot(ballot, by=session.helene, at=HELD).verdict == "void"
    assert not Ruling.objects.filter(question=ballot.question).exists()


@pytest.mark.parametrize("borrowed", ["seat", "presence"])
def test_who_votes_without_a_voice_or_without_being_there_is_named(session: Session, borrowed: str) -> None:
    """What gave them a voice for a moment is put back before the count: their vote has a line all the same."""
    yves = Seat.objects.get(jury=session.jury, person=session.members["Yves"])
    if borrowed == "presence":
        actions.mark_presence(yves, False, by=session.helene, at=HELD)
    else:
        behind("update jury_seat set voice = 'consultative' where id = %s", str(yves.pk))
        with transaction.atomic():
            [consultative] = hold(Seat.objects.filter(pk=yves.pk))
            record("test.seated", "", chain="icn", actor=None, at=HELD, rows=[consultative])
    lent, back = {
        "seat": ("update jury_seat set voice = 'deliberative' where id = %s", "voice = 'consultative'"),
        "presence": ("update jury_presence set present = true where seat_id = %s", "present = false"),
    }[borrowed]
    gone = Presence.objects.filter(seat=yves).latest("pk").pk
    before = list(altered("icn"))
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)

    behind(lent, str(yves.pk))
    actions.vote(ballot, "for", by=session.members["Yves"], at=HELD)
    behind(f"update {lent.split()[1]} set {back} where id = %s", str(yves.pk) if borrowed == "seat" else gone)
    actions.close_ballot(ballot, by=session.helene, at=HELD)

    line = Entry.objects.get(verb="jury.vote")
    assert [found for found in altered("icn") if found not in before] == [(line.number, "jury_vote")]


def a_closing_that_fails(ballot: Ballot, session: Session) -> None:
    """It counts, and what it writes is undone."""
    with suppress(ZeroDivisionError), transaction.atomic():
        actions.close_ballot(ballot, by=session.helene, at=HELD)
        raise ZeroDivisionError


def test_voices_are_counted_once_so_that_none_is_learnt_by_counting_fewer_of_them(
    session: Session, ballot: Ballot
) -> None:
    with all_but_one_hidden(ballot):
        a_closing_that_fails(ballot, session)

    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.verdict, closed.votes_for, closed.votes_against, closed.abstentions) == ("void", 0, 0, 0)


def test_a_closing_that_failed_is_begun_again_with_the_same_count_and_takes_no_voice_meanwhile(
    session: Session, ballot: Ballot, keys: Path
) -> None:
    a_closing_that_fails(ballot, session)
    [kept] = keys.iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == (f"{ballot.pk}.key", 0o600)

    with pytest.raises(BallotClosed):
        actions.vote(ballot, "against", by=session.members["Inès"], at=HELD)
    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.votes_for, closed.votes_against, closed.verdict) == (2, 1, "adopted")


@pytest.mark.parametrize("kept", [b"", b"{", b"{}", b'{"for": 1}', b'{"for": "x", "of": 1}', b"[]", b"\xff" * 40])
def test_a_count_that_is_damaged_makes_the_ballot_void(
    session: Session, ballot: Ballot, keys: Path, kept: bytes
) -> None:
    next(keys.iterdir()).write_bytes(kept)

    assert actions.close_ballot(ballot, by=session.helene, at=HELD).verdict == "void"


def test_a_voice_that_came_in_while_a_closing_failed_is_no_tampering(
    session: Session, ballot: Ballot, keys: Path
) -> None:
    [key] = keys.iterdir()
    there = key.read_bytes()
    a_closing_that_fails(ballot, session)
    counted = key.read_bytes()
    key.write_bytes(there)  # the voice was sealed before the count took the place of the key
    actions.vote(ballot, "for", by=session.members["Inès"], at=HELD)
    key.write_bytes(counted)

    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.verdict, closed.words) == ("void", "counted")


def test_who_comes_and_goes_between_two_ballots_makes_neither_of_them_false(session: Session, ballot: Ballot) -> None:
    seat = Seat.objects.get(jury=session.jury, person=session.members["Yves"])
    actions.mark_presence(seat, False, by=session.helene, at=HELD)
    actions.close_ballot(ballot, by=session.helene, at=HELD)
    actions.mark_presence(seat, True, by=session.helene, at=HELD)
    other = session.question("Paul")
    actions.close_ballot(
        actions.put_to_vote(other, other.options[0], by=session.helene, at=HELD), by=session.helene, at=HELD
    )
    actions.mark_presence(seat, False, by=session.helene, at=HELD)

    assert list(altered("icn")) == []


def test_a_ballot_whose_key_is_gone_takes_no_voice_and_closes_void(
    session: Session, ballot: Ballot, client: Client
) -> None:
    secrecy.destroy_key(ballot.pk)

    with pytest.raises(BallotLost):
        actions.vote(ballot, "for", by=session.members["Inès"], at=HELD)
    assert Vote.objects.filter(ballot=ballot).count() == len(VOICES)
    assert actions.close_ballot(ballot, by=session.helene, at=HELD).verdict == "void"
    client.force_login(session.helene)
    shown = client.get(reverse("jury:ballots", args=[session.jury.pk]), headers={"HX-Request": "true"})
    assert "annulé" in shown.content.decode()


def test_a_key_left_by_a_crash_is_destroyed_and_those_of_votes_under_way_are_not(
    session: Session, ballot: Ballot, keys: Path
) -> None:
    other = actions.put_to_vote(
        session.question("Paul"), session.question("Paul").options[0], by=session.helene, at=HELD
    )
    actions.close_ballot(ballot, by=session.helene, at=HELD)  # the callbacks of a commit do not run here: as a crash
    assert len(list(keys.iterdir())) == 2

    assert actions.destroy_spent_keys() == 1
    assert [path.stem for path in keys.iterdir()] == [str(other.pk)]
    assert actions.destroy_spent_keys() == 0


def test_a_casting_voice_is_given_once_and_on_a_tie_only_even_in_sql(session: Session, ballot: Ballot) -> None:
    actions.close_ballot(ballot, by=session.helene, at=HELD)
    untied = Ballot.objects.filter(pk=ballot.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        untied.update(casting="for", casting_at=HELD)
    with pytest.raises(IntegrityError), transaction.atomic():
        untied.update(votes_for=F("votes_for") + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        untied.update(verdict="rejected")


@given(st.lists(st.sampled_from(secrecy.VOICES), max_size=9), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_counted_is_what_was_cast_whatever_the_order(voices: list[Voice], data: st.DataObject) -> None:
    ballot = uuid4()
    secrecy.make_key(ballot)
    votes = [_voice(ballot, uuid4(), voice) for voice in voices]

    assert secrecy.counted(ballot, data.draw(st.permutations(votes))) == Counter(voices)
    secrecy.destroy_key(ballot)
    secrecy.destroy_key(ballot)


def _voice(ballot: UUID, seat: UUID, voice: Voice) -> Vote:
    return Vote(ballot_id=ballot, seat_id=seat, voice=secrecy.sealed(ballot, seat, voice))


@pytest.mark.parametrize("kept", [1, 2])
def test_voices_hidden_while_they_are_counted_turn_nothing_and_tell_nobody_s(
    session: Session, ballot: Ballot, kept: int
) -> None:
    """With all but one out of sight, the count would be that one's voice; and an outcome could be chosen."""
    for vote in Vote.objects.filter(ballot=ballot).order_by("pk")[kept:]:
        behind("delete from jury_vote where id = %s", vote.pk)

    closed = actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert (closed.verdict, closed.votes_for, closed.votes_against, closed.abstentions) == ("void", 0, 0, 0)
