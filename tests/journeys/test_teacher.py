"""A teacher's journeys: marks typed by keyboard alone, pasted, undone, disputed, as a file, handed in, corrected."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page

from tests.browser import PHONE
from tests.journeys.walking import Journey, axe, expect, press, reach, sat_today, screens, write

OPEN = """
    select p.id, pe.email, p.unit, p.year, p.label from assessment_paper p
    join assessment_teaching t on (t.programme_id, t.unit, t.year) = (p.programme_id, p.unit, p.year)
    join people_person pe on pe.id = t.person_id
    where p.name = 'examen' and p.slot like 'S1-%%/1'
      and not exists (select 1 from assessment_mark m where m.paper_id = p.id)
    order by p.year desc, p.id limit 1
"""
STANDING = """
    select m.state, m.value::float::text, m.why from assessment_mark m
    join dossiers_dossier d on d.id = m.dossier_id join people_person p on p.id = d.person_id
    where m.paper_id = %s and m.superseded_at is null and m.state <> 'cleared'
    order by p.family_name, p.given_name
"""
PAST = """
    select m.value::float::text, m.why, w.email, m.superseded_at is null from assessment_mark m
    join dossiers_dossier d on d.id = m.dossier_id join people_person w on w.id = m.by_id
    where m.paper_id = %s and d.ref = %s order by m.at, m.id
"""


def _cells(page: Page) -> Locator:
    return page.get_by_role("grid").get_by_role("textbox")


def _paste(page: Page, text: str) -> None:
    """What was copied from a spreadsheet, pasted where one stands."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("ControlOrMeta+V")


def _marking(journey: Journey) -> tuple[UUID, str, Page]:
    """An assessment sat today, and its teacher before their screen."""
    [(paper, email, unit, year, label)] = journey.campus.asked(OPEN)
    sat_today(journey.page("office", keyboard=True), year, unit, label)
    return paper, email, journey.page(email, keyboard=True)


def _saved(page: Page) -> None:
    expect(page.get_by_text("Tout est enregistré.")).to_be_visible()


def test_by_keyboard_alone_a_teacher_types_marks_loses_the_connection_and_loses_nothing(journey: Journey) -> None:
    paper, _, page = _marking(journey)
    press(page, page.get_by_role("navigation").get_by_role("link", name="Mes notes"))
    axe(page)
    page.goto(f"/marks/papers/{paper}/")
    cells = _cells(page)

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
    expect(page.get_by_text("5 étudiants n’ont ni note ni absence")).to_be_visible()  # told by itself
    screens("marks-grid", page)
    page.keyboard.press("ArrowUp")
    page.keyboard.type("14")
    page.keyboard.press("Enter")
    _saved(page)

    page.context.set_offline(True)
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le campus ne répond pas.")).to_be_visible()
    page.context.set_offline(False)
    _saved(page)
    page.reload()
    expect(cells.nth(2)).to_have_value("14")
    expect(cells.nth(3)).to_have_value("9")


def test_by_keyboard_alone_a_teacher_pastes_a_column_undoes_it_and_settles_a_conflict(journey: Journey) -> None:
    paper, _, page = _marking(journey)
    page.goto(f"/marks/papers/{paper}/")
    cells = _cells(page)

    reach(page, cells.nth(0))
    _paste(page, "12,5\r\n14.25\r\nABS\r\n\r\n8\r\n")
    _saved(page)
    pasted = [("given", "12.5", ""), ("given", "14.25", ""), ("absent", None, ""), ("given", "8", "")]
    assert journey.campus.asked(STANDING, paper) == pasted
    page.keyboard.press("ControlOrMeta+Z")
    expect(cells.nth(1)).to_have_value("")
    _saved(page)
    assert journey.campus.asked(STANDING, paper) == []
    page.keyboard.press("ControlOrMeta+Y")
    expect(cells.nth(1)).to_have_value("14,25")
    _saved(page)
    assert journey.campus.asked(STANDING, paper) == pasted

    office = journey.page("office")
    office.goto(f"/marks/papers/{paper}/")
    reach(office, _cells(office).nth(3))  # the first that is empty
    office.keyboard.press("Home")
    office.keyboard.type("9")
    office.keyboard.press("Enter")
    _saved(office)
    reach(page, cells.nth(0))
    page.keyboard.type("15")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Odile Marchand a écrit « 9 »")).to_be_visible()
    axe(page)
    assert journey.campus.asked(STANDING, paper)[0] == ("given", "9", "")
    page.keyboard.press("ArrowUp")
    for _ in range(2):  # over “keep theirs”, on to “put mine again”
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Remettre « 15 »")).to_be_focused()
    page.keyboard.press("Enter")
    _saved(page)
    assert journey.campus.asked(STANDING, paper)[0] == ("given", "15", "")


