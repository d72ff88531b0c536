"""The looks in a real browser: for everyone, in both themes, at a phone and a desk, under the strict policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, complaints, opened, overflows, violations

PAGES = ("gallery", "gallery/plain", "gallery/400", "gallery/403", "gallery/404", "gallery/500")
SIZES = {"phone": PHONE, "desk": DESK}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_fails_anybody_nor_complains_nor_scrolls_sideways(
    gallery: str, browser: Browser, scheme: str, size: str
) -> None:
    context = opened(browser, viewport=SIZES[size], color_scheme=scheme)
    page = context.new_page()
    said = complaints(page)

    for name in PAGES:
        page.goto(f"{gallery}/{name}")
        page.wait_for_load_state("networkidle")

        assert violations(page) == [], name
        assert not overflows(page), name
    context.close()
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_over_the_page_fails_nobody_either(gallery: str, browser: Browser, scheme: str) -> None:
    context = opened(browser, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{gallery}/gallery")

    page.locator("summary").click()
    page.locator("a.art").first.click()
    expect(page.locator("#article-panel h2")).to_have_text("Article 3.1.1")
    assert violations(page) == []

    page.locator("[data-opens=sure]").click()
    assert violations(page) == []
    context.close()


def test_a_script_or_a_style_slipped_into_a_page_does_not_run(gallery: str, browser: Browser) -> None:
    context = opened(browser)
    page = context.new_page()
    said = complaints(page)
    page.goto(f"{gallery}/gallery")

    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=x style=\"color: red\" onclick=\"go()\">x</p>')"
    )

    assert page.locator("#x").evaluate("e => getComputedStyle(e).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in line for line in said)
    context.close()


def test_an_article_opens_beside_the_page_and_closing_it_puts_the_reader_back(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery")
    link = page.locator("a.art").first

    link.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#article-panel")).to_contain_text("Un module est validé")
    expect(page.locator("#article-panel")).to_be_focused()
    assert page.url == f"{gallery}/gallery"
    assert link.get_attribute("aria-expanded") == "true"

    page.keyboard.press("Escape")

    expect(page.locator("#article-side")).to_be_hidden()
    expect(link).to_be_focused()


def test_a_connection_lost_is_said_and_nothing_is_left_waiting(gallery: str, browser: Browser) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(f"{gallery}/gallery")
    page.route("**/articles/**", lambda route: route.abort())

    page.locator("a.art").first.click()

    expect(page.locator("#messages")).to_contain_text("Le campus n’a pas répondu.")
    expect(page.locator("html")).not_to_have_class("busy")
    expect(page.locator("#article-side")).to_be_hidden()
    context.close()


def test_a_theme_chosen_holds_at_once_and_on_the_next_page_against_the_system(gallery: str, browser: Browser) -> None:
    context = opened(browser, color_scheme="light")
    page = context.new_page()
    page.goto(f"{gallery}/gallery/plain")
    day = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.get_by_role("button", name="Sombre").click()

    night = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert night != day
    assert page.get_by_role("button", name="Sombre").get_attribute("aria-pressed") == "true"
    assert 'data-bs-theme="dark"' in page.request.get(f"{gallery}/gallery/plain").text()
    page.get_by_role("button", name="Auto").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == day
    assert "data-bs-theme" not in page.request.get(f"{gallery}/gallery/plain").text()
    context.close()


def test_without_scripts_the_theme_and_the_language_are_chosen_and_the_article_is_a_page(
    gallery: str, browser: Browser
) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/gallery/plain")

    page.get_by_role("button", name="Sombre").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == f"{gallery}/gallery/plain"

    page.goto(f"{gallery}/gallery")
    page.locator("a.art").first.click()
    expect(page.locator("h2")).to_have_text("Article 3.1.1")
    context.close()


def test_a_form_sent_twice_in_a_hurry_is_sent_once(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery")
    sent = page.evaluate(
        """() => {
          const form = document.querySelector("main form[method=post]");
          const times = [];
          form.addEventListener("submit", (event) => times.push(event.defaultPrevented));
          document.addEventListener("submit", (event) => {
            times.push(event.defaultPrevented);
            event.preventDefault();
          });
          form.requestSubmit();
          form.requestSubmit();
          return times;
        }"""
    )

    assert sent == [False, False, False, True]


def test_a_dialog_is_opened_and_closed_by_the_keyboard(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery")
    opener = page.locator("[data-opens=sure]")

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Remettre les notes de Stratégie ?")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_histogram_is_drawn_and_its_table_says_the_same(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery")

    expect(page.locator("canvas[data-drawn]")).to_be_visible()
    rows = page.locator(".histogram tbody td").all_inner_texts()
    assert rows == ["0", "1", "2", "5", "11", "24", "30", "19", "7", "1"]
    painted = page.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)"
    )
    assert painted


def test_the_first_key_leads_to_the_content(gallery: str, page: Page) -> None:
    page.goto(f"{gallery}/gallery")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
