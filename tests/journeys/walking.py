"""What a journey does: opens pages as somebody, walks by keyboard, looks for what fails people, takes pictures."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests import moment
from tests.browser import COLOURS, DESK, ROOT, complaints, opened, overflows, violations
from tests.journeys.served import Campus

SCREENS = ROOT / "docs" / "screens"
TALLEST = 1500  # of a picture, in pixels
TABS = 120  # more than any page needs to reach anything
expect.set_options(timeout=20_000)  # a text is read and a page laid out on a machine that does much else meanwhile


@dataclass
class Journey:
    """One journey on a school as seeded. `page()` opens a reader; what any of them complained of fails the journey."""

    campus: Campus
    browser: Browser
    _heard: list[list[str]] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, who: str = "", *, keyboard: bool = False, **asked: object) -> Page:
        """A page of somebody, signed in as `who` (a role, a story, an address), or nobody. `asked`: Playwright's."""
        context = opened(self.browser, base_url=self.campus.address, **asked)
        self._contexts.append(context)
        page = context.new_page()
        heard = complaints(page)
        self._heard.append(heard)
        page.on(
            "response", lambda answer: heard.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )
        if who:
            sign_in(page, self.campus, who, keyboard=keyboard)
        return page

    @property
    def said(self) -> list[str]:
        """What its pages complained of."""
        return [line for heard in self._heard for line in heard]

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def sign_in(page: Page, campus: Campus, who: str, *, keyboard: bool = False) -> None:
    """Sign in by the form that everybody sees."""
    page.goto("/account/login/")
    address, password = page.locator("input[name=login]"), page.locator("input[name=password]")
    if keyboard:
        write(page, address, campus.who.get(who, who))
        write(page, password, campus.password)
        page.keyboard.press("Enter")
    else:
        address.fill(campus.who.get(who, who))
        password.fill(campus.password)
        password.press("Enter")
    page.wait_for_url(lambda url: "/account/login" not in url)


def sign_out(page: Page) -> None:
    """Leave, by the menu at the top."""
    menu(page)
    press(page, page.get_by_role("button", name=re.compile("déconnecter|Sign out", re.IGNORECASE)))
    page.wait_for_url("**/account/login/**")


def menu(page: Page) -> None:
    """Open the menu of the account and of the display, by the keyboard."""
    press(page, page.locator("header summary"))


# --- the keyboard alone ---------------------------------------------------------------------------------------------


def reach(page: Page, wanted: Locator) -> Locator:
    """Press Tab until something has the focus, as somebody without a mouse does. Fails when it cannot be reached."""
    for _ in range(TABS):
        if wanted.evaluate("(e) => document.activeElement === e"):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by the keyboard")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def write(page: Page, wanted: Locator, text: str) -> None:
    reach(page, wanted)
    page.keyboard.type(text)


def pick(page: Page, choice: Locator, label: str) -> None:
    """Choose in a list by the arrows."""
    reach(page, choice)
    labels = [text.strip() for text in choice.locator("option").all_inner_texts()]
    by = labels.index(label) - int(choice.evaluate("(e) => e.selectedIndex"))
    for _ in range(abs(by)):
        page.keyboard.press("ArrowDown" if by > 0 else "ArrowUp")


def rewrite(page: Page, area: Locator, old: str, new: str) -> None:
    """Replace words of a long text, as somebody who looks for them, selects them and types."""
    text = reach(page, area).input_value()
    assert text.count(old) == 1, f"{old} is there {text.count(old)} times"
    start = len(text[: text.index(old)].encode("utf-16-le")) // 2
    area.evaluate("(e, [from, to]) => e.setSelectionRange(from, to)", [start, start + len(old)])
    page.keyboard.insert_text(new)
    assert area.input_value() == text.replace(old, new)


# --- looking ----------------------------------------------------------------------------------------------------------


def axe(page: Page) -> None:
    """Nobody is left out of this page, by day or by night, and it never scrolls sideways."""
    page.emulate_media(color_scheme="light")
    assert not (found := violations(page)), f"{page.url}: {found}"
    assert not overflows(page), page.url
    page.emulate_media(color_scheme="dark")
    assert not (found := violations(page, COLOURS)), f"{page.url} (dark): {found}"
    page.emulate_media(color_scheme=None)


def screens(
    name: str,
    page: Page,
    size: dict[str, int] = DESK,
    scheme: Literal["light", "dark"] = "light",
    *,
    top: Locator | None = None,
) -> None:
    """The page (from `top` on) in docs/screens/, small enough to be kept, when PARCHEMIN_SCREENS asks for pictures."""
    if not os.environ.get("PARCHEMIN_SCREENS"):
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("html.busy")).to_have_count(0)  # nothing is on its way
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    start = max(0, int(top.evaluate("(e) => e.getBoundingClientRect().top + scrollY")) - 24) if top else 0
    page.set_viewport_size({"width": size["width"], "height": min(whole - start, TALLEST)})
    page.evaluate("start => scrollTo(0, start)", start)
    shot = page.screenshot(caret="initial")  # hiding the caret would write a style into the page
    palette = Image.open(BytesIO(shot)).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    palette.save(SCREENS / f"{name}.png", optimize=True)
    if before:
        page.set_viewport_size(before)
    page.emulate_media(color_scheme=None)


__all__ = [
    "Journey", "axe", "expect", "menu", "pick", "press", "reach", "rewrite", "screens", "sign_in", "sign_out", "write",
]  # fmt: skip


def sat_today(page: Page, year: int, unit: str, label: str) -> date:
    """The office says that an assessment is sat today, whatever the calendar."""
    page.goto(f"/marks/follow/icn-pge/{year}/syllabus/units/{unit}/")
    today = moment.DAY.date()
    press(page, page.get_by_role("link", name=f"Modifier {label}"))
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="Session 1"))
    card.get_by_label("Jour de l'épreuve").fill(today.isoformat())
    press(page, card.get_by_role("button", name="Enregistrer la modification"))
    expect(page.get_by_role("button", name="Enregistrer la modification")).to_have_count(0)
    return today
