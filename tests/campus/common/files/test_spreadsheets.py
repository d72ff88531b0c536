"""Spreadsheets as people really send them: read, or refused with the reason; what is written reads back."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from parchemin.campus.common.files import CSV, XLSX, FileContent, spreadsheets
from parchemin.campus.common.files.refusals import SheetTooLong, SheetUnreadable
from parchemin.campus.common.files.spreadsheets import (
    ACTIVE,
    LONGEST_CELL,
    MOST_COLUMNS,
    CellKind,
    SheetLine,
    SheetValue,
    inert,
    lines_of,
    written_csv,
    written_xlsx,
)

MANY = 10_000
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def csv_lines(content: str | bytes, most: int = MANY) -> list[SheetLine]:
    return lines_of(FileContent("a.csv", CSV, content.encode() if isinstance(content, str) else content), most=most)


def xlsx_lines(content: bytes, most: int = MANY) -> list[SheetLine]:
    return lines_of(FileContent("a.xlsx", XLSX, content), most=most)


def cells(lines: Iterable[SheetLine]) -> list[tuple[int, tuple[str, ...]]]:
    return [(line.number, line.cells) for line in lines]


def book(*sheets: Sequence[Sequence[object]], hidden: Sequence[int] = ()) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for place, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Feuille {place}")
        sheet.sheet_state = "hidden" if place in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_parts(parts: Mapping[str, str]) -> bytes:
    """A workbook of which some parts are written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book([["a"]])))) as whole, zipfile.ZipFile(out, "w") as made:
        for name in {*whole.namelist(), *parts}:
            made.writestr(name, parts.get(name) or whole.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_of(rows: str) -> bytes:
    return with_parts({"xl/worksheets/sheet1.xml": HEAD + rows + TAIL})


# --- CSV ----------------------------------------------------------------------------------------------------------

LEFÈVRE = [(1, ("Nom", "Note")), (2, ("Lefèvre", "12,5"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_in_whatever_its_program_writes(encoding: str, separator: str, end: str) -> None:
    text = f"Nom{separator}Note{end}Lefèvre{separator}12,5{end}"
    assert cells(csv_lines(text.encode(encoding))) == LEFÈVRE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('nom,note\nRoux,"12,5"\n', [(1, ("nom", "note")), (2, ("Roux", "12,5"))]),
        ("Notes, groupe A, 2026\n\nnom;note\nRoux;12,5\nNoir;9,5\n", [
            (1, ("Notes, groupe A, 2026",)), (3, ("nom", "note")), (4, ("Roux", "12,5")), (5, ("Noir", "9,5")),
        ]),
        ('"nom;mail",note\n"Roux;r@a","12,5"\n', [(1, ("nom;mail", "note")), (2, ("Roux;r@a", "12,5"))]),
        ("sep=,\nnom,note\nRoux;x,12\n", [(2, ("nom", "note")), (3, ("Roux;x", "12"))]),
        ('"Du\nPont";12\nNoir;9\n', [(1, ("Du Pont", "12")), (3, ("Noir", "9"))]),
        ('"Roux" dit Élise;12\n', [(1, ("Roux dit Élise", "12"))]),
        ("nom;note;;\n;;;\nRoux;;\n", [(1, ("nom", "note")), (3, ("Roux",))]),
        ('="00123";=A1\n', [(1, ("00123", "=A1"))]),
        ("'00123;'=x;'t Hooft\n", [(1, ("00123", "=x", "'t Hooft"))]),
        ("\u00a0Roux\u00a0 \t;  12\n", [(1, ("Roux", "12"))]),
        ("", []),
        (";;\n\n", []),
    ],
    ids=["commas", "a title", "quoted signs", "sep=", "a line in a cell", "marks out of place", "empties",
         "text as a formula", "guarded", "spaces", "nothing", "nothing but signs"],
)  # fmt: skip
def test_a_csv_is_read_as_it_was_meant(text: str, found: list[tuple[int, tuple[str, ...]]]) -> None:
    assert cells(csv_lines(text)) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('a;b\n"Roux;12\n', "a quotation mark of line 2"),
        ('a;b\n"Roux;12\nNoir;9\n"Petit;8\n', "a quotation mark of line 2"),
        ("a;b\n" + "x" * 200_000, "line 2 holds far too much"),
        ("a;b\nx\0;1\n", "no text"),
    ],
    ids=["open to the end", "closed by another's", "endless", "no text"],
)
def test_a_csv_that_would_lose_lines_is_refused_with_the_line(text: str, why: str) -> None:
    with override("en"), pytest.raises(SheetUnreadable, match=why):
        csv_lines(text)


