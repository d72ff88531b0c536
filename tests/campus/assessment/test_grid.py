"""The marks grid in a real browser: by keyboard alone, pasted into, unplugged, in two tabs; clean to axe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from parchemin.campus.assessment.actions.marks import Entered, enter_marks
from parchemin.campus.assessment.models import Mark
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.people.models import Person
from tests.browser import PHONE, opened, overflows, serving, violations
from tests.campus.assessment.conftest import Marking, marking_in, signed_in
from tests.campus.conftest import NOON

NAMES = "Ada Bo Cyr Dan Eve Fay"


@dataclass
class Desk:
    """Thomas before the grid of his exam of law."""

    marking: Marking
    address: str
    context: BrowserContext
    page: Page

    def cell(self, number: int, page: Page | None = None) -> Locator:
        return (page or self.page).locator("input[data-dossier]").nth(number)

    def type(self, number: int, text: str, page: Page | None = None) -> None:
        self.cell(number, page).focus()
        (page or self.page).keyboard.type(text)
        (page or self.page).keyboard.press("Enter")

    def settled(self, state: str = "all", page: Page | None = None) -> None:
        status = (page or self.page).locator("#grid-status")
        expect(status).to_have_attribute("data-state", state, timeout=30_000)

    def kept(self) -> list[str]:
        marks = {m.dossier.number: m for m in Mark.objects.filter(paper=self.marking.exam, superseded_at=None)}
        return [written(marks.get(dossier.number)) for dossier in self.marking.students.values()]


def enter_as(context: BrowserContext, person: Person, address: str) -> None:
    cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


@pytest.fixture
def desk(lasting: str, browser: Browser) -> Iterator[Desk]:
    marking = marking_in(NAMES)
    with serving() as site:
        context = opened(browser)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        enter_as(context, marking.thomas, site)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        address = f"{site}/marks/papers/{marking.exam.pk}/"
        page.goto(address)
        desk = Desk(marking, address, context, page)
        desk.settled()
        yield desk
        context.close()


def test_a_whole_paper_is_typed_by_keyboard_alone_and_saved_as_typed(desk: Desk) -> None:
    page = desk.page
    desk.cell(0).focus()
    for text, key in (("12.5", "Enter"), ("abs", "ArrowDown"), ("9,75", "Tab"), ("20", "Enter"), ("0", "Enter")):
        page.keyboard.type(text)
        page.keyboard.press(key)
    page.keyboard.type("7")
    page.keyboard.press("Home")

    desk.settled()
    expect(desk.cell(0)).to_be_focused()
    assert desk.kept() == ["12,5", "ABS", "9,75", "20", "0", "7"]
    assert violations(page) == []


def test_a_mark_off_the_scale_is_refused_at_its_cell_and_undone(desk: Desk) -> None:
    desk.type(0, "12")
    desk.type(0, "25")
    desk.settled("attention")

    expect(desk.page.locator(".said .wrong")).to_contain_text("entre 0 et 20")
    assert violations(desk.page) == []
    desk.page.keyboard.press("Control+z")
    desk.settled()
    assert desk.kept()[0] == "12"


def test_editing_stays_in_the_cell_and_escape_gives_it_back(desk: Desk) -> None:
    desk.type(0, "12")
    desk.settled()
    desk.cell(0).focus()
    for key in ("F2", "5", "ArrowLeft"):
        desk.page.keyboard.press(key)

    expect(desk.cell(0)).to_be_focused()
    expect(desk.cell(0)).to_have_value("125")
    desk.page.keyboard.press("Escape")
    expect(desk.cell(0)).to_have_value("12")


def test_a_column_is_pasted_undone_and_done_again(desk: Desk) -> None:
    page = desk.page
    page.evaluate("text => navigator.clipboard.writeText(text)", "10,5\r\n11.25\r\nABS\r\n\r\n8\r\n")
    desk.cell(1).focus()
    page.keyboard.press("Control+v")
    desk.settled()
    assert desk.kept() == ["", "10,5", "11,25", "ABS", "", "8"]

    page.keyboard.press("Control+z")
    desk.settled()
    assert desk.kept() == [""] * 6
    page.keyboard.press("Control+y")
    desk.settled()
    assert desk.kept() == ["", "10,5", "11,25", "ABS", "", "8"]


def test_what_is_typed_unplugged_waits_survives_a_reload_and_is_sent(desk: Desk) -> None:
    page = desk.page
    page.route("**/entries", lambda route: route.abort())
    desk.type(0, "17")
    desk.type(1, "16")
    desk.settled("offline")
    assert desk.kept() == [""] * 6

    page.unroute("**/entries")
    page.reload()

    desk.settled()
    assert desk.kept()[:2] == ["17", "16"]
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_answer_lost_on_its_way_is_no_conflict(desk: Desk) -> None:
    def swallow(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    desk.page.route("**/entries", swallow, times=1)
    desk.type(0, "6,5")
    desk.type(0, "7,5")

    desk.settled()
    assert desk.kept()[0] == "7,5"
    assert desk.page.locator(".said .conflict").count() == 0


def test_the_later_of_two_tabs_is_shown_the_conflict_and_chooses(desk: Desk) -> None:
    other = desk.context.new_page()
    other.goto(desk.address)
    desk.settled(page=other)
    desk.type(0, "14")
    desk.settled()

    desk.type(0, "15", other)

    desk.settled("attention", other)
    expect(other.locator(".said .conflict")).to_contain_text("Thomas Martin")
    assert violations(other) == []
    assert desk.kept()[0] == "14"
    desk.cell(0, other).focus()
    other.keyboard.press("ArrowRight")
    other.keyboard.press("ArrowRight")
    other.keyboard.press("Enter")
    desk.settled(page=other)
    assert desk.kept()[0] == "15"


def test_a_submitted_mark_asks_for_its_reason(desk: Desk) -> None:
    everyone = [Entered(dossier, "10") for dossier in desk.marking.students.values()]
    enter_marks(desk.marking.exam, everyone, by=desk.marking.thomas, at=NOON)
    page = desk.page
    page.reload()
    page.locator("#submit-form button").click()
    expect(page.locator("[data-submitted]")).to_have_count(1)

    desk.type(0, "11")
    expect(page.locator("#correction")).to_be_visible()
    page.keyboard.type("erreur de report")
    with page.expect_response(lambda answer: answer.url.endswith("/entries") and answer.request.method == "POST"):
        page.locator("#correction button[value=yes]").click()
    desk.settled()
    expect(desk.cell(0)).to_have_value("11")

    corrected = Mark.objects.get(dossier=desk.marking.students["Ada"], superseded_at=None)
    assert (written(corrected), corrected.why) == ("11", "erreur de report")


def test_it_is_a_list_on_a_telephone_and_a_plain_form_without_scripts(desk: Desk, browser: Browser) -> None:
    phone = opened(browser, viewport=PHONE, java_script_enabled=True, color_scheme="dark")
    plain = opened(browser, java_script_enabled=False)
    site = desk.address.partition("/marks/")[0]
    for context in (phone, plain):
        enter_as(context, desk.marking.thomas, site)
    on_phone, without = phone.new_page(), plain.new_page()
    on_phone.goto(desk.address)
    without.goto(desk.address)

    assert not overflows(on_phone)
    assert violations(on_phone) == []
    desk.cell(2, without).fill("13,5")
    without.get_by_role("button", name="Enregistrer les notes").click()
    expect(desk.cell(2, without)).to_have_value("13,5")
    assert desk.kept()[2] == "13,5"
    phone.close()
    plain.close()
