"""The votes under way, as one member sees them: what is asked, and how many have voted. Never who, never what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from parchemin.campus.jury.models import Ballot, Jury, Seat, Vote
from parchemin.campus.jury.queries.juries import is_here, law_of_jury, presiding, seats_of, views_of
from parchemin.campus.people.models import Person


@dataclass(frozen=True, slots=True)
class Poll:
    """A ballot under way. receipt: the member's own, "" until they vote. may_vote: they are there, with a voice."""

    ballot: Ballot
    ref: UUID
    name: str
    number: str
    label: str
    option: str
    voted: int
    expected: int
    receipt: str
    may_vote: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A jury in session, as one person sees it."""

    seats: Sequence[Seat]
    seat: Seat | None
    conducts: bool
    polls: Sequence[Poll]
    last: Ballot | None

    @property
    def seen(self) -> str:
        """What changes whenever a vote opens or is counted: a screen that saw another is to look again."""
        counted = [str(self.last.pk)] if self.last else []
        return " ".join([*counted, *(f"{poll.ballot.pk}{poll.ballot.tied:d}" for poll in self.polls)])

    @property
    def here(self) -> int:
        return sum(is_here(seat) for seat in self.seats)


def room_of(jury: Jury, person: Person) -> Room:
    """Who is there, the votes under way, and the last one counted: five queries."""
    seats = seats_of(jury)
    own = next((seat for seat in seats if seat.person_id == person.pk), None)
    president = presiding(seats)
    voices = [seat for seat in seats if is_here(seat) and seat.voice == Seat.Voice.DELIBERATIVE]
    ballots = (
        Ballot.objects.filter(jury=jury, verdict=None)
        .select_related("question__case__dossier__person")
        .annotate(cast=Count("votes"))
    )
    receipts = dict(Vote.objects.filter(jury=jury, ballot__verdict=None, seat=own).values_list("ballot", "receipt"))
    law, views = law_of_jury(jury), views_of(jury)
    labels = {(view.name, view.member): view.label for view in views}
    polls = []
    for ballot in ballots:
        question, dossier = ballot.question, ballot.question.case.dossier
        polls.append(
            Poll(
                ballot,
                dossier.ref,
                dossier.subject,
                dossier.number,
                labels.get((question.name, question.member), question.name),
                law.option_label(question.name, ballot.option),
                ballot.cast,
                len(voices),
                receipts.get(ballot.pk, ""),
                own in voices,
            )
        )
    last = Ballot.objects.filter(jury=jury, verdict__isnull=False).order_by("-closed_at")
    found = last.select_related("question__case__dossier__person").first()
    return Room(seats, own, president is not None and president == own, polls, found)
