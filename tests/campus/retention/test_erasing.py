"""What has served its time is erased by the clock, with its article; the chain holds, and a backup undoes nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.catalogue.actions import ask, set_contact
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import DueTask
from parchemin.campus.common.journal import altered
from parchemin.campus.common.models import ActReason, Commitment, Entry
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.actions import Statement, declare, move_entry, take_back
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.refusals import FileErased
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.sign_in.directory.actions import link
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from parchemin.campus.retention.actions import SWEEP, erase_on_request, plan_sweep, sweep
from parchemin.campus.retention.contributions.persons import SIGN_IN
from parchemin.campus.retention.models import RULES
from parchemin.campus.retention.queries import VERB
from parchemin.campus.retention.refusals import MustBeKept, NobodyThere, RequestReasonMissing
from parchemin.campus.retention.tasks import sweep_programme
from tests.campus.conftest import NOON, Cast
from tests.campus.retention.conftest import LATER, holds
from tests.campus.school import intake_of
from tests.campus.students import InSecondYear, signed_in

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


def test_an_erased_file_takes_no_declaration_and_no_move(cast: Cast, applicant: Dossier) -> None:
    declare([fact_of(applicant)], reason="Dossier de Lou Petit", by=cast.odile, at=NOON)
    after = intake_of(applicant.programme, date(2027, 9, 1), by=cast.ada)
    erase_on_request(Person.objects.get(email="lou@example.org"), cast.school, reason="x", by=cast.ada, at=NOON)
    [left] = applicant.declarations.all()

    for act in (
        lambda: declare([fact_of(applicant)], reason="Lou a rappelé", by=cast.odile, at=NOON),
        lambda: take_back([left], reason="Lou a rappelé", by=cast.odile, at=NOON),
        lambda: move_entry(applicant, after, reason="Lou a rappelé", by=cast.odile, at=NOON),
    ):
        with translation.override("fr"), pytest.raises(FileErased, match="a été effacé"):
            act()

    assert "Lou a rappelé" not in ActReason.objects.values_list("words", flat=True)
    assert holds()


def holding(word: str) -> set[str]:
    """The tables of which a row holds a word, wherever it stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'select exists (select from "{table}" t where to_jsonb(t)::text ilike %s)', [f"%{word}%"])
            if cursor.fetchone() == (True,):
                found.add(table)
    return found


def _signs_in_and_asks(person: Person, programme: Programme, *, by: Person) -> None:
    link(person, DirectorySubject("https://idp.example.org", "subject-of-lou", person.email), at=NOON)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "secret-of-lou"})
    contact = set_contact(programme, "Santé", "", role=Role.OFFICE, by=by, at=NOON)
    ask(contact, "Je suis Lou Petit, et je suis souffrante.", by=person, at=NOON)


@pytest.mark.parametrize("way", ["by the clock", "on request"])
def test_where_somebody_is_signed_in_goes_with_them_and_with_its_time(
    cast: Cast, applicant: Dossier, client: Client, way: str
) -> None:
    lou = Person.objects.get(email="lou@example.org")
    client.force_login(lou)
    Client().force_login(cast.ada)
    assert Session.objects.count() == 2

    if way == "by the clock":
        sweep(applicant.programme, at=LATER)
        assert not Session.objects.exists(), "hers, and those that are over"
    else:
        erase_on_request(lou, cast.school, reason="Courriel du 3 mai.", by=cast.ada, at=NOON)
        [left] = Session.objects.all()
        assert left.get_decoded()["_auth_user_id"] == str(cast.ada.pk)


@pytest.mark.parametrize("way", ["by the clock", "on request"])
def test_nothing_of_who_they_were_nor_of_how_they_signed_in_is_left_whichever_way_they_are_erased(
    cast: Cast, applicant: Dossier, way: str
) -> None:
    lou = Person.objects.get(email="lou@example.org")
    _signs_in_and_asks(lou, applicant.programme, by=cast.odile)
    words = ("lou@example.org", "Petit", "subject-of-lou", "secret-of-lou", "souffrante")
    assert all(holding(word) for word in words)

    if way == "by the clock":
        assert sweep(applicant.programme, at=LATER) == 2  # their question is older than their file
    else:
        erase_on_request(lou, cast.school, reason="Courriel du 3 mai.", by=cast.ada, at=NOON)

    assert {word: found for word in words if (found := holding(word))} == {}
    assert holds()


def test_every_table_of_the_sign_in_that_points_at_somebody_is_emptied_with_them() -> None:
    ours = {app.name for app in apps.get_app_configs() if app.name.startswith(("parchemin.", "tests."))}
    theirs = {one.related_model for one in Person._meta.related_objects}
    assert {one for one in theirs if one._meta.app_config.name not in ours} == set(SIGN_IN)


def test_the_words_of_a_question_go_a_year_after_it_was_asked_and_who_asked_stays(
    cast: Cast, studies: InSecondYear
) -> None:
    nadia, programme = studies.nadia.student, studies.nadia.programme
    contact = set_contact(programme, "Santé", "", role=Role.OFFICE, by=cast.odile, at=NOON)
    asked = ask(contact, "Une question à moi.", by=nadia, at=NOON)
    assert sweep(programme, at=NOON + timedelta(days=364)) == 0

    assert sweep(programme, at=NOON + timedelta(days=367)) == 1

    asked.refresh_from_db()
    assert (asked.words, asked.asked_by) == ("", nadia)
    line = Entry.objects.get(verb=VERB)
    assert (line.payload["rule"], line.subject) == ("question", "Santé")
    assert "RGPD, article 5, 1, e" in line.payload["why"]
    assert sweep(programme, at=NOON + timedelta(days=368)) == 0


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
    [kept] = ActReason.objects.filter(entry__verb=VERB)
    assert (kept.relation, kept.key, kept.words) == ("people_person", str(lou.pk), "Courriel du 3 mai.")
    assert "Courriel du 3 mai." in signed_in(cast.ada).get("/retention/").content.decode()
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
    assert {"absence", "application", "person", "question"} <= set(RULES)
    for rule in RULES.values():
        assert all(map(str, (rule.what, rule.kept, rule.since, rule.why)))
