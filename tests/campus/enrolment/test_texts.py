"""The texts of a year: those of who is registered in it, whatever was published since."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.queries.papers import law_of_paper, law_of_year, progress
from parchemin.campus.assessment.refusals import NoSuchUnit
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import university_year
from parchemin.campus.enrolment.queries.texts import law_having, laws_of_year
from parchemin.campus.law.publications import files_of, law_of
from parchemin.campus.texts.actions import publish
from tests.campus.conftest import NOON, Cast
from tests.campus.school import REGULATIONS, hand_in, intake_of, programme_of, register, students_of

pytestmark = pytest.mark.django_db

FACTS = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}


def republished(programme: Programme, cast: Cast, at: datetime) -> None:
    """The same text with another unit, S1-DEFI, in the place of one of the first year, S1-CBD."""
    files = {
        name: text.replace("| S1-CBD |", "| S1-DEFI |") for name, text in files_of(REGULATIONS / "icn-pge").items()
    }
    publish(programme, files, by=cast.ada, at=at)


def test_a_year_keeps_its_text_when_another_is_published(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    nadia = students_of(intake_of(programme, date(2024, 9, 2), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]
    register([nadia], 2024, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    before = law_of_year(programme, 2024)

    republished(programme, cast, NOON)
    rose = students_of(intake_of(programme, date(2026, 9, 2), by=cast.ada), "Rose", by=cast.ada)["Rose"]
    register([rose], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)

    last = law_of(programme.publications.order_by("-number")[0])
    assert law_of_year(programme, 2024) is before
    assert law_of_year(programme, 2026).digest == last.digest != before.digest
    assert law_of_year(programme, 2027).digest == last.digest, "nobody yet: the one in force"


def test_a_unit_that_a_later_text_no_longer_has_is_followed_to_its_end(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    nadia = students_of(intake_of(programme, date(2024, 9, 2), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]
    register([nadia], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    republished(programme, cast, NOON)
    rose = students_of(intake_of(programme, date(2026, 9, 2), by=cast.ada), "Rose", by=cast.ada)["Rose"]
    register([rose], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)

    laws = laws_of_year(programme, 2026)
    assert ["module:S1-CBD" in law.units for law in laws] == [False, True]
    assert law_having(laws, "module:S1-CBD") is laws[1]
    assert law_having(laws, "module:S1-COMPTA") is laws[0]
    paper = set_paper(programme, 2026, "module:S1-CBD", "S1-CBD/1", "examen", facts=FACTS, by=cast.ada, at=NOON)
    hand_in(paper, {nadia: "12"}, by=cast.ada)
    assert law_of_paper(paper) is laws[1]
    [line] = progress(programme, 2026, ["module:S1-CBD"])
    assert (line.expected, line.entered, line.submitted) == (1, 1, True)


def test_a_unit_that_no_text_of_the_year_has_is_refused(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    republished(programme, cast, NOON)
    rose = students_of(intake_of(programme, date(2026, 9, 2), by=cast.ada), "Rose", by=cast.ada)["Rose"]
    register([rose], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)

    with pytest.raises(NoSuchUnit):
        set_paper(programme, 2026, "module:S1-CBD", "S1-CBD/1", "examen", facts=FACTS, by=cast.ada, at=NOON)


def test_the_guide_says_which_text_is_the_readers_and_tells_the_days_of_units_of_a_former_one(
    cast: Cast, client: Client
) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    nadia = students_of(intake_of(programme, date(2024, 9, 2), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]
    year = university_year(timezone.localdate())
    register([nadia], year, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    republished(programme, cast, NOON)
    facts = FACTS | {"épreuve.jour": f"{year + 1}-01-12"}
    set_paper(programme, year, "module:S1-CBD", "S1-CBD/1", "examen", facts=facts, by=cast.ada, at=NOON)
    client.force_login(nadia.student, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(f"/guide/{programme.slug}/")

    assert page.context["own"][0].number == 1
    assert page.content.decode().count("le vôtre") == 1
    assert any("Creative business days" in one.words for one in page.context["days"].items)
