"""The pages of the catalogue: what each sees, and as many queries whatever there is."""

from __future__ import annotations

from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.actions import grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.catalogue.small import intakes_of, programme_of, text_of
from tests.campus.conftest import NOON, Cast
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db


def page(person: Person, *args: str) -> tuple[int, str]:
    name = "catalogue:programme" if args else "catalogue:programmes"
    response = signed_in(person).get(reverse(name, args=args))
    return response.status_code, response.content.decode()


def queries_of(person: Person, *args: str) -> int:
    client = signed_in(person)
    address = reverse("catalogue:programme" if args else "catalogue:programmes", args=args)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_each_sees_the_programmes_of_their_school(cast: Cast) -> None:
    programme_of(cast)
    programme_of(cast, "icn-bba")

    assert page(cast.ada) == (200, ANY)
    seen = {person.given_name: page(person)[1].count("Programme icn-") for person in (cast.ada, cast.odile)}
    assert seen == {"Ada": 2, "Odile": 2}
    assert "Programme icn-" not in page(cast.ysolde)[1]


def test_a_programme_shows_its_texts_the_last_first_and_its_intakes(cast: Cast) -> None:
    programme = programme_of(cast)
    text_of(cast, programme, "premier")
    intakes_of(cast, programme, "Rentrée 2026")
    text_of(cast, programme, "second")

    status, shown = page(cast.odile, "icn-pge")

    assert status == 200
    assert "Rentrée 2026" in shown
    assert shown.index("second") < shown.index("premier")


def test_a_programme_of_another_school_is_not_there(cast: Cast) -> None:
    programme_of(cast)

    assert page(cast.ysolde, "icn-pge")[0] == 404
    assert page(cast.ada, "icn-msc")[0] == 404


def test_of_two_schools_with_a_programme_of_one_name_the_first_is_shown(cast: Cast) -> None:
    programme_of(cast)
    open_programme(cast.elsewhere, "icn-pge", "Programme d'ailleurs", by=cast.ysolde, at=NOON)
    grant_role(cast.ada, cast.elsewhere, Role.OFFICE, "", by=cast.ysolde, at=NOON)

    status, shown = page(cast.ada, "icn-pge")

    assert status == 200
    assert "Programme icn-pge" in shown
    assert "d'ailleurs" not in shown


def test_publishing_is_offered_to_those_who_may(cast: Cast) -> None:
    programme_of(cast)
    grant_role(cast.émile, cast.school, Role.TEACHER, "", by=cast.ada, at=NOON)

    offered = {
        person.given_name: reverse("texts:drafts", args=["icn-pge"]) in page(person, "icn-pge")[1]
        for person in (cast.odile, cast.émile)
    }

    assert offered == {"Odile": True, "Emile": False}


def test_the_pages_ask_the_same_number_of_queries_however_much_there_is(cast: Cast) -> None:
    programme = programme_of(cast)
    text_of(cast, programme, "a")
    intakes_of(cast, programme, "Un")
    few = queries_of(cast.ada), queries_of(cast.ada, "icn-pge")
    for slug in ("icn-bba", "icn-msc"):
        programme_of(cast, slug)
    for digest in "bc":
        text_of(cast, programme, digest)
    intakes_of(cast, programme, "Deux", "Trois")

    assert (queries_of(cast.ada), queries_of(cast.ada, "icn-pge")) == few == (4, 7)


def test_a_director_opens_the_first_programme_of_a_school(cast: Cast) -> None:
    client, other = signed_in(cast.ada), signed_in(cast.odile)
    assert reverse("catalogue:open") in client.get(reverse("catalogue:programmes")).content.decode()
    assert reverse("catalogue:open") not in other.get(reverse("catalogue:programmes")).content.decode()
    said = {"school": str(cast.school.pk), "title": " Grande  École ", "slug": "icn-pge"}

    assert client.post(reverse("catalogue:open"), said | {"slug": "Deux mots"}).status_code == 422
    assert client.post(reverse("catalogue:open"), said | {"school": str(cast.elsewhere.pk)}).status_code == 422
    answer = client.post(reverse("catalogue:open"), said)

    assert answer.headers["Location"] == reverse("catalogue:programme", args=["icn-pge"])
    assert Programme.objects.get().title == "Grande École"
    assert client.post(reverse("catalogue:open"), said).status_code == 409
    assert Programme.objects.count() == 1
