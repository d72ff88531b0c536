"""The set-up finds a Python that suits wherever one usually stands, and says so in both languages when there is none.

The Pythons of these tests are small scripts: one that is too old, one that suits but cannot make an environment,
so that the set-up stops right after its choice.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

TOOLS = ("sh", "env", "dirname", "cat", "rm", "awk")  # all that the choice of a Python needs of a system
TOO_OLD = "exit 1"
SUITS = 'case "$1 $2" in "-m venv") exit 1;; *sys.executable*) echo "$0";; "-c import platform"*) echo 3.13.0;; esac'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A copy of the set-up on a machine with no Python at all."""
    for folder in ("bin", "tools", "pyenv/versions"):
        (tmp_path / folder).mkdir(parents=True)
    for tool in TOOLS:
        (tmp_path / "tools" / tool).symlink_to(str(shutil.which(tool)))
    shutil.copy(ROOT / "bin/prepare", tmp_path / "bin/prepare")
    return tmp_path


def install(python: Path, behaviour: str) -> Path:
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
    python.chmod(0o755)
    return python


def prepare(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bin/prepare"],
        cwd=machine,
        env={"PATH": str(machine / "tools"), "HOME": str(machine), "PYENV_ROOT": str(machine / "pyenv")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_recent_python_the_reader_is_told_what_to_install_in_french_and_english(machine: Path) -> None:
    install(machine / "tools/python3", TOO_OLD)

    answer = prepare(machine)

    assert answer.returncode == 1
    assert "Parchemin demande Python 3.12 ou plus récent" in answer.stderr
    assert "Parchemin needs Python 3.12 or newer" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (machine / ".venv").exists()


@pytest.mark.parametrize("name", ["python3.13", "python3.12", "python3"])
def test_a_python_on_the_path_that_suits_is_taken_though_another_is_too_old(machine: Path, name: str) -> None:
    install(machine / "tools/python", TOO_OLD)
    chosen = install(machine / "tools" / name, SUITS)

    assert f"environment: {chosen} (3.13.0)" in prepare(machine).stdout


def test_a_python_kept_by_pyenv_is_found_though_python3_is_too_old(machine: Path) -> None:
    install(machine / "tools/python3", TOO_OLD)
    install(machine / "pyenv/versions/3.12.1/bin/python3", SUITS)
    chosen = install(machine / "pyenv/versions/3.13.0/bin/python3", SUITS)

    assert f"environment: {chosen} (3.13.0)" in prepare(machine).stdout


def test_a_python_that_uv_keeps_is_found_and_none_is_downloaded(machine: Path) -> None:
    install(machine / "tools/python3", TOO_OLD)
    chosen = install(machine / "kept/python3", SUITS)
    install(machine / "tools/uv", f'[ "$UV_PYTHON_DOWNLOADS" = never ] && [ "$1" = python ] && echo {chosen}')

    assert f"environment: {chosen} (3.13.0)" in prepare(machine).stdout


def test_a_python_without_its_venv_module_is_said(machine: Path) -> None:
    install(machine / "tools/python3", SUITS)

    answer = prepare(machine)

    assert answer.returncode == 1
    assert "The venv module is missing" in answer.stderr
