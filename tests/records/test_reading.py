"""What a folder of records may hold, and everything that is refused: at which line, why, and what to do."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.records import layout, read
from parchemin.regulation.evaluation.facts import PersonFacts, person_of
from parchemin.regulation.findings import Finding, Refused
from parchemin.regulation.meaning.graph import BOOL
from tests.records.programmes import fact, school

STUDENTS = "étudiant;entrée;parcours;remarque\nAda;2025-09-01;;\nBob;01/09/2025;marketing;vient de Lille\n"
MARKS = "étudiant;module;session;épreuve;note;coefficient\n"


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def reproaches(folder: Path, files: Mapping[str, str | bytes]) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as refusal:
        read(school(), lay(folder, files))
    for finding in refusal.value.findings:
        for language in ("fr", "en"):
            assert finding.what(language)
            assert finding.remedy(language)
    return refusal.value.findings


def seen(folder: Path, files: Mapping[str, str | bytes]) -> list[tuple[str, str, int]]:
    return [(Path(f.place.file).name, f.code, f.place.line) for f in reproaches(folder, files)]


def marks(folder: Path, *lines: str, **files: str) -> tuple[Finding, ...]:
    return reproaches(folder, {"étudiants.csv": STUDENTS, "épreuves.csv": MARKS + "\n".join(lines) + "\n", **files})


def student(folder: Path, files: Mapping[str, str | bytes], index: int = 0) -> PersonFacts:
    regulation = school()
    return person_of(regulation, read(regulation, lay(folder, files))["étudiant"], index)


# --- what is accepted -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("separator", "mark", "start", "end"),
    [
        (";", "12,25", "", "\n"),
        (";", "12.25", "\ufeff", "\r\n"),
        (",", '"12,25"', "\ufeff", "\n"),
        (",", "12.25", "", "\r\n"),
    ],
)
def test_every_way_a_spreadsheet_saves_is_read(tmp_path: Path, separator: str, mark: str, start: str, end: str) -> None:
    lines = ["étudiant;module;session;épreuve;note;coefficient", "", "Ada;Compta;1;examen;NOTE;2", ";;;;;", ""]
    text = start + end.join(lines).replace(";", separator).replace("NOTE", mark)
    row = student(tmp_path, {"étudiants.csv": STUDENTS, "épreuves.csv": text}).rows["épreuve"][0]

    assert (row.parent, row.name) == ("Compta/1", "examen")
    assert row.facts == {"épreuve.note": Fraction("12.25"), "épreuve.coefficient": 2}


@pytest.mark.parametrize(("word", "value"), [("oui", True), ("FAUX", False), ("Yes", True), ("no", False), ("1", True)])
def test_truth_is_written_in_either_language_or_in_digits(tmp_path: Path, word: str, value: bool) -> None:
    files = {"étudiants.csv": STUDENTS, "modules.csv": f"étudiant;module;dispensé\nBob;Droit;{word}\n"}
    assert student(tmp_path, files, 1).listed["module.dispensé"]["Droit"] is value


def test_both_ways_of_writing_a_date_give_the_same_day(tmp_path: Path) -> None:
    cohort = read(school(), lay(tmp_path, {"étudiants.csv": STUDENTS}))["étudiant"]
    assert cohort.listed["étudiant.entrée"].tolist() == [[date(2025, 9, 1).toordinal()] * 2]


def test_an_empty_cell_means_what_the_regulation_says_and_a_question_mark_is_unknown(tmp_path: Path) -> None:
    text = MARKS + "Ada;Compta;1;examen;;\nAda;Compta;1;oral;14;?\n"
    examen, oral = student(tmp_path, {"étudiants.csv": STUDENTS, "épreuves.csv": text}).rows["épreuve"]

    assert examen.facts == {"épreuve.note": None, "épreuve.coefficient": 1}
    assert oral.facts == {"épreuve.note": 14, "épreuve.coefficient": None}


def test_columns_stand_in_any_order_and_may_carry_their_whole_name(tmp_path: Path) -> None:
    text = "Épreuve.Note;session;épreuve;étudiant;module;coefficient\n7,5;1;oral;Bob;Marketing, bases;\n"
    (row,) = student(tmp_path, {"étudiants.csv": STUDENTS, "épreuves.csv": text}, 1).rows["épreuve"]
    assert row.facts["épreuve.note"] == Fraction("7.5")


def test_the_rows_of_a_person_keep_the_order_of_the_file(tmp_path: Path) -> None:
    lines = ["Bob;Compta;1;b;1;", "Ada;Compta;1;z;2;", "Bob;Compta;1;a;3;", "Ada;Compta;1;y;4;"]
    files = {"étudiants.csv": STUDENTS, "épreuves.csv": MARKS + "\n".join(lines)}
    rows = read(school(), lay(tmp_path, files))["étudiant"].rows["épreuve"]
    assert (rows.person.tolist(), list(rows.names)) == ([0, 0, 1, 1], ["z", "y", "b", "a"])


def test_parquet_holds_text_or_native_types(tmp_path: Path) -> None:
    lay(tmp_path, {"étudiants.csv": STUDENTS})
    pl.DataFrame(
        {
            "étudiant": ["Ada"],
            "module": ["Compta"],
            "session": [1],
            "épreuve": ["examen"],
            "note": ["12,25"],
            "coefficient": [2],
        }
    ).with_columns(pl.col("note").str.replace(",", ".").cast(pl.Decimal(10, 4))).write_parquet(
        tmp_path / "épreuves.parquet"
    )
    pl.DataFrame({"étudiant": ["Bob"], "module": ["Droit"], "dispensé": [True]}).write_parquet(
        tmp_path / "modules.parquet"
    )
    cohort = read(school(), tmp_path)["étudiant"]

    assert cohort.rows["épreuve"].facts["épreuve.note"].tolist() == [1225]
    assert cohort.listed["module.dispensé"][:, 1].tolist() == [0, 1, 0]


def test_parquet_floats_are_refused_since_they_are_not_exact(tmp_path: Path) -> None:
    pl.DataFrame({"candidat": ["Zoé"], "rang": [1.5]}).write_parquet(tmp_path / "candidats.parquet")
    assert seen(tmp_path, {}) == [("candidats.parquet", "records-floats", 0)]


def test_a_root_without_any_file_has_nobody(tmp_path: Path) -> None:
    assert len(read(school(), lay(tmp_path, {"candidats.csv": "candidat,rang\nZoé,3\n"}))["étudiant"]) == 0


# --- rows for all ---------------------------------------------------------------------------------------------

SYLLABUS = "module;session;épreuve;coefficient\nCompta;1;contrôle;1\nCompta;1;examen;2\nCompta;2;examen;3\n"


def test_rows_for_all_are_made_for_each_person_to_whom_the_session_is_open(tmp_path: Path) -> None:
    files = {
        "étudiants.csv": STUDENTS,
        "sessions.csv": "étudiant;module;session;inscrit;absence\nBob;Compta;2;oui;\n",
        "épreuves-pour-tous.csv": SYLLABUS,
        "épreuves.csv": "étudiant;module;session;épreuve;note\nBob;Compta;2;examen;11\n",
    }
    ada, bob = student(tmp_path, files), student(tmp_path, files, 1)

    assert [(r.parent, r.name, r.facts["épreuve.note"]) for r in ada.rows["épreuve"]] == [
        ("Compta/1", "contrôle", None),
        ("Compta/1", "examen", None),
    ]
    assert [(r.parent, r.facts["épreuve.note"], r.facts["épreuve.coefficient"]) for r in bob.rows["épreuve"]][-1] == (
        "Compta/2",
        11,
        3,
    )


def test_a_row_absent_from_those_for_all_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (found,) = marks(tmp_path, "Ada;Compta;1;exament;11;", **{"épreuves-pour-tous.csv": SYLLABUS})
    assert (found.code, found.place.line) == ("records-row-not-shared", 2)
    assert "« examen »" in found.what()


def test_a_personal_value_may_not_contradict_the_one_for_all(tmp_path: Path) -> None:
    found = marks(
        tmp_path, "Ada;Compta;1;examen;11;3", "Bob;Compta;1;examen;11;2", **{"épreuves-pour-tous.csv": SYLLABUS}
    )
    assert [(f.code, f.place.line, f.values["accepted"]) for f in found] == [("records-shared-conflict", 2, "2")]


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("20,01", "off-scale"),
        ("-0,01", "off-scale"),
        ("12,345", "off-step"),
        ("NaN", "number"),
        ("inf", "number"),
        ("1e1", "number"),
        ("0x10", "number"),
        ("1_0", "number"),
        ("١٢", "number"),
        ("12,", "number"),
        ("9" * 5000, "number"),
        ("999999999999999999", "off-scale"),
        ("ABS", "number"),
        ("12/20", "number"),
    ],
)
def test_a_mark_outside_the_scale_the_step_or_plain_digits_is_refused(tmp_path: Path, note: str, code: str) -> None:
    (found,) = marks(tmp_path, "Ada;Compta;1;examen;12;", f"Bob;Compta;1;examen;{note};")
    assert (found.code, found.place.line, found.place.column) == (f"records-{code}", 3, 5)
    assert found.place.article == "3.1"
    assert "un nombre de 0 à 20, par pas de 0,01" in found.remedy()
    assert "a number from 0 to 20, by steps of 0.01" in found.remedy("en")


@pytest.mark.parametrize("note", ["0", "20", "20,00", "7.01", " 12 ", "+3", "12,50000"])
def test_a_mark_on_the_edge_of_its_scale_is_taken_exactly(tmp_path: Path, note: str) -> None:
    files = {"étudiants.csv": STUDENTS, "épreuves.csv": f"{MARKS}Ada;Compta;1;examen;{note};\n"}
    taken = student(tmp_path, files).rows["épreuve"][0].facts["épreuve.note"]
    assert taken == Fraction(note.strip().replace(",", "."))


def test_unknown_names_are_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    lines = ("Adda;Compta;1;examen;12;", "Ada;Conpta;1;examen;12;", "Ada;Compta;3;examen;12;", "Ada;Compta;1;;12;")
    found = marks(tmp_path, *lines)
    assert [(f.code.removeprefix("records-"), f.place.line, f.values["column"]) for f in found] == [
        ("person-unknown", 2, "étudiant"),
        ("member-unknown", 3, "module"),
        ("member-unknown", 4, "session"),
        ("key-empty", 5, "épreuve"),
    ]
    assert "le plus proche : « Ada »" in found[0].what()
    assert "the nearest: “Compta”" in found[1].what("en")
    assert found[2].remedy() == "Noms acceptés : 1, 2."


def test_duplicates_cite_both_lines(tmp_path: Path) -> None:
    lines = (
        "Ada;Compta;1;examen;12;",
        "Bob;Compta;1;examen;9;",
        "",
        "Ada;Compta;1;examen;13;",
        "Ada;Compta;1; examen;14;",
    )
    found = marks(tmp_path, *lines)
    assert [(f.code, f.place.line, f.values["other"], f.related[0].line) for f in found] == [
        ("records-row-twice", 5, 2, 2),
        ("records-row-twice", 6, 2, 2),
    ]


def test_a_person_listed_twice_is_refused(tmp_path: Path) -> None:
    (found,) = reproaches(tmp_path, {"candidats.csv": "candidat,rang\nZoé,1\nLéo,2\nZoé,3\n"})
    assert (found.code, found.place.line, found.values["other"]) == ("records-person-twice", 4, 2)


def test_a_second_session_needs_the_right_to_it(tmp_path: Path) -> None:
    sessions = (
        "étudiant;module;session;inscrit;absence\nAda;Compta;2;oui;\nBob;Compta;2;non;\nBob;Droit;2;;injustifiée\n"
    )
    lines = ("Ada;Compta;2;examen;12;", "Bob;Compta;2;examen;12;", "Ada;Droit;2;examen;12;", "Bob;Droit;1;examen;12;")
    found = marks(tmp_path, *lines, **{"sessions.csv": sessions})
    assert [(Path(f.place.file).name, f.code, f.place.line) for f in found] == [
        ("sessions.csv", "records-not-registered", 4),
        ("épreuves.csv", "records-not-registered", 3),
        ("épreuves.csv", "records-not-registered", 4),
    ]
    assert "sessions.csv" in found[0].remedy()


def test_a_first_session_is_closed_only_by_a_written_refusal(tmp_path: Path) -> None:
    sessions = "étudiant;module;session;inscrit;absence\nBob;Compta;1;non;\n"
    (found,) = marks(tmp_path, "Bob;Compta;1;examen;12;", "Ada;Compta;1;examen;12;", **{"sessions.csv": sessions})
    assert (found.code, found.place.line) == ("records-not-registered", 2)


def test_more_rows_than_the_regulation_allows_are_refused(tmp_path: Path) -> None:
    found = marks(tmp_path, *(f"Ada;Compta;1;épreuve {n};12;" for n in range(5)))
    assert [(f.code, f.place.line) for f in found] == [("records-rows-too-many", 5), ("records-rows-too-many", 6)]


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-02-29", "date-impossible"), ("31/04/2026", "date-impossible"), ("2026-7-3", "date"), ("hier", "date")],
)
def test_a_day_that_does_not_exist_is_refused(tmp_path: Path, day: str, code: str) -> None:
    text = f"étudiant;entrée;parcours;remarque\nAda;{day};;\n"
    assert seen(tmp_path, {"étudiants.csv": text}) == [("étudiants.csv", f"records-{code}", 2)]


def test_a_choice_or_a_truth_not_known_is_refused_with_what_is(tmp_path: Path) -> None:
    files = {
        "étudiants.csv": "étudiant;entrée;parcours;remarque\nAda;;marketin;\n",
        "modules.csv": "étudiant;module;dispensé\nAda;Droit;peut-être\n",
    }
    truth, choice = reproaches(tmp_path, files)
    assert (truth.code, choice.code) == ("records-truth", "records-choice")
    assert "« marketing »" in choice.what()
    assert "finance, marketing, droit des affaires" in choice.remedy()


def test_headers_are_held_to_the_columns_of_the_regulation(tmp_path: Path) -> None:
    found = reproaches(
        tmp_path, {"candidats.csv": "candidat;rangs;rangs\nZoé;1;1\n", "étudiants.csv": "étudiant;étudiant\n"}
    )
    assert [(f.code.removeprefix("records-"), f.values["column"] or f.values["value"]) for f in found] == [
        ("column-unknown", "rangs"),
        ("column-unknown", "rangs"),
        ("column-missing", "rang"),
        ("column-twice", "étudiant"),
        ("column-missing", "entrée"),
        ("column-missing", "parcours"),
    ]
    assert "(le plus proche : « rang »)" in found[0].what()


def test_a_broken_persons_file_does_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    files = {"étudiants.csv": "étudiant;entré\nAda;\n", "épreuves.csv": MARKS + "Ada;Compta;1;examen;25;\n"}
    assert ("épreuves.csv", "records-off-scale", 2) in seen(tmp_path, files)
    assert not any(code == "records-person-unknown" for _, code, _ in seen(tmp_path, files))


def test_uneven_lines_are_refused_one_by_one(tmp_path: Path) -> None:
    text = "candidat,rang\nZoé,1,2\nLéo\nIda,1,,\nEve,1\n"
    assert seen(tmp_path, {"candidats.csv": text}) == [
        ("candidats.csv", "records-ragged", 2),
        ("candidats.csv", "records-ragged", 3),
    ]


def test_lines_are_those_of_the_file_across_quoted_newlines_and_blank_lines(tmp_path: Path) -> None:
    text = '\nétudiant;entrée;parcours;remarque\n\nAda;;;"deux\r\nlignes"\n\n"Bob";;;"un ""mot"""\nEve;hier;;\n'
    assert seen(tmp_path, {"étudiants.csv": text}) == [("étudiants.csv", "records-date", 8)]


