"""A jury on another root than those who study: an admission jury judges candidates, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from parchemin.campus.awards.models import Issuance
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import NoSuchRoot
from parchemin.campus.enrolment.actions import move_entrant, move_intake
from parchemin.campus.enrolment.refusals import SettledAlready
from parchemin.campus.jury.actions import call_jury, close_jury, confirm, decide, publish_jury, put_off
from parchemin.campus.jury.models import Case, Jury
from parchemin.campus.jury.queries import law_of_jury
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.refusals import NoSuchDecision, NotAStudyYear
from parchemin.campus.people.models import Person
from parchemin.campus.texts.actions import publish
from parchemin.campus.texts.queries import followers
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.candidates import REJECTED, TO_JUDGE, candidate
from tests.campus.jury.juries import HELD, MEMBERS, Session, seated
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db

ADMISSIBILITY = ("candidat.admissibilité", "")


def called(intake: Intake, *, by: Person, root: str = "candidat", **asked: object) -> Jury:
    told = {"title": "Jury d’admissibilité", "kind": "admission", "held_at": HELD, "decisions": [ADMISSIBILITY]} | asked
    return call_jury(intake.programme, 2026, root=root, by=by, at=NOON, **told)  # type: ignore[arg-type]


def contest(cast: Cast) -> Session:
    """Two candidates of the intake of 2026, one of that of 2027, a student beside them; a jury seated."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 2), by=cast.ada)
    later = intake_of(programme, date(2027, 9, 2), by=cast.ada)
    students_of(intake, "Hugo", by=cast.ada)
    judged = {
        "Zoé": candidate(intake, "Zoé", TO_JUDGE, by=cast.ada),
        "Yann": candidate(intake, "Yann", REJECTED, by=cast.ada),
    }
    candidate(later, "Xénia", TO_JUDGE, by=cast.ada)
    return seated(Session(cast, programme, called(intake, by=cast.odile), judged), MEMBERS)


def numbers(jury: Jury) -> set[str]:
    return set(Case.objects.current().filter(jury=jury).values_list("dossier__number", flat=True))


def test_the_candidates_of_the_intakes_of_its_year_are_judged_and_told_and_get_no_transcript(cast: Cast) -> None:
    session = contest(cast)
    jury = session.jury

    session.open()

    assert numbers(jury) == {one.number for one in session.students.values()}
    assert law_of_jury(jury).root == "candidat"
    asked = {name: session.question(name) for name in session.students}
    assert (asked["Yann"].by, asked["Yann"].proposal) == ("rule", "non_éligible")
    assert set(asked["Zoé"].options) == {"admissible", "non_admissible"}
    confirm(jury, "rule", by=session.helene, at=HELD)
    decide(asked["Zoé"], "admissible", by=session.helene, at=HELD)
    close_jury(jury, by=session.helene, at=HELD)
    told = minutes_data(jury.minutes.get())
    assert {one.name: one.decision for one in told.decisions} == {
        "Candidat Yann": "non éligible : le titre n'ouvre pas ce concours",
        "Candidat Zoé": "admissible",
    }
    publish_jury(jury, by=session.cast.odile, at=HELD + timedelta(hours=1))
    assert not Issuance.objects.exists()
    page = _own_page(session.students["Zoé"])
    assert "Ce que les jurys ont décidé" in page
    assert "Jury d’admissibilité" in page
    before = _own_page(session.students["Zoé"], on=NOON.date().isoformat())
    assert "Ce que les jurys ont décidé" not in before, "it was not published then"


def _own_page(dossier: Dossier, **asked: str) -> str:
    assert dossier.person is not None
    answer = signed_in(dossier.person).get(reverse("dossiers:dossier", args=[dossier.ref]), asked)
    return answer.content.decode()


def test_a_text_published_before_their_intake_begins_leaves_those_judged_under_the_former(cast: Cast) -> None:
    """A jury in June, a text in July, an intake in September: what was decided is told as it was."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2027, 9, 2), by=cast.ada)
    zoé, waiting = (candidate(intake, name, TO_JUDGE, by=cast.ada) for name in ("Zoé", "Yann"))
    put = {"held_at": HELD, "decisions": [ADMISSIBILITY], "title": "Jury", "kind": "admission"}
    jury = call_jury(programme, 2027, root="candidat", by=cast.odile, at=NOON, **put)  # type: ignore[arg-type]
    session = seated(Session(cast, programme, jury, {"Zoé": zoé, "Yann": waiting}), MEMBERS)
    session.open()
    put_off(session.case("Yann"), reason="attendre", by=session.helene, at=HELD)
    files = {name: text for name, text in intake.publication.files.items() if "/" not in name}

    told = followers(programme, intake.starts, HELD.date())
    new = publish(programme, files, by=cast.ada, at=HELD)

    assert told.people == 1
    for dossier, text in ((zoé, intake.publication), (waiting, new)):
        dossier.refresh_from_db()
        assert dossier.publication == text
    with pytest.raises(SettledAlready):
        move_intake(intake, date(2027, 9, 6), reason="reportée", by=cast.ada, at=HELD)
    with pytest.raises(SettledAlready):
        move_entrant(zoé, intake_of(programme, date(2028, 9, 1), by=cast.ada), reason="x", by=cast.odile, at=HELD)


def test_the_pages_of_the_jury_answer_before_it_opens_and_after(cast: Cast) -> None:
    session = contest(cast)
    office = signed_in(cast.odile)
    views = ("composition", "deliberation")

    before = [office.get(reverse(f"jury:{view}", args=[session.jury.pk])).status_code for view in views]
    session.open()
    after = [office.get(reverse(f"jury:{view}", args=[session.jury.pk])).status_code for view in views]
    file = office.get(reverse("jury:file", args=[session.jury.pk, session.students["Zoé"].ref]))

    assert before == [200, 302], "led to where it is opened"
    assert after == [200, 200]
    assert "Zoé Candidat" in file.content.decode()


def test_a_jury_is_called_on_the_decisions_of_its_root_alone(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 2), by=cast.ada)

    for refusal, asked in (
        (NoSuchRoot, {"root": "sorcier"}),
        (NoSuchDecision, {"root": "mutation"}),
        (NoSuchDecision, {"root": ""}),
        (NotAStudyYear, {"stage": "A1"}),
    ):
        with pytest.raises(refusal):
            called(intake, by=cast.odile, **asked)
    office, address = signed_in(cast.odile), reverse("jury:call", args=[programme.slug])
    for root in ("étudiant", "candidat", "mutation", "sorcier"):
        page = office.get(address, {"root": root}).content.decode()
        assert ("candidat.admissibilité|" in page) == (root == "candidat")
        assert ("étudiant.diplôme|" in page) == (root in ("étudiant", "sorcier"))
    students = called(intake, by=cast.odile, root="étudiant", decisions=[("étudiant.diplôme", "")])
    assert students.root == ""
    with pytest.raises(IntegrityError, match="years_of_study_are_of_students"), transaction.atomic():
        Jury.objects.create(**_columns(students) | {"root": "candidat", "stage": "A1", "title": "autre"})


def _columns(jury: Jury) -> dict[str, object]:
    return {field.attname: getattr(jury, field.attname) for field in jury._meta.concrete_fields if field.name != "id"}
