"""A stage that the desks do not know brings its block, its line, its section, its days; one that fails is said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from parchemin.campus.catalogue.queries import guide
from parchemin.campus.catalogue.queries.guide import Guide, GuideDay, UnitTaught
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.dossiers.queries import road
from parchemin.campus.dossiers.queries.road import RoadPart, Section, ToDo
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages import desk
from tests.campus.conftest import NOON, Cast
from tests.campus.students import second_year, signed_in

pytestmark = pytest.mark.django_db
MISSING = "Il manque quelque chose ici"
TEMPLATES = {
    "library/loans.html": '<section class="card" id="loans-{{ section.rank }}">{{ programme.slug }}</section>',
    "library/broken.html": "{% load nothing_of_that_name %}",
}


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Room for a stage of the test's own, beside those there are, with its templates."""
    for module, name in ((desk, "BLOCKS"), (road, "PARTS"), (guide, "CALENDAR"), (guide, "TEACHING")):
        monkeypatch.setattr(module, name, getattr(module, name).copy())
    for name, text in TEMPLATES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]


def page_of(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def places(page: str, *marks: str) -> list[int]:
    """Where each stands on the page, which holds each of them."""
    assert all(mark in page for mark in marks), [mark for mark in marks if mark not in page]
    return [page.index(mark) for mark in marks]


def broken(*asked: Any) -> Iterator[Any]:
    yield from ()
    raise LookupError("the shelves")


# --- the desk ------------------------------------------------------------------------------------------------


def loans(person: Person, at: datetime) -> Iterator[DeskBlock]:
    yield DeskBlock("Prêts", 3, "livres à rendre", "/loans/", "wait")


def test_a_block_stands_on_the_desk_at_its_rank(cast: Cast) -> None:
    second_year(cast)
    for rank, before, after in ((25, "Prêts", "Notes"), (35, "Notes", "Prêts")):
        desk.BLOCKS.at(rank)(loans)
        main = page_of(cast.odile, "/desk/").partition("<main")[2]
        first, second = places(main, f">{before}<", f">{after}<")
        assert first < second, rank


def test_a_block_that_fails_leaves_the_others_and_says_that_one_is_missing(cast: Cast, failures: list[str]) -> None:
    second_year(cast)
    assert MISSING not in page_of(cast.odile, "/desk/")
    desk.BLOCKS.at(15)(broken)

    page = page_of(cast.odile, "/desk/")

    assert page.count(MISSING) == 1
    places(page, "Absences", "Inscriptions", "Notes", "Jurys")
    assert failures == [f"{__name__}.broken"]
    failures.clear()


def test_a_desk_on_which_all_fails_is_not_said_to_be_empty(cast: Cast, failures: list[str]) -> None:
    desk.BLOCKS.at(15)(broken)
    nobody = enter_person("seul@example.org", "Seul", "Martin", by=None, at=NOON)

    page = page_of(nobody, "/desk/")

    assert MISSING in page
    assert "aucune école" not in page
    failures.clear()


# --- the road ------------------------------------------------------------------------------------------------


class Library(RoadPart):
    def todo(self) -> Iterator[ToDo]:
        yield ToDo(date(2099, 1, 2), "rendre le code civil", url="/loans/")

    def sections(self) -> Iterator[Section]:
        for rank in (5, 30, 45):
            yield Section(rank, "library/loans.html", {"rank": rank})


def test_a_line_and_sections_stand_on_the_road_at_their_places(cast: Cast) -> None:
    road.PARTS.at(15)(Library)
    nadia = second_year(cast).nadia

    page = page_of(nadia.student, f"/path/{nadia.ref}/")

    own = places(page, 'id="loans-5"', 'class="card period"', 'id="loans-30"', 'id="decision"', 'id="loans-45"')
    assert own == sorted(own)
    assert f">{nadia.programme.slug}</section>" in page, "a section is shown in the context of the page"
    assert "Rendre le code civil" in page


class Overdue(RoadPart):
    def todo(self) -> Iterator[ToDo]:
        yield ToDo(date(2020, 1, 2), "rendre le code pénal", owed=True)
        yield ToDo(date(2020, 1, 3), "demander une bourse")


def test_what_is_still_owed_stays_in_sight_once_its_day_is_past(cast: Cast) -> None:
    road.PARTS.at(15)(Overdue)
    nadia = second_year(cast).nadia

    page = page_of(nadia.student, f"/path/{nadia.ref}/")

    in_order = places(page, "Rendre le code pénal", "En retard", '<details class="past"', "Demander une bourse")
    assert in_order == sorted(in_order)


class Burnt(RoadPart):
    def todo(self) -> Iterator[ToDo]:
        raise LookupError("the shelves")

    def sections(self) -> Iterator[Section]:
        yield Section(30, "library/loans.html", {"rank": 30})
        raise LookupError("the shelves")


def test_a_line_and_a_section_that_fail_leave_the_rest_and_are_said_to_be_missing(
    cast: Cast, failures: list[str]
) -> None:
    road.PARTS.at(15)(Burnt)
    nadia = second_year(cast).nadia

    page = page_of(nadia.student, f"/path/{nadia.ref}/")

    todo, main, rest = places(page, 'id="todo"', 'road-main"', 'road-rest"')
    assert page[todo:main].count(MISSING) == page[main:rest].count(MISSING) == 1
    assert "loans-30" not in page, "half of what a stage brings is not shown"
    places(page, 'class="card period"', 'id="decision"')
    assert failures == [f"{__name__}.Burnt.{name}" for name in ("todo", "sections")]
    failures.clear()


def test_a_section_whose_template_fails_is_missing_at_its_place(cast: Cast, failures: list[str]) -> None:
    class Unreadable(RoadPart):
        def sections(self) -> Iterator[Section]:
            yield Section(45, "library/broken.html")

    road.PARTS.at(15)(Unreadable)
    nadia = second_year(cast).nadia

    page = page_of(nadia.student, f"/path/{nadia.ref}/")

    decision, missing, others = places(page, 'id="decision"', MISSING, 'class="card others"')
    assert decision < missing < others
    assert failures == ["library/broken.html"]
    failures.clear()


def test_nothing_is_due_is_not_said_when_it_is_not_known(
    cast: Cast, failures: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = second_year(cast).nadia
    address, nothing = f"/path/{nadia.ref}/", "Rien à faire pour l’instant."
    monkeypatch.setattr(road, "PARTS", Contributions[type[RoadPart]]())
    assert nothing in page_of(nadia.student, address)
    road.PARTS.at(15)(Burnt)

    assert nothing not in page_of(nadia.student, address)
    failures.clear()


# --- the guide -----------------------------------------------------------------------------------------------


def test_a_stage_brings_days_and_units_to_the_guide(cast: Cast) -> None:
    programme = second_year(cast).nadia.programme
    pia = enter_person("pia@example.org", "Pia", "Roy", by=None, at=NOON)
    grant_role(pia, cast.school, Role.TEACHER, "icn-pge", by=cast.ada, at=NOON)

    @guide.CALENDAR.at(15)
    def closed(book: Guide) -> Iterator[GuideDay]:
        yield GuideDay(date(book.year, 12, 24), "Bibliothèque", "fermeture")

    @guide.TEACHING.at(15)
    def taught(book: Guide) -> Iterator[UnitTaught]:
        yield UnitTaught(pia.pk, "Chercher un livre")

    page = page_of(cast.odile, f"/guide/{programme.slug}/")

    places(page, "Bibliothèque", "fermeture ·", "Chercher un livre")


def test_a_part_of_the_guide_that_fails_is_said_to_be_missing(cast: Cast, failures: list[str]) -> None:
    nadia = second_year(cast).nadia
    guide.CALENDAR.at(15)(broken)
    guide.TEACHING.at(15)(broken)

    page = page_of(cast.odile, f"/guide/{nadia.programme.slug}/")

    assert page.count(MISSING) == 2
    places(page, nadia.intake.name, "premier jour")
    assert failures == [f"{__name__}.broken"] * 2
    failures.clear()
