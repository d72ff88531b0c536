"""The lock holds what the project declares, with hashes, and this environment holds what the lock says."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.house import ROOT

PIN = re.compile(r"^(?P<requirement>[^\s#\\][^\\#]*==[^\\#]*?)\s*\\\n(?P<rest>(?:[ ]+.*\n)+)", re.MULTILINE)


def declared() -> list[Requirement]:
    """Every requirement that pyproject.toml names, whatever the group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return [Requirement(line) for group in groups for line in group]


def pins() -> dict[str, tuple[Requirement, str]]:
    """What the lock pins: by name, the pin, and the lines that follow it (hashes, and who asks for it)."""
    found: dict[str, tuple[Requirement, str]] = {}
    for pin in PIN.finditer((ROOT / "requirements.lock").read_text(encoding="utf-8") + "\n"):
        requirement = Requirement(pin["requirement"])
        found[canonicalize_name(requirement.name)] = (requirement, pin["rest"])
    return found


def test_every_declared_requirement_is_pinned_at_a_version_it_accepts() -> None:
    locked = pins()

    for requirement in declared():
        pin, _ = locked[canonicalize_name(requirement.name)]
        (exact,) = pin.specifier
        assert requirement.specifier.contains(exact.version), f"{requirement} is locked at {exact.version}: make lock"


def test_nothing_is_locked_that_is_no_longer_declared() -> None:
    names = {canonicalize_name(requirement.name) for requirement in declared()}

    asked = {name for name, (_, rest) in pins().items() if re.search(r"# +(via )?parchemin \(", rest)}

    assert asked <= names


def test_every_pin_has_its_hashes() -> None:
    locked = pins()

    assert len(locked) > 40
    assert not [name for name, (_, rest) in locked.items() if "--hash=sha256:" not in rest]


@pytest.mark.parametrize("name", sorted(pins()))
def test_the_environment_holds_the_locked(name: str) -> None:
    pin, _ = pins()[name]
    if pin.marker is not None and not pin.marker.evaluate():
        return  # not for this platform

    assert Version(version(name)) == Version(next(iter(pin.specifier)).version)  # 4.004 and 4.4 are one version


def test_what_pages_load_is_locked_by_hash_at_the_versions_asked_for_and_installed() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert {key: locked[""][key] for key in ("dependencies", "devDependencies")} == {
        key: asked[key] for key in ("dependencies", "devDependencies")
    }
    for place, package in locked.items():
        if place:
            held = json.loads((ROOT / place / "package.json").read_text(encoding="utf-8"))
            assert package["integrity"].startswith("sha512-")
            assert held["version"] == package["version"], f"{place}: bin/prepare"
