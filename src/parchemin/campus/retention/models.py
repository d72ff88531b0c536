"""What stages declare of the data they keep: how long, since when, why, and what erasing it is. No table is kept here.

An erasure is told by the journal, and remembered beside the database (`remembering`), for a backup that would bring
back what it erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.people.models import Person, School

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Words = str | _StrPromise


@dataclass(frozen=True, slots=True)
class Blank:
    """A row of which some fields are emptied: their names, and what stands there instead."""

    row: Model
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing one subject is. about: whom or what, in words that say nothing of anybody once it is erased.

    gone: rows that nothing vouches for, which are removed whole.
    """

    school: School
    about: str
    blanks: Sequence[Blank]
    files: Sequence[KeptFile] = ()
    gone: Sequence[Model] = ()


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long something is kept.

    name: for machines. what, kept, since, why: in words, for the table of the school; why: the article or the law.
    due: the keys of the subjects in a programme whose time has come on a day. erasure: what erasing one is, its rows
    held; None when there is nothing left to erase.
    """

    name: str
    what: Words
    kept: Words
    since: Words
    why: Words
    due: Callable[[Programme, date], Iterable[str]]
    erasure: Callable[[str], Erasure | None]


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


WHY_KEPT: Contributions[Callable[[Person], Iterator[str]]] = Contributions()
"""Why the data of somebody must be kept, stage by stage; nothing where they may be erased when they ask."""

WITH_PERSON: Contributions[Callable[[Person], Iterator[Blank]]] = Contributions()
"""What each stage empties when somebody is erased."""

OWN_DATA: Contributions[Callable[[Person], Iterator[OwnTable]]] = Contributions()
"""What each stage keeps of somebody, for who asks for their own data."""
