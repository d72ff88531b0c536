"""The files of a text as somebody sends them: several Markdown files, or an archive of the whole folder."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from parchemin.campus.common.files import MARKDOWN, MEGABYTE, ZIP, NotAccepted, TooLarge, clean_name, received
from parchemin.campus.law.publications import AMENDMENT_FOLDERS
from parchemin.campus.texts.refusals import NoTextInside, NotInUtf8, TooManyFiles

LARGEST_FILE, LARGEST_ARCHIVE, MOST_FILES = 2 * MEGABYTE, 10 * MEGABYTE, 200
DOCUMENTATION = frozenset({"readme.md", "lisezmoi.md"})
_AMENDS = re.compile(r"\A\ufeff?---\s*\n(?:(?!---).*\n)*?\s*(?:modifie|amends)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The files of a text by their path, and the names of what was sent besides and left out."""

    files: Mapping[str, str]
    left_out: tuple[str, ...]


def arrived(sent: Sequence[UploadedFile[bytes]]) -> Arrived:
    """What was sent, read. Raises a refusal when a file is not what it should be, or nothing is a text."""
    if len(sent) > MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    files: dict[str, str] = {}
    left_out: list[str] = []
    for file in sent:
        if (file.name or "").lower().endswith(".zip"):
            upload = received(file, ZIP, most=LARGEST_ARCHIVE)
            for path, content in _unpacked(upload.content):
                _keep(path, content, files, left_out)
        else:
            upload = received(file, MARKDOWN, most=LARGEST_FILE)
            _keep(PurePosixPath(upload.name), upload.content, files, left_out)
    if not files:
        raise NoTextInside
    if sum(map(len, files.values())) > LARGEST_ARCHIVE:
        raise TooLarge(LARGEST_ARCHIVE)
    return Arrived(files, tuple(left_out))


def _unpacked(content: bytes) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of an archive already found sound, each read no further than a text may be long."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
        if len(members) > MOST_FILES:
            raise TooManyFiles(MOST_FILES)
        for member in members:
            if not member.filename.lower().endswith(".md"):
                yield PurePosixPath(member.filename), b""
                continue
            try:
                with archive.open(member) as inside:
                    text = inside.read(LARGEST_FILE + 1)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as damaged:
                raise NotAccepted((ZIP,)) from damaged
            if len(text) > LARGEST_FILE:
                raise TooLarge(LARGEST_FILE)
            yield PurePosixPath(member.filename), text


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _keep(path: PurePosixPath, content: bytes, files: dict[str, str], left_out: list[str]) -> None:
    """A text goes to the folder of texts, an amendment to that of amendments: its first lines say which it is."""
    name = clean_name(path.name)
    if not name.lower().endswith(".md") or name.lower() in DOCUMENTATION:
        left_out.append(name)
        return
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as other:
        raise NotInUtf8(name) from other
    if "\0" in text:
        raise NotAccepted((MARKDOWN,))
    folder = path.parent.name if path.parent.name in AMENDMENT_FOLDERS else ""
    if not folder and _AMENDS.match(text):
        folder = AMENDMENT_FOLDERS[0]
    files[f"{folder}/{name}" if folder else name] = text


def as_typed(text: str) -> str:
    """A text from a form: line ends as files have them, one at the end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
