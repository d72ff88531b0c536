"""Reads about what is kept: what was erased, and what the campus keeps of somebody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils import timezone

from parchemin.campus.common.journal import ERASED
from parchemin.campus.common.models import ActReason, Entry
from parchemin.campus.people.models import Person, School
from parchemin.campus.retention.models import HELD_BY, OWN_DATA, WHY_KEPT, OfPerson, OwnTable
from parchemin.whole import lines_of

LOG = logging.getLogger("parchemin.retention")
VERB = ERASED
HOUR = 3  # at night, when nobody reads


def next_night(at: datetime) -> datetime:
    """The next time that what has served its time is looked for."""
    day = timezone.localdate(at) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(HOUR)))


def erased_lately(school: School) -> QuerySet[Entry]:
    """The lines of the journal that tell of erasures, the latest first. typed: why, where somebody asked for it."""
    typed = ActReason.objects.filter(entry=OuterRef("pk")).values("words")[:1]
    return Entry.objects.filter(chain=school.slug, verb=VERB).annotate(typed=Subquery(typed)).order_by("-number")


@dataclass(frozen=True, slots=True)
class RememberedErasure:
    """An erasure as it is remembered beside the database. rule, key: what of what was erased."""

    rule: str
    key: str
    at: datetime


def memory() -> Path:
    """Where erasures are remembered, a line each."""
    return Path(settings.DATA) / "erasures.jsonl"


def remembered() -> Iterator[RememberedErasure]:
    """Every erasure that was done here, be the database that did it gone."""
    for number, line in enumerate(lines_of(memory()), start=1):
        try:
            told = json.loads(line)
            rule, key = told["rule"], told["key"]
            if not isinstance(rule, str) or not isinstance(key, str) or not key.isprintable():
                raise TypeError("a rule and a key are words")
            at = datetime.fromisoformat(told["at"])
            if at.tzinfo is None:
                raise TypeError("a moment is of some zone")
            yield RememberedErasure(rule, key, at)
        except (ValueError, KeyError, TypeError, RecursionError):  # a campus starts all the same, and says it
            LOG.error("a remembered erasure cannot be read", extra={"line": number})


def of_school[M: Model](rows: QuerySet[M], path: str, school: School | None) -> QuerySet[M]:
    """Those of a school, to which a path of fields leads; all of them for None."""
    return rows.filter(**{path: school}) if school else rows


def part_of[M: Model](rows: QuerySet[M], part: OfPerson, *, school: str, since: str) -> QuerySet[M]:
    """Those of a part of what is kept of somebody. school, since: the fields that say whose, and from which moment."""
    found = of_school(rows, school, part.school)
    return found.filter(**{f"{since}__lte": part.by}) if part.by else found


def why_kept(person: Person, school: School | None) -> list[str]:
    """Why a school (None: any) keeps somebody's data though they ask; none where they may be erased."""
    return [why for part in WHY_KEPT for why in part(person, school)]


def held_elsewhere(person: Person, school: School) -> bool:
    """Whether another school has a file or a role of somebody: who they are is then not this one's to erase."""
    return any(held != school.pk for held, _since in held_by(person))


def held_by(person: Person) -> Iterator[tuple[UUID, datetime]]:
    """The schools that have a file or a role of somebody, and since when."""
    for part in HELD_BY:
        yield from part(person)


def own_data(person: Person) -> list[OwnTable]:
    """All that the campus keeps of somebody, part by part; those that have nothing are left out."""
    return [table for part in OWN_DATA for table in part(person) if table.lines]


def plain(value: str | int | bool | date | datetime | None) -> str | int | bool | None:
    """A value as a file of one's own data has it."""
    return value.isoformat() if isinstance(value, date | datetime) else value
