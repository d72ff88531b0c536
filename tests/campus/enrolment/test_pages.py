"""Who may open the pages of enrolment, files, staff and guide; how many queries they take; what they do when posted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from parchemin.campus.catalogue.actions import open_intake, set_contact
from parchemin.campus.catalogue.models import Contact, GuideQuestion, Intake, Programme
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.actions import send_list
from parchemin.campus.enrolment.models import Registration, StudentList
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Grant, Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.enrolment.lists import GOOD, csv_of, file_of
from tests.campus.school import exam_of, hand_in, intake_of, programme_of, register, students_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class House:
    """The cast, a teacher and a jury member; an intake of which Nadia and Paul are; Nadia is registered."""

    cast: Cast
    programme: Programme
    intake: Intake
    nadia: Dossier
    paul: Dossier
    registration: Registration
    sent: StudentList
    contact: Contact
    people: dict[str, Person]


@pytest.fixture
def house(cast: Cast) -> House:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2025, 9, 1), by=cast.ada)
    students = students_of(intake, "Nadia Paul", by=cast.ada)
    nadia, paul = students["Nadia"], students["Paul"]
    registration = register([nadia], 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)[0]
    declare([Statement(nadia, "étudiant.voie", "", "BCE")], reason="", by=cast.odile, at=NOON)
    sent = send_list(intake, csv_of(GOOD), by=cast.odile, at=NOON)
    contact = set_contact(programme, "Inscriptions", "Frais", role=Role.OFFICE, by=cast.ada, at=NOON)
    people = {"ada": cast.ada, "odile": cast.odile, "ysolde": cast.ysolde, "nadia": nadia.student, "paul": paul.student}
    for name, role in (("teacher", Role.TEACHER), ("jury", Role.JURY)):
        people[name] = enter_person(f"{name}@example.org", name, "Martin", by=None, at=NOON)
        grant_role(people[name], cast.school, role, "icn-pge", by=cast.ada, at=NOON)
    return House(cast, programme, intake, nadia, paul, registration, sent, contact, people)


def address(house: House, view: str) -> str:
    dossier, level = house.nadia.ref, "étudiant"
    arguments: dict[str, list[object]] = {
        "dossiers:dossier": [dossier],
        "dossiers:why": [dossier],
        "dossiers:facts": [dossier],
        "dossiers:level": [dossier, level],
        "dossiers:declare": [dossier, level],
        "dossiers:withdraw": [dossier, level],
        "assessment:of-dossier": [dossier],
        "enrolment:of-dossier": [dossier],
        "enrolment:open-intake": [house.programme.pk],
        "enrolment:intake": [house.intake.pk],
        "enrolment:template": [house.intake.pk, "xlsx"],
        "enrolment:send-list": [house.intake.pk],
        "enrolment:list": [house.intake.pk, house.sent.pk],
        "enrolment:change": [house.registration.pk],
        "desks:guide": ["icn-pge"],
        "desks:contacts": ["icn-pge"],
        "desks:ask": ["icn-pge", house.contact.pk],
        "people:person": [house.people["teacher"].pk],
    }
    found = reverse(view, args=arguments.get(view, []))
    return found + {"dossiers:why": "?name=étudiant.diplôme", "dossiers:withdraw": "?place="}.get(view, "")


WHO = ("ada", "odile", "ysolde", "teacher", "jury", "nadia", "paul", "nobody")
OFFICE = (200, 200, 404, 404, 404, 404, 404, 302)
OWN = (200, 200, 404, 404, 404, 200, 404, 302)
ELSEWHERE_TOO = (200, 200, 200, 404, 404, 404, 404, 302)  # the page is there for another school's, about that school
SCHOOL = (200, 200, 404, 200, 200, 200, 200, 302)
PAGES = {
    "dossiers:dossiers": ELSEWHERE_TOO,
    "dossiers:dossier": OWN,
    "dossiers:why": OFFICE,
    "dossiers:facts": OWN,
    "dossiers:level": OWN,
    "dossiers:declare": OFFICE,
    "dossiers:withdraw": OFFICE,
    "assessment:of-dossier": OFFICE,
    "enrolment:of-dossier": OWN,
    "enrolment:intakes": ELSEWHERE_TOO,
    "enrolment:open-intake": OFFICE,
    "enrolment:intake": OFFICE,
    "enrolment:template": OFFICE,
    "enrolment:send-list": OFFICE,
    "enrolment:list": OFFICE,
    "enrolment:registrations": ELSEWHERE_TOO,
    "enrolment:register": OFFICE,
    "enrolment:change": OFFICE,
    "desks:guide": SCHOOL,
    "desks:contacts": OFFICE,
    "desks:ask": SCHOOL,
    "people:staff": ELSEWHERE_TOO,
    "people:person": OFFICE,
    "people:invite": (200, 404, 200, 404, 404, 404, 404, 302),
}


@pytest.mark.parametrize("view", PAGES)
def test_each_page_opens_for_those_it_is_for(house: House, view: str) -> None:
    answers = []
    for name in WHO:
        client = Client()
        if name != "nobody":
            client.force_login(house.people[name])
        answers.append(client.get(address(house, view)).status_code)
    assert tuple(answers) == PAGES[view]


POSTS = {
    "enrolment:open-intake": {"name": "X", "starts": "2027-09-06", "confirmed": "yes"},
    "enrolment:list": {},
    "enrolment:change": {"stage": "A1", "nature": "enseignement", "reason": "x"},
    "dossiers:declare": {"f1": "AST"},
    "dossiers:withdraw": {"reason": "x"},
    "desks:contacts": {"subject": "X", "who": "office"},
}


@pytest.mark.parametrize("view", POSTS)
def test_a_post_by_somebody_it_is_not_for_is_404_and_writes_nothing(house: House, view: str) -> None:
    def written() -> tuple[int, ...]:
        tables = (Intake, Dossier, Registration, Declaration, Contact)
        return tuple(table.objects.count() for table in tables)

    before = written()
    for name in ("ysolde", "teacher", "jury", "nadia", "paul"):
        client = Client()
        client.force_login(house.people[name])
        assert client.post(address(house, view), POSTS[view]).status_code == 404
    assert written() == before


QUERIES = {
    "dossiers:dossiers": 8,
    "enrolment:registrations": 12,
    "enrolment:intake": 9,
    "enrolment:register": 12,
    "people:staff": 8,
    "desks:guide": 13,
}


@pytest.mark.parametrize("view", QUERIES)
def test_a_list_takes_as_many_queries_with_one_row_as_with_three(house: House, view: str, client: Client) -> None:
    client.force_login(house.cast.ada)
    where = address(house, view) + ("?programme=icn-pge&year=2025" if "regist" in view else "")
    client.get(where)  # the text is read once a process
    counts = []
    for more in ("", "Inès Hugo"):
        made = students_of(house.intake, more, by=house.cast.ada) if more else {}
        register(list(made.values())[:1], 2025, stage="A1", nature="enseignement", by=house.cast.ada, at=NOON)
        for name in made:
            somebody = enter_person(f"prof-{name}@example.org".lower(), name, "Roy", by=None, at=NOON)
            grant_role(somebody, house.cast.school, Role.TEACHER, "icn-pge", by=house.cast.ada, at=NOON)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(where).status_code == 200
        counts.append(len(seen))
    assert counts == [QUERIES[view]] * 2


def test_an_upload_is_shown_and_then_enrolled_with_invitations_by_a_task(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = address(house, "enrolment:send-list")
    answer = client.post(where, {"file": file_of(csv_of(GOOD))})
    shown = client.get(answer["Location"])
    assert "Élise" in shown.content.decode()
    assert not Dossier.objects.filter(number="17").exists()

    done = client.post(answer["Location"], {"invite": "yes"})
    assert done["Location"] == address(house, "enrolment:intake")
    assert Dossier.objects.filter(number__in=("17", "18")).count() == 2
    again = client.post(where, {"file": file_of(csv_of(GOOD))})
    assert again.status_code == 409
    assert "Odile Martin" in again.content.decode()


def test_an_intake_is_opened_after_its_text_was_seen(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where, said = address(house, "enrolment:open-intake"), {"name": "Rentrée 2027", "starts": "2027-09-06"}
    assert client.post(where, said).status_code == 200
    assert not Intake.objects.filter(name="Rentrée 2027").exists()
    too_early = client.post(where, said | {"starts": "1999-09-06"})
    assert too_early.status_code == 409
    assert client.post(where, said | {"confirmed": "yes"}).status_code == 302
    assert client.post(where, said | {"confirmed": "yes"}).status_code == 409, "the name is taken"


def test_who_starts_a_year_again_follows_the_units_not_yet_acquired(house: House, client: Client) -> None:
    cast, students = house.cast, {"Nadia": house.nadia}
    for unit in ("S1-DROIT", "S1-COMPTA"):
        hand_in(exam_of(house.programme, 2025, unit, by=cast.ada), {students["Nadia"]: "15"}, by=cast.ada)
    client.force_login(cast.odile)
    where = reverse("enrolment:register") + "?programme=icn-pge&year=2026&stage=A1&nature=redoublement_annuel"
    seen = client.post(where, {"dossier": [house.nadia.pk, house.paul.pk]})
    (again,) = seen.context["again"]
    assert [[one.dossier for one in group] for group in seen.context["first"]] == [[house.paul]]
    assert "module:S1-DROIT" not in again.followed
    assert "module:S1-MANAGEMENT" in again.followed

    posted = {"dossier": [house.nadia.pk, house.paul.pk], "confirmed": "yes", f"again-{house.nadia.pk}": "yes"}
    posted |= {f"units-{house.nadia.pk}": sorted(again.followed), "in_order": "yes"}
    assert client.post(where, posted).status_code == 302
    units = {r.dossier_id: r.units for r in Registration.objects.filter(year=2026)}
    assert "module:S1-DROIT" not in units[house.nadia.pk]
    assert "module:S1-DROIT" in units[house.paul.pk]
    assert client.post(where, posted).status_code == 409, "they are registered already"


def test_those_who_begin_follow_the_units_ticked_for_their_group(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = reverse("enrolment:register") + "?programme=icn-pge&year=2026&stage=A2&nature=enseignement"
    (group,) = client.post(where, {"dossier": [house.nadia.pk, house.paul.pk]}).context["first"]
    offered = [unit.name for unit in group[0].offered]

    posted: dict[str, object] = {"dossier": [house.nadia.pk, house.paul.pk], "confirmed": "yes", "in_order": "yes"}
    posted |= {f"group-{house.nadia.pk}": "1", f"group-{house.paul.pk}": "1", "units-of-1": offered[:-1]}
    assert client.post(where, posted).status_code == 302

    rows = Registration.objects.filter(year=2026)
    assert [row.units for row in rows] == [offered[:-1]] * 2


def test_nobody_is_registered_on_no_unit_unless_it_is_said(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = reverse("enrolment:register") + "?programme=icn-pge&year=2026&stage=A2&nature=enseignement"
    shown = client.post(where, {"dossier": [house.paul.pk]}).content.decode()
    posted = {"dossier": [house.paul.pk], "confirmed": "yes", "in_order": "yes", f"group-{house.paul.pk}": "1"}
    assert 'name="some-of-units-of-1"' in shown
    assert 'name="none-of-units-of-1"' in shown

    refused = client.post(where, posted | {"some-of-units-of-1": "yes"})
    assert (refused.status_code, Registration.objects.filter(year=2026).exists()) == (409, False)
    assert f"Aucun enseignement n’est coché pour {house.paul.subject}" in refused.content.decode()
    said = posted | {"some-of-units-of-1": "yes", "none-of-units-of-1": "yes"}
    assert client.post(where, said).status_code == 302
    assert Registration.objects.get(year=2026).units == []


def test_a_registration_that_is_refused_keeps_what_was_ticked(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = reverse("enrolment:register") + "?programme=icn-pge&year=2026&stage=A1&nature=enseignement"
    (again,) = client.post(where, {"dossier": [house.nadia.pk]}).context["again"]
    ticked, left = sorted(again.followed)[:1], sorted(again.followed)[1]
    posted: dict[str, object] = {"dossier": [house.nadia.pk, house.paul.pk], "confirmed": "yes", "in_order": "yes"}
    posted |= {f"again-{house.nadia.pk}": "yes", f"units-{house.nadia.pk}": ticked}
    posted |= {f"group-{house.paul.pk}": "1", "some-of-units-of-1": "yes"}

    refused = client.post(where, posted)

    assert (refused.status_code, Registration.objects.filter(year=2026).exists()) == (409, False)
    assert "Aucun enseignement n’est coché" in refused.content.decode()
    assert refused.context["again"][0].ticked == frozenset(ticked)
    assert not refused.context["first"][0][0].ticked, "as it was sent"
    assert re.search(rf'value="{ticked[0]}"\s+checked', refused.content.decode())
    assert not re.search(rf'value="{left}"\s+checked', refused.content.decode())
    assert client.post(where, posted | {"none-of-units-of-1": "yes"}).status_code == 302


def test_a_kind_of_registration_that_offers_no_unit_says_so_and_asks_for_none(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = reverse("enrolment:register") + "?programme=icn-pge&year=2026&stage=A2&nature=interruption"
    both = client.post(where, {"dossier": [house.paul.pk, house.nadia.pk]}).content.decode()

    assert "coché est suivi" not in both
    assert "Aucun enseignement n’est suivi : cette nature d’inscription n’en propose pas." in both
    assert "some-of-units" not in both


def test_the_registrations_of_a_year_show_and_narrow_the_intake_where_there_are_several(
    house: House, client: Client
) -> None:
    client.force_login(house.cast.ada)
    where = reverse("enrolment:registrations") + "?programme=icn-pge&year=2025"
    assert not client.get(where).context["intakes"], "one alone: nothing to tell apart"
    other = open_intake(house.programme, "Décembre", date(2025, 12, 1), by=house.cast.ada, at=NOON)
    [léo] = students_of(other, "Léo", by=house.cast.ada).values()
    register([léo], 2025, stage="A1", nature="enseignement", by=house.cast.ada, at=NOON)

    page = client.get(where)
    assert [name for _, name in page.context["intakes"]] == [other.name, house.intake.name]
    assert page.content.decode().count(f"<td>{other.name}</td>") == 1
    narrowed = client.get(f"{where}&intake={other.pk}").context["shown"]
    assert [one.dossier for one in narrowed] == [léo]
    own = client.get(address(house, "enrolment:of-dossier")).content.decode()
    assert (house.intake.name in own, "#id_intake" in own) == (True, True)


def test_a_registration_is_changed_with_a_reason_only_and_the_former_stays(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = address(house, "enrolment:change")
    said = {"stage": "A1", "nature": "enseignement", "units": ["module:S1-DROIT"]}
    assert client.post(where, said).status_code == 409
    assert client.post(where, said | {"reason": "dossier incomplet"}).status_code == 302
    history = client.get(address(house, "enrolment:of-dossier")).content.decode()
    assert "dossier incomplet" in history
    assert Registration.objects.filter(dossier=house.nadia).count() == 2
    assert client.post(where, said | {"reason": "encore"}).status_code == 404, "it is no longer in force"


def test_a_fact_changed_by_another_meanwhile_is_shown_and_kept_only_knowingly(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = address(house, "dossiers:declare") + "?place="
    form = client.get(where).context["form"]
    number = next(i for i, fact in enumerate(form.level.facts) if fact.name == "étudiant.voie")
    declare([Statement(house.nadia, "étudiant.voie", "", "AST")], reason="erreur", by=house.cast.ada, at=NOON)

    said = {f"f{number}": "lorrain", f"w{number}": "BCE", "reason": "pièce reçue"}
    conflict = client.post(where, said)
    assert conflict.status_code == 409
    assert "Ada Martin" in conflict.content.decode()
    assert f'name="w{number}" value="AST"' in conflict.content.decode()
    assert client.post(where, said | {f"w{number}": "AST"}).status_code == 302
    assert Declaration.objects.get(dossier=house.nadia, superseded_at=None).value == "lorrain"


def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_written(house: House, client: Client) -> None:
    client.force_login(house.cast.odile)
    where = reverse("dossiers:declare", args=[house.nadia.ref, "expérience"]) + "?place=stage"
    form = client.get(where).context["form"]
    months = next(i for i, fact in enumerate(form.level.facts) if fact.name == "expérience.mois")
    wrong = client.post(where, {f"f{months}": "douze"})
    assert wrong.status_code == 409
    assert "0,01" in str(wrong.context["form"].place.errors[f"f{months}"])
    assert client.post(where, {f"f{months}": "5,5"}).status_code == 302
    row = Declaration.objects.get(fact="expérience.mois")
    assert (row.place, row.value) == ("stage", "5.5")
    away = reverse("dossiers:withdraw", args=[house.nadia.ref, "expérience"]) + "?place=stage"
    assert client.post(away, {"reason": "doublon"}).status_code == 302
    assert Declaration.objects.get(fact="expérience.mois", superseded_at=None).withdrawn


def test_a_student_is_found_without_accents_by_name_and_number(house: House, client: Client) -> None:
    students_of(house.intake, "Éloïse", by=house.cast.ada)
    client.force_login(house.cast.odile)
    for words, count in (("eloise durand", 1), ("DURAND", 3), ("pge-nadia", 1), ("%", 0), ("rien", 0)):
        found = client.get(reverse("dossiers:dossiers"), {"q": words})
        assert len(found.context["shown"].object_list) == count, words


def test_a_question_is_kept_and_an_empty_or_huge_one_is_refused(house: House, client: Client) -> None:
    client.force_login(house.nadia.student)
    where = address(house, "desks:ask")
    for words in ("  ", "x" * 4001):
        assert client.post(where, {"words": words}).status_code == 409
    assert not GuideQuestion.objects.exists()
    assert client.post(where, {"words": "Quand puis-je payer ?"}).status_code == 302
    assert GuideQuestion.objects.get().sent_to == ["odile@example.org"], (
        "those of the programme, not of the whole school"
    )


def test_a_director_gives_and_ends_roles_but_not_the_last_directors(house: House, client: Client) -> None:
    client.force_login(house.cast.ada)
    school, teacher = house.cast.school, house.people["teacher"]
    client.post(reverse("people:give", args=[teacher.pk]), {"school": school.pk, "role": "jury", "scope": "icn-pge"})
    grant = Grant.objects.get(person=teacher, role=Role.JURY)
    client.post(reverse("people:end", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.ended is not None
    mine = Grant.objects.get(person=house.cast.ada, role=Role.DIRECTOR)
    assert client.post(reverse("people:end", args=[mine.pk])).status_code == 409
    office = Client()
    office.force_login(house.cast.odile)
    assert office.post(reverse("people:end", args=[mine.pk])).status_code == 404


def test_an_invited_person_gets_their_role_and_one_mail_by_a_task(house: House, client: Client) -> None:
    client.force_login(house.cast.ada)
    said = {
        "email": "Prof@example.org", "given_name": "Pia", "family_name": "Roy",
        "school": house.cast.school.pk, "role": "teacher", "scope": "icn-pge",
    }  # fmt: skip
    assert client.post(reverse("people:invite"), said).status_code == 302
    assert Grant.objects.get(person__email="prof@example.org").role == Role.TEACHER
    assert client.post(reverse("people:invite"), said).status_code == 409, "held already"
    asked = DBTaskResult.objects.filter(task_path="parchemin.campus.people.tasks.mail_invitation")
    pia = Person.objects.get(email="prof@example.org")
    assert [task.args_kwargs["args"] for task in asked] == [[str(pia.pk)]]