def test_a_teacher_takes_marks_out_and_in_as_a_file_hands_them_in_and_corrects_one(
    journey: Journey,
) -> None:
    paper, email, page = _marking(journey)
    page.goto(f"/marks/papers/{paper}/")
    cells = _cells(page)
    many = cells.count()
    reach(page, cells.nth(0))
    _paste(page, "\n".join(str(9 + place) for place in range(many)))
    _saved(page)
    spread = page.get_by_role("table", name="Répartition des notes")
    expect(spread).to_be_visible()  # brought up to date by itself
    counts = spread.get_by_role("cell")
    expect(counts.first).to_be_visible()
    assert sum(map(int, counts.all_inner_texts())) == many

    expect(page.get_by_text("ni note ni absence")).to_have_count(0)
    press(page, page.get_by_text("Fichiers", exact=True))
    axe(page)
    with page.expect_download() as coming:
        press(page, page.get_by_role("link", name="Exporter en XLSX"))
    book = load_workbook(BytesIO(coming.value.path().read_bytes()))
    sheet = book.active
    assert sheet is not None
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [9 + place for place in range(many)]
    sheet["D2"] = "17,5"
    changed = BytesIO()
    book.save(changed)
    press(page, page.get_by_role("link", name="Importer une feuille"))
    axe(page)
    file = {"name": coming.value.suggested_filename, "mimeType": "", "buffer": changed.getvalue()}
    page.get_by_label("Fichier de notes").set_input_files(file)  # type: ignore[arg-type]
    press(page, page.get_by_role("button", name="Voir ce qu’elle changerait"))
    expect(page.get_by_role("heading", name="1 note changerait")).to_be_visible()
    axe(page)
    assert journey.campus.asked(STANDING, paper)[0] == ("given", "9", "")
    press(page, page.get_by_role("button", name="Écrire ces notes"))
    expect(page.get_by_text("Notes enregistrées : 1.")).to_be_visible()
    assert journey.campus.asked(STANDING, paper)[0] == ("given", "17.5", "")

    press(page, page.get_by_role("button", name="Remettre les notes"))
    expect(
        page.get_by_text("Notes remises. Désormais une note ne change que par une correction motivée.")
    ).to_be_visible()
    axe(page)
    screens("marks-grid-phone", page, PHONE, "dark")
    _correct(page, cells.nth(0), "16")
    assert journey.campus.asked(STANDING, paper)[0] == ("given", "16", "Report fautif de la copie.")
    student = cells.nth(0).get_attribute("data-dossier")
    assert journey.campus.asked(PAST, paper, student) == [
        ("9", "", email, False),
        ("17.5", "", email, False),
        ("16", "Report fautif de la copie.", email, True),
    ]
    page.goto(f"/marks/papers/{paper}/history/{student}")
    expect(page.get_by_role("row").filter(has_text="17,5")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Report fautif de la copie.")).to_contain_text("16")
    axe(page)


def _correct(page: Page, cell: Locator, mark: str) -> None:
    """Change a mark that was handed in: not without its reason."""
    reach(page, cell)
    page.keyboard.type(mark)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    press(page, dialog.get_by_role("button", name="Corriger"))
    expect(dialog).to_be_visible()
    write(page, dialog.get_by_role("textbox", name="Motif de la correction"), "Report fautif de la copie.")
    axe(page)
    press(page, dialog.get_by_role("button", name="Corriger"))
    expect(cell.locator("xpath=ancestor::tr")).to_contain_text("enregistrée à")
    _saved(page)
