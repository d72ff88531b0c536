"""Ballots: an option put to the vote, each member's voice once, the count and what the law says of it."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from parchemin.campus.common import figures
from parchemin.campus.common.evidence import whole
from parchemin.campus.common.locks import hold_row
from parchemin.campus.jury import access
from parchemin.campus.jury.actions import secrecy
from parchemin.campus.jury.actions.deciding import keep, ready, ruling, why_replaced
from parchemin.campus.jury.actions.holding import conducts, held, write
from parchemin.campus.jury.models import Ballot, Jury, Question, Vote
from parchemin.campus.jury.queries import law_of_jury, present_seats, who_voted
from parchemin.campus.jury.refusals import (
    AlreadyVoted,
    BallotClosed,
    BallotCounted,
    BallotLost,
    BallotUnderWay,
    NoSuchChoice,
    NotOpen,
    NotTied,
    NoVoice,
)
from parchemin.campus.law.deliberation import Voice, VoteCount, VoteOutcome, voting_of
from parchemin.campus.people.models import Person

VOTES_CAST = figures.counter("jury_votes", "Votes cast in juries.")
VOICES: dict[str, Voice] = {voice: voice for voice in secrecy.VOICES}


def put_to_vote(question: Question, option: str, *, reason: str = "", by: Person, at: datetime) -> Ballot:
    """Open a ballot on a lawful option. reason: why, where another jury published otherwise of the same year."""
    try:
        with transaction.atomic():
            jury = held(question.jury)
            conducts(jury, by)
            question = ready(question, option)
            why = why_replaced(question, option, reason)
            made = Ballot.objects.create(
                jury=jury, question=question, option=option, reason=why, opened_at=at, opened_by=by
            )
            write("jury.put_to_vote", jury, jury.title, by, at, rows=[made], ballot=str(made.pk), option=option)
            secrecy.make_key(made.pk)
    except IntegrityError as race:
        raise BallotUnderWay from race
    return made


def vote(ballot: Ballot, choice: str, *, by: Person, at: datetime) -> str:
    """Cast one's voice, once. What is returned is a receipt: the vote is in the database when it is shown.

    The database refuses a second voice, and a closed ballot. The journal says that they voted, and not what.
    """
    access.VOTE.demand(by, ballot)
    if choice not in VOICES:
        raise NoSuchChoice
    seat = next((one for one in present_seats(ballot.jury) if one.person_id == by.pk), None)
    if seat is None:
        raise NoVoice
    if Vote.objects.filter(ballot=ballot, seat=seat).exists():
        raise AlreadyVoted
    if _closed(ballot):
        raise BallotClosed
    receipt = "-".join(secrets.token_hex(2).upper() for _ in range(3))
    try:
        with transaction.atomic():
            voice = secrecy.sealed(ballot.pk, seat.pk, VOICES[choice])
            cast = Vote.objects.create(
                jury_id=ballot.jury_id, ballot=ballot, seat=seat, voice=voice, receipt=receipt, cast_at=at
            )
            if seat.pk not in {one.pk for one in present_seats(ballot.jury)}:  # who marks presences was waited for
                raise NoVoice
            write("jury.vote", ballot.jury, ballot.jury.title, by, at, rows=[cast], ballot=str(ballot.pk))
    except secrecy.VoicesUnreadable as gone:
        raise (BallotClosed if gone.why == "counted" or _closed(ballot) else BallotLost) from gone
    except IntegrityError as refused:
        if Vote.objects.filter(ballot=ballot, seat=seat).exists():
            raise AlreadyVoted from refused
        if _closed(ballot):
            raise BallotClosed from refused
        raise NotOpen(ballot.jury.state) from refused
    VOTES_CAST.inc()
    return receipt


def _closed(ballot: Ballot) -> bool:
    return Ballot.objects.filter(pk=ballot.pk, closed_at__isnull=False).exists()


def close_ballot(ballot: Ballot, *, by: Person, at: datetime) -> Ballot:
    """Count, ask the law what it comes to, and destroy the key. A member who is there and did not vote abstains.

    A tie that the text leaves to who presides waits for their casting voice. Voices that cannot be counted, or that are
    not of those who voted by the journal, make the ballot void: the question is put to the vote again.
    """
    with transaction.atomic():
        jury = held(ballot.jury)
        conducts(jury, by)
        ballot = hold_row(ballot, "question")
        if ballot.closed_at is not None:
            raise BallotCounted(tied=ballot.tied)
        votes = list(Vote.objects.filter(ballot=ballot).select_related("seat"))
        as_told = whole([ballot, *votes])
        ballot.closed_at, ballot.closed_by = at, by
        voted = {one.seat_id for one in votes}
        silent = {one.pk for one in present_seats(jury)} - voted
        try:
            theirs = sorted(one.seat.person_id for one in votes) == sorted(who_voted(ballot))
            if not as_told or not theirs or len(voted) != len(votes):
                raise secrecy.VoicesUnreadable("altered")
            _count(ballot, secrecy.counted(ballot.pk, votes), len(silent))
            outcome = _outcome(jury, ballot)
        except secrecy.VoicesUnreadable as unread:
            _count(ballot, Counter(), 0)
            outcome = VoteOutcome("void", unread.why, (), usage=True)
        _close(jury, ballot, outcome, {"voted": len(votes), "silent": len(silent)}, by, at)
        transaction.on_commit(partial(secrecy.destroy_key, ballot.pk))
    return ballot


def _count(ballot: Ballot, found: Counter[Voice], silent: int) -> None:
    ballot.votes_for, ballot.votes_against = found["for"], found["against"]
    ballot.abstentions = found["abstain"] + silent


def _outcome(jury: Jury, ballot: Ballot, casting: Voice | None = None) -> VoteOutcome | None:
    """What the law says of a count; None where it leaves a tie to who presides, who has not spoken yet."""
    voting, count = (
        voting_of(law_of_jury(jury)),
        (ballot.votes_for or 0, ballot.votes_against or 0, ballot.abstentions or 0),
    )
    said = {voice: voting.result(VoteCount(*count, voice)) for voice in VOICES.values()}
    if casting is None and said["for"].verdict != said["against"].verdict:
        return None
    return said[casting or "abstain"]


def _close(
    jury: Jury, ballot: Ballot, outcome: VoteOutcome | None, seen: dict[str, int], by: Person, at: datetime
) -> None:
    """seen: how many voices and silent members it was counted on, which a proof counts again."""
    if outcome is None:
        ballot.save(update_fields=list(Ballot.CLOSED))
    else:
        _decide(ballot, outcome, Ballot.CLOSED)
    counts = {"for": ballot.votes_for, "against": ballot.votes_against, "abstentions": ballot.abstentions}
    verdict = outcome.verdict if outcome else "tied"
    told = {"ballot": str(ballot.pk), "verdict": verdict, **seen, **counts}
    write("jury.close_ballot", jury, jury.title, by, at, rows=[ballot], **told)
    if verdict == "adopted":
        _adopt(ballot, by, at)


def _decide(ballot: Ballot, outcome: VoteOutcome, others: tuple[str, ...]) -> None:
    ballot.verdict, ballot.words, ballot.usage = outcome.verdict, outcome.words, outcome.usage
    ballot.articles = [article.removeprefix("§") for article in outcome.articles]
    ballot.save(update_fields=[*others, *Ballot.DECIDED])


def give_casting_voice(ballot: Ballot, choice: str, *, by: Person, at: datetime) -> Ballot:
    """Decide a tie, in the name of who presides: everybody knows what this voice was. They may decline ("abstain")."""
    with transaction.atomic():
        jury = held(ballot.jury)
        conducts(jury, by)
        if choice not in VOICES:
            raise NoSuchChoice
        ballot = hold_row(ballot, "question")
        if not ballot.tied:
            raise NotTied
        outcome = _outcome(jury, ballot, VOICES[choice])
        assert outcome is not None, "a tie with a casting voice is decided"
        ballot.casting, ballot.casting_at = choice, at
        _decide(ballot, outcome, Ballot.CASTING)
        told = {"ballot": str(ballot.pk), "casting": choice, "verdict": outcome.verdict}
        write("jury.give_casting_voice", jury, jury.title, by, at, rows=[ballot], **told)
        if outcome.verdict == "adopted":
            _adopt(ballot, by, at)
    return ballot


def _adopt(ballot: Ballot, by: Person, at: datetime) -> None:
    question = ready(ballot.question, ballot.option)
    made = ruling(question, ballot.option, by=by, at=at)
    made.ballot, made.by, made.reason = ballot, "jury", ballot.reason
    made.votes_for, made.votes_against = ballot.votes_for, ballot.votes_against
    made.abstentions = ballot.abstentions
    made.articles = list(dict.fromkeys([*question.articles, *(ballot.articles or [])]))
    keep("jury.adopt", [made], question.jury, by, at)
