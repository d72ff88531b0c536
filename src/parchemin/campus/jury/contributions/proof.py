"""What is proved of ballots and minutes beside their rows: as many voices and silences as were counted, of
those who had one and were there, the file and the rulings as sealed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from parchemin.campus.common.evidence import open_commitments
from parchemin.campus.common.models import Entry, Evidence
from parchemin.campus.common.proving import CHECKS, of_other_files
from parchemin.campus.documents import merkle
from parchemin.campus.jury.models import Ballot, JuryEvent, Minutes, Presence, Ruling, Seat, Vote
from parchemin.campus.jury.queries.published import leaf_of, rulings_written, standing_at


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
def members_as_counted(chain: str) -> Iterator[tuple[int, str]]:
    """The lines of who voted without a voice or without being there, by the journal; those that closed a ballot on
    other abstentions than of those who were there and did not vote: seats or presences were then not what they are."""
    there, voted = _who_was_there(chain), set[tuple[str, UUID]]()
    votes = Vote.objects.filter(jury__programme__school__slug=chain).order_by("pk")
    lines = _lines_of(chain, Vote, entry__verb="jury.vote")  # those of a former version are told by another
    for key, jury, ballot, seat in votes.values_list("pk", "jury", "ballot", "seat"):
        voted.add((str(ballot), seat))
        line = lines.get(str(key))
        if line is not None and not there.before(line, jury).get(seat):
            yield line, Vote._meta.db_table
    closed = Entry.objects.filter(chain=chain, verb="jury.close_ballot", payload__has_keys=["ballot", "silent"])
    juries = {str(key): jury for key, jury in Ballot.objects.values_list("pk", "jury")}
    for number, told, silent in closed.values_list("number", "payload__ballot", "payload__silent"):
        here = [seat for seat, present in there.before(number, juries.get(str(told))).items() if present]
        if silent != sum((str(told), seat) not in voted for seat in here):
            yield number, Ballot._meta.db_table


@dataclass(frozen=True, slots=True)
class _Presences:
    """Of each jury, the members with a voice who came and went: the line that tells, the seat, whether it is there."""

    of_jury: Mapping[UUID, Sequence[tuple[int, UUID, bool]]]

    def before(self, line: int, jury: UUID | None) -> dict[UUID, bool]:
        """Who was there, by seat, at a line of the journal."""
        came = self.of_jury.get(jury, ()) if jury else ()
        return {seat: present for told, seat, present in came if told < line}


def _who_was_there(chain: str) -> _Presences:
    lines, found = _lines_of(chain, Presence), defaultdict[UUID, list[tuple[int, UUID, bool]]](list)
    rows = Presence.objects.filter(
        jury__programme__school__slug=chain, seat__voice=Seat.Voice.DELIBERATIVE, seat__withdrawn_at=None
    )
    for key, jury, seat, present in rows.order_by("pk").values_list("pk", "jury", "seat", "present"):
        if str(key) in lines:
            found[jury].append((lines[str(key)], seat, present))
    return _Presences(found)


def _lines_of(chain: str, model: type[Evidence], **of: str) -> dict[str, int]:
    """The number of the line that vouches for each row of a table, by its key."""
    return dict(open_commitments(chain, model).filter(**of).values_list("key", "entry__number"))


@CHECKS.at(62)
def files_as_sealed(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that told of minutes whose file is another, or was destroyed."""
    return of_other_files(chain, Minutes, "file", "digest")


@CHECKS.at(63)
def rulings_as_sealed(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that told of minutes, or of an addendum, sealed on other rulings than those that stand: some were
    changed or hidden while the jury was closed, or since."""
    lines, found = _lines_of(chain, Minutes), defaultdict[UUID, list[Minutes]](list)
    # Of juries that were closed: that a closing is taken away is told of its own row.
    closed = JuryEvent.objects.filter(kind=JuryEvent.Kind.CLOSED, jury__programme__school__slug=chain)
    for minutes in Minutes.objects.filter(jury__in=closed.values("jury")):
        found[minutes.jury_id].append(minutes)
    for jury, some in found.items():
        theirs = Ruling.objects.filter(jury=jury).select_related("question__case__dossier")
        written = list(rulings_written(theirs))
        leaves = {one.pk: leaf_of(one) for one in written}
        for minutes in some:
            sealed = [leaves[one.pk] for one in standing_at(written, minutes)]
            if (len(sealed), merkle.root(sealed)) != (minutes.leaves, minutes.root) and str(minutes.pk) in lines:
                yield lines[str(minutes.pk)], Minutes._meta.db_table