def test_a_quotation_left_open_is_found_where_it_opens(tmp_path: Path) -> None:
    text = 'candidat,rang\nZoé,1\n"Léo,2\nIda,3\n'
    assert seen(tmp_path, {"candidats.csv": text}) == [("candidats.csv", "records-quotes", 3)]


def test_bytes_that_are_not_utf8_are_said_once_for_the_file(tmp_path: Path) -> None:
    text = "candidat,rang\nZoé,1\nIda,2\nLéo,3\n".encode("latin-1")
    assert seen(tmp_path, {"candidats.csv": text}) == [
        ("candidats.csv", "records-not-utf8", 2),
    ]


def test_files_that_the_regulation_does_not_know_are_refused_with_the_nearest(tmp_path: Path) -> None:
    (found,) = reproaches(tmp_path, {"étudiants.csv": STUDENTS, "module.csv": "", ".DS_Store": "", "LISEZMOI.md": "#"})
    assert found.code == "records-file-unknown"
    assert "« modules.csv »" in found.what()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "folder-empty"),
        ({"épreuves.csv": MARKS}, "root-missing"),
        ({"candidats.csv": ""}, "no-header"),
        ({"candidats.csv": "candidat,rang\n", "candidats.parquet": "PAR1"}, "file-twice"),
        ({"candidats.parquet": "PAR1 broken PAR1"}, "file-unreadable"),
        ({"candidats.csv": "candidat,rang\n,1\n"}, "key-empty"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path, files: Mapping[str, str], code: str) -> None:
    assert [found for _, found, _ in seen(tmp_path, files)] == [f"records-{code}"]


