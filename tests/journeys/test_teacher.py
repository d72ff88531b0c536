"""A teacher's journey: marks typed by the keyboard alone, refused, kept while there is no connection, handed in."""

from __future__ import annotations

from tests.journeys.walking import Journey, axe, expect, press, reach, screens

OPEN = """
    select p.id, pe.email from assessment_paper p
    join assessment_teaching t on (t.programme_id, t.unit, t.year) = (p.programme_id, p.unit, p.year)
    join people_person pe on pe.id = t.person_id
    where p.name = 'examen' and p.slot like 'S1-%%/1'
      and not exists (select 1 from assessment_mark m where m.paper_id = p.id)
    order by p.year desc, p.id limit 1
"""


def test_by_keyboard_alone_a_teacher_types_marks_loses_the_connection_and_loses_nothing(journey: Journey) -> None:
    [(paper, email)] = journey.campus.asked(OPEN)
    page = journey.page(email, keyboard=True)
    press(page, page.get_by_role("navigation").get_by_role("link", name="Mes notes"))
    axe(page)
    page.goto(f"/marks/papers/{paper}/")
    cells = page.get_by_role("table").or_(page.get_by_role("grid")).get_by_role("textbox")
    saved = page.get_by_text("Tout est enregistré.")

    reach(page, cells.nth(0))
    page.keyboard.type("12,5")
    page.keyboard.press("Enter")
    page.keyboard.type("abs")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    expect(cells.nth(2)).to_have_attribute("aria-invalid", "true")
    expect(cells.nth(0)).to_have_value("12,5")
    expect(cells.nth(1)).to_have_value("ABS")
    axe(page)
    screens("marks-grid", page)
    page.keyboard.press("ArrowUp")
    page.keyboard.type("14")
    page.keyboard.press("Enter")
    expect(saved).to_be_visible()

    page.context.set_offline(True)
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le campus ne répond pas.")).to_be_visible()
    page.context.set_offline(False)
    expect(saved).to_be_visible()
    page.reload()
    expect(cells.nth(2)).to_have_value("14")
    expect(cells.nth(3)).to_have_value("9")
