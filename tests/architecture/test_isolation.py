"""No test sees what another changed in its process, in whatever order they run: two of them, really run, one after
the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

CONFTEST = "from tests.isolation import apart as apart, pytest_runtest_protocol as pytest_runtest_protocol\n"

# Each line: what a test does, and what the next one must find as it was.
CHANGES = {
    "the language": ("translation.activate('en')", "translation.get_language()"),
    "the time zone": ("timezone.activate('Asia/Tokyo')", "timezone.get_current_timezone_name()"),
    "the urls": ("set_urlconf('elsewhere')", "get_urlconf()"),
    "the number of the request": ("logs.request_id.set('of another test')", "logs.request_id.get()"),
    "the precision of decimals": ("setattr(decimal.getcontext(), 'prec', 3)", "decimal.getcontext().prec"),
    "a variable added to the environment": ("os.environ.update(LEFT='x')", "os.environ.get('LEFT')"),
    "a variable taken from the environment": ("os.environ.pop('PATH')", "os.environ.get('PATH')"),
    "the clock's zone": ("os.environ.update(TZ='Asia/Tokyo'), time.tzset()", "time.localtime(0).tm_hour"),
    "the working folder": ("os.chdir('/')", "os.getcwd()"),
    "the mask of files": ("os.umask(0o777)", "isolation._umask()"),
    "a handler of signals": ("signal.signal(signal.SIGUSR1, print)", "signal.getsignal(signal.SIGUSR1)"),
    "a logger": ("logging.getLogger('parchemin').setLevel(50)", "logging.getLogger('parchemin').level"),
    "a setting": ("setattr(settings, 'ADDRESS', 'x')", "settings.ADDRESS"),
    "the cache in memory": ("LocMemCache('', {}).set('a', 1)", "LocMemCache('', {}).get('a')"),
    "a reaction to events": ("events._reactions.update({int: [print]})", "dict(events._reactions)"),
    "an entry of the navigation": ("navigation._menu.append(1)", "list(navigation._menu)"),
    "where modules are looked for": ("sys.path.insert(0, '/nowhere')", "list(sys.path)"),
    "the collector": ("gc.set_threshold(7)", "gc.get_threshold()"),
    "the locale": ("locale.setlocale(locale.LC_TIME, OTHER)", "locale.setlocale(locale.LC_TIME)"),
    "how long sockets wait": ("socket.setdefaulttimeout(3)", "socket.getdefaulttimeout()"),
}

TESTS = f"""
import decimal, gc, locale, logging, os, signal, socket, sys, time
import pytest
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone, translation
from parchemin.campus.common import events, logs
from parchemin.campus.people.pages import navigation
from tests import isolation

OTHER = "C.UTF-8" if locale.setlocale(locale.LC_TIME) == "C" else "C"
CHANGES = {CHANGES!r}
BEFORE = {{name: eval(seen) for name, (_, seen) in CHANGES.items()}}

@pytest.mark.parametrize("name", CHANGES)
def test_one_changes(name):
    change, seen = CHANGES[name]
    eval(change)
    assert eval(seen) != BEFORE[name], "this change changes nothing"

@pytest.mark.parametrize("name", CHANGES)
def test_the_next_sees_nothing_of_it(name):
    assert eval(CHANGES[name][1]) == BEFORE[name]
"""


def nested(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """pytest, run by the same person on other tests while this run lasts."""
    line = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "-q", *words]
    return subprocess.run(line, cwd=house, capture_output=True, text=True, check=False, timeout=300)


def test_what_a_test_changes_in_its_process_is_not_seen_by_the_next(tmp_path: Path, house: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_two.py").write_text(TESTS, encoding="utf-8")
    settings = str(house / "pyproject.toml")

    done = nested(house, "-c", settings, f"--rootdir={tmp_path}", f"--basetemp={tmp_path / 'own'}", str(tmp_path))

    assert done.returncode == 0, done.stdout
    assert f"{2 * len(CHANGES)} passed" in done.stdout


def test_another_run_of_the_same_person_does_not_shut_the_folders_of_this_one(
    tmp_path: Path, house: Path, migrated: Path
) -> None:
    """pytest shuts its usual folder to everybody else each time it starts: a PostgreSQL of another account, whose data
    are in it, dies of it."""
    above = [folder for folder in migrated.parents if folder.is_relative_to(gettempdir())]
    before = {folder: folder.stat().st_mode for folder in above}
    (tmp_path / "test_alone.py").write_text("def test_alone(tmp_path): pass\n", encoding="utf-8")

    done = nested(house, "-c", "/dev/null", "-p", "no:django", f"--rootdir={tmp_path}", str(tmp_path))

    assert done.returncode == 0, done.stdout
    assert {folder: folder.stat().st_mode for folder in above} == before
