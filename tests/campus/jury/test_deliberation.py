"""A jury from its opening to its publication, on the three programmes: what is decided, by whom, under which article."""

from __future__ import annotations

import pytest

from parchemin.campus.jury.models import Question
from tests.campus.conftest import Cast
from tests.campus.jury.juries import icn_jury, ipag_jury, lille_jury

pytestmark = pytest.mark.django_db


def test_smoke(cast: Cast) -> None:
    for make in (icn_jury, lille_jury, ipag_jury):
        session = make(cast)
        session.open()
        for q in Question.objects.filter(jury=session.jury):
            print(
                q.case.dossier,
                q.name,
                q.state,
                q.by,
                q.proposal,
                q.options,
                q.articles,
                q.case.averages,
                q.case.missing,
            )
