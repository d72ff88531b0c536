"""Force that feeds nothing: what reaches no decision, requirement, control or publication is told, and nothing else."""

from __future__ import annotations

from textwrap import dedent

import pytest

from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.effects import without_effect
from tests.regulation.verification.law import law, read

DECIDED = """
    ## §2 Validation

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | seuil | 10 |
    | semaines_exigées | 8 |

    **Échéances**

    | échéance | départ | délai |
    | --- | --- | --- |
    | réponse_attendue | demande | 1 mois |

    ```règles
    module.validé = module.note >= seuil
    stage.assez_long = stage.semaines >= semaines_exigées
    étudiant.stages_faits = nombre(stage.assez_long)
    étudiant.réponse_à_temps = étudiant.réponse <= échéance(réponse_attendue, étudiant.demande)
    ```

    **Exigences : étudiant.apte**

    | exigence | quand |
    | --- | --- |
    | modules_validés | tous(module.validé) |
    {line}

    **Décision : étudiant.diplôme** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | acquis | {when} | règle |
    | refusé | sinon | règle |

    {tables}
"""
OF_THE_STRUCTURE = {"module.dispensé", "étudiant.statut", "étudiant.modalité", "étudiant.redoublements", "stage.fin"}


def decided(line: str = "", when: str = "étudiant.apte", tables: str = "") -> Regulation:
    return law(DECIDED.format(line=line, when=when, tables=dedent(tables).replace("\n", "\n    ")))


def idle(regulation: Regulation) -> dict[object, str]:
    """What has no effect, by name, in words; the facts of the common structure that these texts never use apart."""
    told = {f.values["name"]: f.what("fr") for f in without_effect(regulation)}
    return {name: words for name, words in told.items() if name not in OF_THE_STRUCTURE}


def test_a_condition_that_no_decision_looks_at_is_told_with_all_that_leads_to_it() -> None:
    found = idle(decided())

    assert set(found) == {
        "semaines_exigées", "stage.semaines", "stage.assez_long", "étudiant.stages_faits",
        "étudiant.demande", "étudiant.réponse", "réponse_attendue", "étudiant.réponse_à_temps",
    }  # fmt: skip
    assert "ne mène qu'à « étudiant.stages_faits »" in found["semaines_exigées"]
    assert found["étudiant.stages_faits"].startswith("La définition « étudiant.stages_faits » est sans effet")


def test_it_is_a_warning_at_its_line_and_column_in_both_languages() -> None:
    found = {f.values["name"]: f for f in without_effect(decided())}["stage.semaines"]

    assert (found.code, found.severity, found.place.article) == ("no-effect", "warning", "§1")
    assert (found.place.line > 0, found.place.column) == (True, 3)
    assert found.what("en").startswith("Fact “stage.semaines” has no effect: it only leads to “étudiant.stages_faits”")
    assert "**Publications**" in found.remedy("fr")
    assert "**Publications**" in found.remedy("en")


def test_what_a_requirement_or_a_row_looks_at_has_effect_however_far_it_stands() -> None:
    by_requirement = idle(decided("| stage_fait | étudiant.stages_faits >= 1 |"))
    by_row = idle(decided(when="étudiant.apte et étudiant.stages_faits >= 1"))

    assert set(by_requirement) == set(by_row) == {
        "étudiant.demande", "étudiant.réponse", "réponse_attendue", "étudiant.réponse_à_temps",
    }  # fmt: skip


def test_requirements_that_condition_no_decision_are_told_themselves_and_what_leads_to_them_is_not() -> None:
    found = idle(decided("| stage_fait | étudiant.stages_faits >= 1 |", when="étudiant.réponse_à_temps"))

    assert set(found) == {"étudiant.apte"}
    assert "aucune décision n'en dépend" in found["étudiant.apte"]


def test_what_the_text_shows_to_somebody_has_effect_with_all_that_leads_to_it() -> None:
    shown = """
    **Publications**

    | publication | à | motif |
    | --- | --- | --- |
    | étudiant.stages_faits | scolarité | pour le suivi des stages |
    | réponse_attendue | étudiant | |
    """

    assert set(idle(decided(tables=shown))) == {"étudiant.demande", "étudiant.réponse", "étudiant.réponse_à_temps"}


def test_whether_more_rows_may_come_counts_for_what_is_said_of_the_rows() -> None:
    text = """
    ---
    regulation : openness
    title : Openness
    language : en
    in force : 2025-09-01
    ---

    ## §1 All

    **Levels**

    | level | in | members | still possible | at most |
    | --- | --- | --- | --- | --- |
    | student | | | | |
    | stay | student | recorded | not student.closed | 4 |
    | visit | student | recorded | not student.left | 4 |

    **Facts**

    | fact | type | missing |
    | --- | --- | --- |
    | student.closed | yes/no | no |
    | student.left | yes/no | no |
    | stay.days | days 0..90 | unknown |

    **Decision : student.result** — exactly one row

    | decision | when | by |
    | --- | --- | --- |
    | abroad | sum(stay.days) >= 30 | rule |
    | at home | otherwise | rule |
    """

    assert {f.values["name"] for f in without_effect(read(dedent(text).lstrip()))} == {"student.left"}


def test_a_text_without_decision_nor_requirement_is_for_what_no_rule_uses() -> None:
    rules = """
    ## §2 Validation

    ```règles
    module.validé = module.note >= 10
    étudiant.validé = tous(module.validé)
    ```
    """

    assert idle(law(rules)).keys() == {"étudiant.demande", "étudiant.réponse", "stage.semaines"}


def test_a_publication_of_nothing_known_or_to_nobody_is_refused_at_its_cell() -> None:
    table = """
    **Publications**

    | publication | à |
    | --- | --- |
    | {name} | {to} |
    """
    with pytest.raises(Refused) as unknown:
        decided(tables=table.format(name="étudiant.stage_fait", to="jury"))
    with pytest.raises(Refused) as nobody:
        decided(tables=table.format(name="étudiant.stages_faits", to=""))

    [first], [second] = unknown.value.findings, nobody.value.findings
    assert (first.code, first.place.column) == ("unknown-name", 3)
    assert "étudiant.stages_faits" in first.remedy("fr")
    assert (second.code, second.place.article) == ("published-to-nobody", "§2")
