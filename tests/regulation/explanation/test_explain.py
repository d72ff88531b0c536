"""An explanation gives what decides, the threshold as written, and how far it is; and what it says is true."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import NO, OPEN, YES
from parchemin.regulation.explanation import Reason, articles, explain, in_sentences, readings, typed_facts, walk
from parchemin.regulation.explanation.exporting import export_reason
from parchemin.regulation.explanation.reasons import Comparison, Members, RowStanding
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Regulation
from tests.regulation.simulation.school import regulation, student

MARKS = st.integers(0, 2000).map(lambda hundredths: Fraction(hundredths, 100))


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    return regulation(tmp_path_factory.mktemp("école"))


def why(school: Regulation, person: PersonFacts, name: str, key: str = "", language: Language = "fr") -> Reason:
    return explain(evaluate(school, person), name, key, language)


def comparisons(reason: Reason) -> dict[str, Comparison]:
    return {f"{r.name}[{r.member}]": r.detail for _, r, _ in walk(reason) if isinstance(r.detail, Comparison)}


def test_an_eliminating_mark_is_told_by_the_threshold_that_it_does_not_pass(school: Regulation) -> None:
    reason = why(school, student({"Compta": "10", "Droit": "6.90", "Langue": "12"}), "module.validé", "Droit")

    wanted = "Droit, note 6,90 : au plus 7 (note éliminatoire), 0,10 de moins. §3"
    assert wanted in in_sentences(reason)


def test_the_same_is_told_in_english(school: Regulation) -> None:
    person = student({"Compta": "10", "Droit": "6.90", "Langue": "12"})

    told = in_sentences(why(school, person, "module.validé", "Droit", "en"))

    wanted = "Droit, note 6.90: at most 7 (note éliminatoire), 0.10 below. §3"
    assert wanted in told


def test_the_operator_stays_as_written_under_a_negation(school: Regulation) -> None:
    reason = why(school, student({"Compta": "10", "Droit": "7", "Langue": "12"}), "module.validé", "Droit")

    eliminating = next(r for _, r, _ in walk(reason) if r.name == "module.note" and "<=" in r.source)
    assert isinstance(eliminating.detail, Comparison)
    assert (eliminating.detail.operator, eliminating.detail.wanted) == ("<=", "<=")
    assert (eliminating.detail.holds, eliminating.detail.met) == (True, True)
    assert eliminating.detail.slack == 0


def test_a_true_alternative_is_explained_by_the_true_operands_only(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "5", "Langue": "5"}), "module.validé", "Compta")

    assert [r.sentence for r in reason.because] == ["Compta, note 12 : au moins 10 (seuil), 2 de plus. §3"]


def test_a_failed_requirement_names_the_failing_members_only(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "5", "Langue": "12"}), "étudiant.diplômable")

    assert [r.label for r in reason.because] == ["Tous les modules"]
    every = reason.because[0].because[0]
    assert isinstance(every.detail, Members)
    assert every.detail.deciding == ("Droit",)
    assert every.sentence == "1 sur 3 ne l'est pas (module) : Droit. §4"


def test_a_mean_is_given_as_its_exact_quotient_with_values_and_weights(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12.33", "Droit": "9", "Langue": "5"}), "étudiant.moyenne")

    assert reason.because[0].sentence == (
        "Moyenne pondérée 9,665 = 77,32 / 8 : Compta 12,33 × 4, Droit 9 × 2, Langue 5 × 2. §3"
    )


def test_a_quotient_without_end_is_cut_and_never_rounded_up_to_its_threshold(school: Regulation) -> None:
    person = student({"Compta": "10", "Droit": "9.99", "Langue": "15"}, exempted=("Langue",))

    reason = why(school, person, "étudiant.moyenne")

    assert reason.sentence == "Moyenne : 2999/300 (9,9966…). §3"


def test_an_exemption_that_leaves_a_module_out_is_cited_with_its_article(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "9"}, exempted=("Langue",)), "étudiant.moyenne")

    assert [r.sentence for r in typed_facts(reason)] == ["Dispense : Langue, dispense du module, oui. §1"]
    assert set(articles(reason)) == {"§3", "§1"}


def test_an_exemption_that_was_not_given_is_not_put_forward(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "9", "Langue": "5"}), "étudiant.moyenne")

    assert not typed_facts(reason)


def test_a_rounding_says_the_value_before_the_step_and_the_way(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12.33", "Droit": "9", "Langue": "5"}), "étudiant.moyenne_affichée")

    assert reason.because[0].sentence == "Arrondi de 9,665 au plus proche (pas de 0,1) : 9,7. §1"


def test_the_reading_taken_says_what_the_other_one_would_change(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "9", "Langue": "9"}), "module.validé", "Droit")

    told = "Lecture « compensation » : semestre (la moyenne compense). §2"
    assert [r.sentence for r in readings(reason)] == [f"{told} Lue « aucune » (chaque module compte seul) : non."]


def test_the_reading_that_changes_a_decision_says_the_other_decision(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "9", "Langue": "9"}), "étudiant.issue")

    assert "à prononcer (jury)" in readings(reason)[0].sentence


def test_a_decision_says_the_row_that_applies_then_why_the_higher_ones_do_not(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "9", "Langue": "5"}, months=(2, 3)), "étudiant.issue")

    assert reason.sentence == "Issue : ajournement, à prononcer (jury). §5"
    standings = [(r.detail.option, r.detail.standing) for r in reason.because if isinstance(r.detail, RowStanding)]
    assert standings == [
        ("ajournement", "applies"), ("diplôme", "does not apply"), ("rattrapage", "does not apply"),
    ]  # fmt: skip
    assert "Mois 5 mois : il faut au moins 6 (mois requis), il manque 1 mois. §4" in in_sentences(reason)


def test_what_is_left_to_the_jury_is_offered_and_not_chosen(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "12", "Langue": "5"}), "étudiant.issue")

    assert reason.sentence == "Issue : au choix (jury) entre rattrapage ou ajournement. §5"


def test_a_pending_answer_is_explained_by_what_is_still_open(school: Regulation) -> None:
    reason = why(school, student({"Compta": "12", "Droit": "12"}), "étudiant.diplômable")

    assert reason.value == OPEN
    facts = {r.member for _, r, _ in walk(reason) if r.value == OPEN and r.name == "module.validé"}
    assert facts == {"Langue"}


def test_a_threshold_that_is_open_is_said_once_whether_it_must_be_reached_or_must_not(house: Path) -> None:
    nothing_known = evaluate(load(house / "regulations/ipag-msc"), PersonFacts("étudiant", "ada"))

    told = in_sentences(explain(nothing_known, "étudiant.titre"))

    assert sum("(moyenne du titre)" in one for one in told) == 1
    assert sum("(note plancher)" in one for one in told) == 5


def test_credits_that_fall_short_are_explained_by_the_modules_that_do_not_count(school: Regulation) -> None:
    text = regulation_with_credits(school)
    reason = why(text, student({"Compta": "12", "Droit": "5", "Langue": "12"}), "étudiant.assez")

    assert "Droit, note 5 : il faut au moins 10 (seuil), il manque 5. §3" in in_sentences(reason)
    assert not any(r.member == "Langue" for _, r, _ in walk(reason))


def regulation_with_credits(school: Regulation) -> Regulation:
    from tests.regulation.simulation.school import TEXT

    folder = Path(next(iter(school.articles.values())).place.file).parent / "crédits"
    folder.mkdir(exist_ok=True)
    rule = "étudiant.mois = somme(stage.mois)\nétudiant.assez = étudiant.crédits >= 8\n"
    return regulation(folder, TEXT.replace("étudiant.mois = somme(stage.mois)\n", rule))


def test_nothing_is_worked_out_before_it_is_looked_at(school: Regulation) -> None:
    evaluation = evaluate(school, student({"Compta": "12", "Droit": "9", "Langue": "5"}))

    reason = explain(evaluation, "étudiant.diplômable")

    assert "because" not in vars(reason)
    assert "sentence" not in vars(reason)


def test_a_reason_is_json_with_exact_numbers_as_text(school: Regulation) -> None:
    reason = why(school, student({"Compta": "10", "Droit": "6.90", "Langue": "12"}), "module.validé", "Droit")

    made = json.loads(json.dumps(export_reason(school, reason)))

    found = [part["comparison"] for part in made["because"] if part["kind"] == "comparison"]
    assert found[0]["slack"] == "-3.1"
    assert found[0]["needed"] == "10"
    assert found[0]["threshold"]["name"] == "seuil"
    assert made["canonical"] == "module.validated"


@given(compta=MARKS, droit=MARKS, langue=MARKS)
def test_the_mark_said_to_be_needed_flips_the_comparison_and_one_step_less_does_not(
    school: Regulation, compta: Fraction, droit: Fraction, langue: Fraction
) -> None:
    person = student({"Compta": compta, "Droit": droit, "Langue": langue})
    reason = why(school, person, "étudiant.diplômable")
    for _, found, _ in walk(reason):
        detail = found.detail
        if not isinstance(detail, Comparison) or found.name != "module.note" or detail.needed is None:
            continue
        assert detail.step is not None
        for value, met in ((detail.needed, True), (detail.needed - detail.step, False)):
            marks = {**person.listed["module.note"], found.member: value}
            other = replace(person, listed={**person.listed, "module.note": marks})
            name = "module.éliminé" if "<=" in found.source else None
            if name:
                assert evaluate(school, other).outcome(name, found.member) == (NO if met else YES)
            else:
                assert (value >= 10) is met


@given(compta=MARKS, droit=MARKS, langue=MARKS, months=st.integers(0, 12))
def test_the_slack_is_the_exact_distance_and_has_the_sign_of_the_answer(
    school: Regulation, compta: Fraction, droit: Fraction, langue: Fraction, months: int
) -> None:
    person = student({"Compta": compta, "Droit": droit, "Langue": langue}, months=(months,))
    for detail in comparisons(why(school, person, "étudiant.issue")).values():
        assert detail.slack is not None
        if detail.wanted in (">", ">="):
            assert detail.met is (detail.slack > 0 or (detail.slack == 0 and detail.wanted == ">="))
