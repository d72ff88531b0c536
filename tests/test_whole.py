"""What appears whole or not at all: interrupted at any line, refused, or written by two at once."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from parchemin import records, whole
from parchemin.commands import files
from parchemin.records import writing
from parchemin.regulation.meaning.understanding import load
from parchemin.service import archive
from parchemin.whole import append_lines, lines_of, put_in_place
from tests.regulation.texts import RULES, TREE, written

# A file opened and interrupted before `with` has it is closed with a warning; it is what stays that is looked at.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")

WRITERS = {module.__file__ for module in (archive, files, whole, writing)}


def interrupted_at_each_line(act: Callable[[], object]) -> Iterator[int]:
    """`act` again and again, interrupted as by ^C at the first line it runs in a writer, the second, and so on."""
    for stop in itertools.count(1):
        lines = itertools.count(1)

        def trace(frame: FrameType, event: str, argument: object) -> Any:
            if frame.f_code.co_filename not in WRITERS:
                return None
            if event == "line" and next(lines) == stop:  # noqa: B023 - called within this turn only
                sys.settrace(None)
                raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            act()
        except KeyboardInterrupt:
            yield stop
        else:
            return
        finally:
            sys.settrace(before)


def test_a_records_folder_interrupted_at_any_line_is_whole_or_not_there(tmp_path: Path) -> None:
    regulation, out = load(written(tmp_path / "règlement", TREE, RULES)), tmp_path / "d"
    records.write_empty(regulation, tmp_path / "whole")
    expected = {p.name for p in (tmp_path / "whole").iterdir()}
    turns = 0
    for turns in interrupted_at_each_line(lambda: records.write_empty(regulation, out)):
        assert {p.name for p in tmp_path.iterdir()} <= {"d", "whole", "règlement"}, turns
        if out.exists():
            assert {p.name for p in out.iterdir()} == expected, turns
            shutil.rmtree(out)
    assert turns > 20


def test_a_file_interrupted_at_any_line_is_the_former_one_or_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "été.csv"
    out.write_text("avant", encoding="utf-8")
    turns = 0
    for turns in interrupted_at_each_line(lambda: files.write_whole(out, "après")):
        assert [p.name for p in tmp_path.iterdir()] == [out.name], turns
        assert out.read_text(encoding="utf-8") in ("avant", "après"), turns
    assert turns > 8


def test_a_backup_interrupted_at_any_line_is_whole_or_not_there(tmp_path: Path) -> None:
    dump, out = tmp_path / "dump", tmp_path / "sauvegarde.tar"
    dump.write_bytes(b"x" * 100_000)
    manifest = archive.Manifest(
        made_at="2026-11-29T08:00:00+00:00",
        version="0",
        members={archive.DATABASE: archive.digest(dump)},
        journal={},
        bucket="",
    )
    turns = 0
    for turns in interrupted_at_each_line(lambda: archive.write(out, manifest, {archive.DATABASE: dump})):
        assert {p.name for p in tmp_path.iterdir()} <= {"dump", out.name}, turns
        if out.exists():
            (into := tmp_path / "lu").mkdir()
            assert archive.read(out, into) == manifest, turns
            shutil.rmtree(into)
            out.unlink()
    assert turns > 10


def test_what_another_is_still_writing_beside_is_left_to_it(tmp_path: Path) -> None:
    out = tmp_path / "sauvegarde.tar"

    def first(beside: Path) -> None:
        beside.write_text("première", encoding="utf-8")
        with pytest.raises(OSError, match="plein"):
            put_in_place(out, second)
        put_in_place(out, lambda place: place.write_text("troisième", encoding="utf-8"))

    def second(beside: Path) -> None:
        beside.write_text("à moitié", encoding="utf-8")
        raise OSError("le disque est plein")

    put_in_place(out, first)
    assert out.read_text(encoding="utf-8") == "première"
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_lines_added_are_all_there_or_none_and_an_unfinished_one_goes_first(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    assert lines_of(kept) == []
    append_lines(kept, [])
    assert not kept.exists()

    append_lines(kept, ["one", "two"])
    with kept.open("a") as file:
        file.write("thr")
    assert lines_of(kept) == ["one", "two"]
    append_lines(kept, ["four"])

    assert lines_of(kept) == ["one", "two", "four"]
    assert kept.read_text() == "one\ntwo\nfour\n"
    assert kept.stat().st_mode & 0o077 == 0


def test_lines_that_the_disk_refuses_leave_those_that_were_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.jsonl"
    append_lines(kept, ["one"])

    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        append_lines(kept, ["two"])

    assert kept.read_text() == "one\n"
