"""One person in exact Python: every part of the language once, on and beside its thresholds, known and unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import NO, OPEN, YES, ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.meaning.graph import Regulation, Value
from tests.regulation.texts import RULES, TREE, regulation

MODULES = {"Droit": ("S1", 2), "Compta": ("S1", 1), "Stage": ("S2", 3)}


def person(rows: Mapping[str, list[RowFacts]] | None = None, **facts: Mapping[str, Value | None]) -> PersonFacts:
    """Facts by name, `session_note={"Droit/1": 12}`: the first `_` stands for the dot."""
    return PersonFacts("étudiant", "a", {name.replace("_", ".", 1): given for name, given in facts.items()}, rows or {})


def marks(**by_module: str | int | None) -> dict[str, Value | None]:
    return {f"{name}/1": None if mark is None else Fraction(mark) for name, mark in by_module.items()}


def experience(name: str, hours: int | None, mark: str | None = None, end: date | None = None) -> RowFacts:
    facts: dict[str, Value | None] = {
        "expérience.heures": None if hours is None else Fraction(hours),
        "expérience.note": None if mark is None else Fraction(mark),
        "expérience.fin": None if end is None else end.toordinal(),
    }
    return RowFacts("étudiant", name, facts)


def exactly(value: str | int) -> Span:
    return Span(Fraction(value), Fraction(value))


def within(low: str | int | None, high: str | int | None) -> Span:
    return Span(None if low is None else Fraction(low), None if high is None else Fraction(high))


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    return regulation(tmp_path_factory.mktemp("law"))


# --- the small regulation, on its thresholds -------------------------------------------------------------------


def test_a_weighted_mean_keeps_its_thirds(law: Regulation) -> None:
    found = evaluate(law, person(session_note=marks(Droit=12, Compta=11, Stage=10)))
    assert found.outcome("semestre.moyenne", "S1") == exactly("35/3")


@pytest.mark.parametrize(
    ("mark", "validated"), [("9.99", NO), ("10", YES), ("10.01", YES)], ids=["below", "on", "above"]
)
def test_an_included_threshold_holds_on_its_figure(law: Regulation, mark: str, validated: Truth) -> None:
    found = evaluate(law, person(session_note=marks(Droit=mark, Compta=7, Stage=10)))
    assert found.outcome("module.validé", "Droit") == validated


@pytest.mark.parametrize(("mark", "validated"), [("6.99", NO), ("7", NO), ("7.01", YES)], ids=["below", "on", "above"])
def test_an_excluded_threshold_does_not_hold_on_its_figure(law: Regulation, mark: str, validated: Truth) -> None:
    found = evaluate(law, person(session_note=marks(Droit=20, Compta=mark, Stage=10)))
    assert found.outcome("module.validé", "Compta") == validated


@pytest.mark.parametrize(("law_mark", "compensated"), [("11.5", YES), ("11.49", NO)])
def test_an_average_of_exactly_ten_compensates(law: Regulation, law_mark: str, compensated: Truth) -> None:
    """(2 x 11.5 + 7.01 - 0.01) / 3 is 10 to the last decimal."""
    found = evaluate(law, person(session_note=marks(Droit=law_mark, Compta="7.01", Stage=10)))
    assert found.outcome("semestre.moyenne", "S1") == exactly((2 * Fraction(law_mark) + Fraction("7.01")) / 3)  # type: ignore[arg-type]
    assert found.outcome("module.compensé", "Compta") == compensated


def test_the_second_session_replaces_the_first_when_registered(law: Regulation) -> None:
    given = person(session_note={**marks(Droit=15), "Droit/2": Fraction(4)}, session_inscrit={"Droit/2": True})
    assert evaluate(law, given).outcome("module.note", "Droit") == exactly(4)


def test_the_reading_not_taken_can_be_run(law: Regulation) -> None:
    given = person(session_note=marks(Droit=14, Compta=8, Stage=10))
    assert evaluate(law, given).outcome("module.validé", "Compta") == YES
    assert evaluate(law, given, {"lecture.compensation": "aucune"}).outcome("module.validé", "Compta") == NO
    assert evaluate(law, given, {"seuil": Fraction(13)}).outcome("module.validé", "Compta") == NO


def test_a_member_not_given_takes_the_value_declared_for_an_empty_cell(law: Regulation) -> None:
    found = evaluate(law, person())
    assert found.fact("étudiant.statut") == ["FI"]
    assert found.fact("session.absence") == ["présent"] * 6
    assert found.outcome("module.note", "Droit") == within(0, 20)


# --- what is not known yet -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "average", "valid"),
    [(20, within("40/3", 20), OPEN), (15, within(10, "50/3"), OPEN), (0, within(0, "20/3"), NO)],
)
def test_a_missing_mark_leaves_open_only_what_it_can_change(
    law: Regulation, known: int, average: Span, valid: Truth
) -> None:
    found = evaluate(law, person(session_note=marks(Droit=known)))
    assert found.outcome("semestre.moyenne", "S1") == average
    assert found.outcome("module.validé", "Droit") == (YES if known >= 10 else NO)
    assert found.outcome("semestre.validé", "S1") == valid


def test_an_average_is_certain_before_every_mark_is_in(law: Regulation) -> None:
    found = evaluate(law, person(session_note=marks(Droit=15)))
    assert found.outcome("module.compensé", "Droit") == YES  # 10 at least, whatever the other mark


def test_rows_that_may_still_come_leave_a_sum_open_up_to_the_most_allowed(law: Regulation) -> None:
    rows = {"expérience": [experience("stage", 600)]}
    assert evaluate(law, person(rows)).outcome("étudiant.heures") == within(600, 4600)
    assert evaluate(law, person(rows, étudiant_clos={"étudiant": True})).outcome("étudiant.heures") == exactly(600)
    full = {"expérience": [experience(name, 300) for name in "abc"]}
    assert evaluate(law, person(full)).outcome("étudiant.heures") == exactly(900)
    assert evaluate(law, person(full)).outcome("étudiant.quitus") == NO


def test_where_no_more_rows_fit_what_is_true_of_all_is_certain(tmp_path: Path) -> None:
    text = "## §3 Ajout\n```règles\nétudiant.a = tous(expérience.heures > 100)\n```\n"
    law = regulation(tmp_path, TREE, RULES, text)
    two, three = ({"expérience": [experience(name, 300) for name in names]} for names in ("ab", "abc"))
    assert evaluate(law, person(two)).outcome("étudiant.a") == OPEN
    assert evaluate(law, person(three)).outcome("étudiant.a") == YES


def test_a_recorded_row_sees_the_values_of_its_own_ancestors(tmp_path: Path) -> None:
    tree = TREE.replace(
        "| expérience | étudiant |", "| copie | module | enregistrées | non | 5 |\n| expérience | étudiant |"
    )
    tree = tree.replace("| étudiant.clos |", "| copie.points | points 0..20 | inconnu | |\n| étudiant.clos |")
    rules = "copie.a = module.ects * 10\nsemestre.a = somme(copie.a)\n"
    law = regulation(tmp_path, tree, RULES, f"## §3 Ajout\n```règles\n{rules}```\n")
    rows = [RowFacts(module, "1", {"copie.points": Fraction(1)}) for module in ("Stage", "Droit", "Compta")]
    found = evaluate(law, person({"copie": rows}))
    assert found.outcomes("copie.a") == {"Stage/1": exactly(30), "Droit/1": exactly(20), "Compta/1": exactly(10)}
    assert found.outcomes("semestre.a") == {"S1": exactly(30), "S2": exactly(30)}


def test_an_unknown_closing_leaves_the_rows_open(law: Regulation) -> None:
    found = evaluate(law, person({"expérience": [experience("stage", 1365)]}, étudiant_clos={"étudiant": None}))
    assert found.outcome("étudiant.heures") == within(1365, 5365)
    assert found.outcome("étudiant.quitus") == YES  # hours only add up


# --- every construct once -------------------------------------------------------------------------------------

GIVEN = person(
    {
        "expérience": [
            experience("a", 100, "12", date(2026, 3, 1)),
            experience("b", 200, "15", date(2026, 5, 2)),
            experience("c", 50, "9.5", date(2026, 5, 2)),
        ]
    },
    session_note=marks(Droit=12, Compta="7.5", Stage=16),
    étudiant_entrée={"étudiant": date(2026, 7, 3).toordinal()},
    étudiant_redoublements={"étudiant": Fraction(2)},
    étudiant_statut={"étudiant": "FC"},
)

CONSTRUCTS: list[tuple[str, Outcome]] = [
    ("étudiant.redoublements + 0.5", exactly("5/2")),
    ("étudiant.redoublements - 3", exactly(-1)),
    ("-étudiant.redoublements", exactly(-2)),
    ("étudiant.redoublements * 1.5", exactly(3)),
    ("étudiant.redoublements / 3", exactly("2/3")),
    ("étudiant.redoublements / 3 * 3 == étudiant.redoublements", YES),
    ("1 < étudiant.redoublements <= 2", YES),
    ("1 < étudiant.redoublements < 2", NO),
    ("étudiant.redoublements != 2", NO),
    ("étudiant.statut == FC", YES),
    ("étudiant.statut dans (FI, FC)", YES),
    ("étudiant.statut non dans (FI, FC)", NO),
    ("non étudiant.clos et (faux ou vrai)", YES),
    ("7 si étudiant.clos sinon 8", exactly(8)),
    ("selon(étudiant.statut, FI=1, autrement=2)", exactly(2)),
    ("FI si étudiant.clos sinon étudiant.statut", ChoiceSpan(frozenset({"FC"}))),
    ("min(étudiant.redoublements, 1, 3)", exactly(1)),
    ("max(étudiant.redoublements, 1)", exactly(2)),
    ("tous(module.note > 7)", YES),
    ("tous(module.note > 7.5)", NO),
    ("un(module.note >= 16)", YES),
    ("un(module.note > 16)", NO),
    ("nombre(module.note >= 12)", exactly(2)),
    ("nombre(module.note >= 12, si=module.campus == Nancy)", exactly(1)),
    ("somme(module.ects)", exactly(6)),
    ("somme(module.ects, si=module.ects > 9)", exactly(0)),
    ("minimum(expérience.heures, vide=0)", exactly(50)),
    ("maximum(module.ects)", exactly(3)),
    ("meilleure(module.ects, si=module.campus == Nancy, vide=0)", exactly(2)),
    ("moyenne(expérience.heures, vide=0)", exactly("350/3")),
    ("moyenne(expérience.heures, si=expérience.heures > 999, vide=-1)", exactly(-1)),
    ("moyenne_pondérée(expérience.heures, expérience.heures, vide=0)", exactly(150)),
    ("moyenne_des_meilleures(expérience.heures, 2, vide=0)", exactly(150)),
    ("moyenne_des_meilleures(expérience.heures, 5, vide=0)", exactly("350/3")),
    ("dernier(expérience.heures, par=expérience.fin, vide=0)", exactly(50)),
    ("dernier(expérience.heures, par=expérience.fin, si=expérience.heures > 50, vide=0)", exactly(200)),
    ("arrondi(étudiant.redoublements / 3, 0.01, au_plus_proche)", exactly("0.67")),
    ("arrondi(étudiant.redoublements / 3, 0.01, inférieur)", exactly("0.66")),
    ("arrondi(étudiant.redoublements / 3, 0.01, supérieur)", exactly("0.67")),
    ("arrondi(étudiant.redoublements * 0.25, 1, au_plus_proche)", exactly(1)),
    ("arrondi(étudiant.redoublements * 0.25, 1, au_pair)", exactly(0)),
    ("arrondi(-étudiant.redoublements * 0.25, 1, au_plus_proche)", exactly(-1)),
    ("arrondi(-étudiant.redoublements * 0.75, 1, au_pair)", exactly(-2)),
    ("arrondi(-étudiant.redoublements / 3, 0.01, inférieur)", exactly("-0.67")),
    ("arrondi(-étudiant.redoublements / 3, 0.01, supérieur)", exactly("-0.66")),
    ("échéance(réclamation, étudiant.entrée)", exactly(date(2026, 7, 13).toordinal())),
    ("échéance(justification, étudiant.entrée) == étudiant.entrée + 19", YES),  # 14 July is no working day
    ("échéance(réclamation, étudiant.entrée) - étudiant.entrée", exactly(10)),
    ("étudiant.entrée < échéance(réclamation, étudiant.entrée)", YES),
    ("module[Compta].note < seuil", YES),
    ("somme(module.ects, si=session[2].inscrit)", exactly(0)),
    ("étudiant.progression == diplôme", NO),
]


def alone(folder: Path, expression: str, level: str = "étudiant") -> Regulation:
    tree = TREE.replace("non étudiant.clos | 3", "non | 3")
    return regulation(folder, tree, RULES, f"## §3 Ajout\n```règles\n{level}.a = {expression}\n```\n")


@pytest.mark.parametrize(("expression", "outcome"), CONSTRUCTS, ids=[e for e, _ in CONSTRUCTS])
def test_each_construct_of_the_language_has_its_exact_value(tmp_path: Path, expression: str, outcome: Outcome) -> None:
    assert evaluate(alone(tmp_path, expression), GIVEN).outcome("étudiant.a") == outcome


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("étudiant.redoublements * 2 >= 0", YES),
        ("étudiant.redoublements > 5", NO),
        ("étudiant.redoublements > 4", OPEN),
        ("6 / (étudiant.redoublements + 1)", within(1, 6)),
        ("étudiant.clos ou non étudiant.clos", OPEN),  # each value on its own: stated, not a proof
        ("1 si étudiant.clos sinon 3", within(1, 3)),
        ("étudiant.statut dans (FI, FC)", OPEN),
        ("selon(étudiant.statut, FI=1, FC=1)", exactly(1)),
        ("arrondi(étudiant.redoublements / 4, 1, au_pair)", within(0, 1)),
        ("échéance(réclamation, étudiant.entrée) > étudiant.entrée", OPEN),
        ("moyenne(expérience.heures, vide=0)", exactly(0)),
        ("nombre(module.validé)", within(0, 3)),
    ],
)
def test_an_unknown_value_is_the_whole_range_of_its_type(tmp_path: Path, expression: str, outcome: Outcome) -> None:
    nothing = {"étudiant": None}
    given = person(
        étudiant_redoublements=nothing, étudiant_clos=nothing, étudiant_statut=nothing, étudiant_entrée=nothing
    )
    assert evaluate(alone(tmp_path, expression), given).outcome("étudiant.a") == outcome


def test_nothing_kept_or_no_weight_left_is_worth_what_the_text_says(tmp_path: Path) -> None:
    """An absence that neutralises every module: the declared value, never 0."""
    law = alone(
        tmp_path, "moyenne_pondérée(module.ects, module.ects, si=session[1].absence == présent, vide=-1)", "semestre"
    )
    neutral = {f"{name}/1": "justifiée" for name in ("Droit", "Compta")}
    found = evaluate(law, person(session_absence=neutral))
    assert found.outcome("semestre.a", "S1") == exactly(-1)
    assert found.outcome("semestre.a", "S2") == exactly(3)
    half = evaluate(law, person(session_absence={"Droit/1": "justifiée", "Compta/1": None}))
    assert half.outcome("semestre.a", "S1") == within(-1, 1)


def test_weights_that_may_all_be_zero_may_give_the_declared_value(tmp_path: Path) -> None:
    made = alone(tmp_path, "moyenne_pondérée(expérience.heures, expérience.heures, vide=3)")
    zero = person({"expérience": [experience("a", 0), experience("b", 0)]})
    assert evaluate(made, zero).outcome("étudiant.a") == exactly(3)
    known = person({"expérience": [experience("a", 0), experience("b", 8)]})
    assert evaluate(made, known).outcome("étudiant.a") == exactly(8)


# --- decisions -----------------------------------------------------------------------------------------------

TABLE = """
## §3 Décider

