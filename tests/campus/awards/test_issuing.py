"""Issuing: frozen, sealed, one in force, superseded and never changed; whatever stops in the middle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards import actions, tasks
from parchemin.campus.awards.actions import issue_for_period, withdraw
from parchemin.campus.awards.models import Issuance, IssuanceLine, Transcript, TranscriptEvent
from parchemin.campus.awards.queries import contents
from parchemin.campus.awards.queries.issued import TranscriptScope, state_of
from parchemin.campus.awards.refusals import NobodyToIssue, NotRegisteredThen, NotStanding, WithdrawalReasonMissing
from parchemin.campus.common import journal
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Entry
from parchemin.campus.documents import checking, making
from parchemin.campus.documents.refusals import SealUnreachable
from parchemin.campus.people.access import Forbidden
from tests.campus.awards.awarding import JULY, Marked, icn, ipag, lille, stray_files
from tests.campus.behind import one_behind
from tests.campus.conftest import Cast
from tests.campus.documents.reading import text_of
from tests.campus.school import intake_of, mark, students_of

pytestmark = pytest.mark.django_db


def pdf_of(transcript: Transcript) -> bytes:
    with default_storage.open(transcript.file_id) as file:
        return bytes(file.read())


def corrected(school: Marked, cast: Cast, module: str, name: str, text: str) -> None:
    paper = Paper.objects.get(programme=school.programme, unit=f"module:{module}")
    mark(paper, {school.students[name]: text}, by=cast.ada, at=JULY, why="erreur de report")


def test_a_transcript_tells_each_unit_with_its_exact_mark_and_its_state_in_words(cast: Cast) -> None:
    school = icn(cast, marks={"Nadia": {"S1-DROIT": "9.5", "S1-QUANTI": "6"}})

    found = school.transcript("Nadia")

    units = {unit["code"]: unit for period in found.content["periods"] for unit in period["units"]}
    told = {code: (units[code]["mark"], units[code]["state"]) for code in ("S1-MANAGEMENT", "S1-DROIT", "S1-QUANTI")}
    assert told == {
        "S1-MANAGEMENT": ("12", "validated"),
        "S1-DROIT": ("9.5", "compensated"),
        "S1-QUANTI": ("6", "eliminated"),
    }
    assert (found.final, found.label, found.content["name"]) == (False, "2026-2027, première année", "Nadia Durand")
    assert found.content["shape"] == contents.SHAPE
    assert [period["titles"] for period in found.content["periods"]] == [
        ["première année"],
        ["semestre 1"],
        ["semestre 2"],
    ]


def test_the_sealed_file_says_the_same_and_carries_its_key_and_the_public_address(cast: Cast) -> None:
    found = icn(cast, marks={"Nadia": {"S1-DROIT": "9.5"}}).transcript("Nadia")

    document = pdf_of(found)

    check, text = checking.check(document), text_of(document)
    assert (check.intact, check.sealed_by, check.digest) == (True, "icn", found.sha256)
    for words in ("Relevé de notes", "Nadia Durand", "9,50", "Compensé", "Provisoire", found.key):
        assert words in text
    issued = Entry.objects.get(verb="awards.issue", subject=found.key)
    assert f"n° {issued.number - 1} · {issued.previous[:16]}" in text
    assert contents.address_of(found.key) == f"https://campus.example.org/verifier/{found.key}"


@pytest.mark.parametrize(
    ("build", "name", "words"),
    [
        (ipag, "Léa", ("Core Curriculum", "14,00", "Moyenne des épreuves", "Note du mémoire")),
        (lille, "Hugo", ("Design de dispositifs de formation", "9,50", "Moyenne du master")),
    ],
)
def test_every_programme_has_transcripts(cast: Cast, build: Any, name: str, words: tuple[str, ...]) -> None:
    found = build(cast).transcript(name)

    text = text_of(pdf_of(found))

    for word in (*words, found.content["name"]):
        assert word in text


def test_marks_that_are_not_handed_in_are_told_to_nobody(cast: Cast) -> None:
    from parchemin.campus.enrolment.actions import register
    from tests.campus.school import exam_of, programme_of

    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    nadia = students_of(intake_of(programme, date(2026, 9, 2), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]
    register([nadia], 2026, stage="A1", nature="enseignement", by=cast.ada, at=JULY)
    mark(exam_of(programme, 2026, "S1-DROIT", by=cast.ada), {nadia: "14"}, by=cast.ada)

    found = Marked(programme, {"Nadia": nadia}, cast.odile).transcript("Nadia")

    [droit] = [u for p in found.content["periods"] for u in p["units"] if u["code"] == "S1-DROIT"]
    assert (droit["mark"], droit["state"]) == ("", "open")


def test_asking_again_issues_nothing_when_nothing_changed(cast: Cast) -> None:
    school = icn(cast)
    first = school.made()

    second = school.made()

    assert {line.outcome for line in first.values()} == {"issued"}
    assert {name: line.outcome for name, line in second.items()} == {"Nadia": "unchanged", "Paul": "unchanged"}
    assert second["Nadia"].transcript_id == first["Nadia"].transcript_id
    assert Transcript.objects.count() == 2


def test_a_corrected_mark_issues_another_that_supersedes_and_the_old_key_says_so(cast: Cast) -> None:
    school = icn(cast)
    old = school.transcript("Nadia")
    before = pdf_of(old)
    corrected(school, cast, "S1-DROIT", "Nadia", "15")

    lines = school.made()

    new = lines["Nadia"].transcript
    old.refresh_from_db()
    assert new is not None
    assert new != old
    assert (state_of(old).kind, state_of(old).event.successor) == ("superseded", new)
    assert state_of(new).kind == "issued"
    assert pdf_of(old) == before
    assert lines["Paul"].outcome == "issued"  # his first


def test_a_transcript_in_the_database_never_changes(cast: Cast) -> None:
    found = icn(cast).transcript("Nadia")

    changes: tuple[dict[str, Any], ...] = ({"final": True}, {"content": {}}, {"sha256": "0" * 64}, {"key": "X"})
    for change in changes:
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            Transcript.objects.filter(pk=found.pk).update(**change)
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        TranscriptEvent.objects.filter(transcript=found).delete()
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        IssuanceLine.objects.filter(transcript=found).update(what="x")


def test_a_transcript_changed_behind_the_triggers_is_seen_in_the_journal(cast: Cast) -> None:
    found = icn(cast).transcript("Nadia")
    assert not list(journal.altered("icn"))

    one_behind("update awards_transcript set final = true where id = %s", str(found.pk))

    assert [table for _, table in journal.altered("icn")] == ["awards_transcript"]


def test_the_database_keeps_one_in_force_for_a_dossier_and_subject(cast: Cast) -> None:
    found = icn(cast).transcript("Nadia")
    twin = Transcript.objects.get(pk=found.pk)
    twin.pk, twin.key, twin._state.adding = "11111111-1111-1111-1111-111111111111", "OTHER", True

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_withdrawn_transcript_says_why_and_another_may_be_issued(cast: Cast) -> None:
    school = icn(cast)
    old = school.transcript("Nadia")

    event = withdraw(old, reason="  photo d’identité erronée ", by=cast.odile, at=JULY)

    assert (event.kind, event.reason) == ("withdrawn", "photo d’identité erronée")
    assert school.made("Nadia")["Nadia"].outcome == "issued"
    assert state_of(old).kind == "withdrawn"
    with pytest.raises(NotStanding):
        withdraw(old, reason="encore", by=cast.odile, at=JULY)


def test_withdrawing_asks_for_a_reason_and_for_the_right(cast: Cast) -> None:
    found = icn(cast).transcript("Nadia")

    with pytest.raises(WithdrawalReasonMissing):
        withdraw(found, reason="  ", by=cast.odile, at=JULY)
    for other in (found.dossier.student, cast.émile, cast.ysolde):
        with pytest.raises(Forbidden):
            withdraw(found, reason="x", by=other, at=JULY)
    assert state_of(found).kind == "issued"


def test_only_the_office_asks_and_only_for_who_is_registered(cast: Cast) -> None:
    school = icn(cast)
    [late] = students_of(intake_of(school.programme, date(2027, 9, 1), by=cast.ada), "Zoé", by=cast.ada).values()

    with pytest.raises(Forbidden):
        issue_for_period(school.programme, school.period, by=cast.émile, at=JULY)
    with pytest.raises(NotRegisteredThen):
        issue_for_period(school.programme, school.period, late, by=cast.odile, at=JULY)
    with pytest.raises(NobodyToIssue):
        issue_for_period(school.programme, TranscriptScope(1999, "A1", ""), by=cast.odile, at=JULY)
    assert not Issuance.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_what_is_refused_for_one_is_said_and_the_others_have_theirs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    school, made = icn(cast), making.make_document

    def sometimes(template: str, data: Any, **rest: Any) -> Any:
        if data.name.startswith("Nadia"):
            raise SealUnreachable
        return made(template, data, **rest)

    monkeypatch.setattr(actions, "make_document", sometimes)
    lines = school.made()

    assert {name: line.outcome for name, line in lines.items()} == {"Nadia": "refused", "Paul": "issued"}
    assert "time-stamp authority" in lines["Nadia"].what


class Killed(BaseException):
    """What a worker meets in the middle."""


@pytest.mark.parametrize("where", ["make_document", "_keep", "_line"])
def test_a_worker_killed_half_way_loses_none_and_makes_none_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    school = icn(cast, "Nadia Paul Inès")
    issuance, calls, real = school.issue(), [], getattr(actions, where)

    def second_time(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return real(*given, **named)

    monkeypatch.setattr(actions, where, second_time)
    with pytest.raises(Killed):
        tasks.make_transcripts.func(str(issuance.pk))
    assert issuance.lines.count() == 1
    monkeypatch.undo()
    first = Transcript.objects.get()

    tasks.make_transcripts.func(str(issuance.pk))
    tasks.make_transcripts.func(str(issuance.pk))

    assert issuance.lines.filter(outcome="issued").count() == 3
    assert Transcript.objects.count() == Transcript.objects.values("dossier").distinct().count() == 3
    assert Transcript.objects.filter(pk=first.pk).exists()
    assert stray_files() == []
    assert KeptFile.objects.count() == Transcript.objects.count()


def test_the_queries_of_composing_do_not_grow_with_the_students(cast: Cast) -> None:
    school = icn(cast, "Nadia Paul Inès")
    issuance = school.issue()
    rows = list(type(school.students["Nadia"]).objects.select_related("person", "intake", "programme__school"))

    counts = []
    for some in (rows[:1], rows[:3]):
        contents.compose(issuance, some, at=JULY)  # the text is read once
        with CaptureQueriesContext(
            connection,
        ) as asked:
            contents.compose(issuance, some, at=JULY)
        counts.append(len(asked))

    assert counts[0] == counts[1]
