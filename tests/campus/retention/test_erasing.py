"""What has served its time is erased by the clock, with its article; the chain holds, and a backup undoes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import DueTask
from parchemin.campus.common.journal import altered
from parchemin.campus.common.models import Commitment, Entry
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person
from parchemin.campus.retention.actions import SWEEP, erase_on_request, plan_sweep, sweep
from parchemin.campus.retention.models import RULES
from parchemin.campus.retention.queries import VERB
from parchemin.campus.retention.refusals import MustBeKept, NobodyThere, RequestReasonMissing
from parchemin.campus.retention.tasks import sweep_programme
from tests.campus.conftest import NOON, Cast
from tests.campus.retention.conftest import LATER, holds
from tests.campus.students import InSecondYear

pytestmark = pytest.mark.django_db


def test_a_medical_document_goes_a_year_after_its_year_and_the_chain_holds(
    ruled: AbsenceRequest, studies: InSecondYear, django_capture_on_commit_callbacks: object
) -> None:
    kept = ruled.document
    assert kept is not None
    year = ruled.paper.year
    early = datetime.combine(first_day(year + 2), time(12), UTC) - timedelta(days=1)
    assert sweep(studies.nadia.programme, at=early) == 0

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert sweep(studies.nadia.programme, at=early + timedelta(days=2)) == 1

    ruled.refresh_from_db()
    assert (ruled.document, ruled.words, ruled.ground) == (None, "", "maladie")
    assert [one.reason for one in ruled.rulings.all()] == [""]
    assert [one.verdict for one in ruled.rulings.all()] == ["accepted"]
    assert not default_storage.exists(kept.key)
    kept.refresh_from_db()
    assert (kept.name, kept.sha256) == ("", ""), "what it was called, and its digest, tell of it"
    line = Entry.objects.get(verb=VERB)
    assert line.payload["rule"] == "absence"
    assert "RGPD, articles 5, 1, e et 9" in line.payload["why"]
    assert "Grippe" not in json.dumps(line.payload)
    assert holds()
    assert sweep(studies.nadia.programme, at=LATER) == 0


def test_what_was_erased_cannot_be_found_again_from_what_the_journal_committed_to(
    ruled: AbsenceRequest, studies: InSecondYear
) -> None:
    told = Commitment.objects.filter(relation="assessment_absencerequest", key=str(ruled.pk))
    assert told.get(closed=None).salt is not None

    sweep(studies.nadia.programme, at=LATER)

    former = told.exclude(closed=None)
    assert former
    assert all(one.salt is None for one in former)


def test_nothing_but_an_erasure_empties_a_guarded_row(ruled: AbsenceRequest) -> None:
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update assessment_absencerequest set words = ''")


def test_a_row_emptied_behind_the_journal_is_seen(ruled: AbsenceRequest) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('parchemin.erasing', 'on', true)")
        cursor.execute("update assessment_absencerequest set words = ''")
        cursor.execute("select set_config('parchemin.erasing', 'off', true)")

    assert [table for _, table in altered("icn")] == ["assessment_absencerequest"]


def fact_of(dossier: Dossier) -> Statement:
    return Statement(dossier, "candidat.concours", "", "BCE")


def test_the_file_of_who_was_not_admitted_goes_after_two_years_with_their_account(
    cast: Cast, applicant: Dossier
) -> None:
    declare([fact_of(applicant)], reason="Dossier de Lou Petit", by=cast.odile, at=NOON)
    two_years = datetime(applicant.entry.year + 2, applicant.entry.month, applicant.entry.day, 12, tzinfo=UTC)
    assert sweep(applicant.programme, at=two_years - timedelta(days=1)) == 0

    assert sweep(applicant.programme, at=two_years) == 1

    applicant.refresh_from_db()
    assert applicant.person is None
    assert {(line.value, line.reason) for line in Declaration.objects.filter(dossier=applicant)} == {("?", "")}
    assert not Person.objects.filter(email="lou@example.org").exists()
    assert not Person.objects.filter(family_name="Petit").exists()
    assert holds()
    assert sweep(applicant.programme, at=LATER) == 0


def test_the_clock_looks_every_night_and_a_week_of_stop_is_one_night(cast: Cast, applicant: Dossier) -> None:
    with transaction.atomic():
        plan_sweep(applicant.programme, at=NOON)
    run_due(LATER)
    asked = DBTaskResult.objects.get(task_path=sweep_programme.module_path)
    assert sweep_programme.call(*asked.args_kwargs["args"]) == 0  # today, nothing has served its time

    ahead = DueTask.objects.get(kind=SWEEP, settled_at=None)
    assert LATER < ahead.due_at < LATER + timedelta(days=1)


def test_somebody_is_erased_when_they_ask_and_only_a_director_does_it(cast: Cast, applicant: Dossier) -> None:
    lou, school = Person.objects.get(email="lou@example.org"), cast.school
    with pytest.raises(Forbidden):
        erase_on_request(lou, school, reason="Courriel du 3 mai.", by=cast.odile, at=NOON)
    with pytest.raises(RequestReasonMissing):
        erase_on_request(lou, school, reason=" ", by=cast.ada, at=NOON)

    erase_on_request(lou, school, reason="Courriel du 3 mai.", by=cast.ada, at=NOON)

    lou.refresh_from_db()
    assert (lou.given_name, lou.family_name, lou.is_active) == ("", "", False)
    assert lou.email.endswith("@erased.invalid")
    assert Entry.objects.get(verb=VERB).payload["reason"] == "Courriel du 3 mai."
    assert holds()


def test_who_studies_or_works_there_is_kept_and_told_why(cast: Cast, studies: InSecondYear) -> None:
    with translation.override("en"), pytest.raises(MustBeKept, match="studies"):
        erase_on_request(studies.nadia.student, cast.school, reason="x", by=cast.ada, at=NOON)
    with translation.override("en"), pytest.raises(MustBeKept, match="worked"):
        erase_on_request(cast.odile, cast.school, reason="x", by=cast.ada, at=NOON)


def test_somebody_of_another_school_is_nobody_here(cast: Cast, applicant: Dossier) -> None:
    stranger = Person.objects.create(email="else@example.org", given_name="E", family_name="L")
    with pytest.raises(NobodyThere):
        erase_on_request(stranger, cast.school, reason="x", by=cast.ada, at=NOON)


def test_every_rule_says_what_how_long_since_when_and_why() -> None:
    assert {"absence", "application", "person"} <= set(RULES)
    for rule in RULES.values():
        assert all(map(str, (rule.what, rule.kept, rule.since, rule.why)))
