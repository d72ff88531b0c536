"""Absences: asked in time with a document, decided once with a reason, and what the law makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path as Folder
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import translation

from parchemin.campus.assessment import tasks
from parchemin.campus.assessment.absences.actions import check_mark, file_request, follow_up, rule_on_document
from parchemin.campus.assessment.absences.queries import absences_of, effect, grounds_for, waits_for_director
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Paper
from parchemin.campus.assessment.refusals import (
    DecidedMeanwhile,
    GroundMissing,
    NotAbsent,
    NotExcused,
    RequestExists,
    RequestTooLate,
    RulingReasonMissing,
)
from parchemin.campus.common import journal
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.persons import evaluation_of, standing
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Role
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, mark
from tests.campus.students import DURING, MARKED, InSecondYear, at_ipag, second_year, signed_in

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GROUND, KIND = "maladie", "certificat_médical"
ILL = {"ground": GROUND, "document_kind": KIND}


@pytest.fixture(autouse=True)
def files(tmp_path: Folder) -> Iterator[Folder]:
    """Documents go to a folder of the test's own."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def asked(found: InSecondYear, at: datetime = DURING) -> AbsenceRequest:
    return file_request(found.nadia, found.missed, ground=GROUND, document_kind=KIND, by=found.nadia.student, at=at)


# --- the last day ---------------------------------------------------------------------------------------------------


def test_the_last_day_is_counted_and_said(cast: Cast) -> None:
    found = second_year(cast)

    due = grounds_for(found.nadia, found.missed).due

    assert due is not None
    assert due.day == date(2026, 11, 30)
    assert "15 jours ouvrables" in due.sentence
    assert due.article == "§3.1.4"


def test_the_last_day_lasts_until_midnight_in_paris_and_no_longer(cast: Cast) -> None:
    found = second_year(cast)
    with pytest.raises(RequestTooLate) as refusal:
        asked(found, datetime(2026, 12, 1, 0, 0, tzinfo=PARIS))
    assert "30 novembre 2026" in str(refusal.value)
    assert "3.1.4" in str(refusal.value)
    assert "odile@example.org" in str(refusal.value), "whom to write to"
    assert not AbsenceRequest.objects.exists()

    assert asked(found, datetime(2026, 11, 30, 23, 59, tzinfo=PARIS)).due == date(2026, 11, 30)


def test_a_text_that_is_silent_asks_for_plain_words_and_has_no_last_day(cast: Cast) -> None:
    lea = at_ipag(cast)[0]
    paper = Paper.objects.get(programme=lea.programme, unit="épreuve:E4")
    grounds = grounds_for(lea, paper)
    assert (grounds.grounds, grounds.documents, grounds.due) == ((), (), None)

    with pytest.raises(GroundMissing):
        file_request(lea, paper, ground="  ", by=lea.student, at=DURING)
    made = file_request(lea, paper, ground="grippe", by=lea.student, at=datetime(2030, 1, 1, tzinfo=UTC))

    assert made.due is None
    assert effect(made, "accepted", at=DURING) is None, "the text says nothing of it"
    page = signed_in(lea.student).get(f"/absences/{lea.ref}/{paper.pk}/").content.decode()
    assert "ne fixe" in page or "Votre demande" in page


# --- asking ---------------------------------------------------------------------------------------------------------


def test_a_ground_and_a_document_are_those_of_the_text(cast: Cast) -> None:
    found = second_year(cast)
    for ground, kind in (("fatigue", "certificat_médical"), ("maladie", "lettre"), ("", "certificat_médical")):
        with pytest.raises(GroundMissing):
            file_request(
                found.nadia, found.missed, ground=ground, document_kind=kind, by=found.nadia.student, at=DURING
            )


def test_one_asks_once_about_an_absence_of_ones_own(cast: Cast) -> None:
    found = second_year(cast)
    with pytest.raises(Forbidden):
        file_request(found.nadia, found.missed, ground=GROUND, document_kind=KIND, by=found.paul.student, at=DURING)
    with pytest.raises(NotAbsent):
        file_request(found.paul, found.missed, ground=GROUND, document_kind=KIND, by=found.paul.student, at=DURING)
    asked(found)

    with pytest.raises(RequestExists):
        asked(found)


def test_an_absence_is_shown_before_the_marks_are_handed_in_because_the_days_run(cast: Cast) -> None:
    found = second_year(cast)
    mark(found.draft, {found.nadia: "ABS"}, by=cast.ada, at=MARKED)

    labels = {one.paper.pk for one in absences_of(found.nadia.student, DURING)}

    assert labels == {found.missed.pk, found.draft.pk}


