"""The signed heads of the journal: one a chain and a day, whole or not at all; a tail that was cut is seen by them."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from parchemin.campus.common.journal import last_line, record
from parchemin.campus.common.models import Entry
from parchemin.service import heads
from parchemin.service.heads import Wrong, findings_of, keep_daily, mark_restored, own_file, read
from parchemin.service.integrity import last_digests
from tests.campus.behind import behind
from tests.campus.conftest import NOON, Cast, cast_of_two_schools

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA, settings.SEALS, settings.SEALS_ARE_MADE_HERE = tmp_path, tmp_path / "seals", True
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of_two_schools()


def act(cast: Cast, at: datetime = NOON) -> None:
    """Something that leaves a line in the chain of the school."""
    with transaction.atomic():
        record("test.done", "", chain=cast.school.slug, actor=cast.ada.pk, at=at)


def cut(chain: str, number: int) -> None:
    """The lines of a chain from a number on, taken off by the owner of the database."""
    behind("delete from common_entry where chain = %s and number >= %s", chain, number)


def told(*, elsewhere: bool = False) -> list[tuple[Wrong, int]]:
    return [(one.what, one.head.number if one.head else 0) for one in findings_of(own_file(), elsewhere=elsewhere)]


def number(chain: str = "icn") -> int:
    last = last_line(chain)
    assert last
    return last.number


def test_each_chain_has_one_head_a_day_of_its_last_line_then(cast: Cast) -> None:
    keep_daily(NOON)
    act(cast)
    keep_daily(NOON + timedelta(hours=1))
    keep_daily(NOON + DAY)

    kept = [(head.chain, head.moment, head.digest) for _, head in read(own_file()) if head]
    assert sorted({chain for chain, *_ in kept}) == ["", "icn", "lille"]
    mine = [(at, digest) for chain, at, digest in kept if chain == "icn"]
    before, after = Entry.objects.get(chain="icn", number=number() - 1), last_line("icn")
    assert after
    assert mine == [(NOON, before.digest), (NOON + DAY, after.digest)]
    assert own_file().stat().st_mode & 0o777 == 0o600
    assert told() == []


def test_a_tail_that_was_cut_is_seen_even_when_other_lines_take_its_place(cast: Cast) -> None:
    act(cast)
    keep_daily(NOON)
    last = number()

    cut("icn", last)
    assert told() == [(Wrong.CUT, last)]

    act(cast, NOON + DAY)
    assert number() == last
    assert told() == [(Wrong.REWRITTEN, last)]


def test_a_head_that_the_school_did_not_sign_is_told(cast: Cast) -> None:
    keep_daily(NOON)
    lines = own_file().read_text().splitlines()
    mine = json.loads(next(line for line in lines if '"chain": "icn"' in line))
    digest = Entry.objects.get(chain="icn", number=1).digest
    forged = [
        mine | {"number": 1, "digest": digest},
        mine | {"restored": True},
        mine | {"school": "lille"},
        mine | {"chain": "lille"},
        mine | {"signature": "00"},
        mine | {"signature": "no hexadecimal"},
        mine | {"number": "1"},
        [1, 2],
    ]
    own_file().write_text("".join(f"{json.dumps(one)}\n" for one in forged))

    assert [what for what, _ in told()] == [Wrong.SIGNATURE] * 5 + [Wrong.UNREADABLE] * 3


def test_a_school_whose_seal_is_kept_elsewhere_and_missing_has_no_head_and_the_others_have(
    cast: Cast, settings: Settings
) -> None:
    keep_daily(NOON)  # the seals are made
    settings.SEALS_ARE_MADE_HERE = False
    (settings.SEALS / "lille" / "key.pem").unlink()

    keep_daily(NOON + DAY)

    kept = [head.chain for _, head in read(own_file()) if head and head.moment == NOON + DAY]
    assert kept == ["", "icn"]


def test_what_a_restoration_lost_is_told_and_breaks_nothing_here_and_does_in_a_copy(cast: Cast) -> None:
    keep_daily(NOON)
    kept = number()
    act(cast)
    keep_daily(NOON + DAY)
    lost = number()

    cut("icn", lost)  # as the older backup is
    assert told() == [(Wrong.CUT, lost)]
    backup = last_digests()
    act(cast, NOON + 2 * DAY)  # a version that vouches for more writes a line as it puts the backup back
    assert told() == [(Wrong.REWRITTEN, lost)]
    mark_restored(NOON + 2 * DAY, backup)

    assert told() == [(Wrong.LOST, lost)]
    [one] = findings_of(own_file())
    assert one.mark
    assert (one.mark.number, one.mark.moment) == (kept, NOON + 2 * DAY)
    assert told(elsewhere=True) == [(Wrong.REWRITTEN, lost)]


def test_a_restoration_explains_nothing_of_what_comes_after_it_nor_of_the_lines_it_kept(cast: Cast) -> None:
    act(cast)
    keep_daily(NOON)
    mark_restored(NOON, last_digests())
    act(cast, NOON + DAY)
    keep_daily(NOON + DAY)
    first, last = number() - 1, number()

    cut("icn", first)

    assert told() == [(Wrong.CUT, first), (Wrong.CUT, first), (Wrong.CUT, last)]


def test_a_restoration_told_again_explains_nothing_of_heads_signed_after_it(cast: Cast) -> None:
    act(cast)
    mark_restored(NOON, last_digests())
    mark = own_file().read_text(encoding="utf-8").splitlines()
    act(cast)
    keep_daily(NOON + DAY)
    gone = number()
    cut("icn", gone)
    assert (Wrong.CUT, gone) in told()

    with own_file().open("a", encoding="utf-8") as file:
        file.write("\n".join(mark) + "\n")

    assert (Wrong.CUT, gone) in told()


def test_a_seal_that_a_restoration_lost_is_told_and_breaks_nothing_here(cast: Cast, settings: Settings) -> None:
    keep_daily(NOON)
    shutil.rmtree(settings.SEALS / "icn")  # the backup is of before its seal: another is made

    keep_daily(NOON + DAY)
    assert [one.what for one in findings_of(own_file())] == [Wrong.SIGNATURE, Wrong.SIGNATURE]
    mark_restored(NOON + DAY, last_digests())

    assert [one.what for one in findings_of(own_file())] == [Wrong.UNSEALED, Wrong.UNSEALED]
    assert not any(one.breaks for one in findings_of(own_file()))
    assert all(one.breaks for one in findings_of(own_file(), elsewhere=True))


def test_a_line_that_an_interruption_left_unfinished_gives_way_to_the_next(cast: Cast) -> None:
    keep_daily(NOON)
    whole = own_file().read_text()
    own_file().write_text(whole + '{"chain": "icn", "num')

    assert told() == []
    keep_daily(NOON + DAY)

    assert own_file().read_text().startswith(whole + '{"at"')
    assert told() == []


def test_a_disk_that_fills_up_leaves_the_heads_as_they_were(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_daily(NOON)
    before = own_file().read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            keep_daily(NOON + DAY)

    assert own_file().read_bytes() == before
    keep_daily(NOON + DAY)
    assert own_file().read_bytes().startswith(before)
    assert len(list(read(own_file()))) == 6


def test_heads_of_a_backup_are_added_to_those_of_the_folder_once(cast: Cast, tmp_path: Path) -> None:
    keep_daily(NOON)
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(own_file().read_bytes())
    own_file().unlink()
    keep_daily(NOON + DAY)

    heads.add_missing(own_file(), kept)
    heads.add_missing(own_file(), kept)

    assert [head.moment for _, head in read(own_file()) if head] == [NOON + DAY] * 3 + [NOON] * 3
