"""“Et si…”: what is supposed changes what is said and nothing that is kept; what is no mark is refused at its field."""

from __future__ import annotations

import pytest

from parchemin.campus.assessment.models import Mark
from parchemin.campus.common.models import Entry
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.desks.queries.supposing import Supposition
from parchemin.campus.dossiers.models import Declaration
from tests.campus.conftest import Cast
from tests.campus.students import DURING, at_ipag, second_year, signed_in

pytestmark = pytest.mark.django_db


def said(supposition: Supposition) -> list[str]:
    return [one.words for one in supposition.answer]


def test_a_mark_supposed_says_what_changes_and_what_would_be_enough(cast: Cast) -> None:
    page = RoadPage(at_ipag(cast)[0], DURING)

    answer = said(Supposition(page, {"étudiant.note_du_mémoire@": "9,99"}))

    assert any("non remplie" in one and "Au moins 10 sur 20 au mémoire" in one for one in answer)
    assert any("10,00 suffirait" in one for one in answer)


def test_a_second_session_is_chosen_and_its_mark_supposed(cast: Cast) -> None:
    page = RoadPage(second_year(cast).nadia, DURING)
    asked = {"module.inscrit_en_session_2@S1-COMPTA": "oui", "module.note_de_session_2@S1-COMPTA": "10"}

    assert any("Comptabilité" in one and "acquis" in one for one in said(Supposition(page, asked)))
    lower = asked | {"module.note_de_session_2@S1-COMPTA": "7"}
    assert any("Comptabilité" in one and "non acquis" in one for one in said(Supposition(page, lower)))


def test_a_mark_of_a_second_session_supposes_the_registration_unless_one_says_not(cast: Cast) -> None:
    page = RoadPage(second_year(cast).nadia, DURING)
    asked = {"module.note_de_session_2@S1-COMPTA": "12"}

    assert any("Comptabilité" in one and "acquis" in one for one in said(Supposition(page, asked)))
    refused = asked | {"module.inscrit_en_session_2@S1-COMPTA": "non"}
    assert not any("Comptabilité : acquis" in one.replace("\u00a0", " ") for one in said(Supposition(page, refused)))


def test_every_open_mark_has_a_field_and_a_mark_already_given_has_none(cast: Cast) -> None:
    found = second_year(cast)
    names = {one.name for one in Supposition(RoadPage(found.nadia, DURING)).fields}

    assert "épreuve.note@S1-DROIT/1/examen" in names, "its draft is unknown to her"
    assert not any("S1-MANAGEMENT" in name for name in names)


@pytest.mark.parametrize(
    "text", ["25", "-1", "12,345", "1e1", "NaN", "inf", "douze", "<b>", "9" * 50, "１２", "0x1", "1/3"]
)
@pytest.mark.parametrize("field", ["module.note@S1-RIEN", "module.note@S2-RH", "épreuve.note@S1-DROIT/1/examen"])
def test_a_value_that_is_no_mark_of_the_scale_is_refused_at_its_field(cast: Cast, text: str, field: str) -> None:
    found = second_year(cast)
    response = signed_in(found.nadia.student).get(f"/path/{found.nadia.ref}/what-if", {field: text})

    assert response.status_code == 200
    supposition = response.context["supposition"]
    if "RIEN" in field:
        assert not supposition.given, "what is not in the form is not read"
    else:
        assert [one.name for one in supposition.refused] == [field]
        assert 'aria-invalid="true"' in response.content.decode()
    assert f">{text}<" not in response.content.decode() or text.isdigit(), "what was typed is not written as markup"


def test_supposing_keeps_nothing(cast: Cast) -> None:
    found = second_year(cast)
    before = (Mark.objects.count(), Declaration.objects.count(), Entry.objects.count())
    fields = {one.name: "11,5" for one in Supposition(RoadPage(found.nadia, DURING)).fields}

    response = signed_in(found.nadia.student).get(f"/path/{found.nadia.ref}/what-if", fields)

    assert response.status_code == 200
    assert (Mark.objects.count(), Declaration.objects.count(), Entry.objects.count()) == before
    assert signed_in(found.nadia.student).post(f"/path/{found.nadia.ref}/what-if", fields).status_code == 405


def test_htmx_is_given_the_answer_alone(cast: Cast) -> None:
    found = second_year(cast)
    client = signed_in(found.nadia.student)

    part = client.get(f"/path/{found.nadia.ref}/what-if", {"module.note@S2-RH": "12"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "Ressources humaines" in part.content.decode()
