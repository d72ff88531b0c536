"""What other systems read and write: as pages do, with the same refusals, and nothing written after one."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from parchemin.campus.api.models import Replay
from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Mark
from parchemin.campus.common.journal import altered, broken
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.actions import close_jury, decide, publish_jury
from parchemin.campus.law.persons import evaluation_of, lines_for
from parchemin.campus.people.models import Person
from parchemin.campus.retention.actions import erase_on_request, sweep
from tests.campus.api.conftest import World, key_of
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, icn_jury
from tests.campus.rights_world import world_of
from tests.campus.school import hand_in, intake_of, mark, students_of

pytestmark = pytest.mark.django_db


def test_a_mark_goes_in_as_text_and_comes_out_exact(world: World) -> None:
    status, told = world.ask("PUT", f"/papers/{world.paper.pk}/marks", world.marks((world.alice, "12.50", 0)))

    assert status == 200
    assert told["marks"][0] | {"key": 0, "at": None} == {
        "student": str(world.alice.ref),
        "number": "icn-pge-alice",
        "key": 0,
        "state": "given",
        "mark": "12.5",
        "why": "",
        "by": "Odile Martin",
        "at": None,
    }
    read = world.ask("GET", f"/papers/{world.paper.pk}/marks")[1]["items"]
    assert [(one["number"], one["mark"], one["state"]) for one in read] == [
        ("icn-pge-alice", "12.5", "given"),
        ("icn-pge-bruno", "", "none"),
    ]


def test_what_was_answered_of_somebody_goes_with_them_and_the_rest_after_a_week(world: World) -> None:
    person = {"email": "lou.xyzzy@example.org", "given_name": "Lou", "family_name": "Xyzzy"}
    body = {"intake": str(world.intake.pk), "root": "candidat", "person": person, "number": "C1", "reason": "ailleurs"}
    named, address = {"Idempotency-Key": "open-lou-2026"}, f"/programmes/{world.programme.pk}/dossiers"
    assert world.ask("POST", address, body, headers=named)[0] == 201
    lou = Person.objects.get(email="lou.xyzzy@example.org")

    erase_on_request(lou, world.cast.school, reason="asked", by=world.cast.ada, at=NOON)

    [kept] = Replay.objects.values_list("answer", "asked")
    assert kept == ({}, ""), "the digest of who was asked about could be guessed"
    status, told = world.ask("POST", address, body, headers=named)
    assert (status, told["code"]) == (410, "answer_erased")
    sweep(world.programme, at=timezone.now() + timedelta(days=8))
    assert not Replay.objects.exists()


@pytest.mark.parametrize("sent", [12.5, 12, True, None, "12,5", "1e1", "-1", "NaN", " 12"])
def test_a_mark_that_is_a_float_or_no_mark_is_refused_where_it_stands(world: World, sent: object) -> None:
    status, told = world.ask("PUT", f"/papers/{world.paper.pk}/marks", world.marks((world.alice, sent, 0)))

    assert (status, told["code"]) == (422, "malformed")
    assert told["places"][0]["at"] == "body.marks.0.mark"
    if isinstance(sent, float):
        assert told["places"][0]["what"] == 'A mark is text, "12.5": a JSON number is a float, and is not exact.'
    assert not Mark.objects.exists()


def test_a_mark_off_the_scale_is_refused_as_on_the_page_and_none_of_its_neighbours_is_written(world: World) -> None:
    sent = world.marks((world.alice, "12.5", 0), (world.bruno, "20.5", 0))
    status, told = world.ask("PUT", f"/papers/{world.paper.pk}/marks", sent)

    assert (status, told["code"]) == (409, "mark_refused")
    assert "icn-pge-bruno" in told["what"]
    assert not Mark.objects.exists()


def test_a_mark_changed_meanwhile_is_told_and_not_overwritten(world: World) -> None:
    mark(world.paper, {world.alice: "9"}, by=world.cast.ada)

    status, told = world.ask("PUT", f"/papers/{world.paper.pk}/marks", world.marks((world.alice, "12.5", 0)))

    assert (status, told["code"]) == (409, "mark_conflict")
    place = told["places"][0]
    assert (place["at"], place["theirs"], place["by"]) == ("icn-pge-alice", "9", "Ada Martin")
    assert Mark.objects.get(superseded_at=None).value == 9


def test_the_same_student_twice_or_one_of_nowhere_is_refused(world: World) -> None:
    path = f"/papers/{world.paper.pk}/marks"
    twice = world.marks((world.alice, "12.5", 0), (world.alice, "13", 0))
    unknown = {"marks": [{"student": "00000000-0000-4000-8000-000000000000", "mark": "12", "seen": 0}]}

    assert world.ask("PUT", path, twice)[1]["places"][0]["at"] == "body.marks.1.student"
    assert world.ask("PUT", path, unknown)[0] == 404
    assert not Mark.objects.exists()


def test_submitted_marks_change_by_a_reasoned_correction_only(world: World) -> None:
    path = f"/papers/{world.paper.pk}"
    assert world.ask("POST", f"{path}/submission")[1]["code"] == "marks_missing"
    told = world.ask("PUT", f"{path}/marks", world.marks((world.alice, "12", 0), (world.bruno, "ABS", 0)))[1]
    assert world.ask("POST", f"{path}/submission")[0] == 201
    sent = world.marks((world.alice, "13", told["marks"][0]["key"]))

    assert world.ask("PUT", f"{path}/marks", sent)[1]["code"] == "submitted"
    assert world.ask("PUT", f"{path}/marks", sent | {"why": "A page was not counted."})[0] == 200


def test_the_journal_names_the_key_after_the_lines_of_what_it_did(world: World) -> None:
    world.ask("PUT", f"/papers/{world.paper.pk}/marks", world.marks((world.alice, "12.5", 0)))

    did, named = Entry.objects.filter(chain="icn").order_by("-number")[:2][::-1]
    assert did.verb == "assessment.enter_marks"
    assert (named.verb, named.subject, named.actor) == ("api.act", "put_marks", world.cast.odile.pk)
    assert named.payload == {"key": world.key.handle, "name": "Library", "lines": str(did.number)}
    assert not [*broken("icn"), *altered("icn")]


def test_a_request_sent_twice_is_done_once_and_answered_alike(world: World) -> None:
    path, once = f"/papers/{world.paper.pk}/marks", {"Idempotency-Key": "import-2026-11"}
    first = world.ask("PUT", path, world.marks((world.alice, "12.5", 0)), headers=once)
    again = world.ask("PUT", path, world.marks((world.alice, "12.5", 0)), headers=once)

    assert first == again
    assert first[0] == 200
    assert Mark.objects.count() == 1
    other = world.ask("PUT", path, world.marks((world.alice, "13", 0)), headers=once)
    assert (other[0], other[1]["code"]) == (422, "other_request")
    assert world.ask("PUT", path, world.marks(), headers={"Idempotency-Key": "no"})[0] == 422


def test_a_refused_request_leaves_its_name_free(world: World) -> None:
    path, once = f"/papers/{world.paper.pk}/marks", {"Idempotency-Key": "import-2026-12"}

    assert world.ask("PUT", path, world.marks((world.alice, "25", 0)), headers=once)[0] == 409
    assert not Replay.objects.exists()
    assert world.ask("PUT", path, world.marks((world.alice, "15", 0)), headers=once)[0] == 200


def entrant(number: str = "2026-77", email: str = "chloe@etu.example.org") -> dict[str, str]:
    return {"number": number, "given_name": "Chloé", "family_name": "Petit", "email": email}


def test_a_preview_shows_what_enrolment_would_do_and_writes_nothing(world: World) -> None:
    path = f"/programmes/{world.programme.pk}/students"
    before = (Entry.objects.count(), Person.objects.count())

    status, told = world.ask("POST", path, {"intake": str(world.intake.pk), "entrants": [entrant()], "dry_run": True})

    assert (status, told["dry_run"], told["students"][0]["id"]) == (200, True, None)
    assert (Entry.objects.count(), Person.objects.count()) == before
    status, told = world.ask("POST", path, {"intake": str(world.intake.pk), "entrants": [entrant()]})
    assert status == 201
    assert Dossier.objects.get(ref=told["students"][0]["id"]).student.given_name == "Chloé"
    assert Entry.objects.filter(verb="api.act", payload__key=world.key.handle).exists()


def test_a_number_already_taken_is_refused_with_everyone_of_the_list(world: World) -> None:
    body = {"intake": str(world.intake.pk), "entrants": [entrant(), entrant("icn-pge-alice", "x@etu.example.org")]}

    status, told = world.ask("POST", f"/programmes/{world.programme.pk}/students", body)

    assert (status, told["code"]) == (409, "dossier_exists")
    assert Dossier.objects.count() == 2
    assert not Person.objects.filter(email="chloe@etu.example.org").exists()


def test_students_are_registered_once_and_changed_with_a_reason(world: World) -> None:
    path = f"/programmes/{world.programme.pk}/registrations"
    body = {"students": [str(world.alice.ref)], "year": 2027, "stage": "A2", "nature": "enseignement"}
    assert world.ask("POST", path, body | {"dry_run": True})[0] == 200
    status, told = world.ask("POST", path, body)
    assert status == 201
    assert world.ask("POST", path, body)[1]["code"] == "already_registered"
    assert world.ask("POST", path, body | {"year": 2028, "stage": "A9"})[1]["code"] == "no_such_stage"
    key = told["registrations"][0]["id"]

    assert world.ask("POST", f"/registrations/{key}/change", {"in_order": False})[0] == 422
    changed = world.ask("POST", f"/registrations/{key}/change", {"in_order": False, "reason": "Fees not paid."})
    assert changed[0] == 201
    assert changed[1]["registrations"][0]["in_order"] is False
    again = world.ask("POST", f"/registrations/{key}/change", {"in_order": True, "reason": "Paid."})
    assert (again[0], again[1]["code"]) == (409, "changed_meanwhile")
    read = world.ask("GET", f"/students/{world.alice.ref}/registrations")[1]["items"]
    assert [bool(one["superseded_at"]) for one in read] == [False, True, False]


def test_lists_go_on_after_the_last_row_seen(world: World) -> None:
    students_of(world.intake, "Chloe David Emma", by=world.cast.odile)
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        told = world.ask("GET", f"/programmes/{world.programme.pk}/students?limit=2&after={after}")[1]
        found += [one["number"] for one in told["items"]]
        after = told["next"]

    assert found == [f"icn-pge-{name}" for name in ("alice", "bruno", "chloe", "david", "emma")]
    assert world.ask("GET", f"/programmes/{world.programme.pk}/students?after=-")[0] == 404


def test_outcomes_are_the_lines_of_decide_for_one_and_for_all(world: World) -> None:
    mark(world.paper, {world.alice: "12.5", world.bruno: "4"}, by=world.cast.odile)

    one = world.ask("GET", f"/students/{world.bruno.ref}/outcomes")[1]
    answer = world.client.get(
        f"/api/v1/programmes/{world.programme.pk}/outcomes",
        headers={"Authorization": f"Bearer {world.shown}", "Accept-Language": "en"},
    )
    all_of_them = [json.loads(line) for line in b"".join(answer).splitlines()]

    lines = lines_for(evaluation_of(world.bruno, at=timezone.now()), "en")
    assert [(o["name"], o["member"], o["value"], tuple(o["articles"])) for o in one["lines"]] == [
        (line.name, line.member, line.value, line.articles) for line in lines
    ]
    assert answer["Content-Type"] == "application/x-ndjson"
    assert [told["number"] for told in all_of_them] == ["icn-pge-alice", "icn-pge-bruno"]
    assert all_of_them[1] == one


def test_outcomes_are_told_as_a_year_was(world: World) -> None:
    hand_in(world.paper, {world.alice: "12.5", world.bruno: "4"}, by=world.cast.odile)
    year = world.paper.year

    for asked in (year, year + 1, None):
        question = "" if asked is None else f"?year={asked}"
        one = world.ask("GET", f"/students/{world.bruno.ref}/outcomes{question}")[1]
        lines = lines_for(evaluation_of(world.bruno, at=timezone.now(), year=asked), "en")
        assert [(o["name"], o["member"], o["value"]) for o in one["lines"]] == [
            (line.name, line.member, line.value) for line in lines
        ]
    assert world.ask("GET", f"/students/{world.bruno.ref}/outcomes?year=20")[0] == 422


def test_outcomes_are_told_as_they_were_known_at_a_moment(world: World) -> None:
    before, since = (timezone.now() - timedelta(hours=hours) for hours in (2, 1))
    said = [Statement(world.bruno, "étudiant.anglophone", "", "oui")]
    declare(said, reason="", by=world.cast.odile, at=since)

    def told(moment: datetime | str) -> Any:
        said = moment if isinstance(moment, str) else moment.isoformat()
        return world.ask("GET", f"/students/{world.bruno.ref}/outcomes?" + urlencode({"at": said}))

    status, one = told(before)
    lines = lines_for(evaluation_of(world.bruno, at=before, known=before), "en")
    assert status == 200
    assert [(o["name"], o["member"], o["value"]) for o in one["lines"]] == [(x.name, x.member, x.value) for x in lines]
    assert one != told(timezone.now())[1]
    for wrong in ("2999-01-01T00:00:00Z", "2026-10-01T00:00:00", "0001-01-01T00:00:00+14:00", "hier"):
        assert told(wrong)[0] == 422


def test_the_outcomes_of_a_cohort_take_as_many_queries_for_two_as_for_five(
    world: World,
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            path = f"/api/v1/programmes/{world.programme.pk}/outcomes"
            b"".join(Client().get(path, headers={"Authorization": f"Bearer {world.shown}"}))
        return len(seen)

    asked()
    two = asked()
    students_of(world.intake, "Chloe David Emma", by=world.cast.odile)
    assert asked() == two


def test_an_office_of_another_programme_and_another_school_find_nothing(world: World) -> None:
    _, shown = key_of(world.cast.ysolde, world.cast.elsewhere)
    for path in (
        f"/programmes/{world.programme.pk}",
        f"/programmes/{world.programme.pk}/students",
        f"/programmes/{world.programme.pk}/outcomes",
        f"/students/{world.alice.ref}",
        f"/papers/{world.paper.pk}/marks",
    ):
        assert world.ask("GET", path, shown=shown)[0] == 404
    sent = world.marks((world.alice, "12", 0))
    assert world.ask("PUT", f"/papers/{world.paper.pk}/marks", sent, shown=shown)[0] == 404
    change = {"reason": "Because.", "in_order": False}
    key = Registration.objects.get(dossier=world.alice).pk
    assert world.ask("POST", f"/registrations/{key}/change", change, shown=shown)[0] == 404
    assert not Mark.objects.exists()


def test_what_nobody_asks_for_is_refused_and_not_left_out(world: World) -> None:
    body = {"intake": str(world.intake.pk), "entrants": [entrant()], "dryrun": True}

    status, told = world.ask("POST", f"/programmes/{world.programme.pk}/students", body)

    assert (status, told["places"][0]["at"]) == (422, "body.dryrun")


def test_a_parameter_that_an_address_does_not_take_is_refused_and_those_it_takes_are_named(world: World) -> None:
    path = f"/students/{world.alice.ref}/outcomes"
    assert world.ask("GET", f"{path}?year=2026&at={quote(NOON.isoformat())}")[0] == 200

    status, told = world.ask("GET", f"{path}?on=2026-07-14&year=2026")

    assert (status, told["code"]) == (422, "malformed")
    assert told["places"] == [
        {"at": "query.on", "what": "no such parameter; taken here: at, year", "theirs": None, "by": None, "key": None}
    ]
    assert world.ask("POST", f"/programmes/{world.programme.pk}/registrations?dry_run=true", {})[0] == 422
    assert world.ask("GET", f"{path}?year=2025&year=2026")[1]["places"][0]["what"] == "given twice"


def test_nothing_is_told_of_a_student_before_they_were_there_alone_as_among_others(world: World) -> None:
    for asked in ("year=2025", f"at={quote((NOON - timedelta(days=1)).isoformat())}"):
        assert world.ask("GET", f"/students/{world.alice.ref}/outcomes?{asked}")[0] == 404


def test_nobody_who_works_for_the_school_is_enrolled_by_their_address(world: World) -> None:
    body = {"intake": str(world.intake.pk), "entrants": [entrant() | {"email": world.cast.odile.email.upper()}]}
    path = f"/programmes/{world.programme.pk}/students"

    status, told = world.ask("POST", path, body)

    assert (status, told["code"]) == (409, "works_for_the_school")
    assert world.ask("POST", path, body | {"reason": "études à mi-temps"})[0] == 201


def test_a_refusal_is_said_in_the_language_asked_for_and_its_code_does_not_change(world: World) -> None:
    english = world.ask("GET", "/nowhere")[1]
    french = world.ask("GET", "/nowhere", headers={"Accept-Language": "fr"})[1]

    assert english["code"] == french["code"] == "nothing_there"
    assert french["what"].startswith("Il n’y a rien ici")
    assert english["what"].startswith("There is nothing here")


def test_anyone_reads_what_the_api_does_and_the_page_names_every_operation(world: World) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    page = Client().get("/api/v1/").content.decode()

    assert document["openapi"].startswith("3.")
    assert len(document["paths"]) >= 12
    for path in document["paths"]:
        assert path in page


def test_submission_is_told_of_a_paper(world: World) -> None:
    mark(world.paper, {world.alice: "12", world.bruno: "ABS"}, by=world.cast.odile)
    submit(world.paper, by=world.cast.odile, at=timezone.now())

    (told,) = world.ask("GET", f"/programmes/{world.programme.pk}/papers?year=2026")[1]["items"]

    assert (told["submitted"], told["unit"]) == (True, "module:S1-DROIT")


def told_of(student: Dossier, what: str, shown: str) -> list[dict[str, object]]:
    answer = Client().get(f"/api/v1/students/{student.ref}/{what}", headers={"Authorization": f"Bearer {shown}"})
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_transcripts_say_how_they_stand_and_where_they_are_checked(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = world_of(cast)

    (transcript,) = told_of(world.session.students["Nadia"], "transcripts", world.keys["office"])

    assert (transcript["state"], transcript["final"]) == ("outdated", False), "another was asked for, not made yet"
    assert str(transcript["check"]).endswith(str(world.names["verifier/"]["key"]))


def test_what_a_jury_decided_is_told_once_it_is_published(cast: Cast) -> None:
    session = icn_jury(cast, names="Nadia")
    session.open()
    decide(session.question("Nadia"), "passage", by=session.helene, at=HELD)
    close_jury(session.jury, by=session.helene, at=HELD)
    _, shown = key_of(cast.odile, cast.school)

    assert told_of(session.students["Nadia"], "rulings", shown) == []
    publish_jury(session.jury, by=cast.odile, at=HELD)
    (ruling,) = told_of(session.students["Nadia"], "rulings", shown)
    assert (ruling["name"], ruling["member"], ruling["option"]) == ("année.progression", "A1", "passage")
    assert ruling["articles"]


def test_a_paper_says_whom_it_is_for_and_how_many_marks_are_missing(world: World) -> None:
    other = intake_of(world.programme, date(2027, 2, 1), by=world.cast.odile)
    facts = {"épreuve.coefficient": "1"}
    where = (world.programme, 2026, "module:S1-DROIT", "S1-DROIT/1", "examen")
    set_paper(*where, facts=facts, intakes=[other], by=world.cast.odile, at=NOON)
    enter_marks(world.paper, [Entered(world.alice, "12")], by=world.cast.odile, at=NOON)

    told = world.ask("GET", f"/programmes/{world.programme.pk}/papers?year=2026")[1]["items"]

    assert {one["audiences"][0]["intake"]: (len(one["audiences"]), one["lacking"]) for one in told} == {
        "": (1, 1),
        other.name: (1, 0),
    }
