"""A jury opens: its composition is checked, its files are drawn; they are drawn again when facts changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from parchemin.campus.common.models import Evidence
from parchemin.campus.jury import access
from parchemin.campus.jury.actions.drawing import File, come_since, files_of, supersede, write_files
from parchemin.campus.jury.actions.holding import held, opened, write
from parchemin.campus.jury.actions.reminding import cancel_reminder
from parchemin.campus.jury.models import Ballot, Case, Jury, JuryEvent, Presence, Seat
from parchemin.campus.jury.queries import law_of_jury, seats_of
from parchemin.campus.jury.queries.composition import findings
from parchemin.campus.jury.queries.overtaken import touched
from parchemin.campus.jury.refusals import AlreadyOpened, BallotUnderWay, Irregular, NobodyRegistered, NotItsDay
from parchemin.campus.law.deliberation import composition_of
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person


def open_jury(
    jury: Jury, *, present: Collection[UUID], known: Mapping[str, str], by: Person, at: datetime
) -> list[File]:
    """Check the composition, with who is there (seats) and what is told of it (facts, as people write them); draw."""
    access.DRAW.demand(by, jury)
    law = composition_of(law_of_jury(jury)).law
    kept = {name: law.plain(name, text) for name, text in known.items() if text.strip()}
    with transaction.atomic():
        jury = held(jury)
        if jury.state != "called":
            raise AlreadyOpened
        if timezone.localdate(at) < (held_on := timezone.localdate(jury.held_at)):
            raise NotItsDay(held_on)
        seats = seats_of(jury)
        found = findings(jury, seats, present, kept)
        if unmet := [one.label for one in found if one.state != "yes"]:
            raise Irregular(unmet)
        files = files_of(jury, at=at)
        if not files:
            raise NobodyRegistered
        notes = {"known": kept, "required": [[r.label, r.state, r.article, r.usage] for r in found]}
        opened_now = JuryEvent.objects.create(jury=jury, kind=JuryEvent.Kind.OPENED, notes=notes, at=at, by=by)
        there = Presence.objects.bulk_create(
            Presence(jury=jury, seat=seat, present=seat.pk in present, at=at, by=by) for seat in seats
        )
        cancel_reminder(jury, at=at)
        write_files("jury.open", jury, files, 1, others=[opened_now, *there], by=by, at=at)
    return files


def mark_presence(seat: Seat, present: bool, *, by: Person, at: datetime) -> Presence:
    """Somebody arrives late, or leaves before the end: from now on they vote, or no more."""
    jury = seat.jury
    if not (access.PRESIDE.allows(by, jury) or access.PREPARE.allows(by, jury)):
        raise Forbidden(access.PRESIDE.says)
    with transaction.atomic():
        jury = opened(held(jury))
        made = Presence.objects.create(jury=jury, seat=seat, present=present, at=at, by=by)
        write("jury.presence", jury, jury.title, by, at, rows=[made], person=str(seat.person_id), present=present)
    return made


def changed(jury: Jury, files: Sequence[File]) -> tuple[list[File], set[int]]:
    """What is to be drawn anew: files that are not what they were, and dossiers that are no more among them."""
    return _changed(Case.objects.current().filter(jury=jury), files)


def _changed(cases: Iterable[Case], files: Sequence[File]) -> tuple[list[File], set[int]]:
    standing = {case.dossier_id: case for case in cases}
    anew = [one for one in files if not _same(one, standing.pop(one.dossier, None))]
    return anew, set(standing)


def behind(jury: Jury, *, at: datetime, only: int | None = None) -> list[str]:
    """The numbers of those (or of one dossier) whose files would be drawn anew: what is shown is of the drawing.

    Asked of files of which something was written since they were drawn, and of whoever has come since.
    """
    files = Case.objects.current().filter(jury=jury)
    files = files if only is None else files.filter(dossier=only)
    since = {dossier for _jury, dossier in touched(files, F("at"))}
    since |= come_since(jury) if only is None else set()
    drawn = files.filter(dossier__in=since)
    anew, gone = _changed(drawn, files_of(jury, at=at, only=since)) if since else ([], set())
    return sorted([one.number for one in anew] + _numbers(jury, gone))


def _same(one: File, case: Case | None) -> bool:
    if case is None:
        return False
    apart = "" if case.set_apart == Case.Apart.PUT_OFF else case.set_apart  # put off: as long as nothing changed
    return one.seal == (apart, case.inputs, case.digest)


def redraw(jury: Jury, *, by: Person, at: datetime) -> list[str]:
    """Draw again what changed since; the rest stands, with what was decided of it. Returns the numbers concerned."""
    access.DRAW.demand(by, jury)
    with transaction.atomic():
        jury = opened(held(jury))
        if Ballot.objects.filter(jury=jury, verdict=None).exists():
            raise BallotUnderWay
        anew, gone = changed(jury, files_of(jury, at=at))
        if not anew and not gone:
            return []
        numbers = sorted([one.number for one in anew] + _numbers(jury, gone))
        draw = Case.objects.filter(jury=jury).order_by("-draw").values_list("draw", flat=True)[0] + 1
        rows: list[Evidence] = supersede(jury, {one.dossier for one in anew} | gone, at=at)
        notes = {"changed": numbers}
        rows.append(JuryEvent.objects.create(jury=jury, kind=JuryEvent.Kind.REDRAWN, notes=notes, at=at, by=by))
        write("jury.redraw", jury, jury.title, by, at, rows=rows, changed=" ".join(numbers))
        write_files("jury.draw", jury, anew, draw, by=by, at=at)
    return numbers


def _numbers(jury: Jury, dossiers: set[int]) -> list[str]:
    cases = Case.objects.current().filter(jury=jury, dossier__in=dossiers)
    return list(cases.values_list("dossier__number", flat=True))
