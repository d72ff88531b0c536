"""What every test may use: the place of the house, a real PostgreSQL, and Hypothesis set for a shared machine."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as of_django
from django.db import connections
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from tests.browser import browser
from tests.databases import MIGRATED, copied, migrate, once, quick_server, use
from tests.isolation import apart, pytest_runtest_protocol

# One browser a worker, whichever tests ask for it; every test apart from the others.
__all__ = ["apart", "browser", "house", "pytest_runtest_protocol"]

# What a process of the campus reads first is compiled once for all those that the tests start, even where the variable
# of a build machine says not to keep it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A slow moment of the machine is not a failure; a failure in CI prints how to replay it.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


# A thread has one session of the database, whether or not a browser runs its loop there: Django would open another in
# each test's context, and lose it there.
vars(connections)["_connections"] = threading.local()

OWN_FOLDER = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Folders of this run's own: whenever another run of the same person begins, pytest shuts those it has made to
    everybody else, and a PostgreSQL that may not run as root is somebody else.
    """
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        config.option.basetemp = config.stash[OWN_FOLDER] = tempfile.mkdtemp(prefix="parchemin-tests-")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What a failure left is kept, to be looked at."""
    folder = session.config.stash.get(OWN_FOLDER, None)
    if folder and not exitstatus:
        session.config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


def pytest_collection_finish() -> None:
    """What was imported stays: the collector walks what tests make, not every module each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def house() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A PostgreSQL folder, not running, whose database `MIGRATED` has every table: made once for all the workers."""
    with django_db_blocker.unblock():
        return once(tmp_path_factory, "migrated", migrate) / "postgres"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[None]:
    """A server of the tests' own, embedded, one a worker, started before Django makes its test database.

    Here and nowhere below: a second definition would start a second server, empty, under the tests already running.
    """
    with quick_server(copied(migrated, tmp_path_factory.mktemp("server") / "postgres")) as socket:
        use(socket, "postgres")
        of_django.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = MIGRATED
        yield
