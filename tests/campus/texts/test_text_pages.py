"""The pages of the texts: who opens which, what they show, and with how many queries."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.law.publications import files_of
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.texts import actions
from parchemin.campus.texts.actions import publish
from parchemin.campus.texts.models import Draft
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.test_export import AMENDMENT
from tests.campus.school import REGULATIONS, intake_of, programme_of, students_of

pytestmark = pytest.mark.django_db
FILES = files_of(REGULATIONS / "ipag-msc")
HOME = "/programmes/ipag-msc/regulation/"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    made = programme_of(cast.school, "ipag-msc", by=cast.ada)
    grant_role(cast.odile, cast.school, Role.OFFICE, "ipag-msc", by=cast.ada, at=NOON)
    return made


@pytest.fixture
def everyone(cast: Cast, programme: Programme) -> dict[str, Person]:
    def someone(given: str, role: Role) -> Person:
        person = enter_person(f"{given}@example.org".lower(), given, "Roux", by=None, at=NOON)
        grant_role(person, cast.school, role, "ipag-msc", by=cast.ada, at=NOON)
        return person

    of_programme = {role: someone(role.title(), Role(role)) for role in ("student", "teacher", "jury")}
    return of_programme | {
        "director": cast.ada,
        "office": cast.odile,
        "student elsewhere": cast.émile,
        "director elsewhere": cast.ysolde,
    }


READERS = {"student": 200, "teacher": 200, "jury": 200, "director": 200, "office": 200}
NOT_THEIRS = {"student elsewhere": 404, "director elsewhere": 404}
EDITORS = {"student": 404, "teacher": 404, "jury": 404, "director": 200, "office": 200}
PAGES = {
    HOME: READERS | NOT_THEIRS,
    f"{HOME}articles/1.1/": READERS | NOT_THEIRS,
    f"{HOME}compare/": READERS | NOT_THEIRS,
    f"{HOME}compare/effect/?after=1.2024-09-01": EDITORS | NOT_THEIRS,
    f"{HOME}drafts/": EDITORS | NOT_THEIRS,
    "/programmes/ipag-msc/simulation/": EDITORS | NOT_THEIRS,
    "/programmes/ipag-msc/simulation/sweep/": EDITORS | NOT_THEIRS,
}
OF_A_DRAFT = ("", "report/", "proofs/", "effect/", "files/1-programme.md/")


@pytest.mark.parametrize("address", PAGES)
def test_each_role_opens_its_pages(everyone: dict[str, Person], client: Client, address: str) -> None:
    for who, status in PAGES[address].items():
        client.force_login(everyone[who])
        assert client.get(address).status_code == status, who
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("part", OF_A_DRAFT)
def test_a_draft_is_404_to_anyone_but_its_author(
    cast: Cast, everyone: dict[str, Person], programme: Programme, client: Client, part: str
) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.odile, at=NOON)
    for who, person in everyone.items():
        client.force_login(person)
        assert client.get(f"{HOME}drafts/{draft.pk}/{part}").status_code == (200 if who == "office" else 404), who


@pytest.mark.parametrize("part", ["publish/", "throw-away/", "files/1-programme.md/remove/"])
def test_what_changes_something_is_posted(cast: Cast, programme: Programme, client: Client, part: str) -> None:
    draft = actions.start_draft(programme, FILES, by=cast.odile, at=NOON)
    client.force_login(cast.odile)
    assert client.get(f"{HOME}drafts/{draft.pk}/{part}").status_code == 405
    client.force_login(cast.ada)
    assert client.post(f"{HOME}drafts/{draft.pk}/{part}").status_code == 404


def test_the_whole_text_has_every_article_and_no_inline_style(cast: Cast, programme: Programme, client: Client) -> None:
    client.force_login(cast.odile)

    shown = client.get(HOME).content.decode()

    assert all(f'id="§{number}"' in shown for number in ("1.1", "4.3"))
    assert " style=" not in shown


def test_an_article_is_a_part_for_htmx_and_a_page_otherwise(cast: Cast, programme: Programme, client: Client) -> None:
    client.force_login(cast.odile)
    part = client.get(f"{HOME}articles/4.3/", headers={"HX-Request": "true"}).content.decode()
    whole = client.get(f"{HOME}articles/§4.3/").content.decode()

    assert "<html" not in part
    assert "<html" in whole
    assert 'hx-get="/programmes/ipag-msc/regulation/articles/' in part
    for shown in (part, whole):
        assert "Le titre RNCP" in shown


def test_an_unknown_article_says_which_are_near(cast: Cast, programme: Programme, client: Client) -> None:
    client.force_login(cast.odile)

    answer = client.get(f"{HOME}articles/4.33/")

    assert answer.status_code == 404
    assert "/regulation/articles/4.3/" in answer.content.decode()


def test_a_student_reads_the_version_of_their_entry(cast: Cast, client: Client) -> None:
    amendment = AMENDMENT.format(title="§9 Un article ajouté", body="Ce que seuls lisent ceux qui entrent ensuite.")
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    files = files_of(REGULATIONS / "lille-ipm") | {"amendements/2025.md": amendment}
    publish(programme, files, by=cast.ada, at=NOON)
    before = students_of(intake_of(programme, date(2025, 9, 8), by=cast.ada), "Inès", by=cast.ada)["Inès"]
    after = students_of(intake_of(programme, date(2026, 2, 8), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]

    for dossier, status in ((before, 404), (after, 200)):
        client.force_login(dossier.student)
        assert client.get("/programmes/lille-ipm/regulation/articles/9/").status_code == status
    client.force_login(before.student)
    asked = client.get("/programmes/lille-ipm/regulation/articles/9/?version=2.2025-10-01")
    assert asked.status_code == 200, "any version may be read"
    assert client.get("/programmes/lille-ipm/regulation/?version=2.2025-10-02").status_code == 404


def test_two_versions_are_compared_side_by_side(cast: Cast, programme: Programme, client: Client) -> None:
    changed = FILES["4-certifications.md"].replace("Les crédits sont attachés", "Les crédits restent attachés")
    publish(programme, FILES | {"4-certifications.md": changed}, by=cast.ada, at=NOON)
    client.force_login(cast.odile)

    shown = re.sub(r"\s+>", ">", client.get(f"{HOME}compare/").content.decode())

    assert "<del>sont</del>" in shown
    assert "<ins>restent</ins>" in shown


def test_publishing_needs_the_box_and_refuses_errors_with_each_of_them(
    cast: Cast, programme: Programme, client: Client
) -> None:
    wrong = FILES["4-certifications.md"].replace("épreuve.note < note_plancher", "épreuve.notte < note_plancher")
    draft = actions.start_draft(programme, FILES | {"4-certifications.md": wrong}, by=cast.odile, at=NOON)
    client.force_login(cast.odile)
    home = f"{HOME}drafts/{draft.pk}/"

    unticked = client.post(f"{home}publish/", {"seen": 1, "last": 1})
    refused = client.post(f"{home}publish/", {"seen": 1, "last": 1, "confirmed": "on"})

    assert (unticked.status_code, refused.status_code) == (409, 409)
    line = 1 + wrong[: wrong.index("épreuve.notte")].count("\n")
    assert f"4-certifications.md:{line}" in refused.content.decode()
    assert "épreuve.note" in refused.content.decode()
    assert programme.publications.count() == 1
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_corrected_draft_is_published_from_its_page(cast: Cast, programme: Programme, client: Client) -> None:
    client.force_login(cast.odile)
    started = client.post(f"{HOME}drafts/", {"from_last": "yes"})
    home = started["Location"]
    text = FILES["4-certifications.md"].replace("Les crédits sont attachés", "Les crédits restent attachés")

    client.post(f"{home}files/4-certifications.md/", {"text": text.replace("\n", "\r\n"), "seen": 1, "back": "yes"})
    report = client.get(f"{home}report/", headers={"HX-Request": "true"}).content.decode()
    done = client.post(f"{home}publish/", {"seen": 2, "last": 1, "confirmed": "on"})

    assert 'name="confirmed"' in report
    assert done.status_code == 302
    assert programme.publications.order_by("-number")[0].files["4-certifications.md"] == text


def test_a_refused_file_is_said_on_the_page_and_nothing_is_kept(
    cast: Cast, programme: Programme, client: Client
) -> None:
    client.force_login(cast.odile)
    answer = client.post(f"{HOME}drafts/", {"files": SimpleUploadedFile("x.md", b"\x7fELF\0\0")})

    assert answer.status_code == 409
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("address", "queries"), [(HOME, 7), (f"{HOME}articles/4.3/", 6), (f"{HOME}drafts/", 6)])
def test_the_queries_do_not_grow(cast: Cast, programme: Programme, client: Client, address: str, queries: int) -> None:
    client.force_login(cast.odile)
    for count in (1, 3):
        while Draft.objects.count() < count:
            actions.start_draft(programme, FILES, by=cast.odile, at=NOON)
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        assert len(made) == queries
