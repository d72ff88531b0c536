"""What is asked of the roles that a former version kept, before they are vouched for: a line of then tells each.

Those lines held no digest of a role: they said whose it was, which, and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from parchemin.campus.common.models import Entry
from parchemin.campus.common.proving import FORMERLY, NO_LINE
from parchemin.campus.people.models import Grant

type _Told = tuple[str, object, object, object, datetime]  # whose, which, where, given by whom, since

GIVEN, ADMITTED, ENDED = "people.grant_role", "people.admit", "people.end_role"


@FORMERLY.at(20)
def roles_that_no_line_gave(chain: str) -> Iterator[int]:
    """Roles that no line gave; lines that gave one, or ended one, which is not there, or not so."""
    lines = list(Entry.objects.filter(chain=chain, verb__in=(GIVEN, ADMITTED, ENDED)).order_by("number"))
    grants = list(Grant.objects.filter(school__slug=chain))
    admitted = {
        _told(line, person)
        for line in lines
        if line.verb == ADMITTED
        for person in str(line.payload.get("people", "")).split()
    }
    left: Counter[_Told] = Counter((str(one.person_id), one.role, one.scope, one.by_id, one.since) for one in grants)
    for line in lines:
        if line.verb == GIVEN:
            told = _told(line, line.subject)
            if left[told] < 1:
                yield line.number
            left[told] -= 1
    if any(many > (1 if told in admitted else 0) for told, many in left.items()):
        yield NO_LINE
    yield from _ends(lines, grants)


def _told(line: Entry, person: str) -> _Told:
    return person, line.payload.get("role"), line.payload.get("scope"), line.actor, line.at


def _ends(lines: list[Entry], grants: list[Grant]) -> Iterator[int]:
    """A role ends when the line says, or when it began, where the clock had been set back."""
    ended = [one for one in grants if one.ended]
    for line in lines:
        if line.verb == ENDED:
            whose = line.subject, line.payload.get("role"), line.payload.get("scope")
            mine = [
                one
                for one in ended
                if (str(one.person_id), one.role, one.scope) == whose and one.ended == max(one.since, line.at)
            ]
            if not mine:
                yield line.number
            else:
                ended.remove(mine[0])
    if ended:
        yield NO_LINE