def posted(client: Client, found: InSecondYear, file: SimpleUploadedFile) -> int:
    told = {**ILL, "document": file}
    return client.post(f"/absences/{found.nadia.ref}/{found.missed.pk}/", told).status_code


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("certificat.pdf", b"", "application/pdf"),
        SimpleUploadedFile("certificat.pdf", b"MZ\x90\x00" + b"\0" * 200, "application/pdf"),
        SimpleUploadedFile("certificat.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
        SimpleUploadedFile("certificat.png", PDF, "image/png"),
        SimpleUploadedFile("grand.pdf", PDF + b"\0" * 30 * 1024 * 1024 + b"%%EOF", "application/pdf"),
    ],
    ids=["empty", "program", "page", "other than its name", "30 MB"],
)
def test_a_file_that_is_no_document_is_refused_and_nothing_is_kept(
    cast: Cast, files: Folder, file: SimpleUploadedFile
) -> None:
    found = second_year(cast)
    file.seek(0)

    assert posted(signed_in(found.nadia.student), found, file) in (409, 422)
    assert not AbsenceRequest.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_document_is_kept_by_its_digest_and_given_back_as_a_download_to_those_who_may(
    cast: Cast, files: Folder
) -> None:
    found = second_year(cast)
    client = signed_in(found.nadia.student)
    assert posted(client, found, SimpleUploadedFile("../../Arrêt <b>.pdf", PDF)) == 302
    request = AbsenceRequest.objects.get()
    kept = request.document
    assert kept is not None
    assert str(found.nadia.ref) not in kept.key
    assert kept.name not in kept.key

    for person, status in ((found.nadia.student, 200), (cast.odile, 200), (cast.ada, 200)):
        response = signed_in(person).get(f"/absences/requests/{request.pk}/document")
        assert response.status_code == status
        assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "<" not in response["Content-Disposition"]
    for person in (found.paul.student, cast.ysolde, cast.émile):
        assert signed_in(person).get(f"/absences/requests/{request.pk}/document").status_code == 404
    assert Client().get(f"/absences/requests/{request.pk}/document").status_code == 302

    (files / kept.key).write_bytes(PDF.replace(b"1.4", b"1.5"))
    assert signed_in(cast.odile).get(f"/absences/requests/{request.pk}/document").status_code == 409


def test_a_second_request_leaves_no_file_behind(cast: Cast, files: Folder) -> None:
    found = second_year(cast)
    client = signed_in(found.nadia.student)
    assert posted(client, found, SimpleUploadedFile("a.pdf", PDF)) == 302
    assert posted(client, found, SimpleUploadedFile("b.pdf", PDF)) == 409

    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_the_absence_of_another_is_no_page(cast: Cast) -> None:
    found = second_year(cast)
    address = f"/absences/{found.nadia.ref}/{found.missed.pk}/"

    assert signed_in(found.paul.student).get(address).status_code == 404
    assert signed_in(found.paul.student).post(address, ILL).status_code == 404
    assert signed_in(found.nadia.student).get(f"/absences/{found.nadia.ref}/{found.draft.pk}/").status_code == 404
    assert signed_in(found.nadia.student).get(f"/absences/{found.paul.ref}/{found.missed.pk}/").status_code == 404


# --- deciding -------------------------------------------------------------------------------------------------------


def test_what_each_answer_does_is_what_the_law_says(cast: Cast) -> None:
    request = asked(second_year(cast))

    accepted, refused = (effect(request, verdict, at=DURING) for verdict in ("accepted", "refused"))

    assert accepted is not None
    assert refused is not None
    assert (accepted.by, accepted.options) == ("jury", ("neutralisation", "contrôle_particulier"))
    assert (refused.by, refused.options, refused.articles) == ("rule", ("zéro",), ("§3.1.4",))
    assert waits_for_director(request)