**Décision : étudiant.suite** — {policy}

| décision | quand | par |
| --- | --- | --- |
| passage | étudiant.redoublements >= 4 | règle |
| redoublement | étudiant.redoublements >= 3 | jury |
| exclusion | étudiant.redoublements >= 2 | directeur |
| report | étudiant.redoublements == 1 | règle |

```règles
étudiant.passe = étudiant.suite == passage
étudiant.reporte = étudiant.suite == report
étudiant.exclu = étudiant.suite == exclusion
```
"""
FIRST, UNIQUE = "première ligne qui s'applique", "exactement une ligne"


def suite(folder: Path, policy: str, repeats: int | None) -> Evaluation:
    law = regulation(folder, TREE, RULES, TABLE.format(policy=policy))
    value = None if repeats is None else Fraction(repeats)
    return evaluate(law, person(étudiant_redoublements={"étudiant": value}))


@pytest.mark.parametrize(
    ("policy", "repeats", "rows"),
    [
        (FIRST, 5, {0}),  # the first that applies
        (FIRST, 3, {1, 2}),  # the jury's options, up to the next rule row
        (FIRST, 2, {2}),
        (FIRST, 1, {3}),
        (FIRST, 0, set()),  # none
        (UNIQUE, 5, {0, 1, 2}),  # a contradiction: a rule row and others
        (UNIQUE, 3, {1, 2}),
        (UNIQUE, 1, {3}),
        (UNIQUE, 0, set()),
    ],
)
def test_a_decision_keeps_the_rows_its_hit_policy_says(
    tmp_path: Path, policy: str, repeats: int, rows: set[int]
) -> None:
    found = suite(tmp_path, policy, repeats)
    verdict = found.outcome("étudiant.suite")
    assert verdict == Verdict(frozenset(rows), frozenset(rows))
    assert found.outcome("étudiant.passe") == (YES if rows == {0} else NO)
    assert found.outcome("étudiant.reporte") == (YES if rows == {3} else NO)
    assert found.outcome("étudiant.exclu") == NO  # a person may choose it: it is never settled by rule


def test_a_decision_waits_for_what_may_change_it(tmp_path: Path) -> None:
    found = suite(tmp_path, FIRST, None)
    assert found.outcome("étudiant.suite") == Verdict(frozenset(), frozenset({0, 1, 2, 3}))
    assert found.outcome("étudiant.passe") == OPEN


def test_a_supposed_value_stands_in_the_place_of_a_definition(law: Regulation) -> None:
    supposed: dict[str, dict[str, Value | None]] = {"semestre.moyenne": {"S1": Fraction(10)}}
    found = evaluate(law, person(session_note=marks(Droit=8, Compta=8)), supposed=supposed)
    assert found.outcome("module.validé", "Droit") == YES
    open_ = evaluate(law, person(session_note=marks(Droit=8)), supposed={"semestre.moyenne": {"S1": None}})
    assert open_.outcome("module.validé", "Droit") == OPEN


# --- a naive oracle ---------------------------------------------------------------------------------------------

MARK = st.integers(0, 2000).map(lambda n: Fraction(n, 100)) | st.sampled_from([Fraction(7), Fraction(10)])


@st.composite
def students(draw: st.DrawFn) -> dict[str, object]:
    return {
        "first": {name: draw(MARK) for name in MODULES},
        "second": {name: draw(st.none() | MARK) for name in MODULES},
        "hours": draw(st.lists(st.integers(0, 2000), max_size=3)),
        "repeats": draw(st.integers(0, 5)),
    }


def judged(student: dict[str, object]) -> dict[str, object]:
    """The small regulation in plain sentences of Python, from its text and not from its graph."""
    first, second = student["first"], student["second"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    mark = {m: first[m] if second[m] is None else second[m] for m in MODULES}
    average = {
        s: sum(mark[m] * ects for m, (own, ects) in MODULES.items() if own == s)
        / sum(ects for own, ects in MODULES.values() if own == s)
        for s in ("S1", "S2")
    }
    valid = {m: mark[m] >= 10 or (average[s] >= 10 and mark[m] > 7) for m, (s, _) in MODULES.items()}
    hours = student["hours"]
    assert isinstance(hours, list)
    diploma = all(valid.values()) and sum(hours) >= 1365
    rows = {0} if diploma else ({1, 2} if student["repeats"] == 0 else {2})
    return {
        "average": average,
        "valid": valid,
        "credits": sum(MODULES[m][1] for m in MODULES if valid[m]),
        "rows": rows,
    }


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(student=students())
def test_random_students_are_judged_as_by_hand(law: Regulation, student: dict[str, object]) -> None:
    first, second, hours = student["first"], student["second"], student["hours"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert isinstance(hours, list)
    given_ = person(
        {"expérience": [experience(str(i), h) for i, h in enumerate(hours)]},
        session_note={f"{m}/1": v for m, v in first.items()} | {f"{m}/2": v for m, v in second.items()},
        session_inscrit={f"{m}/2": v is not None for m, v in second.items()},
        étudiant_clos={"étudiant": True},
        étudiant_redoublements={"étudiant": Fraction(str(student["repeats"]))},
    )
    found, expected = evaluate(law, given_), judged(student)
    averages, valid = expected["average"], expected["valid"]
    assert isinstance(averages, dict)
    assert isinstance(valid, dict)
    assert {k: o.low for k, o in found.outcomes("semestre.moyenne").items() if isinstance(o, Span)} == averages
    assert found.outcomes("module.validé") == {m: YES if v else NO for m, v in valid.items()}
    assert found.outcome("étudiant.crédits") == exactly(str(expected["credits"]))
    rows = expected["rows"]
    assert isinstance(rows, set)
    assert found.outcome("étudiant.progression") == Verdict(frozenset(rows), frozenset(rows))
