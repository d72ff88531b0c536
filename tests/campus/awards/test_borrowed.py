"""What somebody changes behind the campus for the time that a transcript is made is on no transcript."""

from __future__ import annotations

import pytest
from django.db import connection

from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.issued import state_of
from parchemin.campus.common.proving import altered
from tests.campus.awards import awarding
from tests.campus.behind import one_behind
from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db

MARK = "(select min(id) from assessment_mark where dossier_id = %s)"
SAID = "(select min(id) from dossiers_declaration where dossier_id = %s)"


@pytest.mark.parametrize(
    ("borrowed", "put_back"),
    [
        (
            f"update assessment_mark set value = 17 where id = {MARK}",
            f"update assessment_mark set value = 12 where id = {MARK}",
        ),
        (
            f"update assessment_mark set superseded_at = at where id = {MARK}",
            f"update assessment_mark set superseded_at = null where id = {MARK}",
        ),
        (
            f"update dossiers_declaration set superseded_at = at where id = {SAID}",
            f"update dossiers_declaration set superseded_at = null where id = {SAID}",
        ),
        (
            "update enrolment_registration set in_order = false where dossier_id = %s",
            "update enrolment_registration set in_order = true where dossier_id = %s",
        ),
    ],
    ids=["changed", "mark hidden", "declaration hidden", "registration"],
)
def test_nothing_is_issued_over_what_the_journal_does_not_say(cast: Cast, borrowed: str, put_back: str) -> None:
    school = awarding.icn(cast)
    nadia = school.students["Nadia"].pk
    one_behind(borrowed, nadia)

    lines = school.made()

    assert {name: line.outcome for name, line in lines.items()} == {"Nadia": "refused", "Paul": "issued"}
    assert "journal" in lines["Nadia"].what
    one_behind(put_back, nadia)
    assert school.transcript("Nadia").content is not None
    [(_line, told)] = altered(cast.school.slug)  # that of what was issued to somebody else meanwhile
    assert told == f"untrue {borrowed.split()[1]}"


@pytest.mark.parametrize("table", ["assessment_mark", "dossiers_declaration"])
def test_what_is_pointed_at_another_file_while_a_transcript_is_made_is_told_by_its_line(cast: Cast, table: str) -> None:
    school = awarding.icn(cast)
    nadia, paul = school.students["Nadia"].pk, school.students["Paul"].pk
    [(key,)] = asked(f"select min(id) from {table} where dossier_id = %s", nadia)
    hidden = f"update {table} set dossier_id = %s, superseded_at = at where id = %s"
    one_behind(hidden, paul, key)

    school.made("Nadia")
    one_behind(f"update {table} set dossier_id = %s, superseded_at = null where id = %s", nadia, key)

    assert {told for _line, told in altered(cast.school.slug)} == {f"untrue {table}"}


def asked(query: str, *params: int) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def test_the_transcript_that_stood_is_to_be_replaced_while_it_cannot_be(cast: Cast) -> None:
    school = awarding.icn(cast)
    former = school.transcript("Nadia")
    one_behind(f"update assessment_mark set value = 17 where id = {MARK}", former.dossier_id)
    school.made("Nadia")

    assert state_of(former).kind == "outdated"

    one_behind(f"update assessment_mark set value = 12 where id = {MARK}", former.dossier_id)
    school.made("Nadia")

    assert state_of(former).kind == "issued"
    assert Transcript.objects.count() == 1
