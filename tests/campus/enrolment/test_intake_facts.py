"""What is said of an intake holds of whoever studies with it, and follows who moves to another."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common import journal
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import CollectedElsewhere, DeclaredMeanwhile, YearNotSpoken
from parchemin.campus.enrolment.actions import change_registration, register, say_of_intake
from parchemin.campus.enrolment.models import IntakeFact
from parchemin.campus.enrolment.queries.intakes import intake_students, said_with
from parchemin.campus.enrolment.refusals import NotAboutTheIntake
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db
PROMOTION = "étudiant.promotion"
LATER, AFTER = NOON + timedelta(days=1), NOON + timedelta(days=2)


@pytest.fixture
def autumn(cast: Cast) -> Intake:
    """Of twelve months; spring is another."""
    programme = programme_of(cast.school, "ipag-msc", by=cast.ada)
    intake = intake_of(programme, date(2025, 9, 15), by=cast.ada)
    say(cast, intake, "FALL_12")
    return intake


@pytest.fixture
def two_years(cast: Cast, autumn: Intake) -> Intake:
    intake = open_intake(autumn.programme, "Deux ans", date(2025, 9, 15), by=cast.ada, at=NOON)
    say(cast, intake, "FALL_24")
    return intake


@pytest.fixture
def lea(cast: Cast, autumn: Intake) -> Dossier:
    return students_of(autumn, "Léa", by=cast.ada)["Léa"]


def say(cast: Cast, intake: Intake, text: str | None, at: datetime = NOON, seen: str | None = None) -> list[IntakeFact]:
    return say_of_intake(intake, {PROMOTION: (text, seen)}, reason="contrat", by=cast.ada, at=at)


def promotion_of(dossier: Dossier, **when: object) -> object:
    return evaluation_of(dossier, at=AFTER, **when).fact(PROMOTION)[0]  # type: ignore[arg-type]


def test_it_holds_of_everybody_of_the_intake_and_of_whoever_joins_it(cast: Cast, autumn: Intake, lea: Dossier) -> None:
    assert promotion_of(lea) == "FALL_12"
    assert promotion_of(students_of(autumn, "Noé", by=cast.ada)["Noé"]) == "FALL_12"


def test_it_follows_who_moves_to_another_intake_from_the_year_of_the_move(
    cast: Cast, two_years: Intake, lea: Dossier
) -> None:
    [one] = register([lea], 2025, by=cast.ada, at=NOON)
    [two] = register([lea], 2026, units=(), by=cast.ada, at=NOON)
    change_registration(two, intake=two_years, reason="passe en deux ans", by=cast.ada, at=LATER)

    assert promotion_of(lea) == "FALL_24"
    assert promotion_of(lea, year=2025) == "FALL_12", "the year before was studied with the other"
    assert promotion_of(lea, known=NOON) == "FALL_12", "nothing of the move was known"
    assert [intake_students(intake) for intake in (one.intake, two_years)] == [0, 1]


def test_what_is_declared_of_somebody_alone_prevails(cast: Cast, lea: Dossier) -> None:
    declare([Statement(lea, PROMOTION, "", "SPRING_12")], reason="", by=cast.ada, at=LATER)
    assert promotion_of(lea) == "SPRING_12"
    declare([Statement(lea, PROMOTION, "", None)], reason="erreur", by=cast.ada, at=AFTER)
    assert promotion_of(lea) == "FALL_12"


def test_what_was_said_before_stands_in_the_record_and_as_of_its_day(cast: Cast, autumn: Intake, lea: Dossier) -> None:
    say(cast, autumn, "FALL_24", LATER)
    assert (promotion_of(lea), promotion_of(lea, known=NOON)) == ("FALL_24", "FALL_12")
    say(cast, autumn, None, AFTER)
    assert promotion_of(lea) != "FALL_24", "withdrawn: nothing is said any more"

    rows = IntakeFact.objects.filter(intake=autumn).order_by("pk")
    assert [(row.value, row.withdrawn) for row in rows] == [("FALL_12", False), ("FALL_24", False), ("", True)]
    assert not list(journal.altered(cast.school.slug))


def test_a_change_since_a_later_year_leaves_the_former_years_as_they_were(
    cast: Cast, autumn: Intake, lea: Dossier
) -> None:
    later = datetime(2027, 1, 10, tzinfo=NOON.tzinfo)
    told = {PROMOTION: ("FALL_24", "FALL_12")}
    say_of_intake(autumn, told, since=2026, reason="avenant", by=cast.ada, at=later)

    assert [promotion_of(lea, year=year) for year in (2025, 2026, None)] == ["FALL_12", "FALL_24", "FALL_24"]
    say_of_intake(
        autumn, {PROMOTION: (None, "FALL_24")}, since=2027, reason="fini", by=cast.ada, at=later.replace(year=2028)
    )
    assert [promotion_of(lea, year=year) for year in (2025, 2026)] == ["FALL_12", "FALL_24"]
    assert promotion_of(lea) not in ("FALL_12", "FALL_24"), "nothing is said any more"
    with pytest.raises(YearNotSpoken):
        say_of_intake(autumn, told, since=2024, reason="trop tôt", by=cast.ada, at=later)


def test_what_is_said_since_a_year_is_of_those_who_study_in_it(cast: Cast, autumn: Intake, lea: Dossier) -> None:
    register([lea], 2025, by=cast.ada, at=NOON)
    other = students_of(autumn, "Max", by=cast.ada)["Max"]

    later = datetime(2027, 1, 10, tzinfo=NOON.tzinfo)
    say_of_intake(autumn, {PROMOTION: ("FALL_24", "FALL_12")}, since=2026, reason="x", by=cast.ada, at=later)

    assert promotion_of(lea) == "FALL_12", "she is registered for no year since"
    assert promotion_of(other) == "FALL_24", "he is registered for none yet"
    assert said_with(lea)[1][PROMOTION].value == "FALL_12"
    register([lea], 2026, units=(), by=cast.ada, at=later)
    assert promotion_of(lea) == "FALL_24"
    assert said_with(lea)[1][PROMOTION].value == "FALL_24"


def test_the_same_again_writes_nothing(cast: Cast, autumn: Intake) -> None:
    lines = Entry.objects.count()

    assert say(cast, autumn, "FALL_12", LATER) == []
    assert Entry.objects.count() == lines


def test_what_somebody_else_said_meanwhile_is_not_overwritten(cast: Cast, autumn: Intake) -> None:
    with pytest.raises(DeclaredMeanwhile):
        say(cast, autumn, "FALL_24", LATER, seen="SPRING_12")
    assert say(cast, autumn, "FALL_24", LATER, seen="FALL_12")


@pytest.mark.parametrize(
    ("fact", "text", "refusal"),
    [
        ("module.progression", "12", NotAboutTheIntake),
        ("étudiant.inconnu_au_bataillon", "12", NotAboutTheIntake),
        (PROMOTION, "FALL_36", ValueRefused),
    ],
)
def test_what_cannot_be_everybody_is_refused_and_nothing_written(
    cast: Cast, autumn: Intake, fact: str, text: str, refusal: type[Exception]
) -> None:
    rows = IntakeFact.objects.count()
    with pytest.raises(refusal):
        say_of_intake(autumn, {PROMOTION: ("FALL_24", None), fact: (text, None)}, reason="x", by=cast.ada, at=LATER)
    assert IntakeFact.objects.count() == rows


def test_what_a_stage_collects_is_not_said_of_an_intake(cast: Cast) -> None:
    intake = intake_of(programme_of(cast.school, "lille-ipm", by=cast.ada), date(2025, 9, 8), by=cast.ada)
    with pytest.raises(CollectedElsewhere):
        say_of_intake(intake, {"étudiant.modalité": ("distance", None)}, reason="", by=cast.ada, at=NOON)


def test_only_the_office_and_directors_say_it(cast: Cast, autumn: Intake, lea: Dossier) -> None:
    with pytest.raises(Forbidden):
        say_of_intake(autumn, {PROMOTION: ("FALL_24", None)}, reason="", by=lea.student, at=LATER)


def test_the_office_says_it_on_the_page_of_the_intake_with_a_reason_to_change_it(
    client: Client, cast: Cast, autumn: Intake, lea: Dossier
) -> None:
    client.force_login(cast.ada)
    page = reverse("enrolment:say-of-intake", args=[autumn.pk])
    form = client.get(page).context["form"]
    number = next(i for i, fact in enumerate(form.level.facts) if fact.name == PROMOTION)
    data = {f"w{i}": form.place[f"w{i}"].value() for i in range(len(form.level.facts))} | {f"f{number}": "FALL_24"}

    assert client.post(page, data).status_code == 409, "a change takes a reason"
    assert client.post(page, data | {"reason": "contrat"}).status_code == 302
    shown = client.get(reverse("enrolment:intake", args=[autumn.pk]))
    assert [(value, row.reason) for _, value, row in shown.context["said"]] == [("FALL_24", "contrat")]
    assert promotion_of(lea) == "FALL_24"

    stale = client.post(page, data | {f"f{number}": "SPRING_12", "reason": "encore"})
    assert (stale.status_code, promotion_of(lea)) == (409, "FALL_24")


@pytest.mark.parametrize("how", ["ended", "mistake"])
def test_what_the_office_empties_there_ends_or_was_a_mistake(
    client: Client, cast: Cast, autumn: Intake, lea: Dossier, how: str
) -> None:
    told = {PROMOTION: ("FALL_24", "FALL_12")}
    later = datetime(2027, 1, 10, tzinfo=NOON.tzinfo)
    say_of_intake(autumn, told, since=2026, reason="avenant", by=cast.ada, at=later)
    client.force_login(cast.ada)
    page = reverse("enrolment:say-of-intake", args=[autumn.pk]) + "?since=2026"
    place = client.get(page).context["form"].place
    number = next(i for i, fact in enumerate(place.level.facts) if fact.name == PROMOTION)
    data = {f"w{i}": place[f"w{i}"].value() for i in range(len(place.level.facts))} | {"reason": "relu"}

    assert client.post(page, data).status_code == 409, "whether it ends or was a mistake is asked"
    assert client.post(page, data | {f"f{number}": "", "how": how}).status_code == 302

    assert promotion_of(lea, year=2025) == "FALL_12"
    now = promotion_of(lea, year=2026)
    assert now == "FALL_12" if how == "mistake" else now not in ("FALL_12", "FALL_24")
    ended = IntakeFact.objects.filter(intake=autumn, withdrawn=True).get()
    assert (ended.taken_back, ended.reason, ended.since) == (how == "mistake", "relu", 2026)
    assert not list(journal.altered(cast.school.slug))


def page_of(person: Person, name: str, *args: object, **asked: str) -> str:
    page = signed_in(person).get(reverse(name, args=args), asked).content.decode()
    return re.sub(r"<[^>]+>", "", " ".join(page.split()))


def test_the_page_of_a_student_shows_what_is_said_of_the_whole_intake_and_which_line_prevails(
    cast: Cast, autumn: Intake, lea: Dossier
) -> None:
    alone = "ce qui est dit de cette personne prévaut"
    page = page_of(lea.student, "dossiers:facts", lea.ref)
    assert "De toute la rentrée « Rentrée 2025 »" in page
    assert ("contrat" in page, str(cast.ada) in page, alone in page) == (True, True, False)

    declare([Statement(lea, PROMOTION, "", "SPRING_12")], reason="", by=cast.ada, at=LATER)
    page = page_of(cast.ada, "dossiers:facts", lea.ref)
    assert ("FALL_12" in page, "SPRING_12" in page, alone in page) == (True, True, True)
    declare([Statement(lea, PROMOTION, "", None)], reason="erreur", by=cast.ada, at=AFTER)
    assert alone not in page_of(cast.ada, "dossiers:facts", lea.ref), "nothing is said of them alone"


def test_the_form_of_a_student_shows_what_is_said_of_the_intake_they_study_with_in_the_year(
    cast: Cast, autumn: Intake, two_years: Intake, lea: Dossier
) -> None:
    register([lea], 2025, by=cast.ada, at=NOON)
    [two] = register([lea], 2026, units=(), by=cast.ada, at=NOON)
    change_registration(two, intake=two_years, reason="passe en deux ans", by=cast.ada, at=LATER)
    form = ("dossiers:declare", lea.ref, "étudiant")

    before, after = (page_of(cast.ada, *form, place="", since=since) for since in ("2025", "2026"))

    assert "De toute la rentrée « Rentrée 2025 » : FALL 12" in before.replace("_", " ")
    assert "De toute la rentrée « Deux ans » : FALL 24" in after.replace("_", " ")
    assert "Cela vaut tant que rien n’est dit ici." in after
    declare([Statement(lea, PROMOTION, "", "SPRING_12", since=2026)], reason="", by=cast.ada, at=AFTER)
    assert "prévaut" in page_of(cast.ada, *form, place="", since="2026")
    assert "prévaut" not in page_of(cast.ada, *form, place="", since="2025")
