"""Journeys see what a test wrote, and leave nothing to the next test, in tables that refuse to be emptied."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from playwright.sync_api import Page

from parchemin.campus.people.models import School
from tests.campus.conftest import Cast


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
