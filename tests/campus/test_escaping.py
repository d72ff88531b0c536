"""What somebody writes is shown as they wrote it, and never runs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from parchemin.campus import settings as campus
from parchemin.campus.enrolment.actions import Entrant, enrol
from tests.campus.conftest import Cast
from tests.campus.school import NOON, intake_of, programme_of

SOURCES = Path(campus.__file__).resolve().parent
UNESCAPED = re.compile(r"mark_safe\(|\|\s*safe\b|autoescape off|SafeString\(|\|\s*safeseq\b")
# Where markup of ours is made, from words that are escaped there.
MADE_HERE = {
    "documents/qr.py",
    "looks/templatetags/looks.py",
    "looks/templates/looks/form/field.html",  # the help of a field: ours, never anybody's
}


def test_no_template_and_no_code_turns_escaping_off_elsewhere() -> None:
    found = {
        path.relative_to(SOURCES).as_posix()
        for pattern in ("*.py", "*.html")
        for path in SOURCES.rglob(pattern)
        if UNESCAPED.search(path.read_text(encoding="utf-8"))
    }

    assert found == MADE_HERE


def test_a_mail_is_plain_text_and_escapes_nothing() -> None:
    mails = list(SOURCES.rglob("templates/**/*.txt"))

    assert mails
    assert [mail.name for mail in mails if "autoescape off" not in mail.read_text(encoding="utf-8")] == []


@pytest.mark.django_db
def test_a_name_that_is_a_script_is_shown_and_does_not_run(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.ada)
    name = "<script>alert(1)</script>"
    (dossier,) = enrol(intake, [Entrant("77", name, '"><img src=x>', "x@etu.example.org")], by=cast.odile, at=NOON)
    client = Client()
    client.force_login(cast.odile)

    for address in ("/students/", f"/students/{dossier.ref}/", f"/students/{dossier.ref}/registrations/"):
        page = client.get(address)
        shown = page.content.decode()

        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>alert" not in shown
        assert "<img src=x>" not in shown
        assert "'none'" in page["Content-Security-Policy"]
