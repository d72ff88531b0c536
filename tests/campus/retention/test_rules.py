"""What the school keeps, and how long, stands in one table: on the page, in the documentation, in the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from parchemin.campus.retention.models import RULES
from tests.campus.conftest import Cast
from tests.campus.students import signed_in

TOLD = Path(__file__).parents[3] / "docs" / "conservation.md"


def test_the_documentation_tells_every_rule_as_the_page_does() -> None:
    with translation.override("fr"):
        rows = {
            f"| {rule.what} | {rule.kept} | {rule.since} | {rule.why} |".replace("’", "'").replace("\u00a0", " ")
            for rule in RULES.values()
        }
    written = {line for line in TOLD.read_text(encoding="utf-8").splitlines() if line.startswith("| ")}
    assert rows == written - {"| quoi | combien de temps | depuis | pourquoi |", "| --- | --- | --- | --- |"}


@pytest.mark.django_db
def test_the_page_shows_the_rules_and_offers_to_erase_to_directors_alone(cast: Cast) -> None:
    office = signed_in(cast.odile).get("/retention/").content.decode()
    director = signed_in(cast.ada).get("/retention/").content.decode()

    assert "RGPD, article 17" in office
    assert 'name="reason"' in director
    assert 'name="reason"' not in office


@pytest.mark.django_db
def test_an_unknown_address_is_refused_and_says_what_to_do(cast: Cast) -> None:
    answer = signed_in(cast.ada).post("/retention/", {"email": "nobody@example.org", "reason": "Courriel du 3 mai."})

    assert answer.status_code == 409
    assert "Vérifiez l’adresse" in answer.content.decode()
