"""Polarity and bounds: what can be said of a definition by looking at it."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Constant, FactUse, Regulation
from parchemin.regulation.verification.bounds import Bounds, Interval
from parchemin.regulation.verification.polarity import Polarity, Typing
from tests.regulation.verification.law import law
from tests.regulation.verification.test_translation import EVERYTHING, MARKS, someone

UP, DOWN, MIXED = Polarity.INCREASING, Polarity.DECREASING, Polarity.MIXED


def defined(expression: str, level: str = "étudiant") -> Regulation:
    return law(f"""
    ## §2 Essai

    ```règles
    {level}.essai = {expression}
    ```
    """)


@pytest.mark.parametrize(
    ("expression", "fact", "expected"),
    [
        ("tous(module.note >= 10)", "module.note", UP),
        ("un(module.note < 10)", "module.note", DOWN),
        ("non un(module.note < 10)", "module.note", UP),
        ("nombre(module.note >= 10) == 3", "module.note", UP),
        ("nombre(module.note < 10) == 0", "module.note", UP),
        ("nombre(module.note >= 10) == 2", "module.note", MIXED),
        ("nombre(module.note >= 10) - nombre(module.note < 5)", "module.note", UP),
        ("8 <= module[Compta].note < 12", "module.note", MIXED),
        ("somme(module.ects, si=module.note >= 10)", "module.note", UP),
        ("tous(module.dispensé, si=module.note < 10)", "module.note", UP),
        ("moyenne(stage.semaines, si=stage.semaines > 2, vide=0) >= 5", "stage.semaines", MIXED),
        ("vrai si étudiant.statut == salarié sinon étudiant.redoublements < 2", "étudiant.redoublements", DOWN),
        ("étudiant.redoublements >= 1 si étudiant.statut == salarié sinon faux", "étudiant.statut", MIXED),
        ("étudiant.redoublements * -1", "étudiant.redoublements", DOWN),
        ("dernier(stage.semaines, par=stage.fin, vide=0)", "stage.semaines", UP),
        ("dernier(stage.semaines, par=stage.fin, vide=0)", "stage.fin", MIXED),
    ],
)
def test_a_definition_moves_as_its_polarity_says(expression: str, fact: str, expected: Polarity) -> None:
    regulation = defined(expression)

    assert Typing(regulation).definition("étudiant.essai")[fact] is expected


def test_a_fact_that_cannot_matter_has_no_polarity() -> None:
    assert "module.note" not in Typing(defined("tous(module.note >= 0)")).definition("étudiant.essai")


@pytest.mark.parametrize("seed", range(8))
def test_a_typed_definition_never_moves_the_other_way(seed: int) -> None:
    """Random persons, one mark raised: what is typed increasing never falls, what is decreasing never rises."""
    regulation = law(EVERYTHING, marks=MARKS, most="2")
    typing, chance = Typing(regulation), Random(seed)
    before = someone(regulation, chance)
    after = raised(before, chance)
    low, high = evaluate(regulation, before), evaluate(regulation, after)

    for name, definition in regulation.definitions.items():
        polarity = typing.definition(name).get("module.note", Polarity.CONSTANT)
        for index in range(low.count(definition.level)):
            one, two = low.of(name, index), high.of(name, index)
            if isinstance(one, str) or polarity is MIXED:
                continue
            assert one == two or (one < two) == (polarity is UP), name
            assert one == two or polarity is not Polarity.CONSTANT, name


def raised(person: PersonFacts, chance: Random) -> PersonFacts:
    marks = dict(person.listed["module.note"])
    key = chance.choice(sorted(marks))
    hundredths = int(100 * Fraction(marks[key] or 0))
    marks[key] = Fraction(chance.randint(hundredths, 2000), 100)
    return PersonFacts(person.root, person.id, {**person.listed, "module.note": marks}, person.rows)


@pytest.mark.parametrize("seed", range(8))
def test_every_value_lies_within_its_bounds(seed: int) -> None:
    regulation = law(EVERYTHING, marks=MARKS, most="2")
    bounds, evaluation = Bounds(regulation), evaluate(regulation, someone(regulation, Random(seed)))

    for name, definition in regulation.definitions.items():
        span = bounds.definition(name)
        for index in range(evaluation.count(definition.level)):
            value = evaluation.of(name, index)
            if not isinstance(value, str):
                assert span.low is None or span.low <= value, name
                assert span.high is None or value <= span.high, name


def test_bounds_are_as_narrow_as_the_tables_allow() -> None:
    def of(expression: str) -> Interval:
        return Bounds(defined(expression)).definition("étudiant.essai")

    assert of("somme(module.ects)") == Interval(Fraction(60), Fraction(60))
    assert of("nombre(module.note >= 10)") == Interval(Fraction(0), Fraction(3))
    assert of("somme(module.ects, si=module.note >= 10)") == Interval(Fraction(0), Fraction(90))
    assert of("min(étudiant.redoublements, 2) + 1") == Interval(Fraction(1), Fraction(3))
    assert of("nombre(stage.semaines > 3)") == Interval(Fraction(0), None)


def test_what_is_known_of_a_node_is_never_said_of_another_in_its_place() -> None:
    """Proofs build nodes that do not last: a new one may stand where an old one stood in memory."""
    regulation = law(EVERYTHING, marks=MARKS, most="2")
    typing, bounds = Typing(regulation), Bounds(regulation)
    for name in ("module.note", "étudiant.redoublements") * 20:
        fact = regulation.facts[name]
        assert set(typing.of(FactUse(level=fact.level, type=fact.type, name=name))) == {name}
    for low in (Fraction(0), Fraction(1)) * 20:
        figure = Constant(level="", type=regulation.facts["module.note"].type, value=low)
        assert bounds.of(figure) == Interval(low, low)
        del figure
