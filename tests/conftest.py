"""What every test may use: the place of the house, a real PostgreSQL, and Hypothesis set for a shared machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as of_django
from hypothesis import settings

from parchemin.campus.embedded import server
from tests.browser import browser

__all__ = ["browser", "house"]  # one browser a worker, whichever tests ask for it

# A slow moment of the machine is not a failure; a failure in CI prints how to replay it.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def house() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server of the tests' own, embedded, one a worker, started before Django makes its test database.

    Here and nowhere below: a second definition would start a second server, empty, under the tests already running.
    """
    with server(tmp_path_factory.mktemp("postgres")) as socket:
        of_django.DATABASES["default"] |= {"HOST": socket, "NAME": "postgres", "USER": "postgres", "PORT": ""}
        yield
