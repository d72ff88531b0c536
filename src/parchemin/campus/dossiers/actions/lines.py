"""Lines that say since which year something holds: written, or taken back, where the writer saw what stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.campus.common import journal
from parchemin.campus.common.records import RecordPlace, Records, replace, standing
from parchemin.campus.dossiers.models import DeclaredLine
from parchemin.campus.dossiers.refusals import DeclaredMeanwhile
from parchemin.campus.people.models import Person


@dataclass(frozen=True, slots=True)
class AskedLine[L: DeclaredLine]:
    """A line somebody asks to write.

    was: the value that they saw ("" for none); None does not care. anew: it is written even where the same holds since
    another year. mistake: it is not written; the one that holds in its year was a mistake, and is taken back.
    """

    line: L
    was: str | None = None
    anew: bool = False
    mistake: bool = False


@dataclass(frozen=True, slots=True)
class LineAct:
    """Under which words of the journal lines are written and taken back; of whom; by whom, when and why."""

    verb: str
    undoing: str
    subject: str
    chain: str
    reason: str
    by: Person
    at: datetime


def write_lines[L: DeclaredLine](
    asked: Sequence[AskedLine[L]], act: LineAct, tell_of: Callable[[Sequence[L]], None]
) -> list[L]:
    """Keep the lines that say something more, all or none; gives those written, and those that say what is taken back.

    tell_of: says of which lines something changes, before any is written. Raises `DeclaredMeanwhile` where the writer
    saw something else.
    """
    with transaction.atomic():
        before = _Before([one.line for one in asked])
        for one in asked:
            before.check(one)
        fresh = [one.line for one in asked if before.lets(one)]
        gone = [line for one in asked if one.mistake and (line := before.holding(one.line)) is not None]
        if changed := [*fresh, *gone]:
            tell_of(changed)
        try:
            with transaction.atomic():
                kept = replace(
                    fresh,
                    before.lines,
                    verb=act.verb,
                    subject=act.subject,
                    chain=act.chain,
                    actor=act.by.pk,
                    at=act.at,
                )
        except IntegrityError as race:
            raise DeclaredMeanwhile("", "—") from race
        return [*kept, *undo_lines(gone, act)]


def undo_lines[L: DeclaredLine](held: Sequence[L], act: LineAct) -> list[L]:
    """Lines in force, that the caller holds, are in force no more; those that say so are in force at no moment."""
    if not held:
        return []
    current: Records[L] = type(held[0])._default_manager.filter(pk__in=[one.pk for one in held])  # type: ignore[assignment]
    ended = current.supersede(act.at)
    lines = [one.same_place() for one in held]
    for line in lines:
        line.withdrawn, line.reason, line.by, line.at, line.superseded_at = True, act.reason, act.by, act.at, act.at
    return journal.record_rows(
        act.undoing,
        act.subject,
        lines,
        chain=act.chain,
        actor=act.by.pk,
        at=act.at,
        others=ended,
    )


class _Before[L: DeclaredLine]:
    """What stands in the places of lines about to be written, whatever its year; held, so that who writes there waits.

    lines: by place and year.
    """

    def __init__(self, rows: Sequence[L]) -> None:
        self.lines: dict[RecordPlace, L] = standing(rows, last=False)
        self._years: dict[RecordPlace, list[int]] = defaultdict(list)
        for line in self.lines.values():
            self._years[line.where[:-1]].append(line.since)

    def holding(self, row: L) -> L | None:
        """The line that holds in the year of another, withdrawn or not."""
        *place, since = row.where
        year = max((one for one in self._years[tuple(place)] if one <= since), default=None)
        return None if year is None else self.lines[*place, year]

    def check(self, asked: AskedLine[L]) -> None:
        holding = self.holding(asked.line)
        now = "" if holding is None or holding.withdrawn else holding.value
        if asked.was is not None and asked.was != now:
            raise DeclaredMeanwhile(now, str(holding.by) if holding else "—")

    def lets(self, asked: AskedLine[L]) -> bool:
        """Whether there is something to write."""
        row = asked.line
        if asked.mistake:
            return False
        former = self.lines.get(row.where) if asked.anew else self.holding(row)
        if former is None:
            return asked.anew or not row.withdrawn
        return (row.value, row.withdrawn) != (former.value, former.withdrawn)
