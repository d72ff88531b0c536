"""What people send: known by what it holds, not by what it says it is; of a size; under a name without tricks.

`received` reads one uploaded file and either gives it back as a small value or refuses it, before anything is written.
The kinds a form accepts are named by it: `received(file, PDF, PNG, JPEG)`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile

from parchemin.campus.common.files.kinds import MEGABYTE, ODS, XLS, XLSX, FileKind, is_locked, sniffed
from parchemin.campus.common.files.refusals import (
    LockedByPassword,
    NoFile,
    NotAccepted,
    OtherSpreadsheet,
    OtherThanItsName,
    TooLarge,
)
from parchemin.campus.common.refusals import Refusal

LARGEST = 10 * MEGABYTE
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FileContent:
    """A whole file, received or made here, that nothing keeps yet. `name` is clean; `sha256` in hexadecimal."""

    name: str
    kind: FileKind
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def received(file: UploadedFile[bytes], *kinds: FileKind, most: int = LARGEST) -> FileContent:
    """The file, when it is one of these kinds. Raises a refusal otherwise."""
    if (file.size or 0) > most:
        raise TooLarge(most)
    content = file.read(most + 1)  # what was announced is not believed
    if len(content) > most:
        raise TooLarge(most)
    if not content.strip(b"\0 \t\r\n"):
        raise NoFile
    name = clean_name(file.name or "")
    kind = next((kind for kind in kinds if sniffed(content, kind) and kind.holds(content)), None)
    if kind is None:
        raise _why_not(content, kinds)
    if not name.lower().endswith(kind.extensions):
        raise OtherThanItsName(kind, name)
    return FileContent(name, kind, content)


def _why_not(content: bytes, kinds: tuple[FileKind, ...]) -> Refusal:
    """What is wrong with a file that is of none of these kinds; of a spreadsheet, how to have it read."""
    if XLSX in kinds and is_locked(content):
        return LockedByPassword()
    another = next((kind for kind in (XLS, ODS) if XLSX in kinds and kind.holds(content)), None)
    return NotAccepted(kinds) if another is None else OtherSpreadsheet(another)


def clean_name(name: str) -> str:
    """The last part of a name, in letters, digits, spaces and a few signs; never hidden, never a path."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isalnum() or sign in " ._-()’'" else "_" for sign in last if sign.isprintable())
    stem, dot, extension = re.sub(r"\s+", " ", kept).strip().rpartition(".")
    if not dot:
        stem, extension = extension, ""
    return (stem.strip(" .")[: LONGEST_NAME - len(extension) - 1] or "fichier") + dot + extension[:10]
