"""What people type to say why stands in rows, which can be erased, and never in the journal, which stands for ever."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from parchemin.campus.assessment.absences.actions import rule_on_document
from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.awards.actions import withdraw
from parchemin.campus.awards.models import Transcript
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.journal import altered, record
from parchemin.campus.common.models import ActReason, Entry
from parchemin.campus.common.proving import kinds
from parchemin.campus.dossiers.actions import move_entry
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import Entrant, cancel_intake, enrol, move_entrant, move_intake, rename_intake
from parchemin.campus.jury import actions as juries
from parchemin.campus.people.actions import call
from parchemin.campus.people.models import Person
from parchemin.campus.retention.actions import erase_on_request, sweep
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, icn_jury
from tests.campus.retention.conftest import LATER, applicant, holds
from tests.campus.retention.test_own import told_of
from tests.campus.rights_world import world_of
from tests.campus.small_school import small_school

__all__ = ["applicant"]

pytestmark = pytest.mark.django_db

TYPED = {"reason", "words", "why"}  # the fields in which somebody says why, or says it in their own words


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path


def in_the_journal(words: str) -> list[str]:
    """The verbs of the lines that hold some words."""
    lines = Entry.objects.values_list("verb", "subject", "payload")
    return [verb for verb, *told in lines if words in json.dumps(told, ensure_ascii=False)]


def reasons_of(verb: str) -> list[tuple[str, str]]:
    """What was typed with the lines of a verb, and the table that it is about."""
    return list(ActReason.objects.filter(entry__verb=verb).order_by("pk").values_list("words", "relation"))


def test_no_line_holds_what_any_row_says_in_the_words_of_somebody(cast: Cast) -> None:
    world_of(cast)
    later = NOON + timedelta(days=200)
    rule_on_document(AbsenceRequest.objects.get(), "accepted", "Certificat lisible.", by=cast.odile, at=later)
    withdraw(Transcript.objects.filter(ended_at=None)[0], reason="Relevé d’un homonyme", by=cast.ada, at=later)
    typed = {
        value
        for model in kinds()
        for field in model._meta.concrete_fields
        if field.name in TYPED
        for value in model._base_manager.values_list(field.name, flat=True)
        if value
    }
    assert typed >= {"Certificat lisible.", "Relevé d’un homonyme"}

    assert {words: verbs for words in typed if (verbs := in_the_journal(words))} == {}


def test_why_an_intake_was_changed_or_somebody_put_in_another_is_kept_beside_the_line() -> None:
    here = small_school()
    intake, other = (_opened(here.programme, day, here.odile) for day in (date(2027, 1, 11), date(2027, 9, 1)))
    [noé] = enrol(intake, [Entrant("N1", "Noé", "Roux", "noe@example.org")], by=here.odile, at=NOON)

    move_entrant(noé, other, reason="hospitalisé en janvier", by=here.odile, at=NOON)
    enrol(intake, [Entrant("N2", "Noé", "Roux", "noe@example.org")], reason="revient guéri", by=here.odile, at=NOON)
    rename_intake(other, "Septembre", reason="nommée à tort", by=here.odile, at=NOON)
    move_intake(other, date(2027, 9, 8), reason="à la demande de Noé", by=here.odile, at=NOON)
    cancel_intake(_opened(here.programme, date(2028, 1, 10), here.odile), reason="Roux seul", by=here.odile, at=NOON)

    assert reasons_of("dossiers.move_entry") == [("hospitalisé en janvier", "dossiers_dossier")]
    assert reasons_of("dossiers.open_dossiers") == [("revient guéri", "dossiers_dossier")]
    assert reasons_of("catalogue.rename_intake") == [("nommée à tort", "catalogue_intake")]
    assert reasons_of("enrolment.move_intake") == [("à la demande de Noé", "catalogue_intake")]
    assert reasons_of("catalogue.cancel_intake") == [("Roux seul", "catalogue_intake")]
    for words in ActReason.objects.values_list("words", flat=True):
        assert in_the_journal(words) == []
    assert list(altered("ecole")) == []


def _opened(programme: Programme, starts: date, by: Person) -> Intake:
    return open_intake(programme, f"Rentrée {starts}", starts, by=by, at=NOON)


def test_why_a_jury_takes_a_decision_back_or_puts_a_file_off_is_in_no_line(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    ruling = juries.decide(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    juries.take_back(ruling, reason="un deuil dans sa famille", by=session.helene, at=HELD)
    juries.put_off(session.case("Inès"), reason="soignée à Lyon", by=session.helene, at=HELD)

    [kept] = ActReason.objects.filter(entry__verb="jury.take_back")
    assert (kept.words, kept.key) == ("un deuil dans sa famille", str(session.case("Inès").dossier_id))
    assert session.case("Inès").reason == "soignée à Lyon"
    assert in_the_journal("deuil") == in_the_journal("soignée") == []
    assert list(altered("icn")) == []


@pytest.mark.parametrize("way", ["by the clock", "on request"])
def test_why_something_was_done_of_an_applicant_goes_with_them(cast: Cast, applicant: Dossier, way: str) -> None:
    lou = Person.objects.get(email="lou@example.org")
    other = open_intake(applicant.programme, "Autre", date(2026, 9, 15), by=cast.ada, at=NOON)
    move_entry(applicant, other, reason="Lou Petit est hospitalisée", by=cast.odile, at=NOON)
    assert [line[-1] for line in told_of(lou)["Reasons given"].lines] == ["Lou Petit est hospitalisée"]

    if way == "by the clock":
        assert sweep(applicant.programme, at=LATER) == 1
    else:
        erase_on_request(lou, cast.school, reason="Courriel du 3 mai.", by=cast.ada, at=NOON)

    assert reasons_of("dossiers.move_entry") == [("", "dossiers_dossier")]
    assert holds()


def test_a_line_refuses_what_somebody_typed(cast: Cast) -> None:
    with transaction.atomic(), pytest.raises(TypeError, match="hand it over"):
        record("test.act", "", chain="icn", actor=None, at=NOON, payload={"reason": "parce que"})


def test_what_somebody_is_called_stands_in_its_row_alone(cast: Cast) -> None:
    call(cast.odile, cast.school, "Infirmière de l’école", by=cast.ada, at=NOON)

    assert in_the_journal("Infirmière") == []
    assert holds()
