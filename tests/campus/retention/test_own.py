"""Everybody reads and takes away all that the campus keeps of them, and nothing of anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OwnTable
from parchemin.campus.retention.queries import own_data
from tests.campus.conftest import Cast
from tests.campus.documents.reading import text_of
from tests.campus.every_table import TOLD
from tests.campus.rights import World
from tests.campus.rights_world import world_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db

# The tables of the sign-in's packages that point at somebody; those of a stage are in its own `tables.py`.
OF_THE_SIGN_IN = {
    "account.EmailAddress": "identity: the same address",
    "socialaccount.SocialAccount": "school accounts",
    "mfa.Authenticator": "a secret of theirs",
}
# The fields by which a row says who did something: what they did is told among their acts.
OF_THEIR_ACTS = {"by", "called_by", "opened_by", "closed_by", "seated_by", "made_by", "published_by", "asked_by"} | {
    *("imported_by", "sent_by", "revoked_by", "written_by", "person_who_acts"),
}


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return world_of(cast)


def told_of(person: Person) -> dict[str, OwnTable]:
    with translation.override("en"):
        return {str(table.title): table for table in own_data(person)}


def test_every_table_that_points_at_somebody_is_told_or_left_out_on_purpose() -> None:
    """What they did is in their acts; a table of which they are the subject is in their data."""
    about = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.name in OF_THEIR_ACTS:
                continue
            if field.related_model._meta.label in ("people.Person", "dossiers.Dossier"):
                about.add(model._meta.label)
    told = TOLD | OF_THE_SIGN_IN
    assert about <= set(told), sorted(about - set(told))


def test_every_table_that_is_said_to_be_told_is_read_for_the_data_of_somebody(world: World) -> None:
    """What somebody did in their work is not of the table: their acts tell it."""
    told = {label for label, head in TOLD.items() if not head.startswith("their work")}
    with CaptureQueriesContext(connection) as asked:
        for person in (world.student.student, world.cast.odile, world.cast.ada, world.session.helene):
            told_of(person)
    read = "".join(query["sql"] for query in asked)

    assert [label for label in sorted(told) if f'"{apps.get_model(label)._meta.db_table}"' not in read] == []


def test_a_student_reads_their_data_and_takes_them_away(world: World) -> None:
    nadia = world.student.student
    client = signed_in(nadia)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    page = client.get("/account/data/")
    assert page.status_code == 200
    told = json.loads(client.get("/account/data/file.json").content)
    parts = {part["title"]: part for part in told["parts"]}
    assert parts["Identity"]["lines"] == [[nadia.given_name, nadia.family_name, nadia.email]]
    assert parts["Files opened"]["lines"][0][2] == world.student.number
    assert "Registrations" in parts
    everything = json.dumps(told, ensure_ascii=False)
    for other in Person.objects.exclude(pk=nadia.pk):
        assert other.email not in everything

    file = client.get("/account/data/file.pdf")
    assert file["Content-Type"] == "application/pdf"
    assert nadia.email in "".join(text_of(file.content).replace("\u200b", "").split())


def test_a_mark_being_entered_is_in_nobodys_data(world: World) -> None:
    for dossier in world.session.students.values():
        titles = told_of(dossier.student)
        papers = {line[2] for line in titles["Marks"].lines} if "Marks" in titles else set()
        handed_in = {mark.paper.label for mark in dossier.marks.filter(paper__submission__isnull=False)}
        assert papers == handed_in


def test_who_works_reads_their_roles_and_what_they_did(world: World) -> None:
    titles = told_of(world.cast.odile)
    assert any(line[1] for line in titles["Roles"].lines)
    assert len(titles["What you did"].lines) > 5
