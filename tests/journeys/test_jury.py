"""A jury from its convocation to what the student reads, with two members at two screens, and a transcript checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from playwright.sync_api import Locator, Page, expect

from tests.browser import PHONE
from tests.journeys.walking import Journey, axe, press, screens, write

TO_THE_TOP = "part => { for (let one = part; one; one = one.parentElement) one.scrollTop = 0; }"


@dataclass(frozen=True)
class Held:
    """A jury to be held: on what, by whom (the first presides), about which student of the stories."""

    slug: str
    office: str
    stage: str
    decision: str
    members: tuple[str, ...]
    answers: tuple[str, ...]
    story: str
    option: str
    decided: str


ICN = Held(
    slug="icn-pge",
    office="office",
    stage="deuxième année",
    decision="Progression, deuxième année",
    members=("Bernard Claudel", "Solange Kouassi", "Philippe Thiriet", "Anne-Laure Weiss", "Rachid Meziane"),
    answers=(
        "Nomination par le recteur",
        "Président d'un corps",
        "Directeur général",
        "Directeur du programme",
        "Recteur ou son représentant",
    ),
    story="below_ten",
    option="redoublement annuel",
    decided="Redoublement annuel",
)


def _last_year(journey: Journey) -> str:
    """The last university year that is over: the one before that in progress."""
    [(year,)] = journey.campus.asked("select max(year) - 1 from assessment_paper where slot <> ''")
    return f"{year}-{year + 1}"


def _call(page: Page, held: Held, year: str) -> None:
    """The office calls the jury and seats its members."""
    press(page, page.get_by_role("navigation").get_by_role("link", name="Jurys"))
    axe(page)
    press(page, page.get_by_role("link", name=re.compile("^Convoquer un jury :")))
    write(page, page.get_by_role("textbox", name="Titre"), "Jury de fin d’année")
    page.get_by_role("combobox", name="Année universitaire").select_option(year)
    if held.stage:
        page.get_by_role("combobox", name="Année d’études").select_option(held.stage)
    page.get_by_label("Jour et heure").fill(f"{year[5:]}-11-25T14:00")
    press(page, page.get_by_role("checkbox", name=held.decision), "Space")
    axe(page)
    press(page, page.get_by_role("button", name="Convoquer le jury"))
    expect(page.get_by_role("heading", name="Jury de fin d’année", level=1)).to_be_visible()
    for number, name in enumerate(held.members):
        page.get_by_role("combobox", name="Personne").select_option(name)
        if number < 2:
            page.get_by_role("combobox", name="Fonction").select_option(("préside", "vice-préside")[number])
        page.get_by_role("checkbox", name="Compte parmi les représentants").check()
        page.get_by_role("button", name="Faire siéger").click()
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()


def _open(page: Page, held: Held) -> None:
    """What the text asks is told, then the jury opens."""
    for asked in held.answers:
        page.get_by_role("combobox", name=asked).select_option("oui")
    expect(page.get_by_text("à dire")).to_have_count(0)
    axe(page)
    press(page, page.get_by_role("button", name="Ouvrir le jury"))
    expect(page.get_by_role("region", name="Dossiers du jury")).to_be_visible()


def _dialog(page: Page, opener: re.Pattern[str] | str, confirm: str) -> None:
    """An act that is asked twice."""
    press(page, page.get_by_role("button", name=opener))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    press(page, dialog.get_by_role("button", name=confirm, exact=True))


def _look_at(chair: Page, name: str) -> Locator:
    """The file of a student, beside the table."""
    press(chair, chair.get_by_role("link", name=name))
    file = chair.get_by_role("region", name="Le dossier")
    expect(file.get_by_role("heading", level=2)).to_contain_text(name.split(" ")[0])
    return file


def _vote(chair: Page, member: Page, name: str, option: str) -> None:
    """The option is put to the vote; the member, then who presides, say yes; the voices are counted."""
    file = _look_at(chair, name)
    chair.get_by_role("region", name="Dossiers du jury").evaluate("table => table.scrollTo(0, 0)")
    axe(chair)
    press(chair, file.get_by_role("button", name=f"Mettre aux voix : {option}"))
    member.reload()
    for voter in (member, chair):
        press(voter, voter.get_by_role("button", name="Pour", exact=True))
        expect(voter.get_by_text("Votre vote est enregistré.")).to_be_visible()
    expect(chair.get_by_text("2 voix reçues sur 5")).to_be_visible()
    for part in ("Dossiers du jury", "Le dossier"):
        chair.get_by_role("region", name=part).evaluate(TO_THE_TOP)
    axe(chair)
    screens("jury-deliberation", chair)
    press(chair, chair.get_by_role("button", name="Compter les voix"))
    expect(chair.get_by_text("2 pour, 0 contre, 3 abstention(s)").first).to_be_visible()
    expect(member.get_by_text("2 pour, 0 contre, 3 abstention(s)").first).to_be_visible()


def _settle_the_rest(chair: Page) -> None:
    """Every file left is decided without a ballot, or put off where a fact is missing."""
    chair.reload()
    for words in ("à choisir", "un fait manque"):
        rows = chair.get_by_role("row").filter(has=chair.get_by_role("cell", name=words))
        for name in rows.get_by_role("link").all_inner_texts():
            chair.get_by_role("link", name=name).click()
            file = chair.get_by_role("region", name="Le dossier")
            expect(file.get_by_role("heading", level=2)).to_contain_text(name.split(" ")[0])
            if words == "à choisir":
                file.get_by_role("button", name="Adopter sans scrutin").first.click()
                expect(file.get_by_text("Par le jury, sans scrutin")).to_be_visible()
            else:
                file.get_by_text("Renvoyer ce dossier").click()
                file.get_by_label("Motif").last.fill("Il manque un fait.")
                file.get_by_role("button", name="Renvoyer", exact=True).click()
                expect(file.get_by_text("renvoyé par le jury")).to_be_visible()


def test_a_jury_from_its_convocation_to_what_the_student_reads(journey: Journey) -> None:
    office = journey.page("office")
    _call(office, ICN, _last_year(journey))
    _open(office, ICN)
    chair = journey.page("jury", keyboard=True)
    member = journey.page("solange.kouassi@icn.example.org")
    for page in (chair, member):
        page.goto(office.url)
    axe(chair)
    screens("jury-cohort", chair)

    expect(chair.get_by_role("button", name=re.compile("Confirmer .* de la règle"))).to_have_count(0)  # a jury passes
    _dialog(chair, re.compile("Adopter ensemble"), "Adopter")
    expect(chair.get_by_role("button", name=re.compile("Adopter ensemble"))).to_have_count(0)
    _vote(chair, member, "Kowalczyk Mathis", "redoublement annuel")
    _settle_the_rest(chair)
    chair.reload()
    _dialog(chair, "Clore le jury", "Clore et sceller")
    expect(chair.get_by_text("Le PDF est en cours d’établissement")).to_be_visible()
    journey.campus.work()
    document = chair.get_by_role("link", name="Ouvrir le PDF scellé")
    expect(document).to_be_visible()
    axe(chair)
    file = chair.request.get(document.get_attribute("href") or "").body()
    assert file.startswith(b"%PDF")
    expect(chair.get_by_text(sha256(file).hexdigest())).to_be_visible()

    student = journey.page("below_ten")
    expect(student.locator("#juries")).not_to_contain_text("redoublement annuel")  # an earlier jury's decision is there
    _dialog(chair, "Publier aux étudiants", "Publier")
    expect(chair.get_by_text("Les décisions sont publiées")).to_be_visible()
    student.reload()
    expect(student.get_by_role("heading", name="Ce que les jurys ont décidé")).to_be_visible()
    expect(student.locator("#juries")).to_contain_text("redoublement annuel")
    axe(student)


def test_a_transcript_is_issued_then_checked_by_anyone_without_an_account(journey: Journey) -> None:
    period = f"{_last_year(journey)}, deuxième année"
    office = journey.page("office", keyboard=True)
    press(office, office.get_by_role("navigation").get_by_role("link", name="Relevés de notes"))
    axe(office)
    office.get_by_role("combobox", name="Période").select_option(period)
    write(office, office.get_by_role("searchbox", name="Nom ou numéro"), "Delaunay")
    press(office, office.get_by_role("button", name="Afficher"))
    press(office, office.get_by_role("row", name="Delaunay").get_by_role("button", name="Délivrer"))
    journey.campus.work()
    expect(office.get_by_text("Tout est fait.")).to_be_visible()
    axe(office)
    press(office, office.get_by_role("row", name="Delaunay").get_by_role("link"))
    axe(office)
    student = journey.page("student", keyboard=True)
    press(student, student.get_by_role("navigation").get_by_role("link", name="Mes relevés"))
    press(student, student.get_by_role("main").get_by_role("link", name=period, exact=True))
    expect(student.get_by_role("heading", name="Relevé de notes")).to_be_visible()
    axe(student)
    key = re.search(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", student.get_by_role("main").inner_text())
    assert key, student.get_by_role("main").inner_text()

    anyone = journey.page(viewport=PHONE)
    anyone.goto("/verifier/")
    axe(anyone)
    write(anyone, anyone.get_by_role("textbox", name="Clé"), key[0].lower().replace("-", " "))
    press(anyone, anyone.get_by_role("button", name="Vérifier"))
    expect(anyone.get_by_text("Ce relevé a été délivré par l’établissement et il est en vigueur.")).to_be_visible()
    expect(anyone.get_by_text("Inès Delaunay-Roy")).to_be_visible()
    axe(anyone)
    screens("public-verification", anyone, PHONE)
