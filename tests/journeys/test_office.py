"""The programme office's journeys: a text corrected and published, an intake filled, a syllabus set, a jury called."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.walking import Journey, axe, pick, press, reach, rewrite, screens, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PUBLISHED = """
    select count(*) from catalogue_publication p join catalogue_programme g on g.id = p.programme_id
    where g.slug = 'icn-pge'
"""
STUDENTS = "select count(*) from dossiers_dossier"
REGISTERED = """
    select r.year, r.stage, r.in_order from enrolment_registration r
    join dossiers_dossier d on d.id = r.dossier_id join people_person p on p.id = d.person_id
    where p.email = any(%s) and r.superseded_at is null
"""
LAST_INTAKE = """
    select max(i.starts) from catalogue_intake i join catalogue_programme g on g.id = i.programme_id
    where g.slug = 'icn-pge'
"""
# A unit of the year in progress where nobody is marked yet in the first session, and who could teach it too.
UNMARKED = """
    select p.year, p.unit, p.slot, q.given_name, q.family_name, q.email
    from assessment_paper p join catalogue_programme g on g.id = p.programme_id
    join people_grant t on t.role = 'teacher' and t.scope = g.slug join people_person q on q.id = t.person_id
    where g.slug = 'icn-pge' and p.slot like '%%/1'
      and p.year = (select max(year) from assessment_paper where programme_id = p.programme_id)
      and not exists (select 1 from assessment_teaching a where (a.unit, a.year, a.person_id) = (p.unit, p.year, q.id))
      and not exists (
        select 1 from assessment_mark m join assessment_paper o on o.id = m.paper_id
        where (o.unit, o.year) = (p.unit, p.year)
      )
    order by p.unit, q.email limit 1
"""
CALLED = "select title, stage from jury_jury where title = 'Jury d’essai'"
OPENED = """
    select count(*) from jury_event e join jury_jury j on j.id = e.jury_id
    where j.title = 'Jury d’essai' and e.kind = 'opened'
"""
PAPERS = "select name, facts->>'épreuve.coefficient' from assessment_paper where (year, unit, slot) = (%s, %s, %s)"


def _go(page: Page, where: str) -> None:
    """To one of the places that the bar at the top names."""
    press(page, page.get_by_role("navigation").first.get_by_role("link", name=where, exact=True))


def _list_of(*rows: tuple[str, ...], name: str = "liste.xlsx") -> FilePayload:
    """A spreadsheet as an office has it on its disk."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return {"name": name, "mimeType": XLSX, "buffer": stream.getvalue()}


def _text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Texte")


