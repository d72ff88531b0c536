"""The files of a regulation as one plain value: each text by its path, amendments and higher layers included."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from types import MappingProxyType
from typing import NoReturn

from parchemin.regulation.findings import Finding, Refused, SourcePlace, Wording
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.headers import front_matter

AMENDMENT_FOLDERS = ("amendements", "amendments")
MOST_MEGABYTES = 8
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))  # what word processors leave, and nobody sees


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a regulation: the text of each, by its path from their folder. A value, equal when all is the same.

    `folder` is where they stand on a disk, said before each path in places; "" for texts that are only in memory.
    `main` is the file or the sub-folder of the regulation itself when the folder also holds others, its higher layers
    say; "" when it is the folder.

    Raises `Refused` for a path that leaves the folder or is no `.md`, for a text that is too large or no Unicode.
    """

    texts: Mapping[str, str]
    folder: str = ""
    main: str = ""

    def __post_init__(self) -> None:
        texts = {str(PurePosixPath(path)): text for path, text in sorted(self.texts.items())}
        for path, text in texts.items():
            self._check(path, text)
        object.__setattr__(self, "texts", MappingProxyType(texts))

    def __hash__(self) -> int:
        return hash((self.folder, self.main, *self.texts.items()))

    def _check(self, path: str, text: str) -> None:
        if path.startswith("/") or ".." in path.split("/") or not path.endswith(".md"):
            _refuse(say.OUTSIDE_FOLDER, SourcePlace(path, 0), path=path)
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            _refuse(say.NOT_UTF8, SourcePlace(self.place_of(path), line), byte=hex(ord(text[error.start])))
        if size > MOST_MEGABYTES * 1_000_000:
            _refuse(say.TOO_LARGE, SourcePlace(self.place_of(path), 1), most=MOST_MEGABYTES)

    def place_of(self, path: str) -> str:
        """How a place names a file or a folder: from where the files stand."""
        return str(PurePath(self.folder) / path) if self.folder or path else ""

    def of_text(self, at: str) -> tuple[str, ...]:
        """The paths of the files of the text at a path, in order: that file, or those right in that folder.

        Raises `Refused` when there is none.
        """
        if at in self.texts:
            return (at,)
        if found := tuple(self._inside(at)):
            return found
        known = at == "" or any(path.startswith(f"{at}/") for path in self.texts)
        wording, place = say.NOTHING_TO_READ if known else say.NO_SUCH_FILE, self.place_of(at)
        raise Refused((Finding(wording, SourcePlace(place, 0), {"path": place or "."}),))

    def amendments_of(self, at: str) -> tuple[str, ...]:
        """The paths of the amendments of the text at a path. A text that is one file has none."""
        if at in self.texts:
            return ()
        return tuple(path for name in AMENDMENT_FOLDERS for path in self._inside(posixpath.join(at, name)))

    def beside(self, at: str, path: str) -> str:
        """The path that the text at `at` calls `path`: from its folder."""
        home = posixpath.dirname(at) if at in self.texts else at
        there = posixpath.normpath(posixpath.join(home, path))
        return "" if there == "." else there

    def lines(self, path: str) -> list[str]:
        """The lines of a file, composed (NFC)."""
        return _lines(self.texts[path])

    def _inside(self, folder: str) -> Iterator[str]:
        return (path for path in self.texts if posixpath.dirname(path) == folder)


def files_of(regulation: Files | Path | str) -> Files:
    """The files of the regulation at a path, a folder or one file; those given, when they are files already.

    With them are the higher layers that the text names, wherever they stand; their common folder is then the folder.
    Raises `Refused` when there is nothing there, or when a file cannot be opened, is too large or is not UTF-8 text.
    """
    if isinstance(regulation, Files):
        return regulation
    path = Path(regulation)
    if not path.exists():
        _refuse(say.NO_SUCH_FILE, SourcePlace(str(path), 0), path=path)
    homes, texts = [], {}
    for home, found in _layers(path):
        homes.append(home)
        texts.update({home / name: text for name, text in found.items()})
    common = Path(os.path.commonpath(homes))
    main = (homes[0] / ("" if path.is_dir() else path.name)).relative_to(common)
    return Files(
        {file.relative_to(common).as_posix(): text for file, text in texts.items()},
        _shown(path, homes[0], common),
        "" if main == Path() else main.as_posix(),
    )


def _layers(path: Path) -> Iterator[tuple[Path, dict[Path, str]]]:
    """The text at a path and each higher layer that is there: its folder, and its files by their path from it."""
    seen: set[Path] = set()
    while path.exists() and path.resolve() not in seen:
        seen.add(path.resolve())
        home = path if path.is_dir() else path.parent
        names = [Path(path.name)] if path.is_file() else sorted(file.relative_to(home) for file in home.glob("*.md"))
        texts = {name: _decoded(home / name) for name in names}
        above = _above(texts[names[0]]) if names else ""
        if path.is_dir():
            amendments = (file for folder in AMENDMENT_FOLDERS for file in sorted(home.glob(f"{folder}/*.md")))
            texts |= {file.relative_to(home): _decoded(file) for file in amendments}
        yield home.resolve(), texts
        if not above:
            return
        path = home / above


def _above(text: str) -> str:
    """The path of the higher layer that a text stands under; "" when it names none."""
    end = text.find("\n---", text.find("---") + 3)  # the body is long, and says nothing of it
    matter = front_matter(_lines(text[: end + 4] if end > 0 else text), "", [])
    return matter.values.get("under", "") if matter else ""


def _shown(path: Path, home: Path, common: Path) -> str:
    """The folder of the files, said the way the path of the regulation was."""
    if common == home:
        return str(path if path.is_dir() else path.parent)
    return str(common) if path.is_absolute() else os.path.relpath(common)


def _decoded(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_MEGABYTES * 1_000_000:
            _refuse(say.TOO_LARGE, SourcePlace(str(path), 1), most=MOST_MEGABYTES)
        raw = path.read_bytes()
    except OSError as error:
        _refuse(say.UNREADABLE, SourcePlace(str(path), 1), reason=error.strerror)
    try:
        return _with_plain_ends(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        _refuse(say.NOT_UTF8, SourcePlace(str(path), line), byte=hex(raw[error.start]))


def _lines(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", _with_plain_ends(text).translate(_UNSEEN))
    return text.replace("\x00", "\ufffd").split("\n")


def _with_plain_ends(text: str) -> str:
    """The text with its lines ended as on this machine, whatever machine wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse(wording: Wording, place: SourcePlace, **values: object) -> NoReturn:
    raise Refused((Finding(wording, place, values),)) from None
