"""The signed heads of the journal: where each chain was, day after day, in a file that can be kept elsewhere.

A head says, under the seal of the school, that at a moment the last line of a chain was of that number and digest: so
lines cut off the end, or a whole chain written anew, are seen. A restored backup adds a mark of its own: what it lost
is then told, and is no break for the file of this campus.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from parchemin.campus.common.journal import last_line, last_told
from parchemin.campus.common.locks import alone
from parchemin.campus.common.models import Entry
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.documents.keys import certificates_of
from parchemin.campus.documents.signatures import sign, signed_by
from parchemin.campus.people.models import School
from parchemin.service.archive import HEADS
from parchemin.whole import append_lines, lines_of

LOG = logging.getLogger("parchemin.heads")


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a chain at a moment. school: whose seal signs it; restored: a backup was put back then.

    signature: in hexadecimal.
    """

    chain: str
    number: int
    digest: str
    at: str
    school: str
    restored: bool = False
    signature: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def signed_content(self) -> bytes:
        """What is signed: all of it but the signature, in its canonical writing."""
        told = {name: value for name, value in asdict(self).items() if name != "signature"}
        return b"parchemin journal head\n" + json.dumps(told, sort_keys=True).encode()

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


class Wrong(StrEnum):
    """What a head shows. LOST and UNSEALED are told and break nothing: a backup that was put back explains that a line
    is no more, or the seal that had signed it."""

    UNREADABLE = "unreadable"
    SIGNATURE = "signature"
    CUT = "cut"
    REWRITTEN = "rewritten"
    LOST = "lost"
    UNSEALED = "unsealed"


@dataclass(frozen=True, slots=True)
class HeadFinding:
    """A head that the journal no longer holds; line: of the file, from 1. mark: the restoration that explains it."""

    line: int
    what: Wrong
    head: Head | None = None
    mark: Head | None = None

    @property
    def breaks(self) -> bool:
        return self.what not in (Wrong.LOST, Wrong.UNSEALED)


def own_file() -> Path:
    return Path(settings.DATA) / HEADS


# --- keeping -----------------------------------------------------------------------------------------------------


def keep_daily(at: datetime) -> None:
    """Sign where each chain is, once a day; another process that is doing it is left to do it."""
    with alone("journal heads") as mine:
        if mine:
            done = _of_the_day(at)
            lasts = {chain: last_line(chain) for chain in {"", *_schools()} - done}
            append_lines(own_file(), [head.written() for head in _heads(at, lasts)])


def mark_restored(at: datetime, lasts: Mapping[str, str]) -> None:
    """Sign where each chain went back to, once a backup was put back. lasts: the last digests that it announced.

    What this version has added since, to vouch for more, is not of the backup.
    """
    lines = Entry.objects.filter(digest__in=lasts.values())
    back = {line.chain: line for line in lines if lasts.get(line.chain) == line.digest}
    append_lines(own_file(), [head.written() for head in _heads(at, back, restored=True)])


def _of_the_day(at: datetime) -> set[str]:
    """The chains that have a head of that day."""
    day = timezone.localdate(at)
    heads = [head for _, head in read(own_file()) if head and not head.restored]
    return {head.chain for head in heads if timezone.localdate(head.moment) == day}


def _schools() -> list[str]:
    return list(School.objects.exclude(slug=None).order_by("slug").values_list("slug", flat=True))


def _heads(at: datetime, lines: Mapping[str, Entry | None], *, restored: bool = False) -> Iterator[Head]:
    """Of these lines, by chain; the chain of no school is under the seal of the first. None: a school without a chain,
    which is told by who proves the journal."""
    schools = _schools()
    for chain, line in sorted(lines.items()):
        by = chain if chain in schools else next(iter(schools), "")
        if line is None or not by:
            continue
        try:
            yield _signed(Head(chain, line.number, line.digest, at.isoformat(timespec="seconds"), by, restored))
        except Refusal as refusal:
            LOG.warning("no head of the journal was signed", extra={"school": by, "why": str(refusal)})


def _signed(head: Head) -> Head:
    return Head(**asdict(head) | {"signature": sign(head.school, head.signed_content()).hex()})


def add_missing(file: Path, others: Path) -> None:
    """Those of another file that this one has not, as they are written."""
    here = set(lines_of(file))
    append_lines(file, [line for line in lines_of(others) if line not in here])


# --- proving -----------------------------------------------------------------------------------------------------


def read(file: Path) -> Iterator[tuple[int, Head | None]]:
    """Each line of a file, from 1, and the head it holds; None where it holds none."""
    for number, line in enumerate(lines_of(file), start=1):
        yield number, _head(line)


def _head(line: str) -> Head | None:
    try:
        head = Head(**json.loads(line))
        bytes.fromhex(head.signature)
        plain = all(isinstance(one, str) and one.isprintable() for one in (head.chain, head.digest, head.school))
        timezone.localdate(head.moment)  # a day that there is
        return head if plain and isinstance(head.number, int) and head.moment.tzinfo else None
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def findings_of(file: Path, *, elsewhere: bool = False, seals: Path | None = None) -> list[HeadFinding]:
    """Every head of a file that the journal no longer holds, or that no school signed.

    elsewhere: a copy that was kept elsewhere, for which a restoration explains nothing. seals: those of a backup, that
    may have signed too; of a school whose seal is then nowhere, the lines are looked for all the same.
    """
    heads = list(read(file))
    held = _held({head.number for _, head in heads if head})
    lasts = {chain: last_told(chain) for chain in {head.chain for _, head in heads if head}}
    found: list[HeadFinding] = []
    marks: dict[str, list[Head]] = defaultdict(list)  # where each chain went back to, of what stands after
    for line, head in reversed(heads):
        mark = _explains(head, marks[head.chain]) if head else None
        excuse = None if elsewhere else mark
        if head is None:
            found.append(HeadFinding(line, Wrong.UNREADABLE))
        elif not _is_signed(head, seals):
            found.append(HeadFinding(line, Wrong.UNSEALED if excuse else Wrong.SIGNATURE, head, excuse))
        else:
            if (head.chain, head.number, head.digest) not in held:
                found.append(_not_held(line, head, lasts[head.chain], excuse))
            if head.restored:
                marks[head.chain].append(head)
    return found[::-1]


def _explains(head: Head, marks: Sequence[Head]) -> Head | None:
    """Of the restorations written after a head, that which went the furthest back. One that happened before the head
    was signed explains nothing of it: it was put there again."""
    since = [mark for mark in marks if mark.moment >= head.moment]
    return min(since, key=lambda mark: mark.number, default=None)


def _held(numbers: set[int]) -> set[tuple[str, int, str]]:
    return set(Entry.objects.filter(number__in=numbers).values_list("chain", "number", "digest"))


def _is_signed(head: Head, seals: Path | None) -> bool:
    if head.chain and head.school != head.chain:
        return False
    places = (None, seals) if seals else (None,)
    content, signature = head.signed_content(), bytes.fromhex(head.signature)
    if any(signed_by(head.school, content, signature, place) for place in places):
        return True
    return bool(seals) and not any(certificates_of(head.school, place) for place in places)


def _not_held(line: int, head: Head, last: tuple[int, str] | None, mark: Head | None) -> HeadFinding:
    if mark and head.number > mark.number:
        return HeadFinding(line, Wrong.LOST, head, mark)
    return HeadFinding(line, Wrong.CUT if last is None or head.number > last[0] else Wrong.REWRITTEN, head)