def test_by_keyboard_alone_an_office_is_refused_a_mistake_in_a_text_then_publishes_it_corrected(
    journey: Journey,
) -> None:
    page = journey.page("office", keyboard=True)
    [(before,)] = journey.campus.asked(PUBLISHED)
    _go(page, "Programmes")
    press(page, page.get_by_role("main").get_by_role("link", name="Programme Grande École"))
    press(page, page.get_by_role("link", name="Publier un texte"))
    press(page, page.get_by_role("button", name="Partir de ce texte"))
    press(page, page.get_by_role("link", name="30-controle.md", exact=True))

    rewrite(
        page,
        _text(page),
        "module.éliminé = module.note <= note_éliminatoire",
        "module.éliminé = module.note <= éliminatoire",
    )
    press(page, page.get_by_role("button", name="Enregistrer et vérifier"))
    found = page.get_by_role("listitem").filter(has_text="erreur")
    expect(found.first).to_contain_text("éliminatoire")
    axe(page)
    press(page, page.get_by_role("button", name="Enregistrer et voir l’ensemble"))
    expect(page.get_by_text("Le texte a 1 erreur : il ne peut pas encore être publié.")).to_be_visible()
    expect(page.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    axe(page)
    assert journey.campus.asked(PUBLISHED) == [(before,)]

    press(page, page.locator("#report").get_by_role("link", name=re.compile(r"30-controle\.md, ligne \d+")).first)
    rewrite(page, _text(page), "module.note <= éliminatoire", "module.note <= note_éliminatoire")
    rewrite(page, _text(page), "| note_éliminatoire | 7 |", "| note_éliminatoire | 7,5 |")
    press(page, page.get_by_role("button", name="Enregistrer et voir l’ensemble"))
    cases = page.locator("#report").get_by_role("listitem").filter(has_text="erreur")
    expect(cases.first).to_contain_text("Le cas « 7,01 dans un semestre à 10 » attend module[S1-DROIT].éliminé = non")
    expect(page.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    screens("office-findings", page)

    press(page, cases.first.get_by_role("link"))
    rewrite(
        page, _text(page), "| note_éliminatoire | 7,5 | note qu'il faut", "| note_éliminatoire | 7 | la note qu'il faut"
    )
    press(page, page.get_by_role("button", name="Enregistrer et voir l’ensemble"))
    expect(page.get_by_text("Le texte tient : il peut être publié.")).to_be_visible()
    expect(page.get_by_text("1 article change.")).to_be_visible()
    press(page, page.get_by_role("button", name="Compter"))
    expect(page.locator("#whom")).to_contain_text(re.compile(r"Rien ne change pour aucune des \d+ personnes"))
    axe(page)
    screens("office-review", page, top=page.get_by_role("heading", name=re.compile("^Ce qui change depuis")))
    press(page, page.get_by_role("checkbox", name="J’ai lu ce qui change"), "Space")
    press(page, page.get_by_role("button", name="Publier", exact=True))
    expect(page.get_by_text(f"Le texte est publié : c’est le numéro {before + 1}.")).to_be_visible()
    assert journey.campus.asked(PUBLISHED) == [(before + 1,)]


def test_an_office_opens_an_intake_imports_its_students_once_the_list_is_clean_and_registers_them(
    journey: Journey,
) -> None:
    page = journey.page("office", keyboard=True)
    [(last,)] = journey.campus.asked(LAST_INTAKE)
    starts = last.replace(year=last.year + 1)
    before = journey.campus.asked(STUDENTS)
    _go(page, "Étudiants")
    press(page, page.get_by_role("link", name="Rentrées"))
    axe(page)
    press(page, page.get_by_role("main").get_by_role("link", name="Programme Grande École"))
    write(page, page.get_by_role("textbox", name="Nom"), f"Rentrée {starts.year}")
    page.get_by_label("Premier jour").fill(starts.isoformat())
    axe(page)
    press(page, page.get_by_role("button", name="Voir le texte qui s’y appliquera"))
    expect(page.get_by_role("definition").filter(has_text="n° 1, publié le")).to_be_visible()
    axe(page)
    press(page, page.get_by_role("button", name="Ouvrir la rentrée"))
    expect(page.get_by_text("La rentrée est ouverte.")).to_be_visible()
    assert journey.campus.asked(LAST_INTAKE) == [(starts,)]

    headings = ("N° étudiant", "Nom", "Prénom", "Courriel")
    good = ("90001", "Lefèvre", "Zoé", "zoe.lefevre@etu.icn.example.org")
    wrong = ("90001", "Nguyễn", "Lan", "lan.nguyen(at)etu.icn.example.org")
    right = ("90002", "Nguyễn", "Lan", "lan.nguyen@etu.icn.example.org")
    press(page, page.get_by_role("main").get_by_role("link", name="Importer des étudiants").first)
    axe(page)
    page.get_by_label("Feuille de calcul").set_input_files(_list_of(headings, good, wrong))
    press(page, page.get_by_role("button", name="Regarder la liste"))
    expect(page.get_by_role("heading", name="2 problèmes à corriger")).to_be_visible()
    rows = page.get_by_role("region", name="problèmes à corriger").get_by_role("row")
    expect(rows.filter(has_text="lan.nguyen(at)")).to_contain_text("3")
    expect(rows.filter(has_text="90001")).to_contain_text("3")
    expect(page.get_by_role("button", name="Tout enregistrer")).to_have_count(0)
    axe(page)
    assert journey.campus.asked(STUDENTS) == before

    press(page, page.get_by_role("link", name="Envoyer une liste corrigée"))
    page.get_by_label("Feuille de calcul").set_input_files(_list_of(headings, good, right))
    press(page, page.get_by_role("button", name="Regarder la liste"))
    expect(page.get_by_role("heading", name="2 étudiants prêts")).to_be_visible()
    axe(page)
    assert journey.campus.asked(STUDENTS) == before
    press(page, page.get_by_role("button", name="Tout enregistrer"))
    expect(page.get_by_role("rowheader", name="Nguyễn Lan")).to_be_visible()
    axe(page)
    assert journey.campus.asked(STUDENTS) == [(before[0][0] + 2,)]

    press(page, page.get_by_role("link", name="Les inscrire"))
    axe(page)
    press(page, page.get_by_role("button", name="Les 2 : voir leurs enseignements"))
    expect(page.get_by_text("Rien n’est encore écrit.")).to_be_visible()
    axe(page)
    emails = [good[3], right[3]]
    assert journey.campus.asked(REGISTERED, emails) == []
    press(page, page.get_by_role("button", name="Inscrire", exact=True))
    expect(page.get_by_text("2 étudiants inscrits.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Lefèvre Zoé")).to_be_visible()
    axe(page)
    assert journey.campus.asked(REGISTERED, emails) == [(starts.year, "A1", True)] * 2


def test_an_office_sets_assessments_inside_what_the_text_allows_gives_a_teacher_and_sees_what_is_missing(
    journey: Journey,
) -> None:
    page = journey.page("office", keyboard=True)
    [(year, unit, slot, given, family, email)] = journey.campus.asked(UNMARKED)
    before = journey.campus.asked(PAPERS, year, unit, slot)
    _go(page, "Notes")
    axe(page)
    followed = page.locator(".card").filter(has=page.locator(".legend"))
    parts = [int(text) for text in followed.locator(".legend b").all_inner_texts()]
    expect(followed.get_by_role("heading")).to_have_text(f"{sum(parts)} épreuves")
    screens("office-missing-marks", page)
    press(page, page.get_by_role("link", name="Syllabus"))
    axe(page)
    page.goto(f"/marks/follow/icn-pge/{year}/syllabus/units/{unit}/")
    axe(page)
    card = page.locator(".card").filter(has=page.get_by_role("heading", name="Session 1"))
    press(page, card.get_by_text("Fixer une épreuve"))
    write(page, card.get_by_role("textbox", name="Nom"), "projet collectif")
    pick(page, card.get_by_role("combobox", name="Forme de l'épreuve"), "projet")
    coefficient = card.get_by_role("textbox", name="Coefficient")
    write(page, coefficient, "2,5")
    press(page, card.get_by_role("button", name="La fixer"))
    refusal = card.locator(".notice-no")
    expect(refusal).to_contain_text("2,5")
    expect(refusal).to_contain_text("1")
    axe(page)
    assert journey.campus.asked(PAPERS, year, unit, slot) == before

    reach(page, coefficient)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("3")
    press(page, card.get_by_role("button", name="La fixer"))
    expect(card.get_by_role("link", name="projet collectif", exact=True)).to_be_visible()
    expect(card.get_by_role("listitem").filter(has_text="projet collectif")).to_contain_text(": 3")
    assert set(journey.campus.asked(PAPERS, year, unit, slot)) == {*before, ("projet collectif", "3")}
    pick(page, page.get_by_role("combobox", name="Enseignant"), f"{family} {given}")
    press(page, page.get_by_role("button", name="Le lui confier"))
    expect(page.get_by_role("button", name=f"Mettre fin {given} {family}")).to_be_visible()
    axe(page)

    _go(page, "Notes")
    pick(page, page.get_by_role("combobox", name="Enseignant"), f"{given} {family}")
    press(page, page.get_by_role("button", name="Filtrer"))
    missing = page.get_by_role("row").filter(has_text="projet collectif")
    expect(missing).to_contain_text(f"{given} {family}")
    expect(missing).to_contain_text(re.compile("passées, non remises|à faire|personne ne la passe"))
    axe(page)
    teacher = journey.page(email)
    teacher.goto("/marks/")
    expect(teacher.get_by_role("link", name=re.compile("projet collectif"))).to_be_visible()
    axe(teacher)


def test_by_keyboard_alone_an_office_calls_a_jury_and_is_told_what_it_still_lacks(journey: Journey) -> None:
    page = journey.page("office", keyboard=True)
    page.reload()  # without the word of welcome
    axe(page)
    screens("office-desk", page)
    _go(page, "Jurys")
    press(page, page.get_by_role("main").get_by_role("link", name=re.compile("^Convoquer un jury")).first)
    write(page, page.get_by_role("textbox", name="Titre"), "Jury d’essai")
    pick(page, page.get_by_role("combobox", name="Année d’études"), "première année")
    page.get_by_label("Jour et heure").fill("2030-07-12T14:00")
    press(page, page.get_by_role("button", name="Convoquer le jury"))
    expect(page.get_by_role("heading", name="Convoquer un jury")).to_be_visible()
    axe(page)
    assert journey.campus.asked(CALLED) == []

    press(page, page.get_by_role("checkbox", name="Progression, première année"), "Space")
    press(page, page.get_by_role("button", name="Convoquer le jury"))
    expect(page.get_by_role("heading", name="Jury d’essai", level=1)).to_be_visible()
    assert journey.campus.asked(CALLED) == [("Jury d’essai", "A1")]
    pick(page, page.get_by_role("combobox", name="Personne"), "Bernard Claudel")
    pick(page, page.get_by_role("combobox", name="Fonction"), "préside")
    press(page, page.get_by_role("button", name="Faire siéger"))
    expect(page.get_by_role("rowheader", name="Bernard Claudel")).to_be_visible()
    axe(page)
    press(page, page.get_by_role("button", name="Ouvrir le jury"))
    expect(page.locator(".notice-no").first).to_be_visible()
    axe(page)
    assert journey.campus.asked(OPENED) == [(0,)]
