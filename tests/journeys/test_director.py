"""The director's journey: a figure of the regulation moved to see whom it changes, two versions compared."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.walking import Journey, axe, pick, press, reach, rewrite, screens


def test_by_keyboard_alone_a_director_moves_a_figure_and_sees_whom_it_would_change(journey: Journey) -> None:
    page = journey.page("director", keyboard=True)
    axe(page)
    with page.expect_response("**/simulation/sweep/**"):
        press(page, page.get_by_role("navigation").get_by_role("link", name="Simulation"))
    expect(page.get_by_role("heading", name="Simulation", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").first.get_by_role("link", name="Simulation")).to_have_attribute(
        "aria-current", "page"
    )
    cohorts = page.get_by_role("combobox", name="Promotion")
    [(year,)] = journey.campus.asked("select max(year) - 1 from assessment_paper where slot <> ''")
    [cohort] = [one for one in cohorts.locator("option").all_inner_texts() if f"{year}-{year + 1}, A2" in one]
    with page.expect_response(re.compile(rf"/simulation/sweep/.*cohort={year}\.A2")):  # its bench, and its chart
        pick(page, cohorts, cohort.strip())

    slider = reach(page, page.get_by_role("slider"))
    before = float(slider.input_value())
    for _ in range(8):
        page.keyboard.press("ArrowRight")

    expect(page.get_by_text(re.compile(r"Quelque chose change pour \d+ personnes sur \d+"))).to_be_visible()
    expect(page.get_by_role("heading", name="Qui change")).to_be_visible()
    assert float(slider.input_value()) > before
    expect(page.get_by_role("spinbutton", name="Exactement")).to_have_value(slider.input_value())
    expect(page.get_by_role("table", name="Personnes pour qui quelque chose change")).to_be_attached()
    axe(page)
    screens("simulation", page)


def test_by_keyboard_alone_a_director_publishes_a_change_and_compares_the_two_versions(journey: Journey) -> None:
    page = journey.page("director", keyboard=True)
    press(page, page.get_by_role("navigation").get_by_role("link", name="Programmes"))
    press(page, page.get_by_role("main").get_by_role("link", name="Programme Grande École"))
    axe(page)
    press(page, page.get_by_role("link", name="Publier un texte"))
    axe(page)
    press(page, page.get_by_role("button", name="Partir de ce texte"))
    press(page, page.get_by_role("link", name="30-controle.md", exact=True))
    rewrite(
        page, page.get_by_role("textbox", name="Texte"), "note, ou moyenne, qui valide", "note ou moyenne qui valide"
    )
    press(page, page.get_by_role("button", name="Enregistrer et voir l’ensemble"))
    expect(page.get_by_text("Le texte tient : il peut être publié.")).to_be_visible()
    axe(page)
    press(page, page.get_by_role("checkbox", name="J’ai lu ce qui change"), "Space")
    press(page, page.get_by_role("button", name="Publier", exact=True))
    expect(page.get_by_text("Le texte est publié : c’est le numéro 2.")).to_be_visible()

    page.goto("/programmes/icn-pge/regulation/compare/")

    expect(page.get_by_role("combobox", name="Avant")).to_be_visible()
    expect(page.get_by_text("1 article change.")).to_be_visible()
    expect(page.locator("del").first).to_contain_text(",")
    axe(page)
    press(page, page.get_by_role("button", name="Compter"))
    expect(page.locator("#whom")).to_contain_text("personne")
