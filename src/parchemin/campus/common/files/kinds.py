"""Kinds of files: what each one holds, whatever its name says. The kinds that a form accepts are named by it."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from dataclasses import dataclass

import puremagic

MEGABYTE = 1024 * 1024
MOST_UNPACKED, MOST_MEMBERS = 200 * MEGABYTE, 2000


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. `holds`: whether these bytes are such a file, whole, and nothing else besides."""

    name: str
    extensions: tuple[str, ...]
    media: str
    holds: Callable[[bytes], bool]

    def __str__(self) -> str:
        return self.name


def sniffed(content: bytes, kind: FileKind) -> bool:
    """What the signatures say. Text has none: for it, nothing surely else may be there."""
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    if kind.media.startswith("text/"):
        # Three letters give 0.3: a list whose first heading is "ID;" is no spreadsheet of 1986.
        return not any(match.confidence > 0.3 and match.mime_type != kind.media for match in found)
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


def text_of(content: bytes) -> str:
    """The text that these bytes hold: UTF-8, or marked as UTF-16, else as a spreadsheet of a French desk writes it."""
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _is_text(content: bytes) -> bool:
    allowed = "\t\r\n\f"
    text = text_of(content)
    strange = sum((unicodedata.category(sign) == "Cc" and sign not in allowed) or sign == "\ufffd" for sign in text)
    return not strange and not _opens_as_archive(content)


def _is_ods(content: bytes) -> bool:
    return b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in content[:200] and bool(_members(content))


def _in_old_office(content: bytes, part: str) -> bool:
    """Whether this is a file of Office before 2007, or with a password, that holds a part of this name."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and part.encode("utf-16-le") in content


def _is_xls(content: bytes) -> bool:
    return _in_old_office(content, "Workbook")


def is_locked(content: bytes) -> bool:
    """Whether this is a file of Office that opens with a password."""
    return _in_old_office(content, "EncryptedPackage")


PDF = FileKind("PDF", (".pdf",), "application/pdf", _is_pdf)
PNG = FileKind("PNG", (".png",), "image/png", _is_png)
JPEG = FileKind("JPEG", (".jpg", ".jpeg"), "image/jpeg", _is_jpeg)
XLSX = FileKind("XLSX", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_xlsx)
CSV = FileKind("CSV", (".csv", ".tsv", ".txt"), "text/csv", _is_text)
ODS = FileKind("ODS", (".ods",), "application/vnd.oasis.opendocument.spreadsheet", _is_ods)
XLS = FileKind("XLS", (".xls",), "application/vnd.ms-excel", _is_xls)
MARKDOWN = FileKind("Markdown", (".md",), "text/markdown", _is_text)
ZIP = FileKind("ZIP", (".zip",), "application/zip", _is_zip)
