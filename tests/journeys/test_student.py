"""A student's journey: the road to the diploma, an article beside it, what a mark would change."""

from __future__ import annotations

from tests.browser import PHONE
from tests.journeys.walking import Journey, axe, expect, press, reach, screens, write


def test_by_keyboard_alone_a_student_walks_the_road_opens_an_article_and_supposes_a_mark(journey: Journey) -> None:
    page = journey.page("student", keyboard=True)
    expect(page.get_by_role("heading", name="Votre chemin vers le diplôme")).to_be_visible()
    expect(page.get_by_text("120 crédits acquis sur 180")).to_be_visible()
    expect(page.locator("#needed-here .htmx-indicator, #needed-here [hx-trigger=load]")).to_have_count(0)
    axe(page)
    page.reload()  # without the word of welcome
    expect(page.locator("#needed-here .htmx-indicator, #needed-here [hx-trigger=load]")).to_have_count(0)
    screens("student-path", page)
    screens("student-path-phone", page, PHONE, "dark")

    article = page.get_by_role("main").get_by_role("link", name="Article 3.1.1 du règlement").first
    press(page, article)
    panel = page.locator("#article-panel")
    expect(panel.get_by_role("heading").first).to_be_visible()
    expect(panel).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(article).to_be_focused()

    supposed = reach(page, page.locator("#what-if").get_by_role("textbox").first)
    write(page, supposed, "4")
    expect(page.locator("#what-if-answer")).not_to_be_empty()
    expect(page.locator("#what-if-answer")).not_to_contain_text("Donnez une note")
    screens("student-what-if", page, top=page.locator("#what-if"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("25")
    expect(supposed).to_have_value("25")
    expect(page.locator("#what-if-answer .notice-no")).to_be_visible()
    axe(page)
