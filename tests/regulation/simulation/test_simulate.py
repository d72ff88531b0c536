"""A simulation says who changes, from what to what, by which article; the same figures change nobody."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.simulation import (
    RegulationWithFigures,
    Simulation,
    Transition,
    article_changes,
    simulate,
    steps,
    sweep,
)
from parchemin.regulation.simulation.answers import speaking, verdict_label
from tests.regulation.simulation.school import TEXT, cohort, regulation, student

MARKS = st.integers(0, 2000).map(lambda hundredths: Fraction(hundredths, 100))
PERHAPS = st.none() | MARKS


@st.composite
def students(draw: st.DrawFn) -> PersonFacts:
    marks = {module: draw(PERHAPS) for module in ("Compta", "Droit", "Langue")}
    months = tuple(draw(st.lists(st.integers(0, 8), max_size=3)))
    return student(marks, months=months, certificate=draw(st.sampled_from([True, False, None])))


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    return regulation(tmp_path_factory.mktemp("école"))


def amended(factory: pytest.TempPathFactory, *changes: tuple[str, str]) -> Regulation:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return regulation(factory.mktemp("autre"), text)


def transition(result: Simulation, name: str) -> Transition:
    found = [t for t in result.transitions if t.name == name]
    assert len(found) == 1
    return found[0]


ADA = student({"Compta": "12", "Droit": "9", "Langue": "9"})
BOB = student({"Compta": "16", "Droit": "15", "Langue": "14"}, name="bob")


def test_a_raised_threshold_says_who_loses_what_and_by_which_articles(school: Regulation) -> None:
    result = simulate(school, cohort(school, ADA, BOB), {"seuil": Fraction(11)})

    assert (result.people, result.changed) == ({"étudiant": 2}, {"étudiant": 1})
    moved = transition(result, "étudiant.issue")
    assert (moved.before, moved.after) == ("diplôme", "jury: ajournement")
    assert [m.person for m in moved.moved] == ["ada"]
    assert [(d.name, d.before, d.after) for d in moved.causes] == [("seuil", "10", "11")]
    assert moved.articles == ("§2", "§5")


def test_the_other_reading_says_whom_it_would_change(school: Regulation) -> None:
    result = simulate(school, cohort(school, ADA, BOB), {"lecture.compensation": "aucune"})

    moved = transition(result, "module.validé")
    assert [(m.person, m.member) for m in moved.moved] == [("ada", "Droit"), ("ada", "Langue")]
    assert moved.causes[0].what == "reading"


def test_two_sets_of_figures_are_set_against_each_other(school: Regulation) -> None:
    result = simulate(school, cohort(school, ADA), {"seuil": Fraction(11)}, against={"seuil": Fraction(10)})

    moved = transition(result, "étudiant.issue")
    assert (moved.before, moved.after) == ("jury: ajournement", "diplôme")


def test_an_outcome_that_the_change_cannot_touch_is_not_listed(school: Regulation) -> None:
    result = simulate(school, cohort(school, ADA), {"mois_requis": Fraction(7)})

    assert {t.name for t in result.transitions} == {"étudiant.diplômable", "étudiant.stages", "étudiant.issue"}


def test_another_text_is_compared_article_by_article(
    school: Regulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = amended(
        tmp_path_factory,
        ("| seuil | 10 |", "| seuil | 11 |"),
        ("| Langue | 2 |", "| Langue | 3 |"),
        ("note <= note_éliminatoire", "note < note_éliminatoire"),
        ("## §5 Les décisions", "## §6 Les décisions"),
    )

    changes = {c.id: c for c in article_changes(RegulationWithFigures(school, {}), RegulationWithFigures(other, {}))}

    assert {id_: c.change for id_, c in changes.items()} == {
        "§1": "changed", "§2": "changed", "§3": "changed", "§5": "removed", "§6": "added",
    }  # fmt: skip
    assert [(d.name, d.before, d.after) for d in changes["§2"].differences] == [("seuil", "10", "11")]
    assert [(d.name, d.member, d.before, d.after) for d in changes["§1"].differences] == [
        ("module.ects", "Langue", "2", "3")
    ]
    assert changes["§3"].differences[0].after == "module.note < note_éliminatoire"


def test_a_changed_figure_is_not_told_as_a_changed_rule(
    school: Regulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = amended(tmp_path_factory, ("| seuil | 10 |", "| seuil | 11 |"))

    changes = article_changes(RegulationWithFigures(school, {}), RegulationWithFigures(other, {}))

    assert [(c.id, [d.what for d in c.differences]) for c in changes] == [("§2", ["parameter"])]


def test_a_changed_rounding_is_a_changed_rule(school: Regulation, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = amended(tmp_path_factory, ("| 0,1 | au plus proche |", "| 0,1 | inférieur |"))

    changes = article_changes(RegulationWithFigures(school, {}), RegulationWithFigures(other, {}))

    assert [d.name for c in changes for d in c.differences] == ["étudiant.moyenne_affichée"]


def test_a_text_whose_words_alone_changed_changes_nobody(
    school: Regulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = amended(tmp_path_factory, ("## §3 La validation\n", "## §3 La validation\n\nUn mot de plus.\n"))

    result = simulate(school, cohort(school, ADA, BOB), {}, other)

    assert [(a.id, a.words, a.rules) for a in result.articles] == [("§3", True, False)]
    assert result.transitions == ()


def test_members_and_decisions_of_one_text_only_are_told(
    school: Regulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = amended(
        tmp_path_factory,
        ("| Langue | 2 |", "| Sport | 2 |"),
        ("**Décision : étudiant.issue**", "**Décision : étudiant.suite**"),
    )

    result = simulate(school, cohort(school, ADA, BOB), {}, other)

    assert set(result.only_before) == {"module.validé[Langue]", "étudiant.issue"}
    assert set(result.only_after) == {"module.validé[Sport]", "étudiant.suite"}


def test_a_mark_that_the_other_text_does_not_accept_is_unknown_there_and_counted(
    school: Regulation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = amended(tmp_path_factory, ("| module.note | 0..20 | 0,01 |", "| module.note | 0..20 | 0,5 |"))

    result = simulate(school, cohort(school, student({"Compta": "12.01", "Droit": "12", "Langue": "12"})), {}, other)

    assert result.refused == 1
    assert ("true", "pending") in {(t.before, t.after) for t in result.transitions if t.name == "module.validé"}


@given(people=st.lists(students(), min_size=1, max_size=5))
def test_the_same_figures_change_nobody(school: Regulation, people: list[PersonFacts]) -> None:
    result = simulate(school, cohort(school, *people), dict(school.values()))

    assert result.transitions == ()
    assert result.differences == ()


@given(people=st.lists(students(), min_size=1, max_size=5), threshold=st.integers(0, 20))
def test_every_change_told_is_one_and_none_is_left_out(
    school: Regulation, people: list[PersonFacts], threshold: int
) -> None:
    named = [student_named(p, str(i)) for i, p in enumerate(people)]
    figures = {"seuil": Fraction(threshold)}

    result = simulate(school, cohort(school, *named), figures)

    told = {(t.name, m.person, m.member) for t in result.transitions for m in t.moved}
    found = set()
    for person in named:
        before, after = evaluate(school, person), evaluate(school, person, figures)
        for name in speaking(school, "étudiant"):
            for key, outcome in before.outcomes(name).items():
                if not alike(school, name, outcome, after.outcome(name, key)):
                    found.add((name, person.id, "" if key == "étudiant" else key))
    assert told == found


def student_named(person: PersonFacts, name: str) -> PersonFacts:
    return PersonFacts(person.root, name, person.listed, person.rows)


def alike(school: Regulation, name: str, one: object, two: object) -> bool:
    decision = school.decisions.get(name)
    return one == two if decision is None else verdict_label(decision, one) == verdict_label(decision, two)  # type: ignore[arg-type]


def test_a_sweep_counts_every_answer_at_every_value(school: Regulation) -> None:
    found = sweep(school, cohort(school, ADA, BOB), "seuil", steps(Fraction(10), Fraction(12), Fraction(1)))

    assert [p.changed for p in found.points] == [0, 1, 1]
    assert [dict(p.counts["étudiant.issue"]) for p in found.points] == [
        {"diplôme": 2},
        {"diplôme": 1, "jury: ajournement": 1},
        {"diplôme": 1, "jury: ajournement": 1},
    ]
    assert all(sum(p.counts["module.validé"].values()) == 6 for p in found.points)


def test_a_sweep_looks_only_at_what_hangs_on_the_figure(school: Regulation) -> None:
    found = sweep(school, cohort(school, ADA), "mois_requis", [Fraction(6)])

    assert "module.validé" not in found.points[0].counts


@pytest.mark.parametrize(("low", "high", "step"), [(2, 1, 1), (1, 2, 0), (0, 5000, 1)])
def test_an_empty_or_endless_range_is_refused(low: int, high: int, step: int) -> None:
    with pytest.raises(ValueError, match=r"range|values"):
        steps(Fraction(low), Fraction(high), Fraction(step))
