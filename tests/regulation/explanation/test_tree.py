"""The tree of a reason: only what decides, never against its outcome, the same in short, in full and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Span, Truth, Verdict
from parchemin.regulation.explanation import Reason, articles, explain, in_sentences, readings, typed_facts, walk
from parchemin.regulation.explanation.exporting import export_reason
from parchemin.regulation.explanation.reasons import Comparison, GivenFact, Members, RowStanding
from parchemin.regulation.meaning.graph import Regulation, Value
from tests.regulation.explanation.law import law, sentences, someone, why, with_rows

RULES = """étudiant.moyenne = moyenne_pondérée(module.note, module.ects, si=non module.dispensé, vide=20)
module.validé = module.dispensé ou module.note >= seuil
    ou selon(lecture.compensation, année=étudiant.moyenne >= seuil et non module.note <= plancher, aucune=faux)
étudiant.mois = somme(stage.mois)
étudiant.validés = nombre(module.validé)
étudiant.à_temps = étudiant.remise <= rendu
étudiant.acquis = tous(module.validé) et étudiant.mois >= mois_requis et (étudiant.certificat ou étudiant.à_temps)"""
MARKS = "| étudiant.moyenne | 0..20 | exact | aucun |"
TABLES = """
**Décision : étudiant.issue** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| diplôme | étudiant.acquis | règle |
| rattrapage | étudiant.validés >= 2 | jury |
| ajournement | étudiant.validés >= 1 | jury |
| exclusion | sinon | règle |
"""
MODULES = ("Compta", "Droit_civil", "Langue")


def text() -> Regulation:
    return law(RULES, TABLES, MARKS)


MARK = st.one_of(
    st.none(), st.integers(0, 2000).map(lambda n: Fraction(n, 100)), st.sampled_from([7, 10]).map(Fraction)
)


@st.composite
def persons(draw: st.DrawFn) -> PersonFacts:
    def some(values: st.SearchStrategy[Value | None]) -> Mapping[str, Value | None]:
        return {module: draw(values) for module in MODULES}

    person = someone(
        module_note=some(MARK),
        module_dispensé=some(st.sampled_from([False, False, False, True, None])),
        étudiant_certificat=draw(st.sampled_from([True, False, None])),
        étudiant_remise=draw(st.one_of(st.none(), st.integers(740_000, 740_400))),
        étudiant_clos=draw(st.sampled_from([True, False, None])),
    )
    rows = draw(st.lists(st.one_of(st.none(), st.integers(0, 24)), max_size=3))
    return with_rows(person, "stage", *({"mois": months} for months in rows))


ASKED = st.sampled_from(["étudiant.acquis", "étudiant.issue", "étudiant.moyenne", "étudiant.validés", "étudiant.mois"])


def every(reason: Reason) -> Iterator[Reason]:
    return (found for _, found, _ in walk(reason))


# --- what is said is true ------------------------------------------------------------------------------------------


@given(person=persons(), name=ASKED)
def test_every_value_of_the_tree_is_the_one_of_the_evaluation(person: PersonFacts, name: str) -> None:
    evaluation = evaluate(text(), person)
    for reason in every(explain(evaluation, name)):
        if reason.kind == "definition":
            assert reason.value == evaluation.outcome(reason.name, reason.member), reason.sentence


@given(person=persons(), name=ASKED)
def test_no_sentence_says_yes_of_what_is_no(person: PersonFacts, name: str) -> None:
    for reason in every(explain(evaluate(text(), person), name)):
        if reason.kind == "definition" and isinstance(reason.value, Truth):
            word = "en attente" if not reason.value.settled else "oui" if reason.value.certain else "non"
            assert f" : {word}. " in reason.sentence
        if isinstance(reason.detail, Comparison):
            asks = " : il faut " in reason.sentence
            assert asks is (reason.detail.met is not True), reason.sentence
            waits = "pour l'instant" in reason.sentence or "pas encore connu" in reason.sentence
            assert waits is (reason.detail.met is None)


@given(person=persons(), name=ASKED)
def test_a_comparison_holds_exactly_as_its_two_values_do(person: PersonFacts, name: str) -> None:
    for reason in every(explain(evaluate(text(), person), name)):
        match reason.detail:
            case Comparison(measured=measured, threshold=threshold, slack=slack) as detail:
                if slack is None or not isinstance(measured.value, Span) or not isinstance(threshold.value, Span):
                    continue
                assert measured.value.low is not None
                assert threshold.value.low is not None
                assert slack == measured.value.low - threshold.value.low
                at_least = {">=": slack >= 0, ">": slack > 0, "<=": slack <= 0, "<": slack < 0}
                assert detail.holds is at_least[detail.operator]
                assert detail.met is at_least[detail.wanted]


@given(person=persons())
def test_a_settled_answer_is_never_explained_by_what_is_still_open(person: PersonFacts) -> None:
    reason = explain(evaluate(text(), person), "étudiant.acquis")
    if isinstance(reason.value, Truth) and reason.value.settled and reason.value.certain:
        for found in every(reason):
            if found.kind in ("comparison", "every", "some") and isinstance(found.value, Truth):
                assert found.value.settled, found.sentence


@given(person=persons())
def test_who_decides_an_all_are_those_that_fail_it_and_everyone_when_it_holds(person: PersonFacts) -> None:
    evaluation = evaluate(text(), person)
    for reason in every(explain(evaluation, "étudiant.acquis")):
        if reason.kind != "every":
            continue
        assert isinstance(reason.detail, Members)
        assert isinstance(reason.value, Truth)
        named = {key: evaluation.outcome("module.validé", key) for key in MODULES}
        if reason.value.settled:
            asked = Truth(reason.value.certain, reason.value.certain)
            assert set(reason.detail.deciding) == {key for key, value in named.items() if value == asked}
        else:
            assert set(reason.detail.deciding) == {key for key, value in named.items() if value != Truth(True, True)}


@given(person=persons())
def test_changing_what_is_not_told_changes_nothing(person: PersonFacts) -> None:
    """A mark that no reason of a settled requirement names may be anything: the answer stays."""
    evaluation = evaluate(text(), person)
    reason = explain(evaluation, "étudiant.acquis")
    if not isinstance(reason.value, Truth) or not reason.value.settled:
        return
    told = {found.member for found in every(reason)}
    if any(found.name == "étudiant.moyenne" for found in every(reason)):
        return  # a mean is told in short: its members are not opened one by one
    for module in set(MODULES) - told:
        for mark in (Fraction(0), Fraction(20), None):
            marks = {**person.listed["module.note"], module: mark}
            other = replace(person, listed={**person.listed, "module.note": marks})
            after = evaluate(text(), other).outcome("étudiant.acquis")
            if reason.value.certain:
                assert after == reason.value or module in told
            else:
                assert after == reason.value, (module, mark)


@given(person=persons())
def test_the_rows_told_are_those_of_the_verdict_and_those_above(person: PersonFacts) -> None:
    reason = explain(evaluate(text(), person), "étudiant.issue")
    verdict = reason.value
    assert isinstance(verdict, Verdict)
    rows = text().decisions["étudiant.issue"].rows
    standings = {r.detail.option: r.detail.standing for r in reason.because if isinstance(r.detail, RowStanding)}

    applies = "applies" if verdict.settled else "may apply"
    assert {o for o, standing in standings.items() if standing == applies} >= {rows[i].option for i in verdict.certain}
    assert {o for o, s in standings.items() if s != "does not apply"} == {
        rows[i].option for i in verdict.possible | verdict.certain
    }
    last = max(verdict.possible | verdict.certain)
    assert len(standings) == last + 1 or len(standings) == len(verdict.possible | verdict.certain)


# --- the same in short, in full and as JSON ------------------------------------------------------------------------


@given(person=persons(), name=ASKED)
def test_the_short_answer_says_nothing_that_the_tree_does_not(person: PersonFacts, name: str) -> None:
    reason = explain(evaluate(text(), person), name)
    short = in_sentences(reason)

    assert short[0] == reason.sentence
    assert set(short) <= set(sentences(reason))
    assert len(set(short)) == len(short)


@given(person=persons(), name=ASKED)
def test_json_holds_each_reason_of_the_tree_once_in_the_same_order(person: PersonFacts, name: str) -> None:
    reason = explain(evaluate(text(), person), name)
    made = json.loads(json.dumps(export_reason(text(), reason)))

    def flat(part: dict[str, object]) -> Iterator[tuple[object, object, object]]:
        yield part["sentence"], part["member"], part["repeated"]
        because = part["because"]
        assert isinstance(because, list)
        assert not (part["repeated"] and because)
        for inner in because:
            yield from flat(inner)

    assert list(flat(made)) == [(r.sentence, r.member, again) for _, r, again in walk(reason)]


@given(person=persons(), name=ASKED)
def test_french_and_english_say_the_same_tree(person: PersonFacts, name: str) -> None:
    evaluation = evaluate(text(), person)
    french, english = explain(evaluation, name), explain(evaluation, name, language="en")

    assert [(d, r.identity, r.value, again) for d, r, again in walk(french)] == [
        (d, r.identity, r.value, again) for d, r, again in walk(english)
    ]
    for one, other in zip(every(french), every(english), strict=True):
        assert one.sentence.rpartition("§")[2] == other.sentence.rpartition("§")[2] or one.kind == "reading"


@given(person=persons(), name=ASKED)
def test_every_sentence_ends_with_its_article_and_every_article_is_cited(person: PersonFacts, name: str) -> None:
    reason = explain(evaluate(text(), person), name)
    for found in every(reason):
        if found.kind != "reading":
            assert found.sentence.endswith(f". {found.article}"), found.sentence
    assert set(articles(reason)) == {found.article for found in every(reason) if found.article}


@given(person=persons())
def test_a_typed_fact_is_put_forward_when_it_was_recorded_and_only_then(person: PersonFacts) -> None:
    told = {r.member for r in typed_facts(explain(evaluate(text(), person), "étudiant.moyenne"))}
    exempted = {key for key, value in person.listed["module.dispensé"].items() if value is True}

    assert told >= exempted
    for found in typed_facts(explain(evaluate(text(), person), "étudiant.moyenne")):
        assert isinstance(found.detail, GivenFact)
        assert found.detail.unknown or found.value == Truth(True, True)


# --- one by one ----------------------------------------------------------------------------------------------------


def test_what_stands_twice_in_a_tree_is_opened_once() -> None:
    rules = "étudiant.tard = étudiant.retards >= 3\nétudiant.x = nombre(module.puni) >= 3\nmodule.puni = étudiant.tard"
    reason = why(rules, someone(étudiant_retards=4), "étudiant.x")
    late = [again for _, found, again in walk(reason) if found.name == "étudiant.tard"]

    assert late == [False, True, True]
    assert sum(found.kind == "comparison" and found.name == "étudiant.retards" for found in every(reason)) == 1


def test_answers_that_share_what_they_hang_on_give_it_once_as_json() -> None:
    rules = "étudiant.tard = étudiant.retards >= 3\nétudiant.x = étudiant.tard\nétudiant.y = non étudiant.tard"
    evaluation, seen = evaluate(law(rules), someone(étudiant_retards=4)), set[tuple[object, ...]]()
    first = export_reason(law(rules), explain(evaluation, "étudiant.x"), seen)
    second = export_reason(law(rules), explain(evaluation, "étudiant.y"), seen)

    def late(made: dict[str, object]) -> dict[str, object]:
        because = made["because"]
        assert isinstance(because, list)
        return dict(because[0])

    assert (late(first)["repeated"], late(second)["repeated"]) == (False, True)
    assert late(first)["because"]
    assert late(second)["because"] == []


def test_a_false_and_is_explained_by_its_false_operands_and_a_true_or_by_its_true_ones() -> None:
    person = someone(étudiant_retards=4, étudiant_certificat=True)

    both = why("étudiant.x = étudiant.retards <= 2 et étudiant.certificat", person, "étudiant.x")
    either = why("étudiant.x = étudiant.retards <= 2 ou étudiant.certificat", person, "étudiant.x")

    assert [r.name for r in both.because] == ["étudiant.retards"]
    assert [r.name for r in either.because] == ["étudiant.certificat"]


@pytest.mark.parametrize("operator", ["et", "ou"])
def test_an_open_and_or_or_is_explained_by_its_open_operands(operator: str) -> None:
    settled = "étudiant.retards <= 9" if operator == "et" else "étudiant.retards > 9"
    reason = why(f"étudiant.x = {settled} {operator} étudiant.certificat", someone(étudiant_retards=4), "étudiant.x")

    assert [r.name for r in reason.because] == ["étudiant.certificat"]


def test_an_unknown_name_and_an_unknown_member_are_refused() -> None:
    evaluation = evaluate(law("module.x = module.note >= seuil"), someone())

    with pytest.raises(KeyError):
        explain(evaluation, "module.y")
    with pytest.raises(ValueError, match="Histoire"):
        explain(evaluation, "module.x", "Histoire")


def test_the_answer_of_a_member_is_about_that_member_only() -> None:
    person = someone(module_note={"Compta": 12, "Droit_civil": 9})
    reason = why("module.x = module.note >= seuil", person, "module.x", "Droit_civil")

    assert sentences(reason) == [
        "Droit civil, x : non. §3",
        "Droit civil, note 9 : il faut au moins 10 (seuil), il manque 1. §3",
    ]


def test_a_reading_is_run_the_other_way_only_when_it_is_looked_at() -> None:
    person = someone(module_note=dict.fromkeys(MODULES, 12))
    rules = "étudiant.x = selon(lecture.compensation, année=moyenne(module.note) >= seuil, aucune=faux)"
    (reading,) = readings(why(rules, person, "étudiant.x"))

    assert reading.detail is not None
    assert "others" not in vars(reading.detail)
    assert [(o.name, o.changes) for o in reading.detail.others] == [("aucune", True)]  # type: ignore[union-attr]
    assert "others" in vars(reading.detail)
