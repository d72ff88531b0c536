"""Importing a list of students: what is recognised, what is refused by line, all or nothing, once."""

from __future__ import annotations

from datetime import date

import pytest

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.files.refusals import SheetTooLong
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.actions import import_list, looked_at, send_list
from parchemin.campus.enrolment.models import StudentList
from parchemin.campus.enrolment.queries.lists import MOST_LINES
from parchemin.campus.enrolment.refusals import (
    AlreadyImported,
    HeadingsMissing,
    HeadingTwice,
    ListEmpty,
    ListNotClean,
)
from parchemin.campus.people.models import Grant, Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.enrolment.lists import GOOD, csv_of, seen, xlsx_of
from tests.campus.school import intake_of, programme_of, students_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(cast: Cast) -> Intake:
    return intake_of(programme_of(cast.school, "icn-pge", by=cast.ada), date(2026, 9, 7), by=cast.ada)


def test_a_list_enrols_everybody_and_declares_its_columns_of_facts(cast: Cast, intake: Intake) -> None:
    sent = send_list(intake, csv_of(GOOD), by=cast.odile, at=NOON)

    preview = looked_at(sent)
    assert not Dossier.objects.exists(), "looking writes nothing"
    assert preview.clean
    assert preview.ignored == ["Téléphone"]
    made = import_list(sent, by=cast.odile, at=NOON)

    assert [one.number for one in made] == ["17", "18"]
    assert made[0].student.email == "elise@etu.example.org"
    assert dict(Declaration.objects.values_list("dossier__number", "value")) == {"17": "passerelle_1", "18": "BCE"}
    assert Grant.objects.filter(person=made[1].person, role=Role.STUDENT, scope="icn-pge", ended=None).exists()
    sent.refresh_from_db()
    assert sent.file.destroyed_at == NOON, "the file is not kept once it is imported"


def test_facts_of_a_list_speak_since_the_entry_or_the_year_of_their_column(cast: Cast) -> None:
    intake = intake_of(programme_of(cast.school, "icn-pge", by=cast.ada), date(2025, 9, 8), by=cast.ada)
    head = "nom,prénom,email,voie,depuis\n"
    lines = "A,B,a@etu.example.org,BCE,\nC,D,c@etu.example.org,BCE,2026-2027\nE,F,e@etu.example.org,BCE,2025\n"

    import_list(send_list(intake, csv_of(head + lines), by=cast.ada, at=NOON), by=cast.ada, at=NOON)

    told = dict(Declaration.objects.values_list("dossier__person__email", "since"))
    assert told == {"a@etu.example.org": 2025, "c@etu.example.org": 2026, "e@etu.example.org": 2025}
    for wrong in ("2024", "2027-2028", "2025-2027", "hier"):
        preview = seen(intake, csv_of(f"{head}G,H,g@etu.example.org,BCE,{wrong}\n"), by=cast.ada)
        [problem] = preview.problems
        assert (problem.line, problem.column, problem.value) == (2, "depuis", wrong)
        assert "2025-2026, 2026-2027" in problem.remedy


def test_a_spreadsheet_with_english_headings_and_a_title_above_them_is_read(cast: Cast, intake: Intake) -> None:
    rows: list[list[object]] = [
        ["Students 2026"], [], ["First name", "Surname", "E-mail", "Student No."],
        ["Zoé", "Karam", "zoe@etu.example.org", 20260017], ["Al", "Ba", "al@etu.example.org", 20260018.0],
    ]  # fmt: skip
    preview = seen(intake, xlsx_of(rows), by=cast.ada)

    assert [(one.number, one.given_name, one.line) for one in preview.students] == [
        ("20260017", "Zoé", 4),
        ("20260018", "Al", 5),
    ]


def test_numbers_are_made_after_those_that_exist_when_the_column_is_absent_or_empty(cast: Cast, intake: Intake) -> None:
    first = "numéro,nom,prénom,email\n,A,B,a@etu.example.org\n"
    second = "nom,prénom,email\nC,D,c@etu.example.org\nE,F,e@etu.example.org\n"
    numbers = [
        one.number
        for text in (first, second)
        for one in import_list(send_list(intake, csv_of(text), by=cast.ada, at=NOON), by=cast.ada, at=NOON)
    ]
    assert numbers == ["icn-pge-2026-001", "icn-pge-2026-002", "icn-pge-2026-003"]


