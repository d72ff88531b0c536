"""Mutation tells whether the worked cases would notice a change of the law."""

from __future__ import annotations

from fractions import Fraction

from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.mutation import mutants, survey
from tests.regulation.verification.law import law

BODY = """
    ## §2 Validation

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | seuil | 10 |

    **Échéances**

    | échéance | départ | délai |
    | --- | --- | --- |
    | recours | notification | 10 jours ouvrables |

    ```règles
    module.validé = module.note >= seuil et module.note != 20
    semestre.validé = tous(module.validé)
    semestre.moyenne = moyenne_pondérée(module.note, module.ects)
    ```

    **Cas**

    | cas | module[Compta].note | module[Droit].note | ⇒ module[Compta].validé | ⇒ semestre[S1].validé | attendu |
    | --- | --- | --- | --- | --- | --- |
    | sur le seuil | 10 | 12 | oui | oui | semestre[S1].moyenne = 166/15 |
    {cases}

    **Cas** — avec module[Mémoire].note = 12 ; module[Stage].note = 15

    | cas | ⇒ semestre[S2].moyenne |
    | --- | --- |
    | second semestre | 13 |

    **Cas : échéances**

    | cas | échéance | départ | ⇒ date |
    | --- | --- | --- | --- |
    | dix jours ouvrables | recours | 2026-03-02 | 2026-03-13 |
"""
MORE = """| juste au-dessous | 9,99 | 12 | non | non | |
    | la plus haute | 20 | 12 | non | non | |
    | presque la plus haute | 19,99 | 20 | oui | non | |"""
MARKS = ("| semestre.moyenne | 0..20 | exact | aucun |",)


def regulation(cases: str = MORE) -> Regulation:
    modules = (
        "| Compta | S1 | 14 | 30 |",
        "| Droit | S1 | 16 | 30 |",
        "| Mémoire | S2 | 20 | 30 |",
        "| Stage | S2 | 10 | 30 |",
    )
    return law(BODY.format(cases=cases), marks=MARKS, modules=modules)


def test_cases_on_both_sides_of_every_threshold_catch_every_change() -> None:
    found = survey(regulation())

    assert [(m.change, m.before, m.after) for m in found.survivors] == []
    assert found.share == 1
    assert not found.cut_short
    assert found.tried > 10


def test_a_missing_case_lets_named_changes_survive_at_their_place() -> None:
    found = survey(regulation(cases=""))

    changes = {(m.change, m.before, m.after) for m in found.survivors}
    assert ("figure", "seuil = 10", "seuil = 999/100") in changes
    assert all(m.place.line > 0 and m.place.article == "§2" for m in found.survivors)
    assert Fraction(0) < found.share < 1


def test_every_kind_of_change_is_made() -> None:
    made = {mutant.change for mutant in mutants(regulation())}

    assert made == {"figure", "strictness", "logic", "aggregate", "weight", "deadline"}


def test_a_mutant_differs_from_the_law_in_one_place_only() -> None:
    law_as_it_is = regulation()

    for mutant in mutants(law_as_it_is):
        changed = mutant.regulation
        differences = [
            changed.definitions != law_as_it_is.definitions,
            changed.parameters != law_as_it_is.parameters,
            changed.data != law_as_it_is.data,
            changed.deadlines != law_as_it_is.deadlines,
        ]
        assert differences.count(True) == 1, mutant


def test_a_figure_of_a_control_alone_is_not_altered() -> None:
    controlled = law("""
    ## §2 Volume

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | total | 60 |

    **Contrôles**

    | contrôle | niveau | doit être vrai |
    | --- | --- | --- |
    | somme | étudiant | somme(module.ects) == total |
    """)

    assert list(mutants(controlled)) == []
