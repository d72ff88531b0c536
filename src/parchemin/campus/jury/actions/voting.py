"""Ballots: an option put to the vote, each member's voice once, the count and what the law says of it."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.campus.common import figures
from parchemin.campus.common.locks import hold_row
from parchemin.campus.jury import access
from parchemin.campus.jury.actions.deciding import keep, ready, ruling
from parchemin.campus.jury.actions.holding import conducts, held, write
from parchemin.campus.jury.models import Ballot, Question, Vote
from parchemin.campus.jury.queries import law_of_jury, present_seats
from parchemin.campus.jury.refusals import AlreadyVoted, BallotClosed, BallotUnderWay, NoSuchChoice, NotOpen, NoVoice
from parchemin.campus.law.deliberation import Voice, VoteCount, voting_of
from parchemin.campus.people.models import Person

VOTES_CAST = figures.counter("jury_votes", "Votes cast in juries.")
VOICES: dict[str, Voice] = {"for": "for", "against": "against", "abstain": "abstain"}


def put_to_vote(question: Question, option: str, *, by: Person, at: datetime) -> Ballot:
    """Open a ballot on a lawful option."""
    try:
        with transaction.atomic():
            jury = held(question.jury)
            conducts(jury, by)
            question = ready(question, option)
            made = Ballot.objects.create(jury=jury, question=question, option=option, opened_at=at, opened_by=by)
            write("jury.put_to_vote", jury, jury.title, by, at, ballot=str(made.pk), option=option)
    except IntegrityError as race:
        raise BallotUnderWay from race
    return made


def vote(ballot: Ballot, choice: str, *, by: Person, at: datetime) -> str:
    """Cast one's voice, once. What is returned is a receipt: the vote is in the database when it is shown.

    Nothing here waits for another voter: the database refuses a second voice, and a closed ballot.
    """
    access.VOTE.demand(by, ballot)
    if choice not in VOICES:
        raise NoSuchChoice
    seat = next((one for one in present_seats(ballot.jury) if one.person_id == by.pk), None)
    if seat is None:
        raise NoVoice
    if Vote.objects.filter(ballot=ballot, seat=seat).exists():
        raise AlreadyVoted
    if Ballot.objects.filter(pk=ballot.pk, closed_at__isnull=False).exists():
        raise BallotClosed
    receipt = "-".join(secrets.token_hex(2).upper() for _ in range(3))
    try:
        with transaction.atomic():
            Vote.objects.create(
                jury_id=ballot.jury_id, ballot=ballot, seat=seat, choice=choice, receipt=receipt, cast_at=at
            )
    except IntegrityError as refused:
        if Vote.objects.filter(ballot=ballot, seat=seat).exists():
            raise AlreadyVoted from refused
        if Ballot.objects.filter(pk=ballot.pk, closed_at__isnull=False).exists():
            raise BallotClosed from refused
        raise NotOpen(ballot.jury.state) from refused
    VOTES_CAST.inc()
    return receipt


def close_ballot(ballot: Ballot, *, by: Person, at: datetime) -> Ballot:
    """Count, and ask the law what it comes to. A member who is there and did not vote abstains."""
    with transaction.atomic():
        jury = held(ballot.jury)
        seat = conducts(jury, by)
        ballot = hold_row(ballot, "question")
        if ballot.closed_at is not None:
            raise BallotClosed
        votes = dict(Vote.objects.filter(ballot=ballot).values_list("seat_id", "choice"))
        silent = [one for one in present_seats(jury) if one.pk not in votes]
        counted = Counter(votes.values())
        abstentions = counted["abstain"] + len(silent)
        president = VOICES.get(votes.get(seat.pk, "abstain"))
        outcome = voting_of(law_of_jury(jury)).result(
            VoteCount(counted["for"], counted["against"], abstentions, president)
        )
        ballot.closed_at, ballot.closed_by = at, by
        ballot.votes_for, ballot.votes_against, ballot.abstentions = counted["for"], counted["against"], abstentions
        ballot.verdict, ballot.words, ballot.usage = outcome.verdict, outcome.words, outcome.usage
        ballot.articles = [article.removeprefix("§") for article in outcome.articles]
        ballot.save(update_fields=[*Ballot.COUNTED, "usage"])
        counts = {"for": counted["for"], "against": counted["against"], "abstentions": abstentions}
        write("jury.close_ballot", jury, jury.title, by, at, ballot=str(ballot.pk), verdict=outcome.verdict, **counts)
        if outcome.verdict == "adopted":
            _adopt(ballot, by, at)
    return ballot


def _adopt(ballot: Ballot, by: Person, at: datetime) -> None:
    question = ready(ballot.question, ballot.option)
    made = ruling(question, ballot.option, by=by, at=at)
    made.ballot, made.by = ballot, "jury"
    made.votes_for, made.votes_against = ballot.votes_for, ballot.votes_against
    made.abstentions = ballot.abstentions
    made.articles = list(dict.fromkeys([*question.articles, *(ballot.articles or [])]))
    keep("jury.adopt", [made], question.jury, by, at)
