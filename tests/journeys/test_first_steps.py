"""The first minutes of everybody: sign in, open the door, look around, change the language and the light, leave."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.journeys.walking import Journey, axe, menu, press, reach, sign_out

ROLES = ("director", "office", "teacher", "jury", "student", "ipag", "lille")


@pytest.mark.parametrize("who", ROLES)
def test_everybody_signs_in_and_finds_the_programmes_of_their_own_school(journey: Journey, who: str) -> None:
    page = journey.page(who)
    own = {"ipag": "ipag-msc", "lille": "lille-ipm"}.get(who, "icn-pge")

    axe(page)
    page.goto("/programmes/")

    expect(page.locator(f"main a[href*='{own}']")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(1)
    axe(page)
    sign_out(page)
    page.goto("/programmes/")
    expect(page).to_have_url(re.compile("/account/login"))


def test_by_keyboard_alone_one_signs_in_changes_the_language_and_the_light_and_leaves(journey: Journey) -> None:
    page = journey.page("office", keyboard=True)

    menu(page)
    press(page, page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    menu(page)
    press(page, page.get_by_role("button", name="Dark"))
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    menu(page)
    press(page, page.get_by_role("button", name="Français"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    press(page, page.locator("header").get_by_role("link", name="Programmes"))

    expect(page.locator("h1")).to_be_visible()
    reach(page, page.locator("main a").first)
    sign_out(page)


def test_the_sign_in_page_is_for_everybody_on_a_phone_too(journey: Journey) -> None:
    page = journey.page(viewport=PHONE)

    page.goto("/account/login/")

    axe(page)
