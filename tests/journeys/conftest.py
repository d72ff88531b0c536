"""Whole journeys in a real browser, on a real server and a seeded school of its own, put back before each of them.

`journey.page("teacher")` is a page where the demonstration's teacher has signed in; `journey.page("ten")` one of the
student of that story. What a page complained of, or an answer of 500, fails the journey.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.served import Campus, campus_on
from tests.journeys.walking import Journey


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    """One seeded school, one server of the database and one web server a worker."""
    with campus_on(tmp_path_factory.mktemp("campus")) as made:
        yield made


@pytest.fixture
def journey(campus: Campus, browser: Browser) -> Iterator[Journey]:
    campus.put_back()
    walked = Journey(campus, browser)
    yield walked
    walked.close()
    assert walked.said == []
    assert campus.complaints() == []
