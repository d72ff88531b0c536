"""The pages of the files: who finds whom, what is declared by hand, and as many queries for three as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Statement, declare, open_dossiers
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries import declared
from parchemin.campus.enrolment.actions import register
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.dossiers.files import files_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db


def shown(person: Person, view: str, /, *args: object, **asked: str) -> tuple[int, str]:
    response = signed_in(person).get(reverse(f"dossiers:{view}", args=args), asked)
    return response.status_code, response.content.decode()


def queries_of(person: Person, name: str, *args: object) -> int:
    client, address = signed_in(person), reverse(f"dossiers:{name}", args=args)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def post(person: Person, dossier: Dossier, level: str, place: str, **data: str) -> tuple[int, str]:
    address = reverse("dossiers:declare", args=[dossier.ref, level]) + f"?place={place}"
    response = signed_in(person).post(address, data)
    return response.status_code, response.content.decode()


def test_somebody_is_found_by_name_number_or_intake(cast: Cast) -> None:
    lea, _ = files_of(cast, "Léa Hugo")

    for asked in ({"q": "lea"}, {"q": "N1"}, {"q": "durand léa"}):
        _, page = shown(cast.odile, "dossiers", **asked)
        assert str(lea.ref) in page, asked
        assert "Hugo" not in page, asked
    _, all_of_them = shown(cast.odile, "dossiers", intake=str(lea.intake.pk), programme="icn-pge", sort="-number")
    assert all_of_them.index("N2") < all_of_them.index("N1")
    _, elsewhere = shown(cast.odile, "dossiers", programme="icn-bba", intake="no-such-key")
    assert str(lea.ref) not in elsewhere


def test_a_file_is_not_there_for_those_of_another_school(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    for name, args in (("dossier", ()), ("facts", ()), ("level", ("séjour",)), ("declare", ("étudiant",))):
        assert shown(cast.ysolde, name, lea.ref, *args)[0] == 404, name
    assert shown(cast.ada, "level", lea.ref, "chant")[0] == 404
    assert shown(cast.ada, "why", lea.ref, name="étudiant.chant")[0] == 404
    assert shown(cast.ada, "declare", lea.ref, "module", place="Chant")[0] == 404
    assert shown(cast.ada, "withdraw", lea.ref, "séjour", place="Berlin")[0] == 404


def test_the_office_reads_what_the_law_says_and_why_and_the_person_concerned_does_not(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    assert "Le certificat" in shown(cast.odile, "dossier", lea.ref)[1]
    status, own = shown(lea.student, "dossier", lea.ref)
    assert (status, "Le certificat" in own) == (200, False)
    status, reason = shown(cast.odile, "why", lea.ref, name="étudiant.bonne_tenue")
    assert status == 200
    assert "Bonne tenue : non." in " ".join(reason.split())


def test_a_form_keeps_what_is_typed_and_asks_why_when_it_changes(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")

    assert post(cast.odile, lea, "module", "Droit", f0="true", w0="")[0] == 302
    status, page = post(cast.odile, lea, "module", "Droit", f0="false", w0="true")
    assert (status, Declaration.objects.count()) == (409, 1), "without a reason"
    assert "Dispense" in page
    assert post(cast.odile, lea, "module", "Droit", f0="false", w0="true", reason="erreur")[0] == 302
    assert [row.value for row in Declaration.objects.order_by("pk")] == ["true", "false"]


def test_a_form_that_is_behind_shows_what_stands_by_now_and_writes_nothing(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([Statement(lea, "module.dispensé", "Droit", "oui")], reason="", by=cast.ada, at=NOON)

    status, page = post(cast.odile, lea, "module", "Droit", f0="false", w0="")

    assert status == 409
    assert str(cast.ada) in page
    assert [row.value for row in Declaration.objects.all()] == ["true"]


def table_of(dossier: Dossier, since: str = "") -> str:
    return reverse("dossiers:declare_level", args=[dossier.ref, "module"]) + since


def test_every_member_of_a_level_is_declared_in_one_table_and_only_what_changed_is_written(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    client = signed_in(cast.odile)
    declare([Statement(lea, "module.dispensé", "Droit", "oui")], reason="", by=cast.ada, at=NOON)
    page = client.get(table_of(lea))
    members = [place for place, _label, _form in page.context["form"].members]
    compta, droit = members.index("Compta"), members.index("Droit")
    seen = {f"m{droit}-f0": "true", f"m{droit}-w0": "true"}

    assert client.post(table_of(lea), seen).status_code == 302
    assert Declaration.objects.count() == 1, "nothing changed"
    assert client.post(table_of(lea), seen | {f"m{compta}-f0": "true", f"m{compta}-w0": ""}).status_code == 302
    assert {row.place: row.value for row in Declaration.objects.all()} == {"Droit": "true", "Compta": "true"}
    entries = Entry.objects.filter(verb="dossiers.declare").count()
    both = {f"m{place}-{name}": value for place in (compta, droit) for name, value in (("f0", "false"), ("w0", "true"))}
    assert client.post(table_of(lea), both).status_code == 409, "without a reason"
    assert client.post(table_of(lea), both | {"reason": "relu"}).status_code == 302
    assert set(Declaration.objects.holding().values_list("value", flat=True)) == {"false"}
    assert Entry.objects.filter(verb="dossiers.declare").count() == entries + 1, "at once"


def test_a_table_in_which_one_cell_is_wrong_or_behind_writes_nothing_and_says_which(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    client = signed_in(cast.odile)
    declare([Statement(lea, "module.dispensé", "Droit", "oui")], reason="", by=cast.ada, at=NOON)
    members = [place for place, _label, _form in client.get(table_of(lea)).context["form"].members]
    compta, droit = members.index("Compta"), members.index("Droit")
    fresh = {f"m{compta}-f0": "true", f"m{compta}-w0": ""}

    wrong = client.post(table_of(lea), fresh | {f"m{droit}-f0": "peut-être", f"m{droit}-w0": "true"})
    behind = client.post(table_of(lea), fresh | {f"m{droit}-f0": "false", f"m{droit}-w0": ""})

    assert (wrong.status_code, behind.status_code, Declaration.objects.count()) == (409, 409, 1)
    assert "f0" in wrong.context["form"].members[droit][2].errors
    assert not wrong.context["form"].members[compta][2].errors
    assert behind.context["form"].members[droit][2].moved == {"module.dispensé": ("oui", str(cast.ada))}
    assert str(cast.ada) in behind.content.decode()
    again = behind.context["form"]
    sent = {field.html_name: field.value() or "" for *_, form in again.members for field in form}
    assert client.post(table_of(lea), sent | {"reason": "vu"}).status_code == 302
    assert {row.place: row.value for row in Declaration.objects.holding()} == {"Droit": "false", "Compta": "true"}


def test_rows_that_are_added_have_no_table_and_a_year_may_be_chosen(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    client = signed_in(cast.odile)
    assert shown(cast.odile, "declare_level", lea.ref, "séjour")[0] == 404

    refused = client.post(table_of(lea, "?since=2025"), {"m0-f0": "true", "m0-w0": ""})
    assert (refused.status_code, Declaration.objects.count()) == (409, 0)
    assert client.post(table_of(lea, "?since=2026"), {"m0-f0": "true", "m0-w0": ""}).status_code == 302
    assert Declaration.objects.get().since == 2026


def test_a_row_is_named_then_filled_in_then_withdrawn_with_a_reason(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    assert shown(cast.odile, "declare", lea.ref, "séjour", name="Ber/lin")[0] == 409
    assert shown(cast.odile, "declare", lea.ref, "module", name="Chant")[0] == 404, "members are not added"
    assert shown(cast.odile, "declare", lea.ref, "séjour", name="Berlin")[0] == 302
    assert post(cast.odile, lea, "séjour", "Berlin", f0="5", u1="on")[0] == 302
    assert {row.fact: row.value for row in Declaration.objects.all()} == {
        "séjour.mois": "5",
        "séjour.note_du_rapport": "?",
    }

    address = reverse("dossiers:withdraw", args=[lea.ref, "séjour"]) + "?place=Berlin"
    client = signed_in(cast.odile)
    client.post(address, {"reason": ""})
    assert Declaration.objects.current().filter(withdrawn=False).count() == 2
    assert client.post(address, {"reason": "annulé"}).status_code == 302

    assert not Declaration.objects.current().filter(withdrawn=False).exists()
    _, page = shown(cast.odile, "level", lea.ref, "séjour")
    assert "annulé" in page, "what it said stays in the record"


def test_a_form_shows_what_holds_in_a_year_and_says_since_when(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([Statement(lea, "module.dispensé", "Droit", "oui")], reason="", by=cast.ada, at=NOON)
    address = reverse("dossiers:declare", args=[lea.ref, "module"]) + "?place=Droit"
    client = signed_in(cast.odile)
    register([lea], 2027, stage="A1", by=cast.ada, at=NOON)

    page = client.get(address + "&since=2026").content.decode()
    assert '<option value="2026" selected' in page
    assert '<option value="true" selected' in page
    refused = client.post(address + "&since=2025", {"f0": "false", "w0": ""})
    assert (refused.status_code, Declaration.objects.count()) == (409, 1)
    assert "Choisissez une année de 2026-2027" in refused.content.decode()
    assert client.post(address, {"f0": "false", "w0": "true", "reason": "reprise"}).status_code == 302

    assert {row.since: row.value for row in Declaration.objects.current()} == {2026: "true", 2027: "false"}
    _, history = shown(cast.odile, "level", lea.ref, "module")
    assert history.count("2026-2027") == 1
    assert history.count("2027-2028") == 2, "what holds now, and the history"


def test_what_was_said_by_mistake_is_taken_back_and_what_stood_before_holds(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([Statement(lea, "module.dispensé", "Droit", "oui")], reason="", by=cast.ada, at=NOON)
    register([lea], 2027, stage="A1", by=cast.ada, at=NOON)
    declare([Statement(lea, "module.dispensé", "Droit", "non")], reason="", by=cast.ada, at=NOON)
    address = reverse("dossiers:withdraw", args=[lea.ref, "module"]) + "?place=Droit&since=2027"

    client = signed_in(cast.odile)
    assert client.post(address, {"how": "mistake", "reason": "pas elle"}).status_code == 302

    assert [row.value for row in Declaration.objects.holding()] == ["true"]
    _, page = shown(cast.odile, "level", lea.ref, "module")
    assert "pas elle" in page
    assert "annulé" in page


CHARTER = "étudiant.charte"


def charter_of(dossier: Dossier, year: int) -> str:
    said = declared.declared_now(dossier, year)
    return said[CHARTER, ""].value if (CHARTER, "") in said else ""


def emptied(person: Person, dossier: Dossier, **data: str) -> tuple[int, str]:
    """The form of what is about the person, since 2027, sent with the charter left empty."""
    address = reverse("dossiers:declare", args=[dossier.ref, "étudiant"]) + "?place=&since=2027"
    client = signed_in(person)
    place = client.get(address).context["form"].place
    number = next(i for i, fact in enumerate(place.level.facts) if fact.name == CHARTER)
    fields = {name: value for name in place.fields if (value := place[name].value())}
    response = client.post(address, fields | {f"f{number}": ""} | data)
    return response.status_code, response.content.decode()


@pytest.fixture
def twice_said(cast: Cast) -> Dossier:
    """The charter is said signed since 2026, and not signed since 2027."""
    (lea,) = files_of(cast, "Léa")
    register([lea], 2026, stage="A1", by=cast.ada, at=NOON)
    register([lea], 2027, stage="A1", by=cast.ada, at=NOON)
    declare([Statement(lea, CHARTER, "", "oui", since=2026)], reason="", by=cast.ada, at=NOON)
    declare([Statement(lea, CHARTER, "", "non", since=2027)], reason="", by=cast.ada, at=NOON)
    return lea


def test_a_fact_about_the_person_that_is_emptied_asks_whether_it_ends_or_was_a_mistake(
    cast: Cast, twice_said: Dossier
) -> None:
    status, page = emptied(cast.odile, twice_said, reason="relu")

    assert (status, Declaration.objects.filter(fact=CHARTER).count()) == (409, 2)
    assert "Dites ce que devient ce que vous avez vidé." in page
    assert emptied(cast.odile, twice_said, how="mistake")[0] == 409, "without a reason"
    assert Declaration.objects.filter(fact=CHARTER).count() == 2


@pytest.mark.parametrize(("how", "held"), [("ended", ["true", ""]), ("mistake", ["true", "true"])])
def test_a_fact_that_is_emptied_holds_no_more_or_lets_what_was_said_before_hold_again(
    cast: Cast, twice_said: Dossier, how: str, held: list[str]
) -> None:
    assert emptied(cast.odile, twice_said, how=how, reason="relu")[0] == 302

    assert [charter_of(twice_said, year) for year in (2026, 2027)] == held
    _, history = shown(cast.odile, "level", twice_said.ref, "étudiant")
    assert ("annulé" in history, "retiré" in history, "relu" in history) == (how == "mistake", how == "ended", True)


def test_a_page_on_which_nothing_is_declared_does_not_ask_what_becomes_of_it(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    words = "Ce que deviennent les faits que vous videz"

    assert words not in shown(cast.odile, "declare", lea.ref, "étudiant", place="")[1]
    declare([Statement(lea, CHARTER, "", "oui")], reason="", by=cast.ada, at=NOON)
    assert words in shown(cast.odile, "declare", lea.ref, "étudiant", place="")[1]


def test_what_a_table_empties_by_mistake_is_taken_back_with_the_rest_at_once(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    said = [Statement(lea, "module.dispensé", "Droit", "oui"), Statement(lea, "module.dispensé", "Compta", "oui")]
    declare(said, reason="", by=cast.ada, at=NOON)
    client = signed_in(cast.odile)
    members = [place for place, _label, _form in client.get(table_of(lea)).context["form"].members]
    compta, droit = members.index("Compta"), members.index("Droit")
    sent = {f"m{compta}-f0": "false", f"m{compta}-w0": "true", f"m{droit}-f0": "", f"m{droit}-w0": "true"}

    assert client.post(table_of(lea), sent | {"reason": "relu"}).status_code == 409
    assert client.post(table_of(lea), sent | {"reason": "relu", "how": "mistake"}).status_code == 302

    assert {row.place: row.value for row in Declaration.objects.current()} == {"Compta": "false"}
    assert {row.place for row in Declaration.objects.all() if row.taken_back} == {"Droit"}


def test_the_list_asks_the_same_number_of_queries_for_three_as_for_one(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    one = queries_of(cast.odile, "dossiers")
    open_dossiers(lea.intake, [(cast.émile, "N2"), (cast.ada, "N3")], by=cast.ada, at=NOON)

    assert queries_of(cast.odile, "dossiers") == one == 8


def test_a_level_asks_the_same_number_of_queries_for_three_rows_as_for_one(cast: Cast) -> None:
    (lea,) = files_of(cast, "Léa")
    declare([Statement(lea, "séjour.mois", "Rome", "3")], reason="", by=cast.ada, at=NOON)
    one = queries_of(cast.odile, "level", lea.ref, "séjour"), queries_of(cast.odile, "facts", lea.ref)
    for place in ("Berlin", "Oslo"):
        declare([Statement(lea, "séjour.mois", place, "3")], reason="", by=cast.odile, at=NOON)

    assert (
        (queries_of(cast.odile, "level", lea.ref, "séjour"), queries_of(cast.odile, "facts", lea.ref)) == one == (7, 8)
    )
