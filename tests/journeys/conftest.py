"""Whole journeys in a real browser, on a real server and a seeded school of its own, put back before each of them.

`journey.page("teacher")` is a page where the demonstration's teacher has signed in; `journey.page("ten")` one of the
student of that story. What a page complained of, or an answer of 500, fails the journey.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import copied
from tests.journeys.served import Campus, campus_on
from tests.journeys.walking import Journey
from tests.seeded import seeded_folder

__all__ = ["seeded_folder"]


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory, seeded_folder: Path) -> Iterator[Campus]:
    """One school, seeded once for all the workers; a copy, a server of the database and a web server for each."""
    with campus_on(copied(seeded_folder, tmp_path_factory.mktemp("campus") / "data")) as served:
        yield served


@pytest.fixture
def journey(campus: Campus, browser: Browser) -> Iterator[Journey]:
    campus.put_back()
    walked = Journey(campus, browser)
    yield walked
    walked.close()
    campus.settle()
    assert walked.said == []
    assert campus.complaints() == []
