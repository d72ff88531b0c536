"""A change that nobody can notice is told from one that a case should catch."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.equivalence import equivalent
from parchemin.regulation.verification.mutation import mutants, survey
from tests.regulation.verification.law import law

MARKS = ("| semestre.moyenne | 0..20 | exact | aucun |",)
AVERAGE = """
    ## §2 Moyenne

    ```règles
    semestre.moyenne = moyenne_pondérée(module.note, module.ects)
    {more}
    ```
"""


def averaged(*modules: str, more: str = "") -> Regulation:
    return law(AVERAGE.format(more=more), marks=MARKS, modules=modules)


def heavier(regulation: Regulation, factor: int) -> Regulation:
    first, *others = regulation.data["module.ects"]
    assert isinstance(first, Fraction)
    return replace(regulation, data={**regulation.data, "module.ects": (factor * first, *others)})


def test_the_weight_of_a_lone_member_makes_no_difference() -> None:
    alone = averaged("| Compta | S1 | 14 | 30 |", "| Mémoire | S2 | 20 | 30 |")

    assert equivalent(alone, heavier(alone, 2))


def test_the_weight_of_one_among_others_makes_a_difference() -> None:
    together = averaged("| Compta | S1 | 14 | 30 |", "| Droit | S1 | 16 | 30 |", "| Mémoire | S2 | 20 | 30 |")

    assert not equivalent(together, heavier(together, 2))


def test_a_lone_weight_that_is_also_counted_makes_a_difference() -> None:
    modules = ("| Compta | S1 | 14 | 30 |", "| Mémoire | S2 | 20 | 30 |")
    counted = averaged(*modules, more="étudiant.ects = somme(module.ects)")

    assert not equivalent(counted, heavier(counted, 2))


DEADLINE = """
    ## §2 Délai

    **Échéances**

    | échéance | départ | délai |
    | --- | --- | --- |
    | recours | notification | {length} |
"""


def test_an_hour_less_shows_only_when_it_leads_to_another_day() -> None:
    before, less, more = (law(DEADLINE.format(length=f"{hours} heures avant")) for hours in (48, 47, 49))

    assert equivalent(before, less)
    assert not equivalent(before, more)


def test_a_day_less_always_shows() -> None:
    working, shorter = (law(DEADLINE.format(length=f"{days} jours ouvrables")) for days in (10, 9))

    assert not equivalent(working, shorter)


RULE = """
    ## §2 Règle

    ```règles
    étudiant.essai = {expression}
    ```
"""


def test_two_ways_to_write_a_rule_are_the_same_and_a_moved_threshold_is_not() -> None:
    rule, other_way, moved = (
        law(RULE.format(expression=expression))
        for expression in (
            "étudiant.redoublements > 0",
            "étudiant.redoublements >= 1",
            "étudiant.redoublements > 1",
        )
    )

    assert equivalent(rule, other_way)
    assert not equivalent(rule, moved)


def test_a_mutant_that_makes_no_difference_is_set_aside_and_not_counted() -> None:
    regulation = law(RULE.format(expression="étudiant.redoublements > 0 ou étudiant.redoublements >= 1"))

    found = survey(regulation)

    assert [mutant.change for mutant in found.equivalent] != []
    assert found.tried + len(found.equivalent) == len(list(mutants(regulation)))
    assert not set(map(id, found.equivalent)) & set(map(id, found.survivors))
