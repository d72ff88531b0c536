"""The same journey in the two other schools, whose regulations share nothing with the first but their language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walking import Journey, axe, press, reach, write

PROGRAMMES = ("ipag-msc", "lille-ipm")
STAFF = """
    select p.email from people_grant g join people_person p on p.id = g.person_id
    join catalogue_programme c on c.school_id = g.school_id
    where c.slug = %s and g.role = %s and g.ended is null and g.scope in ('', c.slug) order by p.email limit 1
"""
# A paper of the year in progress, who marks it, and one of those who owe it and have no mark yet.
OWED = """
    select p.id, p.label, t.email, s.email, d.ref, d.number
    from assessment_paper p join catalogue_programme g on g.id = p.programme_id
    join assessment_teaching a on (a.programme_id, a.unit, a.year) = (p.programme_id, p.unit, p.year)
    join people_person t on t.id = a.person_id
    join enrolment_registration r on r.year = p.year and r.superseded_at is null and p.unit = any(r.units)
    join dossiers_dossier d on d.id = r.dossier_id and d.programme_id = p.programme_id
    join people_person s on s.id = d.person_id
    join assessment_paperaudience f on f.paper_id = p.id
        and (f.intake_id = r.intake_id or f.intake_id is null) and f.modality in ('', r.modality)
    where g.slug = %s and p.year = (select max(year) from assessment_paper where programme_id = p.programme_id)
      and not exists (select 1 from assessment_mark m where m.paper_id = p.id)
    order by p.label, s.email limit 1
"""
KEPT = """
    select m.value::float from assessment_mark m join dossiers_dossier d on d.id = m.dossier_id
    where m.paper_id = %s and d.ref = %s and m.superseded_at is null
"""
MARKS = "select count(*) from assessment_mark"


@dataclass(frozen=True)
class Owed:
    """A mark that somebody owes to somebody."""

    paper: UUID
    label: str
    teacher: str
    student: str
    ref: UUID
    number: str


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_by_keyboard_alone_another_school_follows_marks_writes_them_reads_them_and_simulates(
    journey: Journey, slug: str
) -> None:
    owed = Owed(*journey.campus.asked(OWED, slug)[0])
    [(office,)] = journey.campus.asked(STAFF, slug, "office")
    [(director,)] = journey.campus.asked(STAFF, slug, "director")

    _follow(journey.page(office, keyboard=True), owed)
    _mark(journey.page(owed.teacher, keyboard=True), owed)
    assert journey.campus.asked(KEPT, owed.paper, owed.ref) == [(13.5,)]
    _read(journey, journey.page(owed.student, keyboard=True), owed)
    _simulate(journey.page(director, keyboard=True))


def _go(page: Page, where: str) -> None:
    press(page, page.get_by_role("navigation").first.get_by_role("link", name=where, exact=True))


def _follow(page: Page, owed: Owed) -> None:
    """The office sees that the paper is still to be marked, then opens the file of who sits it."""
    _go(page, "Notes")
    expect(page.get_by_role("heading", name=re.compile("^Notes manquantes"))).to_be_visible()
    papers = page.get_by_role("row").filter(has=page.get_by_role("link", name=owed.label, exact=True))
    expect(papers.filter(has_text="à faire").first).to_be_visible()
    axe(page)
    _go(page, "Étudiants")
    write(page, page.get_by_role("searchbox"), owed.number)
    rows = page.get_by_role("region", name="Dossiers").get_by_role("rowheader")
    expect(rows).to_have_count(1)
    axe(page)
    press(page, rows.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(owed.number).first).to_be_visible()
    axe(page)


def _mark(page: Page, owed: Owed) -> None:
    _go(page, "Mes notes")
    axe(page)
    press(page, page.get_by_role("main").locator(f"a[href*='{owed.paper}']").first)
    page.wait_for_url(f"**{owed.paper}**")  # loaded, with its script: keys typed before would go to no grid
    cell = page.locator(f"input[data-dossier='{owed.ref}']")
    cell.focus()
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("ControlOrMeta+Z")
    cell.focus()
    page.keyboard.type("13,5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tout est enregistré.")).to_be_visible()
    axe(page)


def _read(journey: Journey, page: Page, owed: Owed) -> None:
    """The student reads the road, and supposes a mark, which is kept nowhere."""
    expect(page.get_by_role("heading", name="Votre chemin vers le diplôme")).to_be_visible()
    expect(page.locator("#needed-here .htmx-indicator, #needed-here [hx-trigger=load]")).to_have_count(0)
    axe(page)
    before = journey.campus.asked(MARKS)
    write(page, page.locator("#what-if").get_by_role("textbox").first, "11,5")
    answer = page.locator("#what-if-answer")
    expect(answer).not_to_be_empty()
    expect(answer).not_to_contain_text("Donnez une note")
    expect(answer.locator(".notice-no")).to_have_count(0)
    axe(page)
    assert journey.campus.asked(MARKS) == before


def _simulate(page: Page) -> None:
    """The director moves a figure on a cohort that is complete, and is told whom it would change, if anybody."""
    with page.expect_response("**/simulation/sweep/**"):
        _go(page, "Simulation")
    with page.expect_response("**/simulation/sweep/**"):  # the bench of the year before has come, and its chart
        press(page, page.get_by_role("combobox", name="Promotion"), "ArrowDown")
    slider = reach(page, page.get_by_role("slider"))
    before = float(slider.input_value())
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    told = re.compile(r"change pour \d+ personnes? sur \d+|Rien ne change pour aucune des \d+ personnes")
    expect(page.get_by_text(told)).to_be_visible()
    assert float(slider.input_value()) > before
    axe(page)
