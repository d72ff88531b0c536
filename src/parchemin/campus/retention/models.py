"""What stages declare of the data they keep: how long, since when, why, and what erasing it is. No table is kept here.

An erasure is told by the journal, and remembered beside the database (`remembering`), for a backup that would bring
back what it erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.people.models import Grant, Person, School

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Words = str | _StrPromise


@dataclass(frozen=True, slots=True)
class Blank:
    """A row of which some fields are emptied: their names, and what stands there instead."""

    row: Model
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What of somebody is erased. school: what is of that one; None: of every school. by: what was there by a moment;
    None: whenever it came."""

    school: School | None = None
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing one subject is. about: whom or what, in words that say nothing of anybody once it is erased.

    school: whose rule it is. A row of another school is told in the chain of that one (`actions.erase`). gone: rows
    that nothing vouches for, which are removed whole. ends: roles that end with what is erased, held.
    """

    school: School
    about: str
    blanks: Sequence[Blank]
    files: Sequence[KeptFile] = ()
    gone: Sequence[Model] = ()
    ends: Sequence[Grant] = ()


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long something is kept.

    name: for machines. what, kept, since, why: in words, for the table of the school; why: the article or the law.
    due: the keys of the subjects in a programme whose time has come on a day. erasure: what erasing one is, its rows
    held; None when there is nothing left to erase. again: the same of what was there by a moment, for a subject that
    somebody erased and that has something new since; None where a subject comes back as it was or not at all.
    """

    name: str
    what: Words
    kept: Words
    since: Words
    why: Words
    due: Callable[[Programme, date], Iterable[str]]
    erasure: Callable[[str], Erasure | None]
    again: Callable[[str, datetime], Erasure | None] | None = None


RULES: dict[str, RetentionRule] = {}


def keeps(rule: RetentionRule) -> RetentionRule:
    """Declares a rule, in the room `contributions` of a stage. ValueError when one of that name is declared twice."""
    if RULES.get(rule.name, rule) != rule:
        raise ValueError(f"what is kept as {rule.name} is declared twice")
    RULES[rule.name] = rule
    return rule


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Part of what the campus keeps of somebody: a title, the heads of columns, and lines of plain values."""

    title: Words
    heads: tuple[Words, ...]
    lines: tuple[tuple[str | int | bool | date | datetime | None, ...], ...]


WHY_KEPT: Contributions[Callable[[Person, School | None], Iterator[str]]] = Contributions()
"""Why a school (None: any) must keep the data of somebody, stage by stage; nothing where it may erase them."""

HELD_BY: Contributions[Callable[[Person], Iterator[tuple[UUID, datetime]]]] = Contributions()
"""The schools that have something of somebody for which who they are is kept, and since when: a file, a role."""

WITH_PERSON: Contributions[Callable[[Person, OfPerson], Iterator[Blank]]] = Contributions()
"""What each stage empties when somebody is erased, of a part of what is kept of them."""

OWN_DATA: Contributions[Callable[[Person], Iterator[OwnTable]]] = Contributions()
"""What each stage keeps of somebody, for who asks for their own data."""
