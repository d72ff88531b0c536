"""Publishing a regulation: reviewed first, refused on errors, then kept for ever as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.refusals import TextPublishedAlready
from parchemin.campus.common.models import Entry
from parchemin.campus.law.publications import files_of, regulation_of
from parchemin.campus.law.refusals import AnotherProgramme, TextRefused
from parchemin.campus.people.access import Forbidden
from parchemin.campus.texts.actions import publish
from parchemin.regulation.meaning import load
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return open_programme(cast.school, "icn-pge", "Grande École", by=cast.ada, at=NOON)


@pytest.fixture
def files(house: Path) -> dict[str, str]:
    return files_of(house / "regulations" / "icn-pge")


def test_a_published_text_is_the_regulation_of_the_folder(
    cast: Cast, programme: Programme, files: dict[str, str], house: Path
) -> None:
    publication = publish(programme, files, by=cast.odile, at=NOON)

    kept, folder = regulation_of(publication), load(house / "regulations" / "icn-pge")
    assert (publication.number, publication.in_force) == (1, date(2020, 9, 1))
    assert kept.digest == folder.digest
    assert regulation_of(publication, variants=["crise-sanitaire"]).digest != kept.digest


def test_a_text_with_errors_is_refused_with_each_of_them_and_nothing_is_written(
    cast: Cast, programme: Programme, files: dict[str, str]
) -> None:
    name = "30-controle.md"
    files[name] = files[name].replace("module.note >= seuil", "module.notte >= seuil", 1)

    with pytest.raises(TextRefused) as refusal:
        publish(programme, files, by=cast.odile, at=NOON)

    assert {f.code for f in refusal.value.findings} == {"unknown-name"}
    assert not Publication.objects.exists()
    assert not Entry.objects.filter(verb="catalogue.publish").exists()


def test_the_same_text_is_published_once(cast: Cast, programme: Programme, files: dict[str, str]) -> None:
    publish(programme, files, by=cast.odile, at=NOON)

    with pytest.raises(TextPublishedAlready):
        publish(programme, files, by=cast.odile, at=NOON)


def test_a_text_that_only_adds_an_amendment_is_another_text(
    cast: Cast, programme: Programme, files: dict[str, str]
) -> None:
    crisis = {name: text for name, text in files.items() if "/" in name}
    first = publish(programme, {name: text for name, text in files.items() if name not in crisis}, by=cast.ada, at=NOON)
    assert first.digest == regulation_of(first).digest

    assert publish(programme, files, by=cast.ada, at=NOON).number == 2


def test_the_text_of_another_programme_is_refused(cast: Cast, programme: Programme, house: Path) -> None:
    with pytest.raises(AnotherProgramme):
        publish(programme, files_of(house / "regulations" / "ipag-msc"), by=cast.odile, at=NOON)


def test_a_student_publishes_nothing(cast: Cast, programme: Programme, files: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        publish(programme, files, by=cast.émile, at=NOON)


@pytest.mark.parametrize("name", ["../dehors.md", "/etc/x.md", "script.py"])
def test_a_path_that_leaves_the_folder_is_refused(
    cast: Cast, programme: Programme, files: dict[str, str], name: str
) -> None:
    with pytest.raises(TextRefused) as refusal:
        publish(programme, files | {name: "x"}, by=cast.odile, at=NOON)

    assert [f.code for f in refusal.value.findings] == ["outside-folder"]
    assert not Publication.objects.exists()


def test_a_publication_cannot_be_rewritten_in_sql(cast: Cast, programme: Programme, files: dict[str, str]) -> None:
    publish(programme, files, by=cast.odile, at=NOON)

    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update catalogue_publication set digest = 'x'")
