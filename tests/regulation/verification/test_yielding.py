"""A code that blocks and that the best of several marks forgets: said, with what to write for it to stay."""

from __future__ import annotations

import pytest

from parchemin.regulation.findings import Finding
from parchemin.regulation.verification.lints import lint
from tests.regulation.verification.law import law

BODY = """
    **Codes : module.note**

    | code | effet |
    | --- | --- |
    | ABJ | à part |
    | ABI | {effect} |

    ## §2 Calcul

    ```règles
    étudiant.retirée = module[Compta].note == ABI
    étudiant.finale = {rule}
    ```
"""
BEST = "max(module[Compta].note, module[Droit].note)"


def told(rule: str, effect: str = "bloque") -> list[Finding]:
    found = law(BODY.format(rule=rule, effect=effect), marks=["| étudiant.finale | 0..20 | exact | aucun |"])
    return [finding for finding in lint(found) if finding.code == "code-gives-way"]


def test_a_best_of_two_marks_says_that_a_blocking_code_gives_way_and_what_keeps_it() -> None:
    (finding,) = told(BEST)

    assert finding.severity == "note"
    assert "« module[Compta].note » qui vaut ABI cède à l'autre note" in finding.what("fr")
    assert f"« module[Compta].note si module[Compta].note == ABI sinon {BEST} »" in finding.remedy("fr")


def test_a_best_of_all_marks_says_it_too() -> None:
    (finding,) = told("maximum(module.note)")

    kept = "minimum(module.note) si un(module.note == ABI) sinon maximum(module.note)"
    assert kept in finding.remedy("fr")
    assert told(kept) == []


@pytest.mark.parametrize(
    "rule",
    [
        f"module[Compta].note si module[Compta].note == ABI sinon {BEST}",
        f"module[Compta].note si étudiant.retirée sinon {BEST}",
        "max(module[Compta].note, 8)",
        "min(module[Compta].note, module[Droit].note)",
        "moyenne(module.note)",
    ],
)
def test_a_rule_that_keeps_the_code_is_left_alone(rule: str) -> None:
    assert told(rule) == []


def test_a_code_that_blocks_nothing_may_give_way() -> None:
    assert told(BEST, "vaut 0") == []
