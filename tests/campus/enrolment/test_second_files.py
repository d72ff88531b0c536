"""A student of a programme who would have a second file in it; and who is registered twice in one year."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.common.models import ActReason, Entry
from parchemin.campus.dossiers.actions import Identity, open_dossier
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import StudiesThere
from parchemin.campus.enrolment.actions import Entrant, enrol, register
from parchemin.campus.enrolment.queries.registrations import registered_twice
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import Session, icn_jury
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db
WHY = "études terminées en 2019, recommence par une autre voie"


@pytest.fixture
def nadia(cast: Cast) -> Dossier:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    return students_of(intake_of(programme, date(2025, 9, 1), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]


def test_a_second_file_of_a_student_takes_a_reason_whoever_opens_it(cast: Cast, nadia: Dossier) -> None:
    later = intake_of(nadia.programme, date(2026, 9, 1), by=cast.ada)
    again = Entrant("26-1", "Nadia", "Durand", nadia.student.email)
    named = Identity(again.email, again.given_name, again.family_name)
    for act in (
        lambda: enrol(later, [again], by=cast.odile, at=NOON),
        lambda: open_dossier(later, "étudiant", about=named, reason=" ", by=cast.odile, at=NOON),
    ):
        with pytest.raises(StudiesThere, match=nadia.number):
            act()
    assert list(Dossier.objects.all()) == [nadia]

    candidate = open_dossier(later, "candidat", about=named, by=cast.odile, at=NOON)
    made = open_dossier(later, "étudiant", about=named, reason=WHY, by=cast.odile, at=NOON)

    assert candidate.person == made.person == nadia.person
    line = Entry.objects.filter(verb="dossiers.open_dossiers").latest("number")
    assert line.payload["again"] == nadia.number
    [kept] = ActReason.objects.filter(entry=line)
    assert (kept.key, kept.words) == (str(made.pk), WHY)


def test_a_student_of_one_programme_enters_another_freely(cast: Cast, nadia: Dossier) -> None:
    other = intake_of(programme_of(cast.school, "lille-ipm", by=cast.ada), date(2026, 9, 7), by=cast.ada)
    [made] = enrol(other, [Entrant("7", "Nadia", "Durand", nadia.student.email)], by=cast.ada, at=NOON)
    assert made.person == nadia.person


def test_the_page_asks_why(cast: Cast, nadia: Dossier) -> None:
    later = intake_of(nadia.programme, date(2026, 9, 1), by=cast.ada)
    told = {"root": "étudiant", "given_name": "Nadia", "family_name": "Durand", "email": nadia.student.email}
    page, client = reverse("dossiers:open") + f"?intake={later.pk}", signed_in(cast.odile)

    refused = client.post(page, told)
    assert refused.status_code == 409
    assert nadia.number in refused.content.decode()
    assert client.post(page, told | {"reason": WHY}).status_code == 302


def twice(cast: Cast) -> Session:
    """Nadia registered in the year of the jury under another file too."""
    made = icn_jury(cast)
    later = open_intake(made.programme, "Janvier 2027", date(2027, 1, 11), by=cast.ada, at=NOON)
    again = Entrant("26-1", "Nadia", "Durand", made.students["Nadia"].student.email)
    second = enrol(later, [again], reason=WHY, by=cast.ada, at=NOON)
    register(second, 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    return made


def test_who_is_registered_twice_is_set_apart_by_a_jury_and_named_to_the_office(cast: Cast) -> None:
    session = twice(cast)
    session.open()

    numbers = {session.students["Nadia"].number, "26-1"}
    apart = {one.dossier.number: one.reason for one in session.jury.cases.filter(set_apart="twice")}
    assert apart == {number: (numbers - {number}).pop() for number in numbers}
    assert set().union(*registered_twice(session.programme, 2026).values()) == numbers
    page = signed_in(cast.odile).get(reverse("enrolment:registrations") + "?programme=icn-pge&year=2026")
    assert all(number in page.content.decode().partition("<table")[0] for number in numbers)