def test_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="n'existe pas"):
        read(school(), tmp_path / "nulle part")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "candidats.csv").open("wb") as huge:
        huge.truncate(1 << 31)
    assert seen(tmp_path, {}) == [("candidats.csv", "records-file-too-large", 0)]


def test_every_problem_of_every_file_is_listed_in_order(tmp_path: Path) -> None:
    found = seen(
        tmp_path,
        {
            "candidats.csv": "candidat,rang\nZoé,0\nLéo,x\n",
            "étudiants.csv": STUDENTS,
            "épreuves.csv": MARKS + "Ada;Compta;1;examen;25;x\nEve;Droit;1;examen;12;\n",
        },
    )
    assert found == [
        ("candidats.csv", "records-off-scale", 2),
        ("candidats.csv", "records-number", 3),
        ("épreuves.csv", "records-off-scale", 2),
        ("épreuves.csv", "records-number", 2),
        ("épreuves.csv", "records-person-unknown", 3),
    ]


def test_a_file_of_half_a_million_lines_is_read_in_whole_arrays(tmp_path: Path) -> None:
    people = [f"p{n}" for n in range(2000)]
    lines = [f"{p};{m};1;e;{n % 21};" for n, p in enumerate(people) for m in ("Compta", "Droit")]
    files = {"étudiants.csv": "étudiant;entrée;parcours\n" + "".join(f"{p};;\n" for p in people)}
    cohort = read(school(), lay(tmp_path, files | {"épreuves.csv": MARKS + "\n".join(lines)}))["étudiant"]
    assert np.array_equal(cohort.rows["épreuve"].facts["épreuve.note"], np.repeat(np.arange(2000) % 21 * 100, 2))


