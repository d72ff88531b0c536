"""What is proved of ballots and minutes beside their rows: as many voices and silences as were counted, the file as
sealed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count

from parchemin.campus.common.evidence import CHECKS, of_other_files
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.jury.models import Ballot, Minutes, Presence, Seat, Vote


@CHECKS.at(60)
def ballots_as_counted(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that closed a ballot on other voices than those that stand, or than the journal tells of: some were
    hidden or slipped in while they were counted."""
    lines = Entry.objects.filter(chain=chain)
    closed = lines.filter(verb="jury.close_ballot", payload__has_keys=["ballot", "voted"])
    stand = {str(key): n for key, n in Vote.objects.order_by().values_list("ballot").annotate(n=Count("pk"))}
    told = Counter(map(str, lines.filter(verb="jury.vote").values_list("payload__ballot", flat=True)))
    for number, ballot, voted in closed.values_list("number", "payload__ballot", "payload__voted"):
        if not isinstance(ballot, str) or not voted == stand.get(ballot, 0) == told[ballot]:
            yield number, Ballot._meta.db_table


@CHECKS.at(61)
def silences_as_counted(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that closed a ballot on other abstentions than of those who were there by the journal and did not vote:
    presences were hidden or slipped in while it was counted."""
    closed = Entry.objects.filter(chain=chain, verb="jury.close_ballot", payload__has_keys=["ballot", "silent"])
    told = list(closed.values_list("number", "payload__ballot", "payload__silent"))
    if not told:
        return
    juries = {str(key): jury for key, jury in Ballot.objects.values_list("pk", "jury")}
    voted = {(str(ballot), seat) for ballot, seat in Vote.objects.values_list("ballot", "seat")}
    came = _who_came(chain)
    for number, ballot, silent in told:
        seats = {seat: there for line, seat, there in came[juries.get(str(ballot))] if line < number}
        if silent != sum(there and (str(ballot), seat) not in voted for seat, there in seats.items()):
            yield number, Ballot._meta.db_table


def _who_came(chain: str) -> dict[UUID | None, list[tuple[int, UUID, bool]]]:
    """Of each jury, the members with a voice who came and went: the line that tells, the seat, whether it is there."""
    table = Presence._meta.db_table
    lines = Commitment.objects.filter(relation=table, closed=None, entry__chain=chain)
    number = dict(lines.values_list("key", "entry__number"))
    rows = Presence.objects.filter(
        jury__programme__school__slug=chain, seat__voice=Seat.Voice.DELIBERATIVE, seat__withdrawn_at=None
    )
    found: dict[UUID | None, list[tuple[int, UUID, bool]]] = defaultdict(list)
    for key, jury, seat, present in rows.order_by("pk").values_list("pk", "jury", "seat", "present"):
        if str(key) in number:
            found[jury].append((number[str(key)], seat, present))
    return found


@CHECKS.at(62)
def files_as_sealed(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that told of minutes whose file is another, or was destroyed."""
    return of_other_files(chain, Minutes, "file", "digest")
