"""Whether what a campus keeps is whole: the chain of each school's journal, the rows that its lines vouch for, and the
heads that were signed of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from parchemin.campus.common import checkpoint
from parchemin.campus.common.blocks import Known
from parchemin.campus.common.journal import altered, broken, last_told, readable
from parchemin.campus.common.made import other_columns
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.common.proving import UNREAD, UNREADABLE
from parchemin.campus.people.models import Person, School
from parchemin.service.heads import HeadFinding, findings_of, own_file
from parchemin.service.refusals import NotDone


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands: what was done, to what, when, and by whom ("": nobody, or somebody who is not known)."""

    number: int
    verb: str
    subject: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: its name (a school, or "" for what belongs to none), how many lines, how many rows, its last digest.

    broken: the lines at which it does not hold, and how. altered: the lines whose rows are no longer those that were
    written with them, and the table. told: these lines, those that are there. stray: there is no such school.
    """

    name: str
    lines: int
    rows: int
    last: str
    broken: tuple[tuple[int, str], ...] = ()
    altered: tuple[tuple[int, str], ...] = ()
    told: dict[int, Line] = field(default_factory=dict)
    stray: bool = False

    @property
    def whole(self) -> bool:
        return bool(self.lines) and not (self.stray or self.broken or self.altered)


@dataclass(frozen=True, slots=True)
class JournalProof:
    """What was found of a campus. heads: those of its own file, or of the copy that was given."""

    chains: list[Chain]
    heads: list[HeadFinding]

    @property
    def whole(self) -> bool:
        return all(chain.whole for chain in self.chains) and not any(one.breaks for one in self.heads)


def prove(*, anew: bool = False, copy: Path | None = None) -> JournalProof:
    """Everything that can be proved of this campus, starting from what was verified before, unless `anew`.

    copy: of the heads, that was kept elsewhere. Raises `NotDone` where there is no campus yet.
    """
    _demand_a_journal()
    known = Known() if anew else checkpoint.read()
    with _one_moment():
        found = _chains(known)
        heads = _heads(copy, unread=any(UNREAD in dict(chain.altered) for chain in found))
    checkpoint.write(known)
    return JournalProof(found, heads)


def chains() -> list[Chain]:
    """Every chain of this campus, all of it read. Raises `NotDone` where there is no campus yet."""
    _demand_a_journal()
    with _one_moment():
        return _chains(Known())


def last_digests() -> dict[str, str]:
    """The digest of the last line of each chain that has one. Raises `NotDone` where there is no campus yet."""
    _demand_a_journal()
    lasts = ((name, last_told(name)) for name in _names(_schools()))
    return {name: last[1] for name, last in lasts if last}


def _demand_a_journal() -> None:
    if not {Entry._meta.db_table, School._meta.db_table} & set(connection.introspection.table_names()):
        raise NotDone(
            "Il n’y a pas encore d’école ici. Vérifiez PARCHEMIN_DATA et DATABASE_URL, ou lancez parchemin campus run.",
            "There is no school here yet. Check PARCHEMIN_DATA and DATABASE_URL, or run parchemin campus run.",
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read is as it was at one moment, whatever is written meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute("set local work_mem = '128MB'")  # two million rows are put in order: rather not on the disk
        yield


def _schools() -> set[str]:
    """The names that chains must have: where there is a school, what belongs to none has its chain too."""
    schools = set(School.objects.exclude(slug=None).values_list("slug", flat=True))  # a nameless one was made behind us
    return schools | {""} if schools else schools


def _names(schools: set[str]) -> list[str]:
    """Those that chains have, or should have."""
    written = Entry.objects.exclude(chain=None).order_by("chain").values_list("chain", flat=True).distinct()
    return sorted(map(str, {*(_readable(lambda: list(written), None) or ()), *schools}))


def _readable[T, U](read: Callable[[], T], otherwise: U) -> T | U:
    """What is read; something else where somebody made it unreadable, which the proof tells."""
    try:
        with transaction.atomic():
            return read()
    except UNREADABLE:
        return otherwise


def _heads(copy: Path | None, *, unread: bool) -> list[HeadFinding]:
    """unread: what can no longer be read is told of chains already, and of heads then nothing more."""
    try:
        with transaction.atomic():
            return findings_of(copy, elsewhere=True) if copy else findings_of(own_file())
    except UNREADABLE:
        if not unread:
            raise
        return []


def _chains(known: Known) -> list[Chain]:
    schools = _readable(_schools, None)
    if schools is None:  # the chain of what belongs to none says why
        return [_chain(name, known, stray=False) for name in _names({""})]
    return [_chain(name, known, stray=bool(name) and name not in schools) for name in _names(schools)]


def _chain(name: str, known: Known, *, stray: bool) -> Chain:
    counted = _readable(lambda: _counted(name), None)
    wrong, unread = _broken(name, known)
    unread |= {(UNREAD, Entry._meta.db_table)} if counted is None else set()
    changed = tuple(sorted({*unread, *altered(name, known)}))
    numbers = {number for number, _ in (*wrong, *changed)}
    told = None if unread else _readable(lambda: _told(name, numbers), None)
    lines, rows, last = counted or (0, 0, None)
    return Chain(name, lines, rows, last[1] if last else "", wrong, changed, told or {}, stray)


def _counted(chain: str) -> tuple[int, int, tuple[int, str] | None]:
    """How many lines, how many rows, and the last line."""
    rows = Commitment.objects.filter(closed=None, entry__chain=chain).count()
    return Entry.objects.filter(chain=chain).count(), rows, last_told(chain)


def _broken(chain: str, known: Known) -> tuple[tuple[tuple[int, str], ...], set[tuple[int, str]]]:
    """The lines at which a chain does not hold; and whether they can no longer be read, as it is told of a table."""
    table = Entry._meta.db_table
    found = None if table in other_columns([]) else _readable(lambda: tuple(broken(chain, known)), None)
    return ((), {(UNREAD, table)}) if found is None else (found, set())


def _told(chain: str, numbers: set[int]) -> dict[int, Line]:
    found = (readable(Entry.objects.filter(chain=chain, number=number)) for number in numbers)
    lines = [line for some in found for line in some or ()]
    actors = {line.actor for line in lines if line.actor}
    people = _readable(lambda: {one.pk: str(one) for one in Person.objects.filter(pk__in=actors)}, None) or {}
    return {
        one.number: Line(one.number, one.verb, one.subject, one.at, people.get(one.actor, "") if one.actor else "")
        for one in lines
    }