def test_the_level_above_may_open_one_session_by_name(tmp_path: Path) -> None:
    regulation = school(registration=False)
    opens = fact("module.inscrit_en_session_2", BOOL)
    regulation = replace(regulation, facts={**regulation.facts, opens.name: opens})
    files = {
        "étudiants.csv": STUDENTS,
        "modules.csv": "étudiant;module;dispensé;inscrit_en_session_2\nAda;Compta;;oui\nBob;Compta;;non\n",
        "épreuves.csv": MARKS + "Ada;Compta;2;e;12;\nBob;Compta;2;e;12;\nBob;Compta;1;e;9;\nAda;Droit;2;e;12;\n",
    }
    with pytest.raises(Refused) as refusal:
        read(regulation, lay(tmp_path, files))
    assert [(f.code, f.place.line, f.values["column"]) for f in refusal.value.findings] == [
        ("records-not-registered", 3, "inscrit_en_session_2"),
        ("records-not-registered", 5, "inscrit_en_session_2"),
    ]


@pytest.mark.parametrize("start", ["", '"'])
def test_a_cell_without_end_is_refused_where_it_starts(tmp_path: Path, start: str) -> None:
    text = "candidat,rang\nZoé,1\n" + start + "x" * 200_000 + ",1\n"
    assert seen(tmp_path, {"candidats.csv": text}) == [("candidats.csv", "records-cell-too-long", 3)]


