"""What is proved of ballots and minutes beside their rows: as many voices as were counted, the file as sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count

from parchemin.campus.common.evidence import CHECKS, of_other_files
from parchemin.campus.common.models import Entry
from parchemin.campus.jury.models import Ballot, Minutes, Vote


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
def files_as_sealed(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that told of minutes whose file is another, or was destroyed."""
    return of_other_files(chain, Minutes, "file", "digest")
