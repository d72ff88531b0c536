"""A jury from its opening to its publication, on the three programmes: what is decided, by whom, under which article."""

from __future__ import annotations

import pytest

from parchemin.campus.jury.actions import (
    close_ballot,
    close_jury,
    confirm,
    correct,
    decide,
    publish_jury,
    put_off,
    put_to_vote,
    redraw,
    vote,
)
from parchemin.campus.jury.models import Case, Event, Question, Ruling
from parchemin.campus.jury.queries import (
    definitive_units,
    marks_definitive,
    proof_of,
    published_rulings,
)
from parchemin.campus.jury.refusals import (
    AlreadyRuled,
    FactsChanged,
    Irregular,
    IsSetApart,
    NotLawful,
    NotOpen,
    StillOpen,
)
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, icn_jury, ipag_jury, lille_jury

pytestmark = pytest.mark.django_db


def test_smoke(cast: Cast) -> None:
    for make in (icn_jury, lille_jury, ipag_jury):
        session = make(cast)
        session.open()
        for q in Question.objects.filter(jury=session.jury):
            print(q.case.dossier, q.name, q.state, q.by, q.proposal, q.options, q.articles, q.case.averages, q.case.missing)
