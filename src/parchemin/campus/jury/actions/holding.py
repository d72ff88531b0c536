"""What every act of a deliberation begins with: the jury held for the time of it, in the state it must be in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold_row
from parchemin.campus.common.models import Evidence
from parchemin.campus.jury import access
from parchemin.campus.jury.models import Jury, Seat
from parchemin.campus.jury.queries import presiding, seats_of
from parchemin.campus.jury.refusals import NotOpen
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person


def held(jury: Jury) -> Jury:
    """The jury, for this transaction alone: whoever else would change it waits."""
    return hold_row(jury, "programme__school")


def opened(jury: Jury) -> Jury:
    """Refused unless it is open."""
    if jury.state != "opened":
        raise NotOpen(jury.state)
    return jury


def conducts(jury: Jury, by: Person) -> Seat:
    """The seat of who presides; the vice-president does while the president is away."""
    access.PRESIDE.demand(by, jury)
    opened(jury)
    seat = presiding(seats_of(jury))
    if seat is None or seat.person_id != by.pk:
        raise Forbidden(access.PRESIDE.says)
    return seat


def write(
    verb: str,
    jury: Jury,
    subject: str,
    by: Person,
    at: datetime,
    *,
    rows: Iterable[Evidence] = (),
    **payload: str | int | bool | None,
) -> None:
    """One line of the school's journal about a jury, with the rows that it vouches for."""
    told = {"jury": str(jury.pk), **payload}
    journal.record(verb, subject[:200], chain=jury.programme.school.slug, actor=by.pk, at=at, payload=told, rows=rows)
