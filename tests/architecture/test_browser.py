"""The browser of the tests is found, or installed where that is possible, or asked for in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import NoBrowser, chromium

find = chromium.__wrapped__


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no program at all."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(program: Path, behaviour: str) -> Path:
    program.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_browser_under_one_of_its_names_is_taken(tools: Path) -> None:
    there = install(tools / "google-chrome", "")

    assert find() == str(there)


def test_the_browser_one_gives_is_taken_and_no_other(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tools / "chromium", "")
    monkeypatch.setenv("CHROMIUM", str(tools / "mine"))

    with pytest.raises(NoBrowser, match="CHROMIUM=/path/to/chromium"):
        find()
    install(tools / "mine", "")
    assert find() == str(tools / "mine")


def test_where_one_is_root_on_debian_it_is_installed(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    place = tools / "chromium"
    install(tools / "apt-get", f'case "$*" in *install*chromium*) : > {place}; /bin/chmod +x {place};; esac')

    assert find() == str(place)


def test_an_installation_that_fails_says_why(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    install(tools / "apt-get", "echo no network >&2; exit 100")

    with pytest.raises(NoBrowser, match="apt-get update said: no network"):
        find()


def test_who_may_not_install_is_told_what_to_install(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    install(tools / "apt-get", "exit 1")

    with pytest.raises(NoBrowser, match="the package chromium"):
        find()