def test_a_decision_is_followed_by_the_directors_and_the_mark_of_the_check(cast: Cast) -> None:
    found = second_year(cast)
    request = asked(found)
    with pytest.raises(NotExcused):
        follow_up(request, "neutralisation", "trop tôt", by=cast.ada, at=DURING)
    with pytest.raises(RulingReasonMissing):
        rule_on_document(request, "accepted", " ", by=cast.odile, at=DURING)
    rule_on_document(request, "accepted", "certificat conforme", by=cast.odile, at=DURING, seen=0)
    with pytest.raises(Forbidden):
        follow_up(request, "neutralisation", "non", by=cast.odile, at=DURING)
    follow_up(request, "contrôle_particulier", "contrôle le 10", by=cast.ada, at=DURING, seen=0)
    with pytest.raises(ValueRefused):
        check_mark(request, "21", "copie", by=cast.ada, at=DURING)
    check_mark(request, "13,5", "copie", by=cast.ada, at=DURING, was="")

    evaluation = evaluation_of(found.nadia, at=DURING)
    assert standing(evaluation, "épreuve.note_retenue", "S1-LANGUE/1/dossier").text == "13.5"
    assert not list(journal.altered("icn"))


def test_who_decides_second_is_told_of_the_first(cast: Cast) -> None:
    request = asked(second_year(cast))
    rule_on_document(request, "refused", "pièce illisible", by=cast.odile, at=DURING, seen=0)

    with pytest.raises(DecidedMeanwhile) as refusal:
        rule_on_document(request, "accepted", "vu", by=cast.ada, at=DURING, seen=0)

    assert "Odile Martin" in str(refusal.value)
    assert AbsenceRuling.objects.get().verdict == "refused"
    page = signed_in(cast.ada).post(
        f"/absences/requests/{request.pk}/", {"kind": "document", "verdict": "accepted", "reason": "vu", "seen": "0"}
    )
    assert page.status_code == 409
    assert "Odile Martin" in page.content.decode()


def test_the_student_is_mailed_what_was_decided_and_why_in_the_language_of_the_campus(cast: Cast) -> None:
    request = asked(second_year(cast))
    rule_on_document(request, "refused", "pièce illisible", by=cast.odile, at=DURING)

    with translation.override("en"):
        assert tasks.tell_student.func(str(request.pk)) == 1
    sent = mail.outbox[0]
    assert sent.to == [request.dossier.student.email]
    assert "refusée" in sent.subject
    assert "pièce illisible" in sent.body
    assert f"/absences/{request.dossier.ref}/{request.paper_id}/" in sent.body


# --- who opens what -------------------------------------------------------------------------------------------------


def test_who_opens_which_page(cast: Cast) -> None:
    found = second_year(cast)
    request = asked(found)
    tom = enter_person("tom@example.org", "Tom", "Martin", by=None, at=NOON)
    grant_role(tom, cast.school, Role.TEACHER, by=cast.ada, at=NOON)
    people = {
        "nadia": found.nadia.student,
        "paul": found.paul.person,
        "odile": cast.odile,
        "ada": cast.ada,
        "ysolde": cast.ysolde,
        "tom": tom,
        "nobody": None,
    }
    table = {
        "/absences/": {"nadia": 200, "paul": 200, "odile": 404, "ada": 404, "ysolde": 404, "tom": 404, "nobody": 302},
        f"/absences/{found.nadia.ref}/{found.missed.pk}/": {
            "nadia": 200,
            "paul": 404,
            "odile": 404,
            "ada": 404,
            "ysolde": 404,
            "tom": 404,
            "nobody": 302,
        },
        "/absences/requests/": {
            "nadia": 404,
            "paul": 404,
            "odile": 200,
            "ada": 200,
            "ysolde": 200,
            "tom": 404,
            "nobody": 302,
        },
        f"/absences/requests/{request.pk}/": {
            "nadia": 404,
            "paul": 404,
            "odile": 200,
            "ada": 200,
            "ysolde": 404,
            "tom": 404,
            "nobody": 302,
        },
    }
    for address, expected in table.items():
        for name, status in expected.items():
            person = people[name]
            client = Client() if person is None else signed_in(person)
            assert client.get(address).status_code == status, (address, name)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_ask_the_same_number_of_queries_for_one_row_and_for_three(cast: Cast) -> None:
    found = second_year(cast)
    asked(found)
    student, office = signed_in(found.nadia.student), signed_in(cast.odile)
    few = queries_of(student, "/absences/"), queries_of(office, "/absences/requests/")
    for module in ("S2-RH", "S2-ACHATS"):
        _another(found.nadia, module, cast)

    assert (queries_of(student, "/absences/"), queries_of(office, "/absences/requests/")) == few == (6, 7)


def _another(dossier: Dossier, module: str, cast: Cast) -> None:
    paper = exam_of(dossier.programme, 2026, module, by=cast.ada, at=DURING)
    mark(paper, {dossier: "ABS"}, by=cast.ada, at=DURING)
    file_request(dossier, paper, ground=GROUND, document_kind=KIND, by=dossier.student, at=DURING)
