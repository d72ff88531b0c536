"""What the stages know becomes the engine's facts, on the three programmes, and what is said is what `decide` says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parchemin.campus.dossiers.actions import Statement, declare, keep
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import say_of_intake
from parchemin.campus.law import gathering
from parchemin.campus.law.cohorts import rule
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluation_of, lines_for, standing, why
from parchemin.campus.law.publications import law_of
from parchemin.campus.law.sources import Cells, FactsWanted, RecordedRows, collected, every_source
from parchemin.regulation.evaluation.facts import person_of
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.school import (
    exam_of,
    hand_in,
    intake_of,
    open_own_marks,
    programme_of,
    register,
    students_of,
)
from tests.campus.students import DURING, second_year

pytestmark = pytest.mark.django_db


def test_a_year_of_icn_is_ruled_on_from_its_papers(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2024, 9, 2), by=cast.ada)
    students = students_of(intake, "Nadia Paul", by=cast.ada)
    register(list(students.values()), 2024, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    declare([Statement(d, "étudiant.voie", "", "BCE") for d in students.values()], reason="", by=cast.ada, at=NOON)
    law = law_of(intake.publication)
    for unit in law.units_of("A1"):
        paper = exam_of(programme, 2024, unit.key, by=cast.ada)
        low = {"S1-DROIT": "7,01", "S1-COMPTA": "12,99", "S2-RH": "7"}
        hand_in(paper, {students["Nadia"]: low.get(unit.key, "10"), students["Paul"]: "10"}, by=cast.ada)
    resit = Statement(students["Nadia"], "module.inscrit_en_session_2", "S2-RH", "non")
    open_still = next(r for r in rule([students["Nadia"]], ["année.progression"], at=NOON))
    declare([resit], reason="n'a pas demandé la seconde session", by=cast.ada, at=NOON)

    assert open_still.missing == (), "while the second session may still be sat, nothing is lost"
    ruled = {r.dossier: r for r in rule(students.values(), ["année.progression"], at=NOON)}

    nadia, paul = (ruled[students[name].pk] for name in ("Nadia", "Paul"))
    assert nadia.averages["semestre.moyenne", "S1"] == paul.averages["semestre.moyenne", "S1"] == "10"
    assert "module:S2-RH" in nadia.missing
    assert "module:S1-DROIT" not in nadia.missing
    line = nadia.lines["année.progression", "A1"]
    assert (line.by, line.options) == ("jury", ("redoublement_annuel", "redoublement_semestriel", "non_autorisation"))
    assert paul.lines["année.progression", "A1"].options == ("passage",)


def test_one_student_and_the_cohort_agree_and_say_why(cast: Cast) -> None:
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    intake = intake_of(programme, date(2025, 9, 8), by=cast.ada)
    students = students_of(intake, "Inès Hugo", by=cast.ada)
    register(list(students.values()), 2025, by=cast.ada, at=NOON)
    papers = {paper.unit: paper for paper in open_own_marks(programme, 2025, by=cast.ada, at=NOON)}
    for unit in ("Pratiques", "Politiques", "Communication", "Design", "Contenu", "Langage", "Ubiquité"):
        hand_in(papers[f"ue:{unit}"], {students["Inès"]: "10", students["Hugo"]: "9,99"}, by=cast.ada)

    ines, hugo = (evaluation_of(students[name], at=NOON) for name in ("Inès", "Hugo"))

    assert standing(ines, "étudiant.s3_validé").state == "yes"
    assert standing(hugo, "étudiant.s3_validé").state == "no"
    assert standing(ines, "étudiant.note_s4").state == "open"
    assert any("9,99" in sentence for sentence in why(hugo, "étudiant.s3_validé").sentences)
    ruled = {
        r.dossier: r for r in rule(students.values(), [d.name for d in law_of(intake.publication).decisions], at=NOON)
    }
    for name, evaluation in (("Inès", ines), ("Hugo", hugo)):
        alone = {(line.name, line.member): line for line in lines_for(evaluation)}
        assert {key: alone[key] for key in ruled[students[name].pk].lines} == ruled[students[name].pk].lines


REST = tuple(f"épreuve:E{n}" for n in range(2, 6))


def at_ipag_with(cast: Cast, marks: Mapping[str, str]) -> Dossier:
    """Léa, registered at ipag for 2025, who may sit the exams, with a mark in each of these units."""
    programme = programme_of(cast.school, "ipag-msc", by=cast.ada)
    intake = intake_of(programme, date(2025, 9, 15), by=cast.ada)
    lea = students_of(intake, "Léa", by=cast.ada)["Léa"]
    register([lea], 2025, by=cast.ada, at=NOON)
    conditions_met([lea], by=cast.ada)
    papers = {paper.unit: paper for paper in open_own_marks(programme, 2025, by=cast.ada, at=NOON)}
    for unit, text in marks.items():
        hand_in(papers[unit], {lea: text}, by=cast.ada)
    return lea


def test_a_title_and_a_diploma_come_from_one_record_at_ipag(cast: Cast) -> None:
    lea = at_ipag_with(cast, {"épreuve:E1": "8", **dict.fromkeys(REST, "10,5"), "étudiant:note_du_mémoire": "10"})

    evaluation = evaluation_of(lea, at=NOON)

    assert standing(evaluation, "étudiant.moyenne_des_épreuves").text == "10"
    assert standing(evaluation, "étudiant.titre_acquis").state == "yes"
    assert standing(evaluation, "étudiant.diplôme_acquis").state == "yes"
    assert standing(evaluation, "étudiant.mémoire_réussi").state == "yes"


def test_who_missed_an_exam_has_not_sat_it_whatever_was_handed_in(cast: Cast) -> None:
    lea = at_ipag_with(cast, {"épreuve:E1": "ABS", **dict.fromkeys(REST, "14"), "étudiant:note_du_mémoire": "10"})

    evaluation = evaluation_of(lea, at=NOON)

    assert standing(evaluation, "épreuve.passée", "E1").state == "no"
    assert standing(evaluation, "épreuve.passée", "E2").state == "yes"
    assert standing(evaluation, "étudiant.titre_acquis").state == "no"


def test_supposing_a_mark_changes_nothing_that_is_kept(cast: Cast) -> None:
    lea = at_ipag_with(cast, dict.fromkeys(("épreuve:E1", *REST[:-1]), "10"))
    supposed = {("épreuve.note", "E5"): "9.99"}

    assert standing(evaluation_of(lea, at=NOON, supposing=supposed), "étudiant.titre_acquis").state == "no"
    assert standing(evaluation_of(lea, at=NOON), "étudiant.titre_acquis").state == "open"


def test_every_stage_says_the_same_of_one_person_alone_and_of_many_in_any_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = second_year(cast)
    both = [(found.nadia.pk, found.nadia.number), (found.paul.pk, found.paul.number)]
    excuse = Statement(found.nadia, "épreuve.demande_déposée", "S1-LANGUE/1/dossier", "oui")
    keep([excuse], reason="", by=cast.ada, at=NOON)
    law, sources = law_of(found.nadia.publication), every_source()

    assert len(sources) > 1
    for some in (*([one] for one in sources), sources):
        monkeypatch.setattr(gathering, "every_source", lambda some=some: tuple(some))
        for drafts in (True, False):
            together = _people(law, both, drafts)
            assert _people(law, both[::-1], drafts) == together
            assert {**_people(law, both[:1], drafts), **_people(law, both[1:], drafts)} == together


def test_a_stage_prevails_over_what_was_declared_before_it_came_whoever_else_is_asked_about(cast: Cast) -> None:
    found = second_year(cast)
    law, both = law_of(found.nadia.publication), [(one.pk, one.number) for one in (found.nadia, found.paul)]
    place = next(
        f"{row.parent}/{row.name}"
        for row in person_of(law.regulation, gathering.cohort_of(law, both[:1], at=DURING), 0).rows["épreuve"]
        if row.facts["épreuve.note"] is not None
    )
    before = _people(law, both, drafts=True)

    keep(
        [Statement(found.nadia, "épreuve.absent", place, "oui"), Statement(found.nadia, "épreuve.note", place, "3")],
        reason="",
        by=cast.ada,
        at=NOON,
    )

    assert _people(law, both, drafts=True) == before
    assert _people(law, both[:1], drafts=True) == {found.nadia.number: before[found.nadia.number]}


def test_a_stage_says_only_what_it_declares_that_it_collects(cast: Cast) -> None:
    found = second_year(cast)
    law = law_of(found.nadia.publication)
    voie = {"étudiant.voie": ("BCE", None)}
    say_of_intake(found.nadia.intake, voie, reason="", by=cast.ada, at=DURING)
    wanted = FactsWanted(law, np.array(sorted([found.nadia.pk, found.paul.pk])), DURING)
    said: dict[int, set[str]] = {}
    for one in every_source():
        parts = list(one.answer(wanted))
        said[one.rank] = {part.fact for part in parts if isinstance(part, Cells)}
        said[one.rank] |= {name for part in parts if isinstance(part, RecordedRows) for name in part.facts}

    intakes, declared, *stages = every_source()
    assert said[declared.rank] > {law.regulation.entry}, "the office declares what nobody collects"
    assert said[intakes.rank] == {"étudiant.voie"}, "of each, or of all who entered together"
    for one in stages:
        assert said[one.rank]
        assert said[one.rank] <= set(one.collects(law)), one.answer.__module__


@pytest.mark.parametrize("slug", ["icn-pge", "ipag-msc", "lille-ipm"])
def test_no_two_stages_collect_one_fact(slug: str, cast: Cast) -> None:
    programme = programme_of(cast.school, slug, by=cast.ada)
    law = law_of(intake_of(programme, date(2025, 9, 8), by=cast.ada).publication)
    names = [name for one in every_source() for name in one.collects(law) if name]

    assert len(names) == len(set(names))
    assert collected(law) == set(names) <= set(law.facts)


def _people(law: Law, dossiers: list[tuple[int, str]], drafts: bool) -> dict[str, tuple[object, object, str]]:
    cohort = gathering.cohort_of(law, dossiers, at=DURING, drafts=drafts)
    people = [person_of(law.regulation, cohort, place) for place in range(len(dossiers))]
    return {
        one.id: (one.listed, one.rows, digest)
        for one, digest in zip(people, gathering.digests_of(law, cohort), strict=True)
    }


def test_the_queries_do_not_grow_with_the_students(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2024, 9, 2), by=cast.ada)
    students = students_of(intake, "Un Deux Trois", by=cast.ada)
    register(list(students.values()), 2024, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    for module in ("S1-DROIT", "S1-COMPTA"):
        hand_in(exam_of(programme, 2024, module, by=cast.ada), dict.fromkeys(students.values(), "12"), by=cast.ada)
    counts = []
    for some in (list(students.values())[:1], list(students.values())):
        list(rule(some, ["année.progression"], at=NOON))
        with CaptureQueriesContext(connection) as queries:
            list(rule(some, ["année.progression"], at=NOON))
        counts.append(len(queries))

    assert counts[0] == counts[1]
