"""A jury publishes: everybody it examined has a final transcript. It corrects: another supersedes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.models import Issuance, Transcript
from parchemin.campus.awards.queries.issued import state_of
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.jury.actions import close_jury, correct, decide, publish_jury
from parchemin.campus.jury.models import Question, Ruling
from tests.campus.conftest import NOON, Cast
from tests.campus.documents.reading import text_of
from tests.campus.jury.juries import HELD, Session, icn_jury

pytestmark = pytest.mark.django_db

AFTER = HELD + timedelta(hours=3)


def make_all() -> None:
    """What the worker would do of what was asked for."""
    for issuance in Issuance.objects.order_by("asked_at"):
        make_transcripts.func(str(issuance.pk))


@pytest.fixture
def published(cast: Cast) -> Session:
    session = icn_jury(cast, "Nadia Inès")
    for paper in Paper.objects.filter(programme=session.programme):
        submit(paper, by=cast.ada, at=NOON)
    session.open()
    for question in Question.objects.filter(jury=session.jury, case__superseded_at=None).select_related(
        "jury__programme", "case__dossier"
    ):
        if not Ruling.objects.filter(question=question, superseded_at=None).exists():
            decide(question, question.proposal or question.options[0], by=session.helene, at=HELD)
    close_jury(session.jury, by=session.helene, at=HELD)
    assert not Issuance.objects.exists()  # what is decided is told to nobody before it is published
    publish_jury(session.jury, by=cast.odile, at=AFTER)
    return session


def test_publishing_issues_a_final_transcript_to_everybody_examined(published: Session) -> None:
    assert DBTaskResult.objects.filter(task_path__endswith="make_transcripts").count() == 1
    make_all()

    found = {one.dossier.person.given_name: one for one in Transcript.objects.all()}

    assert set(found) == {"Nadia", "Inès"}
    nadia = found["Nadia"]
    assert nadia.final
    assert (nadia.purpose, nadia.subject) == ("jury", str(published.jury.pk))
    [decision] = nadia.content["decisions"]
    assert (decision["jury"], decision["option"][:7]) == ("Jury de première année", "passage")
    with default_storage.open(nadia.file_id) as file:
        text = text_of(file.read())
    assert "Définitif" in text
    assert "Jury de première année" in text
    assert "passage" in text


def test_a_correction_supersedes_the_transcript_of_whom_it_is_about_alone(published: Session) -> None:
    make_all()
    before = {one.dossier.person.given_name: one for one in Transcript.objects.all()}
    ruling = Ruling.objects.get(question=published.question("Inès"), superseded_at=None)
    other = next(option for option in published.question("Inès").options if option != ruling.option)

    correct(ruling, other, reason="erreur de saisie", by=published.helene, at=AFTER + timedelta(days=1))
    make_all()

    inès = state_of(before["Inès"])
    assert inès.kind == "superseded"
    assert inès.event.successor is not None
    assert inès.event.successor.content["decisions"][0]["option"] == other.replace("_", " ")
    assert state_of(before["Nadia"]).kind == "issued"
    assert Transcript.objects.count() == 3
