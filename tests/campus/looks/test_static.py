"""Static files: the few that pages need, and nothing else of node_modules; named by content in production."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find, get_finders
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from parchemin.campus.looks.finders import SERVED, PackagesFinder


@pytest.mark.parametrize("name", sorted(SERVED))
def test_each_file_that_a_page_loads_is_there(name: str) -> None:
    assert find(name)


@pytest.mark.parametrize(
    "name", ["bootstrap/package.json", "vendor/../package.json", "axe-core/axe.min.js", "vendor/htmx.js"]
)
def test_nothing_else_of_the_packages_is_served(name: str) -> None:
    assert find(name) is None
    assert Client().get(f"/static/{name}").status_code == 404


def test_of_the_packages_only_the_files_by_name_are_listed() -> None:
    listed = {name for finder in get_finders() for name, _ in finder.list([])}

    assert {name for name, _ in PackagesFinder().list([])} == set(SERVED)
    assert set(SERVED) < listed
    assert not [name for name in listed if "node_modules" in name or name.endswith("package.json")]


def test_production_names_every_file_by_its_content_and_its_addresses_too(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = root = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "parchemin.campus.looks.storage.HashedStorage"}}

    call_command("collectstatic", interactive=False, verbosity=0)

    hashed = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    campus = (root / hashed["looks/js/campus.js"]).read_text(encoding="utf-8")
    assert hashed["looks/js/theme.js"].rpartition("/")[2] in campus
    assert hashed["looks/js/charts.js"].rpartition("/")[2] in campus
    assert "/charts.js" not in campus
    fonts = (root / hashed["looks/css/fonts.css"]).read_text(encoding="utf-8")
    assert len(re.findall(r"-wght-(?:normal|italic)\.[0-9a-f]{12}\.woff2", fonts)) == 8


def test_the_strict_policy_goes_with_every_answer() -> None:
    headers = Client().get("/health/alive").headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
