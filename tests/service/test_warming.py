"""A process of the web server has read the texts in force before its first page, and leaves them out of collections."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.db.models import QuerySet

from parchemin.campus.catalogue.models import Publication
from parchemin.campus.law import publications
from parchemin.campus.law.publications import law_of
from parchemin.service.warming import read_articles, read_laws, set_aside
from tests.campus.conftest import Cast
from tests.campus.conftest import cast as cast
from tests.campus.school import programme_of


@pytest.fixture
def collector() -> Iterator[None]:
    yield  # thresholds are put back for every test
    gc.unfreeze()
    gc.freeze()


def test_a_text_read_ahead_is_not_read_again_by_the_page_that_needs_it(cast: Cast) -> None:
    programme_of(cast.school, "ipag-msc", by=cast.ada)
    for kept in (publications._versions, publications._pieces, publications._loaded, publications._published):
        kept.cache_clear()

    assert read_laws() == 1
    read_articles()

    read = (
        publications._versions.cache_info().misses,
        publications._pieces.cache_info().misses,
        publications._loaded.cache_info().misses,
    )
    publication = Publication.objects.get()
    law_of(publication)
    publications.versions_of(publication.pk)
    publications.pieces_of(publication, None, "fr")
    after = (
        publications._versions.cache_info().misses,
        publications._pieces.cache_info().misses,
        publications._loaded.cache_info().misses,
    )
    assert read == after == (1, 1, 1)


def test_a_database_that_does_not_answer_yet_stops_no_server(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(self: object, *fields: str) -> QuerySet[Publication]:
        raise OperationalError("it is starting")

    monkeypatch.setattr(QuerySet, "distinct", silent)

    assert read_laws() == 0


def test_what_is_set_aside_is_not_walked_in_the_middle_of_a_page(collector: None) -> None:
    gc.unfreeze()

    set_aside()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] > 700