def test_a_cell_says_that_it_is_a_formula_or_failed_or_goes_on() -> None:
    (line,) = csv_lines(f"=1+1;#N/A;#VALEUR!;12;{'x' * 1000}\n")

    assert line.kinds == (CellKind.FORMULA, CellKind.FAULT, CellKind.FAULT, CellKind.TEXT, CellKind.TEXT)
    assert len(line.text(4)) == LONGEST_CELL + 1, "as long as it takes to see that it is too long"
    assert (line.text(5), line.kind(5)) == ("", CellKind.TEXT)


# --- XLSX ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (12, "12", CellKind.NUMBER),
        (12.50, "12.5", CellKind.NUMBER),
        (20260017.0, "20260017", CellKind.NUMBER),
        (0.1 + 0.2, "0.3", CellKind.NUMBER),
        (1e-7, "0.0000001", CellKind.NUMBER),
        (-4.0, "-4", CellKind.NUMBER),
        (True, "true", CellKind.TRUTH),
        (date(2026, 9, 7), "2026-09-07", CellKind.DATE),
        (datetime(2026, 9, 7, 8, 30), "2026-09-07 08:30:00", CellKind.DATE),
        (time(8, 30), "08:30:00", CellKind.DATE),
        ("=A1+1", "=A1+1", CellKind.FORMULA),
        ('="00123"', "00123", CellKind.TEXT),
        (ArrayFormula("A1:A2", "=B1:B2"), "=…", CellKind.FORMULA),
        ("#N/A", "#N/A", CellKind.FAULT),
        ("#VALEUR!", "#VALEUR!", CellKind.FAULT),
        ("  Du\nPont ", "Du Pont", CellKind.TEXT),
        ("'=x", "=x", CellKind.TEXT),
        ("x" * 5000, "x" * (LONGEST_CELL + 1), CellKind.TEXT),
    ],
)
def test_a_cell_is_what_its_spreadsheet_shows(value: object, text: str, kind: CellKind) -> None:
    (line,) = xlsx_lines(saved(book([[value]])))
    assert (line.text(0), line.kind(0)) == (text, kind)


def test_an_error_of_a_later_spreadsheet_is_one_too() -> None:
    (line,) = xlsx_lines(sheet_of('<row r="1"><c r="A1" t="e"><v>#BLOCKED!</v></c></row>'))
    assert (line.text(0), line.kind(0)) == ("#BLOCKED!", CellKind.FAULT)


def test_a_number_shown_with_zeros_at_its_head_keeps_them() -> None:
    made = book([[123, 12.5]])
    for cell in made.worksheets[0][1]:
        cell.number_format = "00000"
    assert xlsx_lines(saved(made))[0].cells == ("00123", "12.5")


@pytest.mark.parametrize(
    ("made", "hidden"),
    [
        (([["caché"]], [["vu"]]), [0]),
        (([], [["vu"]]), []),
        (([["vu"]], [["l'autre"]]), []),
    ],
    ids=["after a hidden one", "after an empty one", "before others"],
)
def test_the_first_sheet_that_shows_something_is_read(
    made: Sequence[Sequence[Sequence[object]]], hidden: list[int]
) -> None:
    assert cells(xlsx_lines(saved(book(*made, hidden=hidden)))) == [(1, ("vu",))]


def test_merged_cells_hold_what_their_first_holds_and_empty_ends_are_left_out() -> None:
    made = book([["Promotion 2026", None, None], [], ["nom", "note", None, ""], ["Roux", None, 3]])
    made.worksheets[0].merge_cells("A1:C1")
    made.worksheets[0].merge_cells("A4:B4")
    assert cells(xlsx_lines(saved(made))) == [(1, ("Promotion 2026",)), (3, ("nom", "note")), (4, ("Roux", "", "3"))]


