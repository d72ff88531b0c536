"""Who may see and publish what: role by role, and never across schools."""

from __future__ import annotations

import pytest
from django.utils import translation

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.refusals import ProgrammeExists
from parchemin.campus.people.access import DECLARED, Forbidden
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes(cast: Cast) -> dict[str, Programme]:
    return {
        "icn-pge": open_programme(cast.school, "icn-pge", "Grande École", by=cast.ada, at=NOON),
        "icn-bba": open_programme(cast.school, "icn-bba", "Bachelor", by=cast.ada, at=NOON),
        "lille-ipm": open_programme(cast.elsewhere, "lille-ipm", "Master IPM", by=cast.ysolde, at=NOON),
    }


@pytest.mark.parametrize(
    ("who", "publishes", "reads"),
    [
        ("ada", {"icn-pge", "icn-bba"}, {"icn-pge", "icn-bba"}),
        ("odile", {"icn-pge"}, {"icn-pge", "icn-bba"}),
        ("émile", set(), {"icn-pge"}),
        ("ysolde", {"lille-ipm"}, {"lille-ipm"}),
    ],
)
def test_each_role_reaches_its_own(
    cast: Cast, programmes: dict[str, Programme], who: str, publishes: set[str], reads: set[str]
) -> None:
    person = getattr(cast, who)

    assert {p.slug for p in access.PUBLISH.among(Programme.objects.all(), person)} == publishes
    assert {p.slug for p in access.READ.among(Programme.objects.all(), person)} == reads
    for programme in programmes.values():
        assert access.PUBLISH.allows(person, programme) == (programme.slug in publishes)


def test_a_refusal_says_who_may(cast: Cast, programmes: dict[str, Programme]) -> None:
    with pytest.raises(Forbidden) as refusal:
        access.PUBLISH.demand(cast.émile, programmes["icn-pge"])

    with translation.override("en"):
        assert str(refusal.value) == "Only the programme office or a director may publish a regulation."


def test_a_school_has_one_programme_of_a_name(cast: Cast, programmes: dict[str, Programme]) -> None:
    with pytest.raises(ProgrammeExists):
        open_programme(cast.school, "icn-pge", "Autre", by=cast.ada, at=NOON)


def test_a_permission_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        type(access.PUBLISH)(name="catalogue.publish", says="", rows=access.PUBLISH.rows)

    assert {"catalogue.publish", "catalogue.read", "people.grant_roles"} <= DECLARED.keys()
