"""Lists of students for the tests: as a school sends them, and as somebody who means harm would."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.files import CSV, XLSX, FileContent
from parchemin.campus.enrolment.actions import looked_at, send_list
from parchemin.campus.enrolment.queries.lists import ListPreview
from parchemin.campus.people.models import Person
from tests.campus.school import NOON

GOOD = (
    "N°;Nom;Prénom;Adresse mail;Voie;Téléphone\n"
    "17;Roux;Élise;Elise@etu.example.org;passerelle 1;06\n"
    "18;Petit;Ali;ali@etu.example.org;bce;\n"
)


def csv_of(text: str, name: str = "liste.csv") -> FileContent:
    return FileContent(name, CSV, text.encode())


def xlsx_of(rows: list[list[object]], name: str = "liste.xlsx") -> FileContent:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return FileContent(name, XLSX, stream.getvalue())


def file_of(upload: FileContent) -> SimpleUploadedFile:
    return SimpleUploadedFile(upload.name, upload.content, upload.kind.media)


def seen(intake: Intake, upload: FileContent, *, by: Person) -> ListPreview:
    return looked_at(send_list(intake, upload, by=by, at=NOON))