@pytest.mark.parametrize(
    "empties",
    [
        '<row r="{n}"/>', '<row r="{n}" spans="1:2" s="1" customFormat="1"></row>',
        '<row r="{n}"><c r="A{n}" s="1"/></row>', '<row r="{n}"><c r="A{n}" s="1"></c><c r="B{n}"/></row>',
    ],
)  # fmt: skip
def test_a_column_formatted_to_the_bottom_costs_nothing_and_loses_nothing(
    empties: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_TAGS", 5_000)
    between = "".join(empties.replace("{n}", str(n)) for n in range(2, 6_000))
    first, last = (f'<row r="{n}"><c r="A{n}"><v>7</v></c></row>' for n in (1, 6_000))

    assert cells(xlsx_lines(sheet_of(first + between + last))) == [(1, ("7",)), (6_000, ("7",))]


SHARED = {
    "[Content_Types].xml": """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Override PartName="/xl/worksheets/sheet1.xml"
            ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml"
            ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
        <Override PartName="/xl/workbook.xml"
            ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>""",
    "xl/sharedStrings.xml": """<x:sst xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <x:si><x:r><x:t>Ro</x:t></x:r><x:r><x:t>ux</x:t></x:r></x:si></x:sst>""",
    "xl/worksheets/sheet1.xml": """<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <x:sheetData><x:row r="1"></x:row><x:row r="2"><x:c r="A2" s="0"/><x:c r="B2" t="s"><x:v>0</x:v></x:c></x:row>
        <x:row r="3"/></x:sheetData><x:pageMargins left="wrong"/></x:worksheet>""",
}


def test_texts_that_cells_share_are_read_under_any_prefix_of_tags() -> None:
    assert cells(xlsx_lines(with_parts(SHARED))) == [(2, ("", "Roux"))]


def test_a_cell_at_the_far_end_is_a_line_like_another_and_one_beyond_any_spreadsheet_is_none() -> None:
    small = '<dimension ref="A1:A1"/><sheetData>'
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    beyond = '<row r="99999999999"><c r="A99999999999"><v>3</v></c></row>'
    sheet = HEAD.replace("<sheetData>", small) + far + beyond + TAIL
    assert cells(xlsx_lines(with_parts({"xl/worksheets/sheet1.xml": sheet}))) == [(1_048_576, ("1",))]


def test_columns_beyond_those_of_a_list_are_left_out() -> None:
    assert len(xlsx_lines(saved(book([["x"] * 500])))[0].cells) == MOST_COLUMNS
    assert len(csv_lines(";".join(["x"] * 500))[0].cells) == MOST_COLUMNS


NO_SHEET = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
BOMB = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 400_000 + "</row>"
STYLES = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
ENTITIES = '?><!DOCTYPE worksheet [<!ENTITY b "bbbb">]>'
ENTITY = '<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04 no archive", SheetUnreadable),
        (saved(book([["a"]]))[:-300], SheetUnreadable),
        (with_parts({"xl/workbook.xml": NO_SHEET}), SheetUnreadable),
        (sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), SheetUnreadable),
        (sheet_of('<row r="1">'), SheetUnreadable),
        (with_parts({"xl/worksheets/sheet1.xml": HEAD.replace("?>", ENTITIES) + ENTITY + TAIL}), SheetUnreadable),
        (with_parts({"xl/worksheets/sheet1.xml": " " * 40_000_000}), SheetTooLong),
        (sheet_of(BOMB), SheetTooLong),
        (with_parts({"xl/styles.xml": STYLES + "<xf/>" * 200_000 + "</cellXfs></styleSheet>"}), SheetTooLong),
    ],
    ids=[
        "no archive",
        "cut",
        "no sheet",
        "no such text",
        "cut inside",
        "entities",
        "unpacks to much",
        "crowded",
        "styles",
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused_with_what_to_do(
    content: bytes, refusal: type[SheetUnreadable]
) -> None:
    with pytest.raises(refusal) as refused:
        xlsx_lines(content)
    assert refused.value.remedy


def test_more_lines_than_asked_for_are_refused_and_empty_ones_do_not_count() -> None:
    rows = [["a"], [], ["b"], [], ["c"]]
    assert len(xlsx_lines(saved(book(rows)), most=3)) == 3
    assert len(csv_lines("a\n\nb\n\nc\n", most=3)) == 3
    for read, content in ((xlsx_lines, saved(book(rows))), (csv_lines, b"a\n\nb\n\nc\n")):
        with override("en"), pytest.raises(SheetTooLong, match="more than 2 lines"):
            read(content, most=2)


# --- whatever is sent, whatever is written ------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(ACTIVE + "'\";,0a\n ", max_size=6)
ROWS = st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5)
MARKS = st.decimals(-1000, 1000, places=3)


