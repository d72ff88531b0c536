"""What leaves the campus as records says, read by `parchemin decide`, what the screens say."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Statement, declare, open_dossier, open_dossiers
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.export import export
from parchemin.campus.dossiers.refusals import NoSuchRoot
from parchemin.campus.law.cohorts import reported, rule
from parchemin.campus.law.persons import evaluation_of, lines_for
from parchemin.campus.law.publications import files_of, law_for, law_of
from parchemin.campus.people.models import Person
from parchemin.campus.texts.actions import publish
from parchemin.cli import parchemin
from tests.campus.conftest import NOON, Cast
from tests.campus.school import (
    REGULATIONS,
    exam_of,
    hand_in,
    intake_of,
    mark,
    open_own_marks,
    programme_of,
    register,
    students_of,
)

pytestmark = pytest.mark.django_db

AMENDMENT = """---
modifie : lille-ipm
titre : Un an autrement
en vigueur : 2025-10-01
jusqu'au : 2026-08-31
---

### {title}

{body}
"""


def exported(programme: Programme, place: Path, **when: Any) -> Path:
    held = io.BytesIO()
    export(programme, held, **({"at": NOON} | when))
    with zipfile.ZipFile(held) as archive:
        archive.extractall(place)
    return place / programme.slug


def decided(folder: Path, records: str = "records", *options: str) -> dict[str, list[dict[str, object]]]:
    """The lines of `parchemin decide --json` on one text of an export, by person."""
    asked = ["decide", str(folder / "regulation"), str(folder / records), *options, "--json"]
    answer = CliRunner().invoke(parchemin, asked)
    assert answer.exit_code == 0, answer.output
    found: dict[str, list[dict[str, object]]] = {}
    for line in json.loads(answer.output)["outcomes"]:
        found.setdefault(line["person"], []).append(line)
    return found


def said_on_screen(dossier: Dossier, **when: Any) -> list[dict[str, object]]:
    lines = lines_for(evaluation_of(dossier, **({"at": NOON} | when)), law_for(dossier).language)
    return json.loads(json.dumps([asdict(line) for line in lines]))  # type: ignore[no-any-return]


def agree(folder: Path, dossiers: list[Dossier]) -> None:
    found = decided(folder)
    assert set(found) == {d.number for d in dossiers}
    for dossier in dossiers:
        assert found[dossier.number] == said_on_screen(dossier)
    names = [d.name for d in law_of(dossiers[0].publication).decisions]
    for ruled in rule(dossiers, names, at=NOON):
        number = next(d.number for d in dossiers if d.pk == ruled.dossier)
        alone = {(one["name"], one["member"]): one for one in found[number]}
        for key, line in ruled.lines.items():
            assert alone[key] == json.loads(json.dumps(asdict(line)))


def icn(cast: Cast, by: Person) -> tuple[Programme, list[Dossier]]:
    programme = programme_of(cast.school, "icn-pge", by=by)
    intake = intake_of(programme, date(2024, 9, 2), by=by)
    students = students_of(intake, "Nadia Paul Rose", by=by)
    rose, *others = (students[name] for name in ("Rose", "Nadia", "Paul"))
    register(others, 2024, stage="A1", nature="enseignement", by=by, at=NOON)
    declare([Statement(d, "étudiant.voie", "", "BCE") for d in students.values()], reason="", by=by, at=NOON)
    for unit in law_of(intake.publication).units_of("A1"):
        low = {"S1-DROIT": "7,01", "S1-COMPTA": "12,99", "S2-RH": "7"}
        papers = {students["Nadia"]: low.get(unit.key, "10"), students["Paul"]: "10"}
        hand_in(exam_of(programme, 2024, unit.key, by=by), papers, by=by)
    register([rose], 2024, stage="A1", nature="enseignement", by=by, at=NOON)  # late: she has no mark
    gate = "module.inscrit_en_session_2"
    declare([Statement(students["Nadia"], gate, "S2-RH", "oui")], reason="demande", by=by, at=NOON)
    declare([Statement(students["Paul"], gate, "S2-RH", "?")], reason="en attente", by=by, at=NOON)
    declare([Statement(students["Paul"], "étudiant.séjour_linguistique", "", "?")], reason="en attente", by=by, at=NOON)
    hand_in(exam_of(programme, 2024, "S2-RH", 2, by=by), {students["Nadia"]: "11,5"}, by=by)
    return programme, list(students.values())


def test_a_year_with_a_second_session_and_unknown_facts_is_decided_alike(cast: Cast, tmp_path: Path) -> None:
    programme, dossiers = icn(cast, cast.ada)

    home = exported(programme, tmp_path)

    agree(home / "01", dossiers)
    assert "?" in (home / "01" / "records" / "étudiants.csv").read_text(encoding="utf-8-sig")


def test_a_past_year_and_a_past_day_are_decided_alike(cast: Cast, tmp_path: Path) -> None:
    programme, dossiers = icn(cast, cast.ada)
    rose, later = dossiers[2], NOON + timedelta(days=40)
    register([rose], 2025, stage="A1", nature="redoublement_annuel", units=["module:S1-DROIT"], by=cast.ada, at=later)
    hand_in(exam_of(programme, 2025, "S1-DROIT", by=cast.ada), {rose: "3"}, by=cast.ada, at=later)
    said = [Statement(rose, "étudiant.anglophone", "", "oui", since=2024)]
    said.append(Statement(rose, "étudiant.anglophone", "", "non", since=2025))
    declare(said, reason="vu", by=cast.ada, at=later)
    students_of(intake_of(programme, date(2025, 9, 2), by=cast.ada, at=later), "Zoé", by=cast.ada, at=later)

    told = []
    whens: tuple[dict[str, Any], ...] = ({}, {"year": 2024}, {"at": NOON, "known": NOON})
    for place, asked in enumerate(whens):
        when = {"at": later} | asked
        found = decided(exported(programme, tmp_path / str(place), **when) / "01")
        for dossier in dossiers:
            assert found[dossier.number] == said_on_screen(dossier, **when)
        told.append(found)

    assert [len(found) for found in told] == [4, 3, 3], "Zoé entered later"
    assert len({json.dumps(found[rose.number]) for found in told}) == 3


def test_the_office_looks_at_somebody_and_takes_the_records_as_they_were(cast: Cast, client: Client) -> None:
    _, (nadia, *_) = icn(cast, cast.ada)
    later = NOON + timedelta(days=10)
    declare([Statement(nadia, "étudiant.anglophone", "", "oui")], reason="vu", by=cast.ada, at=later)
    client.force_login(cast.odile)

    def answers(question: str) -> list[tuple[str, str]]:
        context = client.get(f"/students/{nadia.ref}/{question}").context
        return [(one.line.name, one.line.value) for group in context["groups"] for one in group.outcomes]

    day = f"{NOON:%Y-%m-%d}"
    assert answers("") != answers(f"?on={day}")
    assert dict(answers(f"?on={day}")) == {str(x["name"]): x["value"] for x in said_on_screen(nadia, known=NOON)}
    for refused in ("?on=2999-01-01", "?on=hier", "?year=1789"):
        page = client.get(f"/students/{nadia.ref}/{refused}")
        assert page.status_code == 200
        assert "field-error" in page.content.decode() or "errorlist" in page.content.decode()
    assert client.post("/programmes/icn-pge/records/", {"on": "2999-01-01"}).status_code == 422
    taken = client.post("/programmes/icn-pge/records/", {"on": day, "year": "2024"})
    assert f"icn-pge-{day}.zip" in taken["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(iter(taken)))) as archive:
        assert "icn-pge/01/records/étudiants.csv" in archive.namelist()


@pytest.mark.parametrize(("slug", "starts"), [("ipag-msc", date(2025, 9, 15)), ("lille-ipm", date(2025, 9, 8))])
def test_a_programme_of_own_marks_is_decided_alike(cast: Cast, tmp_path: Path, slug: str, starts: date) -> None:
    programme = programme_of(cast.school, slug, by=cast.ada)
    students = students_of(intake_of(programme, starts, by=cast.ada), "Inès Hugo", by=cast.ada)
    register(list(students.values()), 2025, by=cast.ada, at=NOON)
    for i, paper in enumerate(open_own_marks(programme, 2025, by=cast.ada, at=NOON)):
        given = {students["Inès"]: f"{8 + i % 5},25", **({students["Hugo"]: "10"} if i % 2 else {})}
        (hand_in if i % 2 else mark)(paper, given, by=cast.ada)

    agree(exported(programme, tmp_path) / "01", list(students.values()))


def test_each_person_is_decided_under_the_version_of_their_entry(cast: Cast, tmp_path: Path) -> None:
    files = files_of(REGULATIONS / "lille-ipm")
    article = files["2-evaluation.md"].partition("### §2.1 ")[2].partition("**Cas**")[0]
    title, _, body = article.partition("\n")
    amended = body.replace("étudiant.note_s3 >= seuil", "étudiant.note_s3 > seuil")
    assert amended != body
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    text = AMENDMENT.format(title=f"§2.1 {title}", body=amended)
    publish(programme, files | {"amendements/2025.md": text}, by=cast.ada, at=NOON)
    before = students_of(intake_of(programme, date(2025, 9, 8), by=cast.ada), "Inès", by=cast.ada)["Inès"]
    after = students_of(intake_of(programme, date(2026, 2, 8), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]
    register([before, after], 2026, by=cast.ada, at=NOON)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        hand_in(paper, {before: "10", after: "10"}, by=cast.ada)

    home = exported(programme, tmp_path)

    agree(home / "01", [before])  # the second text says the same until its amendment
    agree(home / "02", [after])
    told, other = ({line["name"]: line["value"] for line in said_on_screen(dossier)} for dossier in (before, after))
    assert told["étudiant.troisième_semestre"] != other["étudiant.troisième_semestre"]


def test_each_root_of_a_text_is_asked_about_for_itself(cast: Cast, tmp_path: Path) -> None:
    programme, students = icn(cast, cast.ada)
    intake = students[0].intake
    [candidate] = open_dossiers(intake, [(cast.odile, "C-1")], root="candidat", by=cast.ada, at=NOON)
    declare([Statement(candidate, "candidat.concours", "", "BCE")], reason="", by=cast.ada, at=NOON)

    home = exported(programme, tmp_path)

    agree(home / "01", [*students, candidate])
    assert law_for(candidate).root == "candidat"
    assert list(Dossier.objects.of("candidat")) == [candidate]
    assert {str(line["name"]).partition(".")[0] for line in said_on_screen(candidate)}.isdisjoint(
        {"étudiant", "module"}
    )
    with pytest.raises(NoSuchRoot):
        open_dossiers(intake, [(cast.ada, "C-2")], root="sorcier", by=cast.ada, at=NOON)


def test_the_office_downloads_it_and_the_journal_says_so(cast: Cast, client: Client) -> None:
    icn(cast, cast.ada)
    client.force_login(cast.odile)

    answer = client.post("/programmes/icn-pge/records/")

    assert answer.status_code == 200
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(b"".join(iter(answer)))) as archive:
        assert "icn-pge/01/records/étudiants.csv" in archive.namelist()
    assert Entry.objects.filter(verb="dossiers.export", actor=cast.odile.pk, payload__persons=3).exists()


def test_a_candidate_is_decided_alone_in_a_cohort_and_by_the_command_under_the_text_of_their_intake(
    cast: Cast, tmp_path: Path
) -> None:
    files = files_of(REGULATIONS / "lille-ipm")
    article = files["5-admission.md"].partition("### §5.3 ")[2].partition("**Cas**")[0]
    title, _, body = article.partition("\n")
    amended = body.replace("non candidat.dossier_validé", "candidat.dossier_validé")
    assert amended != body
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    text = AMENDMENT.format(title=f"§5.3 {title}", body=amended)
    publish(programme, files | {"amendements/2025.md": text}, by=cast.ada, at=NOON)
    student = students_of(intake_of(programme, date(2025, 9, 1), by=cast.ada), "Inès", by=cast.ada)["Inès"]
    later = [intake_of(programme, day, by=cast.ada) for day in (date(2026, 2, 8), date(2027, 2, 8))]
    before, during, after = (
        open_dossier(intake, "candidat", number=f"C-{n}", by=cast.ada, at=NOON)
        for n, intake in enumerate([student.intake, *later])
    )

    home = exported(programme, tmp_path)

    said = {one.number: said_on_screen(one) for one in (before, during, after)}
    values = [{line["name"]: line["value"] for line in said[one.number]} for one in (before, during, after)]
    assert values[0] == values[2] != values[1]
    for one, lines in reported([before, during, after], at=NOON, language="fr"):
        assert said[one.number] == json.loads(json.dumps([asdict(line) for line in lines]))
    apart = sorted(path.name for path in (home / "02").iterdir() if path.name.startswith("records"))
    assert apart == ["records", "records-2025-10-01"]
    for one, text_of, folder in (
        (before, "01", "records"),
        (during, "02", "records-2025-10-01"),
        (after, "02", "records"),
    ):
        day = folder.removeprefix("records").strip("-")
        assert decided(home / text_of, folder, *(("--at", day) if day else ()))[one.number] == said[one.number]
    assert "decide 02/regulation 02/records-2025-10-01 --at 2025-10-01" in next(home.glob("*.md")).read_text()
