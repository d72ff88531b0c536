"""Static files: the few that pages need, and nothing else of node_modules; named by content in production."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find, get_finders
from django.test import Client

from parchemin.campus.looks.finders import SERVED

PRODUCTION = {
    "PARCHEMIN_PROFILE": "production",
    "PARCHEMIN_SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://campus@db.example.org/campus",
    "PARCHEMIN_HOSTS": "campus.example.org",
    "DJANGO_SETTINGS_MODULE": "parchemin.campus.settings",
}


@pytest.mark.parametrize("name", sorted(SERVED))
def test_each_file_that_a_page_loads_is_there(name: str) -> None:
    assert find(name)


@pytest.mark.parametrize(
    "name", ["bootstrap/package.json", "vendor/../package.json", "axe-core/axe.min.js", "vendor/htmx.js"]
)
def test_nothing_else_of_the_packages_is_served(name: str) -> None:
    assert find(name) is None
    assert Client().get(f"/static/{name}").status_code == 404


def test_only_the_looks_and_the_files_by_name_are_listed() -> None:
    listed = {name for finder in get_finders() for name, _ in finder.list([])}

    assert set(SERVED) < listed
    assert {name.partition("/")[0] for name in listed} <= {"looks", "vendor"}


def test_production_names_every_file_by_its_content_and_its_addresses_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"],
        env=os.environ | PRODUCTION | {"PARCHEMIN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    root = tmp_path / "static"
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
