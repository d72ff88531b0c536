"""A reason as JSON: exact numbers as text, every kind of detail, canonical words whatever the language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.explanation import walk
from parchemin.regulation.explanation.exporting import export_reason, number, value
from parchemin.regulation.meaning.graph import Kind, Type
from tests.regulation.explanation.law import day, law, someone, why, with_rows

MARKS = {"Compta": 12, "Droit_civil": 9, "Langue": 8}
DECISION = """
**Décision : étudiant.d** — exactement une ligne

| décision | quand | par | libellé |
| --- | --- | --- | --- |
| reçu | étudiant.retards == 0 | règle | Reçu au titre |
| puni | étudiant.retards >= 1 | jury | |
"""


def made(rules: str, person: PersonFacts, name: str, *, tables: str = "", marks: str = "") -> dict[str, Any]:
    exported = export_reason(law(rules, tables, marks), why(rules, person, name, tables=tables, marks=marks))
    return dict(json.loads(json.dumps(exported)))


def detail(rules: str, person: PersonFacts, key: str, *, marks: str = "") -> dict[str, Any]:
    """The first detail of a kind under `étudiant.x`."""
    found = [made(rules, person, "étudiant.x", marks=marks)]
    while found:
        part = found.pop(0)
        if key in part:
            return dict(part[key])
        found += part["because"]
    raise AssertionError(key)


@given(st.fractions(max_denominator=1000))
def test_a_number_is_read_back_exactly(exact: Fraction) -> None:
    text = number(exact)

    assert text is not None
    assert Fraction(text) == exact


@pytest.mark.parametrize(
    ("outcome", "type_", "shown"),
    [
        (Truth(True, True), None, {"settled": True, "truth": True}),
        (Truth(False, False), None, {"settled": True, "truth": False}),
        (Truth(False, True), None, {"settled": False, "truth": None}),
        (ChoiceSpan(frozenset({"b", "a"})), None, {"settled": False, "choices": ["a", "b"]}),
        (Span(Fraction(7, 2), Fraction(7, 2)), None, {"settled": True, "number": "3.5"}),
        (Span(Fraction(1, 3), None), None, {"settled": False, "low": "1/3", "high": None}),
        (
            Span(Fraction(day(2027, 6, 30)), Fraction(day(2027, 7, 1))),
            Type(Kind.DATE),
            {"settled": False, "low": "2027-06-30", "high": "2027-07-01"},
        ),
    ],
)
def test_an_outcome_says_whether_it_is_settled_and_what_is_known(
    outcome: Outcome, type_: Type | None, shown: Mapping[str, object]
) -> None:
    assert value(outcome, type_) == shown


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (Verdict(frozenset({0}), frozenset({0})), {"settled": True, "by": "rule", "options": ["reçu"]}),
        (Verdict(frozenset({1}), frozenset({1})), {"settled": True, "by": "jury", "options": ["puni"]}),
        (Verdict(frozenset(), frozenset({0, 1})), {"settled": False, "by": None, "options": ["reçu", "puni"]}),
        (Verdict(frozenset(), frozenset()), {"settled": True, "by": None, "options": []}),
    ],
)
def test_a_verdict_gives_its_options_and_who_decides(verdict: Verdict, shown: Mapping[str, object]) -> None:
    assert value(verdict, None, law("", DECISION).decisions["étudiant.d"]) == shown


def test_a_comparison_gives_both_sides_and_the_way_to_go() -> None:
    found = detail(
        "étudiant.x = module[Compta].note >= seuil", someone(module_note={"Compta": Fraction(19, 2)}), "comparison"
    )

    assert found["threshold"] == {
        "name": "seuil", "label": "seuil", "value": {"settled": True, "number": "10"}, "article": "§2",
    }  # fmt: skip
    kept = ("operator", "wanted", "holds", "met", "slack", "needed", "step", "reachable")
    assert [found[key] for key in kept] == [">=", ">=", False, False, "-0.5", "10", "0.01", True]


def test_a_day_needed_is_a_date() -> None:
    found = detail("étudiant.x = étudiant.remise <= rendu", someone(étudiant_remise=day(2027, 7, 3)), "comparison")

    assert (found["needed"], found["slack"], found["step"]) == ("2027-06-30", "3", "1")


def test_members_give_their_values_weights_and_the_quotient() -> None:
    marks = "| étudiant.x | 0..20 | exact | aucun |"
    rule = "étudiant.x = moyenne_pondérée(module.note, module.ects, si=module.genre == socle, vide=0)"
    found = detail(rule, someone(module_note=MARKS), "members", marks=marks)

    assert (found["function"], found["level"], found["of"]) == ("weighted_mean", "module", 3)
    assert (found["numerator"], found["denominator"]) == ("66", "6")
    assert found["left_out"] == ["Langue"]
    assert found["values"][0] == {
        "member": "Compta",
        "value": {"settled": True, "number": "12"},
        "weight": {"settled": True, "number": "4"},
        "kept": True,
    }


def test_rows_that_may_still_come_are_announced() -> None:
    person = with_rows(someone(étudiant_clos=False), "stage", {"mois": 2})
    found = detail("étudiant.x = somme(stage.mois)", person, "members")

    assert found["more_may_come"] is True
    assert detail("étudiant.x = somme(stage.mois)", with_rows(someone(), "stage", {"mois": 2}), "members")[
        "more_may_come"
    ] is False  # fmt: skip


def test_a_reading_gives_its_alternatives_and_a_rounding_what_was_before() -> None:
    rule = "étudiant.x = selon(lecture.compensation, année=moyenne(module.note) >= seuil, aucune=faux)"
    reading = detail(rule, someone(module_note=MARKS | {"Langue": 15}), "reading")
    rounding = detail(
        "étudiant.x = moyenne(module.note)",
        someone(module_note=MARKS),
        "rounding",
        marks="| étudiant.x | 0..20 | 0,1 | inférieur |",
    )

    assert reading["alternatives"] == [{"reading": "aucune", "meaning": "rien ne compense", "changes": True}]
    assert rounding == {"before": {"settled": True, "number": "29/3"}, "step": "0.1", "mode": "down"}


@pytest.mark.parametrize(
    ("given", "assumed", "unknown"),
    [({"étudiant_retards": 2}, False, False), ({}, True, False), ({"étudiant_retards": None}, False, True)],
)
def test_a_fact_says_where_it_comes_from(given: dict[str, int | None], assumed: bool, unknown: bool) -> None:
    found = detail("étudiant.x = étudiant.retards + 0", someone(**given), "fact")

    assert found == {"nature": "", "assumed": assumed, "unknown": unknown}


def test_a_row_gives_its_standing_in_one_word() -> None:
    found = made("", someone(étudiant_retards=None), "étudiant.d", tables=DECISION)

    assert [part["row"]["standing"] for part in found["because"]] == ["may_apply", "may_apply"]
    assert found["because"][0]["row"] == {
        "option": "reçu", "label": "Reçu au titre", "by": "rule", "who": "", "standing": "may_apply",
    }  # fmt: skip


def test_each_reason_says_its_file_its_line_and_its_canonical_name() -> None:
    rules = "module.validé = module.note >= seuil"
    reason = why(rules, someone(module_note=MARKS), "module.validé", "Compta")
    exported = export_reason(law(rules), reason)

    assert (exported["canonical"], exported["member"]) == ("module.validated", "Compta")
    assert (exported["file"], exported["line"]) == ("loi.md", reason.place.line)
    for _, found, _ in walk(reason):
        assert found.place.file == "loi.md"
