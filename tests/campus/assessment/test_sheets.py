"""Sheets of marks out and in: what is exported comes back, and what is wrong with a sheet is said line by line."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Mark
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.assessment.queries.grids import grid_of
from parchemin.campus.assessment.queries.sheets import MOST_LINES, as_csv, as_xlsx
from tests.campus.assessment.conftest import Marking, signed_in
from tests.campus.conftest import NOON

HEAD = ("Numéro", "Note")
NADIA, PAUL, INÈS = "icn-pge-nadia", "icn-pge-paul", "icn-pge-inès"


def book(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    made = Workbook()
    assert made.active is not None
    for row in (head, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(marking: Marking, content: bytes, name: str = "notes.xlsx") -> Any:
    client = signed_in(marking.thomas)
    file = SimpleUploadedFile(name, content)
    return client.post(f"/marks/papers/{marking.exam.pk}/import/", {"file": file})


def problems(response: Any) -> dict[int, str]:
    assert response.status_code == 409
    assert not Mark.objects.exists()
    return {one.line: one.what for one in response.context["preview"].problems}


def test_what_is_exported_comes_back_and_changes_nothing(marking: Marking) -> None:
    students = marking.students
    marks = [Entered(students["Nadia"], "12,5"), Entered(students["Paul"], "abs")]
    enter_marks(marking.exam, marks, by=marking.thomas, at=NOON)
    for kind in ("xlsx", "csv"):
        exported = signed_in(marking.thomas).get(f"/marks/papers/{marking.exam.pk}/export.{kind}")

        shown = send(marking, exported.content, f"notes.{kind}")
        preview = shown.context.get("preview") or pytest.fail(str(shown.context.get("refusal")) + kind)

        assert (preview.problems, preview.changes, preview.same, preview.unsaid) == ([], [], 3, 0)


def test_a_sheet_is_previewed_then_confirmed_whole(marking: Marking) -> None:
    client = signed_in(marking.thomas)
    preview = send(marking, book((NADIA, 12.5), (PAUL, "ABS")))

    assert not Mark.objects.exists(), "a preview writes nothing"
    confirmed = client.post(f"/marks/papers/{marking.exam.pk}/import/confirm", {"sealed": preview.context["sealed"]})

    assert confirmed.status_code == 302
    kept = {mark.dossier.number: written(mark) for mark in Mark.objects.all()}
    assert kept == {NADIA: "12,5", PAUL: "ABS"}


def test_a_sheet_of_a_paper_that_is_not_sat_yet_is_refused_before_its_preview(marking: Marking) -> None:
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": "2199-01-12"}
    where = (marking.programme, 2026, "module:S1-DROIT", "S1-DROIT/1", "dossier")
    paper = set_paper(*where, facts=facts, by=marking.odile, at=NOON)

    answer = send(replace(marking, exam=paper), book((NADIA, 12.5)))

    assert answer.status_code == 409
    assert "2199" in answer.content.decode()
    assert "sealed" not in answer.context


def test_a_mark_that_changed_after_the_preview_is_not_overwritten(marking: Marking) -> None:
    preview = send(marking, book((NADIA, 12), (PAUL, 9)))
    enter_marks(marking.exam, [Entered(marking.students["Nadia"], "15")], by=marking.odile, at=NOON)

    confirmed = signed_in(marking.thomas).post(
        f"/marks/papers/{marking.exam.pk}/import/confirm", {"sealed": preview.context["sealed"]}
    )

    assert confirmed.status_code == 409
    assert written(Mark.objects.get()) == "15", "Paul's is not written either: all or nothing"


def test_a_preview_of_another_paper_or_a_forged_one_writes_nothing(marking: Marking) -> None:
    sealed = send(marking, book((NADIA, 12))).context["sealed"]
    for paper, text in ((marking.other, sealed), (marking.exam, sealed[:-2] + "xx"), (marking.exam, "")):
        client = signed_in(marking.odile)
        assert client.post(f"/marks/papers/{paper.pk}/import/confirm", {"sealed": text}).status_code == 409
    assert not Mark.objects.exists()


def test_an_import_after_submission_asks_for_its_reason(marking: Marking) -> None:
    everyone = [Entered(dossier, "10") for dossier in marking.students.values()]
    enter_marks(marking.exam, everyone, by=marking.thomas, at=NOON)
    submit(marking.exam, by=marking.thomas, at=NOON)
    told = {"sealed": send(marking, book((NADIA, 12))).context["sealed"]}
    client, address = signed_in(marking.thomas), f"/marks/papers/{marking.exam.pk}/import/confirm"

    assert client.post(address, told).status_code == 409
    assert client.post(address, told | {"why": "erreur de colonne"}).status_code == 302


def test_every_line_that_is_wrong_is_named(marking: Marking) -> None:
    sheet = book(
        (NADIA, "=10+2"),
        (PAUL, date(2026, 12, 5)),
        ("icn-pge-nobody", 12),
        (INÈS, 20.5),
        (INÈS, 12),
        (None, 12),
        (None, None),
    )

    found = problems(send(marking, sheet))
    failed = problems(send(marking, book((PAUL, "#N/A"), (INÈS, True))))

    assert sorted(found) == [2, 3, 4, 5, 6, 7]
    assert "échoué" in failed[2]
    assert "valeur logique" in failed[3]
    assert "formule" in found[2]
    assert "date" in found[3]
    assert "5" in found[6]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "notes.xlsx"),
        (b"PK\x03\x04 not a sheet", "notes.xlsx"),
        (b"<html>", "notes.xlsx"),
        (book((NADIA, 12), head=("Nom", "Prénom")), "notes.xlsx"),
        (b'Num\xc3\xa9ro;Note\n"icn-pge-nadia;12\n', "notes.csv"),
        (("Numéro;Note\n" + "x;1\n" * (MOST_LINES + 5)).encode(), "notes.csv"),
        (book((NADIA, 12)), "notes.csv"),
    ],
    ids=["empty", "cut", "a page", "no columns", "open quotation", "too long", "another kind"],
)
def test_a_file_that_is_no_sheet_of_marks_is_refused(marking: Marking, content: bytes, name: str) -> None:
    response = send(marking, content, name)
    assert response.status_code in (200, 409)
    assert "preview" not in response.context
    assert not Mark.objects.exists()


def with_member(name: str, content: bytes) -> bytes:
    out = io.BytesIO(book((NADIA, 12)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/bomb.xml"])
def test_a_sheet_with_a_macro_or_a_bomb_in_it_is_refused(marking: Marking, name: str) -> None:
    content = b"\0" * (40 * 1024 * 1024) if "bomb" in name else b"macro"
    response = send(marking, with_member(name, content))
    assert response.status_code == 409
    assert "preview" not in response.context


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_exported_text_is_a_formula(marking: Marking, text: str) -> None:
    person = marking.students["Nadia"].student
    person.family_name = text
    person.save()
    grid = grid_of([marking.exam], at=NOON)

    sheet = load_workbook(io.BytesIO(as_xlsx(grid, marking.exam))).worksheets[0]

    assert f"'{text}" in as_csv(grid, marking.exam).decode()
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_a_mark_is_exported_as_a_number_and_an_absence_as_a_word(marking: Marking) -> None:
    marks = [Entered(marking.students["Nadia"], "12,5"), Entered(marking.students["Paul"], "abs")]
    enter_marks(marking.exam, marks, by=marking.thomas, at=NOON)
    grid = grid_of([marking.exam], at=NOON)

    sheet = load_workbook(io.BytesIO(as_xlsx(grid, marking.exam))).worksheets[0]

    assert {row[0].value: row[3].value for row in sheet.iter_rows(min_row=2)} == {NADIA: 12.5, PAUL: "ABS", INÈS: None}
    assert f"{NADIA};Durand;Nadia;12,5;" in as_csv(grid, marking.exam).decode()


def test_a_title_above_the_headings_and_other_columns_are_passed_over(marking: Marking) -> None:
    sheet = "Notes, groupe A, 2026\n\nN° étudiant;Nom;Commentaire;Note /20\n" + f"{NADIA};=A1;long;12,5\n"

    preview = send(marking, sheet.encode("cp1252"), "notes.csv").context["preview"]

    assert (preview.problems, [(one.cell.dossier.number, one.to) for one in preview.changes]) == ([], [(NADIA, "12,5")])


def test_the_line_told_is_that_of_the_file(marking: Marking) -> None:
    sheet = f'Numéro;Nom;Note\n\n{NADIA};"Du\nrand";12\n{PAUL};;25\n'
    assert list(problems(send(marking, sheet.encode(), "notes.csv"))) == [5]


def test_a_mark_that_was_computed_is_read_as_its_spreadsheet_shows_it(marking: Marking) -> None:
    (change,) = send(marking, book((NADIA, 12.2 + 0.4 - 0.1))).context["preview"].changes
    assert change.to == "12,5"
