"""What people send: known by what it holds, not by what it says it is; of a size; under a name without tricks.

`received` reads one uploaded file and either gives it back as a small value or refuses it, before anything is written.
The kinds a form accepts are named by it: `received(file, PDF, PNG, JPEG)`.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LONGEST_NAME = 100
MOST_UNPACKED, MOST_MEMBERS = 200 * MEGABYTE, 2000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `holds`: whether these bytes are such a file, whole, and nothing else besides."""

    name: str
    extensions: tuple[str, ...]
    media: str
    holds: Callable[[bytes], bool]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was accepted. `name` is clean; `sha256` in hexadecimal."""

    name: str
    kind: Kind
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class NoFile(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This file is empty."), _("Choose the file again; open it first to see that it is whole."))


class TooLarge(Refusal):
    def __init__(self, most: int) -> None:
        most_shown = most // MEGABYTE if most >= MEGABYTE else most / MEGABYTE
        super().__init__(
            _("This file is larger than %(most)s MB.") % {"most": most_shown},
            _("Send a smaller one: scan in grey at 150 dpi, or split it."),
        )


class NotAccepted(Refusal):
    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        super().__init__(
            _("This is not a file of an accepted kind, or it is damaged, or it holds something else as well."),
            _("Accepted: %(kinds)s. Export it again from the program it comes from.")
            % {"kinds": ", ".join(str(kind) for kind in kinds)},
        )


class OtherThanItsName(Refusal):
    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(
            _("“%(name)s” is in fact a file of the kind %(kind)s.") % {"name": name, "kind": kind},
            _("Give it the extension %(extension)s, or choose another file.") % {"extension": kind.extensions[0]},
        )


def received(file: UploadedFile[bytes], *kinds: Kind, most: int = LARGEST) -> Upload:
    """The file, when it is one of these kinds. Raises a refusal otherwise."""
    if (file.size or 0) > most:
        raise TooLarge(most)
    content = file.read(most + 1)  # what was announced is not believed
    if len(content) > most:
        raise TooLarge(most)
    if not content.strip(b"\0 \t\r\n"):
        raise NoFile
    name = clean_name(file.name or "")
    kind = next((kind for kind in kinds if _sniffed(content, kind) and kind.holds(content)), None)
    if kind is None:
        raise NotAccepted(kinds)
    if not name.lower().endswith(kind.extensions):
        raise OtherThanItsName(kind, name)
    return Upload(name, kind, content)


def clean_name(name: str) -> str:
    """The last part of a name, in letters, digits, spaces and a few signs; never hidden, never a path."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isalnum() or sign in " ._-()’'" else "_" for sign in last if sign.isprintable())
    stem, dot, extension = re.sub(r"\s+", " ", kept).strip().rpartition(".")
    if not dot:
        stem, extension = extension, ""
    return (stem.strip(" .")[: LONGEST_NAME - len(extension) - 1] or "fichier") + dot + extension[:10]


def _sniffed(content: bytes, kind: Kind) -> bool:
    """What the signatures say. Text has none: for it, nothing surely else may be there."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    if kind.media.startswith("text/"):
        return not any(match.confidence >= 0.3 and match.mime_type != kind.media for match in found)
    return any(match.mime_type == kind.media for match in found)


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:] and not _opens_as_archive(content)


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82")


def _is_jpeg(content: bytes) -> bool:
    """Telephones write after the end of the image: what follows is let be, unless it makes the file something else."""
    another = b"%PDF-" in content[:1024] or b"<script" in content[:1024].lower() or _opens_as_archive(content)
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content and not another


def _opens_as_archive(content: bytes) -> bool:
    return zipfile.is_zipfile(io.BytesIO(content))


def _members(content: bytes) -> list[str]:
    """The names in an archive that unpacks to something reasonable and stays in its folder; none otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, OverflowError):
        return []
    names = [member.filename for member in listed]
    sound = (
        len(listed) <= MOST_MEMBERS
        and sum(member.file_size for member in listed) <= min(MOST_UNPACKED, max(len(content) * 150, MEGABYTE))
        and not any(member.flag_bits & 1 for member in listed)  # enciphered
        and not any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    )
    return names if sound and content.startswith(b"PK\x03\x04") else []


def _is_xlsx(content: bytes) -> bool:
    names = set(_members(content))
    macros = any("vbaproject" in name.lower() for name in names)
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and not macros


def _is_zip(content: bytes) -> bool:
    return bool(_members(content))


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # a spreadsheet of a French desk
    allowed = "\t\r\n\f"
    strange = sum((unicodedata.category(sign) == "Cc" and sign not in allowed) or sign == "\ufffd" for sign in text)
    return not strange and not _opens_as_archive(content)


PDF = Kind("PDF", (".pdf",), "application/pdf", _is_pdf)
PNG = Kind("PNG", (".png",), "image/png", _is_png)
JPEG = Kind("JPEG", (".jpg", ".jpeg"), "image/jpeg", _is_jpeg)
XLSX = Kind("XLSX", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_xlsx)
CSV = Kind("CSV", (".csv",), "text/csv", _is_text)
MARKDOWN = Kind("Markdown", (".md",), "text/markdown", _is_text)
ZIP = Kind("ZIP", (".zip",), "application/zip", _is_zip)