PIECES = st.sampled_from(
    [
        *(
            b"\xc3\xa9t",
            b"Ada",
            b"Compta",
            b"1",
            b"12,5",
            b"oui",
            b"?",
            b"\x00",
            b"\xff",
            b"\xef\xbb\xbf",
            b"\xe2\x80\xa8",
        ),
        *(
            b";",
            b";",
            b",",
            b"\n",
            b"\n",
            b"\r",
            b"\r\n",
            b'"',
            b'""',
            b" ",
            b"=1+1",
            b"9" * 40,
            b"\x1f",
            b"2026-02-30",
        ),
    ]
)


@given(
    st.sampled_from(["étudiants", "épreuves", "sessions", "épreuves-pour-tous"]),
    st.booleans(),
    st.lists(PIECES, max_size=40),
)
def test_whatever_the_bytes_a_folder_is_read_or_refused(stem: str, headed: bool, pieces: list[bytes]) -> None:
    headers = {table.stem: ";".join(table.columns).encode() + b"\n" for table in layout(school())}
    with tempfile.TemporaryDirectory() as home:
        lay(
            Path(home),
            {"étudiants.csv": STUDENTS, f"{stem}.csv": (headers[stem] if headed else b"") + b"".join(pieces)},
        )
        try:
            assert len(read(school(), Path(home))["étudiant"]) >= 0
        except Refused as refusal:
            for finding in refusal.findings:
                assert all((finding.what(), finding.remedy(), finding.what("en"), finding.remedy("en")))


@given(st.binary(max_size=200))
def test_whatever_follows_the_mark_of_parquet_the_file_is_refused(junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "candidats.parquet").write_bytes(b"PAR1" + junk + b"PAR1")
        with pytest.raises(Refused):
            read(school(), Path(home))