BAD = {
    "a formula": ("=CMD();Roux;Élise;e@etu.example.org;", "N°", "=CMD()"),
    "a failed formula": ("1;#N/A;Élise;e@etu.example.org;", "Nom", "#N/A"),
    "a name like a formula": ("1;+Roux;Élise;e@etu.example.org;", "Nom", "+Roux"),
    "an address that is none": ("1;Roux;Élise;pas-une-adresse;", "Adresse mail", "pas-une-adresse"),
    "nothing where a name goes": ("1;;Élise;e@etu.example.org;", "Nom", ""),
    "no number where others have one": (";Roux;Élise;e@etu.example.org;", "N°", ""),
    "a value the text refuses": ("1;Roux;Élise;e@etu.example.org;concours", "Voie", "concours"),
    "a sign that cannot be seen": ("1;Ro\u202eux;Élise;e@etu.example.org;", "Nom", "Ro\u202eux"),
    "a number too long": (f"{'9' * 41};Roux;Élise;e@etu.example.org;", "N°", "9" * 41),
    "somebody of the staff": ("1;Roux;Élise;odile@example.org;", "Adresse mail", "odile@example.org"),
    "the number of the line before": ("7;Roux;Élise;e@etu.example.org;", "N°", "7"),
    "the address of the line before": ("8;Roux;Élise;LOU@etu.example.org;", "Adresse mail", "LOU@etu.example.org"),
}


@pytest.mark.parametrize(("line", "column", "value"), BAD.values(), ids=BAD)
def test_a_wrong_line_is_told_by_line_column_and_value_and_stops_everything(
    cast: Cast, intake: Intake, line: str, column: str, value: str
) -> None:  # fmt: skip
    text = f"N°;Nom;Prénom;Adresse mail;Voie\n7;Noir;Lou;lou@etu.example.org;AST\n{line}\n"
    sent = send_list(intake, csv_of(text), by=cast.ada, at=NOON)

    problem = looked_at(sent).problems[0]
    assert (problem.line, problem.column, problem.value) == (3, column, value)
    assert problem.remedy
    with pytest.raises(ListNotClean):
        import_list(sent, by=cast.ada, at=NOON)
    assert not Dossier.objects.exists()
    assert not Person.objects.filter(email="lou@etu.example.org").exists()


def test_numbers_and_people_already_there_are_problems_and_namesakes_are_warnings(cast: Cast, intake: Intake) -> None:
    students_of(intake, "Nadia", by=cast.ada)
    other = intake_of(intake.programme, date(2027, 9, 6), by=cast.ada)
    students_of(other, "Paul", by=cast.ada)
    text = (
        "numero;nom;prenom;email\n"
        "icn-pge-nadia;Sol;Ana;ana@etu.example.org\n"  # her number
        "31;Durand;Nadia;nadia@etu.example.org\n"  # herself
        "32;Durand;Paul;paul@etu.example.org\n"  # of another intake: the same person
        "33;DURAND;nadia;n.durand@etu.example.org\n"  # a namesake
    )
    preview = seen(intake, csv_of(text), by=cast.ada)

    assert [(p.line, p.value) for p in preview.problems] == [
        (2, "icn-pge-nadia"),
        (3, "nadia@etu.example.org"),
        (4, "paul@etu.example.org"),
    ]
    assert "icn-pge-paul" in preview.problems[-1].what
    assert [w.line for w in preview.warnings] == [5]


def test_the_name_of_somebody_only_another_school_knows_is_not_said(cast: Cast, intake: Intake) -> None:
    text = "nom;prenom;email\nSol;Ana;ysolde@example.org\n"
    preview = seen(intake, csv_of(text), by=cast.ada)
    assert [w.line for w in preview.warnings] == [2]
    assert "Ysolde" not in preview.warnings[0].what


def test_files_that_are_no_list_are_refused_before_anything_is_kept(cast: Cast, intake: Intake) -> None:
    long = "nom;prenom;email\n" + "A;B;c@d.example\n" * (MOST_LINES + 5)
    with pytest.raises(SheetTooLong) as refused:
        send_list(intake, csv_of(long), by=cast.ada, at=NOON)
    assert str(MOST_LINES) in str(refused.value.what).replace("\u202f", "")
    assert not StudentList.objects.exists()
    for text, expected in (
        ("a;b;c\n1;2;3\n", HeadingsMissing),
        ("nom;nom de famille;prenom;email\nA;A;B;c@d.example\n", HeadingTwice),
        ("nom;prenom;email\n\n;;\n", ListEmpty),
    ):
        with pytest.raises(expected):
            seen(intake, csv_of(text), by=cast.ada)
    assert not StudentList.objects.exclude(sent_by=cast.ada).exists()


def test_the_same_file_again_is_told_who_imported_it(cast: Cast, intake: Intake) -> None:
    import_list(send_list(intake, csv_of(GOOD), by=cast.odile, at=NOON), by=cast.odile, at=NOON)
    with pytest.raises(AlreadyImported) as refusal:
        send_list(intake, csv_of(GOOD), by=cast.ada, at=NOON)
    assert "Odile Martin" in str(refusal.value)


def test_of_two_offices_that_looked_at_the_same_file_the_second_is_told(cast: Cast, intake: Intake) -> None:
    first, second = (send_list(intake, csv_of(GOOD), by=one, at=NOON) for one in (cast.ada, cast.odile))
    assert looked_at(first).clean
    assert looked_at(second).clean

    import_list(first, by=cast.ada, at=NOON)
    with pytest.raises(AlreadyImported, match="Ada Martin"):
        import_list(second, by=cast.odile, at=NOON)

    assert Dossier.objects.filter(intake=intake).count() == 2
