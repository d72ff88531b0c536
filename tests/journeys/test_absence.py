"""An absence, from the cell where a teacher writes it to the decision that the student reads, with its last day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import holidays
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.walking import Journey, axe, pick, press, reach, sat_today, screens, write

# A written work of the year in progress that nobody is marked on yet, who marks it, and one of those who owe it.
TO_COME = """
    select p.id, p.unit, p.year, p.label, t.email as teacher, s.email as student, d.ref
    from assessment_paper p join catalogue_programme g on g.id = p.programme_id
    join assessment_teaching a on (a.programme_id, a.unit, a.year) = (p.programme_id, p.unit, p.year)
    join people_person t on t.id = a.person_id
    join enrolment_registration r on r.year = p.year and r.superseded_at is null and p.unit = any(r.units)
    join dossiers_dossier d on d.id = r.dossier_id join people_person s on s.id = d.person_id
    where g.slug = 'icn-pge' and p.slot like '%%/1' and p.facts->>'épreuve.type' = 'dossier'
      and p.year = (select max(year) from assessment_paper where programme_id = p.programme_id)
      and not exists (select 1 from assessment_mark m where m.paper_id = p.id)
    order by p.label, s.email limit 1
"""
ASKED = """
    select r.ground, r.due, k.name from assessment_absencerequest r join common_keptfile k on k.key = r.document
    where r.paper_id = %s
"""
RULED = """
    select r.kind, r.verdict, r.reason from assessment_absenceruling r
    join assessment_absencerequest q on q.id = r.request_id where q.paper_id = %s and r.superseded_at is null
"""
CERTIFICATE: FilePayload = {"name": "certificat.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
PROGRAM: FilePayload = {"name": "certificat.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 this program"}


def _fifteen_working_days_after(day: date) -> date:
    """Counted on the fingers: every day but Sundays and public holidays."""
    off = holidays.country_holidays("FR")
    for _ in range(15):
        day += timedelta(1)
        while day.weekday() == 6 or day in off:
            day += timedelta(1)
    return day


def _absent(page: Page, paper: UUID, student: UUID) -> None:
    page.goto(f"/marks/papers/{paper}/")
    page.locator(f"input[data-dossier='{student}']").focus()
    page.keyboard.type("abs")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tout est enregistré.")).to_be_visible()


def test_an_absence_is_excused_with_its_document_before_the_last_day_and_decided_with_a_reason(
    journey: Journey,
) -> None:
    [(paper, unit, year, label, teacher, email, ref)] = journey.campus.asked(TO_COME)
    office = journey.page("office", keyboard=True)
    today = sat_today(office, year, unit, label)
    _absent(journey.page(teacher), paper, ref)
    due = _fifteen_working_days_after(today)

    page = journey.page(email, keyboard=True)
    press(page, page.get_by_role("navigation").first.get_by_role("link", name="Mes absences"))
    last = page.locator(f"time[datetime^='{due.isoformat()}']")
    expect(page.locator(".card").filter(has_text=label)).to_contain_text("Dernier jour pour le demander")
    expect(last.first).to_be_visible()
    axe(page)
    press(page, page.get_by_role("link", name=label))
    expect(page.locator(".card").filter(has=last)).to_contain_text("15 jours ouvrables")
    axe(page)
    _ask(page, PROGRAM)
    expect(page.locator(".notice-no")).to_contain_text("PDF")
    axe(page)
    assert journey.campus.asked(ASKED, paper) == []
    _ask(page, CERTIFICATE)
    expect(page.get_by_text("Votre demande est déposée.")).to_be_visible()
    axe(page)
    screens("student-absence", page)
    [(ground, kept, name)] = journey.campus.asked(ASKED, paper)
    assert (ground, kept, name) == ("maladie", due, "certificat.pdf")

    _decide(journey, office, label, paper)
    page.reload()
    expect(page.get_by_text("Certificat lisible et daté du jour.")).to_be_visible()
    expect(page.locator("#receipt")).to_contain_text("acceptée")
    axe(page)


def _ask(page: Page, document: FilePayload) -> None:
    for label in ("Motif", "Pièce jointe"):
        choice = page.get_by_role("combobox", name=label)
        pick(page, choice, choice.locator("option").nth(1).inner_text())
    page.get_by_label("Fichier").set_input_files(document)
    press(page, page.get_by_role("button", name="Déposer la demande"))


def _decide(journey: Journey, office: Page, label: str, paper: UUID) -> None:
    """The office reads the document, and is not let go without a reason."""
    press(office, office.get_by_role("navigation").first.get_by_role("link", name="Absences"))
    axe(office)
    press(office, office.get_by_role("row").filter(has_text=label).get_by_role("link"))
    axe(office)
    screens("office-absence", office)
    answer = office.request.get(office.get_by_role("link", name="certificat.pdf").get_attribute("href") or "")
    assert answer.body() == CERTIFICATE["buffer"]
    press(office, office.get_by_role("button", name="Accepter"))
    expect(office.get_by_role("textbox", name="Motif de la décision")).to_have_attribute("aria-invalid", "true")
    axe(office)
    assert journey.campus.asked(RULED, paper) == []
    reason = reach(office, office.get_by_role("textbox", name="Motif de la décision"))
    write(office, reason, "Certificat lisible et daté du jour.")
    press(office, office.get_by_role("button", name="Accepter"))
    expect(office.get_by_role("heading", name="Décidé")).to_be_visible()
    axe(office)
    assert journey.campus.asked(RULED, paper) == [("document", "accepted", "Certificat lisible et daté du jour.")]
