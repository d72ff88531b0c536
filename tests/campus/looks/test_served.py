"""Journeys see what a test wrote, and leave nothing to the next test, in tables that refuse to be emptied."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from playwright.sync_api import Page

from parchemin.campus.common.health import HEALTH
from parchemin.campus.people.models import School
from tests.browser import serving
from tests.campus.conftest import Cast
from tests.service.campuses import until


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_campus_is_served_on_what_was_written_and_emptied_after(
    served: str, cast: Cast, page: Page, time: str
) -> None:
    assert School.objects.count() == 2

    assert page.request.get(f"{served}/health/ready").json() == {"ready": True}


@pytest.mark.django_db
def test_the_guards_are_awake_again_after_it(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="for ever"), connection.cursor() as cursor:
        cursor.execute("delete from people_grant")


def sessions() -> list[str]:
    """What the other sessions of the tests' database do or last did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select state || ' ' || query from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        return [str(row[0]) for row in cursor.fetchall()]


def test_no_session_of_the_database_outlives_the_campus_that_is_served(committed: None, page: Page) -> None:
    assert not sessions(), "the browser's loop in this thread changes nothing of whose a session is"
    with serving() as address:
        HEALTH.forget()  # so that it tries a row
        page.goto(f"{address}/health/ready")
        assert sessions(), "a browser keeps its connections, and they theirs"

    until(lambda: not sessions(), 5)
