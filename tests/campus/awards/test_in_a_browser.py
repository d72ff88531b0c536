"""In a browser: a key typed by hand, a file compared where it is, in both themes, on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import Browser, Request, expect

from tests.browser import DESK, PHONE, complaints, opened, overflows, violations
from tests.campus.awards.awarding import icn
from tests.campus.conftest import Cast


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_a_key_is_typed_and_a_file_compared_without_being_sent(
    served: str, cast: Cast, browser: Browser, tmp_path: Path, size: dict[str, int], scheme: str
) -> None:
    found = icn(cast).transcript("Nadia")
    own, changed = Path(default_storage.path(found.file_id)), tmp_path / "changed.pdf"
    changed.write_bytes(own.read_bytes() + b"\n")
    context = opened(browser, viewport=size, color_scheme=scheme)
    page, sent = context.new_page(), []
    said = complaints(page)

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append(request.url)

    page.on("request", note)
    page.goto(f"{served}/verifier/")
    page.keyboard.press("Tab")  # to what skips to the content
    assert violations(page) == []
    page.fill("#key", found.key.lower().replace("-", " ").replace("0", "o"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/verifier/{found.key}$"))
    page.set_input_files("#file", own)
    expect(page.locator("#file-answer")).to_contain_text("à l’octet près")
    assert violations(page) == []
    page.set_input_files("#file", changed)
    expect(page.locator("#file-answer")).to_contain_text("n’est pas le document qui a été délivré")
    assert violations(page) == []
    assert not overflows(page)
    assert (sent, said) == ([], [])
    context.close()
