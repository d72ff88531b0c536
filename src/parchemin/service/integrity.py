"""Whether what a campus keeps is whole: the chain of each school's journal, the rows that its lines vouch for, and the
heads that were signed of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from parchemin.campus.common.blocks import Known
from parchemin.campus.common.journal import altered, broken, last_told, readable
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.people.models import Person, School
from parchemin.service import checkpoint
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
        heads = findings_of(copy, elsewhere=True) if copy else findings_of(own_file())
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
    lasts = ((name, last_told(name)) for name in _names())
    return {name: last[1] for name, last in lasts if last}


def _demand_a_journal() -> None:
    if Entry._meta.db_table not in connection.introspection.table_names():
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


def _names() -> list[str]:
    """Those that chains have, or should have."""
    written = Entry.objects.exclude(chain=None).order_by("chain").values_list("chain", flat=True).distinct()
    return sorted({*written, *_schools()})


def _chains(known: Known) -> list[Chain]:
    schools = _schools()
    return [_chain(name, known, stray=bool(name) and name not in schools) for name in _names()]


def _chain(name: str, known: Known, *, stray: bool) -> Chain:
    lines, last = Entry.objects.filter(chain=name), last_told(name)
    rows = Commitment.objects.filter(closed=None, entry__chain=name).count()
    wrong, changed = tuple(broken(name, known)), tuple(altered(name, known))
    told = _told(name, {number for number, _ in (*wrong, *changed)})
    return Chain(name, lines.count(), rows, last[1] if last else "", wrong, changed, told, stray)


def _told(chain: str, numbers: set[int]) -> dict[int, Line]:
    found = (readable(Entry.objects.filter(chain=chain, number=number)) for number in numbers)
    lines = [line for some in found for line in some or ()]
    people = {one.pk: str(one) for one in Person.objects.filter(pk__in={line.actor for line in lines if line.actor})}
    return {
        one.number: Line(one.number, one.verb, one.subject, one.at, people.get(one.actor, "") if one.actor else "")
        for one in lines
    }
