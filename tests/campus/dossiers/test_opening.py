"""Files of any root of a text: who opens them, under which number, about whom; what may be said of each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.refusals import (
    DossierExists,
    NoSuchPlace,
    NoSuchRoot,
    PersonIncomplete,
    StudentNeedsPerson,
)
from parchemin.campus.enrolment.actions import register
from parchemin.campus.enrolment.refusals import NotAStudent
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Grant, Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.candidates import REJECTED, candidate
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.students import signed_in
from tests.campus.worlds import built_once

pytestmark = pytest.mark.django_db

LÉA = Identity("lea@example.org", "Léa", "Durand")


@built_once
def icn(cast: Cast) -> Intake:
    return intake_of(programme_of(cast.school, "icn-pge", by=cast.ada), date(2026, 9, 1), by=cast.ada)


def test_each_root_has_numbers_of_its_own_and_a_copy_is_about_nobody(cast: Cast) -> None:
    intake = icn(cast)
    student = open_dossier(intake, "étudiant", about=LÉA, by=cast.odile, at=NOON)
    first, second = (candidate(intake, name, by=cast.odile) for name in ("Camille", "Zoé"))
    copy = open_dossier(intake, "copie", number="S1-DROIT 17", by=cast.odile, at=NOON)

    assert [one.number for one in (student, first, second)] == [
        "icn-pge-2026-001",
        "icn-pge-2026-candidat-001",
        "icn-pge-2026-candidat-002",
    ]
    assert (copy.person, copy.subject, first.subject) == (None, "S1-DROIT 17", "Camille Candidat")
    assert list(Dossier.objects.students()) == [student]
    told = Entry.objects.filter(verb="dossiers.open_dossiers").order_by("number")
    assert [line.payload["root"] for line in told] == ["étudiant", "candidat", "candidat", "copie"]


def test_a_candidate_is_no_student_and_becomes_one_later_as_the_same_person(cast: Cast) -> None:
    intake = icn(cast)
    applied = open_dossier(intake, "candidat", about=LÉA, by=cast.odile, at=NOON)

    def roles() -> list[str]:
        return sorted(Grant.objects.filter(person=applied.person, ended=None).values_list("role", flat=True))

    assert roles() == [Role.APPLICANT]
    with pytest.raises(NotAStudent):
        register([applied], 2026, stage="A1", nature="enseignement", by=cast.odile, at=NOON)
    enrolled = students_of(intake, "Hugo", by=cast.odile)["Hugo"]
    admitted = open_dossier(intake, "étudiant", about=LÉA, by=cast.odile, at=NOON)
    register([admitted, enrolled], 2026, stage="A1", nature="enseignement", by=cast.odile, at=NOON)

    assert admitted.person == applied.person
    assert roles() == [Role.APPLICANT, Role.STUDENT]
    client = signed_in(admitted.student)
    assert str(applied.ref) in client.get("/files/").content.decode()
    assert client.get("/path/").url == f"/path/{admitted.ref}/"  # type: ignore[attr-defined]


def test_what_cannot_be_opened_says_why_and_nothing_is_written(cast: Cast) -> None:
    intake = icn(cast)
    candidate(intake, "Camille", by=cast.odile)
    kept = Dossier.objects.count(), Person.objects.count(), Entry.objects.count()
    camille = Identity("camille@example.org", "Camille", "Candidat")

    for refusal, asked in (
        (NoSuchRoot, {"root": "sorcier", "about": LÉA}),
        (StudentNeedsPerson, {"root": "étudiant"}),
        (PersonIncomplete, {"root": "candidat", "about": Identity("lea@example.org", "Léa", "")}),
        (DossierExists, {"root": "candidat", "about": camille}),
        (DossierExists, {"root": "copie", "number": "icn-pge-2026-candidat-001"}),
        (DossierExists, {"root": "copie", "number": "ICN-PGE-2026-Candidat-001"}),
    ):
        with pytest.raises(refusal):
            open_dossier(intake, **asked, by=cast.odile, at=NOON)
    with pytest.raises(Forbidden):
        open_dossier(intake, "candidat", about=LÉA, by=cast.ysolde, at=NOON)
    assert (Dossier.objects.count(), Person.objects.count(), Entry.objects.count()) == kept


def test_the_database_keeps_no_student_who_is_nobody(cast: Cast) -> None:
    student = students_of(icn(cast), "Hugo", by=cast.odile)["Hugo"]

    with pytest.raises(IntegrityError, match="a_student_is_somebody"), transaction.atomic():
        Dossier.objects.filter(pk=student.pk).update(person=None)


def test_a_fact_of_another_root_is_not_declared_of_somebody(cast: Cast) -> None:
    intake = icn(cast)
    applied, student = candidate(intake, "Camille", by=cast.odile), students_of(intake, "Hugo", by=cast.odile)["Hugo"]

    for one, fact, text in ((student, "candidat.concours", "BCE"), (applied, "étudiant.voie", "BCE")):
        with pytest.raises(NoSuchPlace):
            declare([Statement(one, fact, "", text)], reason="", by=cast.odile, at=NOON)
    assert not Declaration.objects.exists()
    declare([Statement(applied, "test.note", "BCE-S-MATHS", "12")], reason="", by=cast.odile, at=NOON)


def test_the_office_opens_a_file_on_a_page_and_the_person_reads_where_it_stands(cast: Cast) -> None:
    intake, office = icn(cast), signed_in(cast.odile)
    address = reverse("dossiers:open") + f"?intake={intake.pk}"
    page = office.get(address).content.decode()
    assert "Candidat à un concours d&#x27;entrée" in page
    sent = {"root": "candidat", "given_name": "Léa", "family_name": "", "email": "lea@example.org"}
    assert office.post(address, sent).status_code == 409
    answer = office.post(address, sent | {"family_name": "Durand", "invite": "on"})

    applied = Dossier.objects.get()
    assert answer.url == reverse("dossiers:dossier", args=[applied.ref])  # type: ignore[attr-defined]
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs["args"] == [str(applied.person_id), str(cast.odile.pk)]
    declare([Statement(applied, name, "", text) for name, text in REJECTED.items()], reason="", by=cast.ada, at=NOON)
    assert applied.person is not None
    own = signed_in(applied.person)
    page = own.get(reverse("dossiers:dossier", args=[applied.ref])).content.decode()
    assert page.count("non éligible") >= 2, "the decisions of admissibility and of admission"
    assert reverse("dossiers:declare", args=[applied.ref, "candidat"]) not in page
    why = own.get(reverse("dossiers:why", args=[applied.ref]), {"name": "candidat.admission"})
    assert "autre" in why.content.decode()


def test_two_texts_with_the_same_intakes_are_told_apart_and_no_intake_says_what_to_do(cast: Cast) -> None:
    office = signed_in(cast.odile)
    assert "ouvrez-en d’abord une" in office.get(reverse("dossiers:open")).content.decode()
    first = icn(cast)
    intake_of(first.programme, date(2027, 9, 1), by=cast.ada)

    page = office.get(reverse("dossiers:open")).content.decode()
    assert 'name="root"' not in page, "the text is that of the intake, which is not chosen yet"
    assert office.get(reverse("dossiers:open"), {"intake": "not-a-key"}).status_code == 200
