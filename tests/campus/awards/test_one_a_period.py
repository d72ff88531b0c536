"""Where a period had several transcripts in force, the last one stands; each former one says what took its place."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.issued import periods_of, state_of
from parchemin.campus.awards.tasks import make_transcripts
from tests.campus.awards.awarding import JULY, icn
from tests.campus.behind import one_behind
from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db

ONE_A_PERIOD = import_module("parchemin.campus.awards.migrations.0005_one_a_period").ONE_A_PERIOD


def test_of_several_in_force_the_last_one_stands_and_the_others_are_superseded_in_turn(cast: Cast) -> None:
    school = icn(cast)
    first = school.transcript("Nadia")
    for period in periods_of(school.programme)[1:]:
        issuance = issue_for_period(school.programme, period, school.students["Nadia"], by=school.office, at=JULY)
        make_transcripts.func(str(issuance.pk))
    last = Transcript.objects.exclude(pk=first.pk).get()
    alone = school.transcript("Paul")
    with connection.cursor() as cursor:
        cursor.execute("drop index one_transcript_in_force")
        moved = "update awards_transcript set year = %s, stage = %s where id = %s"
        one_behind(moved, first.year, first.stage, str(last.pk))

        cursor.execute(ONE_A_PERIOD)

    assert [one.key for one in Transcript.objects.filter(dossier=first.dossier, ended_at=None)] == [last.key]
    state = state_of(Transcript.objects.get(pk=first.pk))
    assert (state.kind, state.event.successor, state.event.by) == ("superseded", last, last.by)
    assert state_of(Transcript.objects.get(pk=alone.pk)).kind == "issued"