def one_line(text: str) -> str:
    """A text as a cell keeps it: on one line, and without signs that no spreadsheet can hold."""
    return " ".join("".join("\ufffd" if sign < " " and sign not in "\t\r\n" else sign for sign in text).split())


def expected(rows: Sequence[Sequence[str]]) -> list[tuple[int, tuple[str, ...]]]:
    kept: list[tuple[int, tuple[str, ...]]] = []
    for number, row in enumerate(rows, 1):
        told = [one_line(text) for text in row]
        while told and not told[-1]:
            told.pop()
        kept += [(number, tuple(told))] if told else []
    return kept


@settings(max_examples=40)
@given(ROWS)
@example([["=1+1", "'=1+1"], ["\t-1", "''@x"], ["'12", "12"], ["＝A1", "_x0041_"]])
def test_what_is_written_reads_back_and_no_text_of_it_is_a_formula(rows: list[list[str]]) -> None:
    in_csv, in_xlsx = csv_lines(written_csv(rows)), xlsx_lines(written_xlsx("Liste", rows))

    assert [line.cells for line in in_csv] == [told for _number, told in expected(rows)]
    assert cells(in_xlsx) == expected(rows)
    assert CellKind.FORMULA not in {kind for line in (*in_csv, *in_xlsx) for kind in line.kinds}


@settings(max_examples=30)
@given(MARKS)
def test_a_mark_is_written_as_a_number_and_reads_back_exactly(mark: Decimal) -> None:
    (in_xlsx,), (in_csv,) = xlsx_lines(written_xlsx("Notes", [[mark]])), csv_lines(written_csv([[mark, ""]]))

    assert written_csv([]) == b"\xef\xbb\xbf", "without it, a spreadsheet shows no accent"
    assert in_xlsx.kind(0) is CellKind.NUMBER
    assert Decimal(in_xlsx.text(0)) == Decimal(in_csv.text(0).replace(",", ".")) == mark


@pytest.mark.parametrize("text", [f"{sign}x" for sign in ACTIVE])
def test_no_text_is_left_to_act(text: str) -> None:
    assert inert(text) == f"'{text}"
    values: list[list[SheetValue]] = [[text]]
    cell = load_workbook(io.BytesIO(written_xlsx("Liste", values))).worksheets[0]["A1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert [inert(quiet) for quiet in ("Roux", "12", "a=b", "'t Hooft", "")] == ["Roux", "12", "a=b", "'t Hooft", ""]


@given(st.binary(max_size=60) | st.text('";\n\r\t=a\0\ufeff', max_size=30).map(str.encode))
def test_no_text_breaks_the_reader(content: bytes) -> None:
    try:
        lines = csv_lines(content)
    except SheetUnreadable:
        return
    assert all(line.cells and line.cells[-1] and len(line.cells) == len(line.kinds) for line in lines)


WORKBOOK = saved(book([["nom", "note"], ["Roux", 12.5], ["Noir", date(2026, 9, 7)]]))


@pytest.mark.filterwarnings("ignore")  # the library says what it passes over
@settings(max_examples=60)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_no_archive_breaks_the_reader(place: int, put: bytes) -> None:
    with contextlib.suppress(SheetUnreadable, SheetTooLong):
        xlsx_lines(WORKBOOK[:place] + put + WORKBOOK[place + len(put) :])
