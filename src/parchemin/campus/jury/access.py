"""Who may see and do what with juries.

The office calls, prepares and publishes; who is seated, and holds the role in the programme, deliberates; who presides
conducts; a director reads. Nobody else knows that a jury exists.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.jury.models import Ballot, Case, Jury, Minutes, Ruling, Seat
from parchemin.campus.people.access import Permission, holds, plays
from parchemin.campus.people.models import Person, Role

NOBODY = Q(pk__in=())


def _office(person: Person, *roles: Role, to: str = "") -> Q:
    return holds(person, roles, school=f"{to}programme__school_id", scope=f"{to}programme__slug")


def _seated(person: Person, *, to: str = "", presiding: bool = False) -> Q:
    """Rows of juries where somebody sits, while they hold the role of jury member in the programme."""
    if not plays(person, Role.JURY):
        return NOBODY
    seats = Seat.objects.filter(jury=OuterRef(f"{to.removesuffix('__')}_id" if to else "pk"), person=person)
    seats = seats.filter(withdrawn_at=None)
    seats = seats.exclude(office="") if presiding else seats
    return _office(person, Role.JURY, to=to) & Q(Exists(seats))


def _either(first: Q, second: Q) -> Q:
    """One or the other; nobody's rows stay nobody's, so that the pages do not exist for them."""
    return second if first == NOBODY else first if second == NOBODY else first | second


CALL: Permission[Programme] = Permission(
    name="jury.call",
    says=_("Only the programme office may call a jury."),
    rows=lambda person: holds(person, [Role.OFFICE], scope="slug"),
)
FOLLOW: Permission[Programme] = Permission(
    name="jury.follow",
    says=_("Only the programme office or a director follows the juries of a programme."),
    rows=lambda person: holds(person, [Role.OFFICE, Role.DIRECTOR], scope="slug"),
)
PREPARE: Permission[Jury] = Permission(
    name="jury.prepare",
    says=_("Only the programme office may prepare a jury."),
    rows=lambda person: _office(person, Role.OFFICE),
)
READ: Permission[Jury] = Permission(
    name="jury.read",
    says=_("Only the jury, the programme office and directors may see this."),
    rows=lambda person: _either(_office(person, Role.OFFICE, Role.DIRECTOR), _seated(person)),
)
READ_CASE: Permission[Case] = Permission(
    name="jury.read_case",
    says=_("Only the jury, the programme office and directors may see this."),
    rows=lambda person: _either(_office(person, Role.OFFICE, Role.DIRECTOR, to="jury__"), _seated(person, to="jury__")),
)
READ_MINUTES: Permission[Minutes] = Permission(
    name="jury.read_minutes",
    says=_("Only the jury, the programme office and directors may read the minutes."),
    rows=lambda person: _either(_office(person, Role.OFFICE, Role.DIRECTOR, to="jury__"), _seated(person, to="jury__")),
)
VOTE: Permission[Ballot] = Permission(
    name="jury.vote",
    says=_("Only the members of the jury vote."),
    rows=lambda person: _seated(person, to="jury__"),
)
PRESIDE: Permission[Jury] = Permission(
    name="jury.preside",
    says=_("Only who presides the jury conducts it."),
    rows=lambda person: _seated(person, presiding=True),
)
DRAW: Permission[Jury] = Permission(
    name="jury.draw",
    says=_("Only the programme office or who presides may open a jury or draw its files."),
    rows=lambda person: _either(_office(person, Role.OFFICE), _seated(person, presiding=True)),
)
PUBLISH: Permission[Jury] = Permission(
    name="jury.publish",
    says=_("Only the programme office or who presides may publish the decisions of a jury."),
    rows=lambda person: _either(_office(person, Role.OFFICE), _seated(person, presiding=True)),
)
CORRECT: Permission[Ruling] = Permission(
    name="jury.correct",
    says=_("Only who presides the jury corrects a decision."),
    rows=lambda person: _seated(person, to="jury__", presiding=True),
)
