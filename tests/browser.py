"""A real browser for tests: Chromium found or installed, the campus served to it, axe-core asked what it finds.

Import the fixtures in the `conftest.py` of a folder that needs them:
`from tests.browser import guards_asleep, committed, browser, page, served`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser's own goes out on the network; no sandbox, for root has none.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1320, "height": 900}
COLOURS = ("color-contrast", "link-in-text-block")  # what another theme alone can change
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

NOT_FOUND = """No Chromium was found: the tests in a browser need one.
Install it (the package chromium of your system, or Google Chrome), or give its path: CHROMIUM=/path/to/chromium."""


class NoBrowser(Exception):
    """There is no Chromium here, and none could be installed."""


@cache
def chromium() -> str:
    """Where Chromium is: CHROMIUM, then the usual names; on a Debian where one is root, it is installed."""
    given = os.environ.get("CHROMIUM", "")
    for name in (given,) if given else NAMES:
        if path := shutil.which(name):
            return path
    if not given and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        if path := shutil.which("chromium"):
            return path
    raise NoBrowser(NOT_FOUND)


def _install() -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "--quiet=2", *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NoBrowser(f"{NOT_FOUND}\napt-get {command[0]} said: {done.stderr.strip()[-400:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run of a worker."""
    # Playwright runs a loop in this thread, which Django takes for an asynchronous call of the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield running
        running.close()


def opened(browser: Browser, **asked: Any) -> BrowserContext:
    """A reader of their own: French, at a desk, unless asked otherwise (Playwright's names)."""
    return browser.new_context(**{"viewport": DESK, "locale": "fr-FR", "reduced_motion": "reduce"} | asked)


def complaints(page: Page) -> list[str]:
    """What the page will complain of from now on: refused by the policy of content, or broken in a script."""
    said: list[str] = []

    def hear(message: Any) -> None:
        # A page that answers 404 is itself said to have failed to load: it is what was asked for.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at a desk, in French. The test fails when the page complained."""
    context = opened(browser)
    new = context.new_page()
    said = complaints(new)
    yield new
    context.close()
    assert said == []


def violations(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice (or some rules of it), each with the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        """async (rules) => {
          const { violations } = await axe.run({ runOnly: rules });
          return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`));
        }""",
        list(rules),
    )
    return [str(line) for line in found]


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


class _Server(ThreadedWSGIServer):
    """A server that waits for its threads, and so for their sessions of the database, when it is closed.

    A browser keeps what it opened open for other pages, long after the test: here it is hung up on.
    """

    daemon_threads = False

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        self._open.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        for one in list(self._open):
            with suppress(OSError):  # it hung up itself
                one.shutdown(socket.SHUT_RDWR)
        super().server_close()


@contextmanager
def serving() -> Iterator[str]:
    """The campus, served by threads of this process while a block lasts. Yields its address."""
    server = _Server(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def guards_asleep(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tables that refuse to be emptied let themselves be, once the test is over, and refuse again for the next."""
    yield
    with django_db_blocker.unblock():
        connection.close()  # and with it what was said to this session of the server


@pytest.fixture
def committed(guards_asleep: None, transactional_db: None) -> Iterator[None]:
    """What a test writes is committed, and seen by every connection; the tables are emptied afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")


@pytest.fixture
def served(committed: None) -> Iterator[str]:
    """The address of the campus on the tests' database; what a test writes is seen by the browser."""
    with serving() as address:
        yield address
