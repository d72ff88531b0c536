"""Files that people send: known by what they hold, refused when they are something else, too large, empty or a trap."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from parchemin.campus.common.files import (
    CSV,
    JPEG,
    MARKDOWN,
    PDF,
    PNG,
    XLSX,
    ZIP,
    FileKind,
    NoFile,
    NotAccepted,
    OtherThanItsName,
    TooLarge,
    clean_name,
    received,
)
from parchemin.campus.common.files.refusals import LockedByPassword, OtherSpreadsheet

EVERY = (PDF, PNG, JPEG, XLSX, CSV)
A_PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
A_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40 + b"\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


A_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    + chunk(b"IEND", b"")
)


def workbook() -> bytes:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("notes")
    book.save(made)
    return made.getvalue()


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return made.getvalue()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-a-lie")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("certificat.pdf", A_PDF, PDF),
        ("carte.PNG", A_PNG, PNG),
        ("photo.jpeg", A_JPEG, JPEG),
        ("photo.jpg", A_JPEG + b"SEFT what a telephone adds", JPEG),
        ("notes.xlsx", workbook(), XLSX),
        ("notes.csv", "nom;note\nÉmile;12,5\n".encode(), CSV),
        ("notes.csv", "nom;note\nÉmile;12,5\n".encode("cp1252"), CSV),
        ("notes.txt", "nom\tnote\nÉmile\t12,5\n".encode("utf-16"), CSV),
        ("notes.csv", b"ID;nom;note\n1;Roux;12,5\n", CSV),
    ],
)
def test_a_file_is_known_by_what_it_holds(name: str, content: bytes, kind: FileKind) -> None:
    found = received(file(name, content), *EVERY)

    assert (found.kind, found.name, found.content, found.size) == (kind, name, content, len(content))
    assert len(found.sha256) == 64


def test_a_text_and_an_archive_are_taken_where_they_are_asked_for() -> None:
    assert received(file("règlement.md", b"# Titre\n"), MARKDOWN, ZIP).kind is MARKDOWN
    assert received(file("textes.zip", archive({"a.md": b"# A\n"})), MARKDOWN, ZIP).kind is ZIP
    with override("en"), pytest.raises(NotAccepted, match="Accepted: PDF"):
        received(file("textes.zip", archive({"a.md": b"# A\n"})), PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", A_PDF + archive({"a": b"b"})),  # a PDF that is an archive as well
        ("a.png", A_PNG + b"<script>alert(1)</script>"),
        ("a.jpg", A_JPEG + archive({"a": b"b"})),
        ("a.jpg", A_JPEG[:20] + b"%PDF-1.7" + A_JPEG[20:]),
        ("a.pdf", A_PDF[:30]),  # cut short
        ("a.xlsx", archive({"a": b"b"})),
        ("a.xlsx", archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"})),
        ("a.xlsx", archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"\0" * 40_000_000})),  # a bomb
        ("a.xlsx", archive({"[Content_Types].xml": b"", "xl/workbook.xml": b"", "../../evil": b"x"})),
        ("a.xlsx", workbook()[:-200]),
        ("a.csv", b"\x7fELF" + b"\0" * 60),
        ("a.csv", b"nom;note\0\x01\x02"),
        ("a.svg", b"<svg onload='alert(1)' xmlns='x'/>\x00"),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 100),
    ],
)
def test_a_hostile_or_damaged_file_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(NotAccepted):
        received(file(name, content), *EVERY)


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
AN_ODS = archive(
    {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, zipfile.ZIP_STORED
)


@pytest.mark.parametrize(
    ("content", "refusal", "said"),
    [
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), LockedByPassword, "a password only"),
        (OLD_OFFICE + "Workbook".encode("utf-16-le"), OtherSpreadsheet, "kind XLS"),
        (AN_ODS, OtherSpreadsheet, "kind ODS"),
    ],
)
@pytest.mark.parametrize("name", ["notes.xlsx", "notes.csv"])
def test_a_spreadsheet_that_is_not_read_is_told_for_what_it_is(
    name: str, content: bytes, refusal: type[LockedByPassword | OtherSpreadsheet], said: str
) -> None:
    with override("en"), pytest.raises(refusal, match=said) as refused:
        received(file(name, content), XLSX, CSV)
    assert refused.value.remedy
    with pytest.raises(NotAccepted):
        received(file(name, content), PDF)


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b" \r\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(NoFile):
        received(file("a.csv", content), *EVERY)


def test_a_file_that_is_too_large_is_refused_even_when_it_lies_about_its_size() -> None:
    liar = file("a.csv", b"a;b\n" * 1000)
    liar.size = 10
    with pytest.raises(TooLarge):
        received(liar, CSV, most=1000)
    with pytest.raises(TooLarge):
        received(file("a.csv", b"a;b\n" * 1000), CSV, most=1000)


def test_a_name_that_says_something_else_is_refused() -> None:
    with pytest.raises(OtherThanItsName, match=r"photo\.png"):
        received(file("photo.png", A_PDF), *EVERY)
    with pytest.raises(OtherThanItsName):
        received(file("photo.pdf.exe", A_PDF), *EVERY)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ada\\notes.csv", "notes.csv"),
        ("a\u202efdp.exe", "afdp.exe"),  # writing turned around
        ("a\0b\n.pdf", "ab.pdf"),
        ("<b>.pdf", "_b_.pdf"),
        (".pdf", "fichier.pdf"),
        ("", "fichier"),
        ("certificat médical (1).pdf", "certificat médical (1).pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_of_its_tricks(name: str, clean: str) -> None:
    assert clean_name(name) == clean
