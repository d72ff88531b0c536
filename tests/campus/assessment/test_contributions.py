"""What assessment brings to the student's road and to the guide: absences to excuse, days of papers, who teaches."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from parchemin.campus.assessment.actions.papers import assign_teacher, set_paper
from parchemin.campus.assessment.facts import day_of
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Role
from tests.campus.conftest import NOON, Cast
from tests.campus.school import hand_in, mark
from tests.campus.students import DURING, second_year, signed_in

pytestmark = pytest.mark.django_db


def test_a_deadline_is_there_with_its_counting_and_goes_by(cast: Cast) -> None:
    found = second_year(cast)
    january = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": "2027-01-12"}
    for unit in ("S1-DROIT", "S1-MANAGEMENT"):
        where = (found.nadia.programme, 2026, f"module:{unit}", f"{unit}/1", "dossier")
        paper = set_paper(*where, facts=january, by=cast.ada, at=NOON)
    hand_in(paper, {found.nadia: "12", found.paul: "12"}, by=cast.ada, at=datetime(2027, 1, 12, 12, tzinfo=UTC))

    lines = Road(found.nadia, DURING).todo.items

    absence = next(one for one in lines if one.article == "§3.1.4")
    assert absence.day == date(2026, 11, 30)
    assert "dimanche 15 novembre" in absence.counting
    assert absence.url.startswith("/absences/")
    exams = next(one for one in lines if one.day == date(2027, 1, 12))
    assert "Droit" in exams.what
    assert "Management" not in exams.what, "its marks are handed in"


def test_a_paper_whose_day_is_said_to_be_unknown_is_on_every_page_without_one(cast: Cast) -> None:
    found = second_year(cast)
    programme, facts = found.nadia.programme, {"épreuve.type": "dossier", "épreuve.coefficient": "1"}
    paper = set_paper(
        *(programme, 2026, "module:S2-RH", "S2-RH/1", "rapport"),
        facts=facts | {"épreuve.jour": "?"},
        by=cast.ada,
        at=NOON,
    )
    mark(paper, {found.nadia: "ABS"}, by=cast.ada)
    assert paper.facts["épreuve.jour"] == "?"
    assert day_of(law_of(found.nadia.publication), paper) is None

    for person, address in (
        (found.nadia.student, f"/path/{found.nadia.ref}/"),
        (found.nadia.student, "/absences/"),
        (found.nadia.student, f"/absences/{found.nadia.ref}/{paper.pk}/"),
        (cast.odile, "/guide/icn-pge/"),
        (cast.odile, "/marks/follow/icn-pge/2026/"),
        (cast.odile, "/marks/follow/icn-pge/2026/syllabus/units/module:S2-RH/"),
    ):
        assert signed_in(person).get(address).status_code == 200, address
    assert not [line for line in Road(found.nadia, DURING).todo.items if "Ressources humaines" in line.what]


def test_the_guide_says_the_day_of_a_paper_and_who_teaches_its_unit(cast: Cast) -> None:
    programme = second_year(cast).nadia.programme
    pia = enter_person("pia@example.org", "Pia", "Roy", by=None, at=NOON)
    grant_role(pia, cast.school, Role.TEACHER, "icn-pge", by=cast.ada, at=NOON)
    assign_teacher(programme, 2026, "module:S1-DROIT", pia, by=cast.ada, at=NOON)

    page = signed_in(cast.odile).get("/guide/icn-pge/").context

    days = {(day.words.partition(" · session")[0], day.kind) for day in page["days"].items}
    assert ("Droit des affaires · examen", "épreuve") in days
    assert [(one.person, one.units) for one in page["lecturers"].items] == [(pia, ["Droit des affaires"])]
