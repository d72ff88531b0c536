"""Bounds member by member: scales that hold at each line of a table, and sums of weights that are never zero."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import Files
from tests.regulation.texts import HEADER, only

TABLES = """
## §1 Ce dont on parle

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |
| ue | étudiant | tableau |
| module | ue | tableau |

**Cursus : ue**

| ue |
| --- |
| A |
| B |

**Cursus : module**

| module | ue | poids | report |
| --- | --- | --- | --- |
{lines}

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.entrée | date | inconnu |
| module.continu | note | inconnu |
| module.terminal | note | inconnu |
| module.heures | entier 1..30 | inconnu |
| module.retard | entier 0..30 | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.continu | 0..20 | 0,5 | refusé |
| module.terminal | 0..20 | 0,5 | refusé |
| {name} | 0..20 | exact | aucun |

**Paramètres**

| paramètre | valeur |
| --- | --- |
| combien | 2 |
| demi | 1,5 |

## §2 Calcul

```règles
{name} = {rule}
{more}
```
"""

LINES = "| Droit | A | 2 | 0,4 |\n| Compta | A | 1 | 0 |\n| Langue | B | 3 | 1 |"


def text(name: str, rule: str, more: str = "", lines: str = LINES) -> Understood:
    written = HEADER + TABLES.format(name=name, rule=rule, more=more, lines=lines)
    return understand(versions.read(Files({"essai.md": written})))


SHARES = "module.report * module.continu + (1 - module.report) * module.terminal"


@pytest.mark.parametrize(
    ("name", "rule", "more"),
    [
        ("module.note", SHARES, ""),
        ("module.note", SHARES.replace("(1 - module.report)", "module.reste"), "module.reste = 1 - module.report"),
        ("ue.note", "somme(module.poids * module.continu) / somme(module.poids)", ""),
        ("ue.note", "moyenne_pondérée(module.continu, module.poids * 2)", ""),
        ("ue.note", "moyenne_pondérée(module.continu, module.heures)", ""),
        ("étudiant.note", "module[Droit].continu * module[Droit].report + module[Droit].terminal * 0.6", ""),
        ("ue.note", "moyenne_des_meilleures(module.continu, combien, module.poids)", ""),
        ("ue.note", "moyenne_sans_les_plus_basses(module.continu, 1)", ""),
    ],
    ids=["shares", "shares by a name", "a quotient", "a product of data", "facts that weigh", "a pick", "best", "drop"],
)  # fmt: skip
def test_a_scale_that_holds_at_every_member_needs_no_warning_and_no_default(name: str, rule: str, more: str) -> None:
    found = text(name, rule, more)
    assert not [f"{f.place} {f.what()}" for f in found.findings]
    assert found.regulation is not None


@pytest.mark.parametrize(
    ("name", "rule", "lines", "code"),
    [
        ("module.note", SHARES.replace("1 -", "1.1 -"), LINES, "leaves-scale"),
        ("ue.note", "somme(module.continu) / somme(module.poids)", LINES.replace("3 |", "0 |"), "divides-by-zero"),
        ("ue.note", "somme(module.continu) / somme(module.poids, si=module.retard > 2)", LINES, "divides-by-zero"),
        ("ue.note", "moyenne_pondérée(module.continu, module.retard)", LINES, "needs-empty"),
        ("ue.note", "moyenne_des_meilleures(module.continu, demi)", LINES, "wrong-arguments"),
        ("ue.note", "moyenne_sans_les_plus_basses(module.continu, 0)", LINES, "wrong-arguments"),
        ("ue.note", "moyenne_des_meilleures(module.continu, module.poids)", LINES, "needs-aggregate"),
    ],
)  # fmt: skip
def test_what_the_tables_do_not_rule_out_is_still_said(name: str, rule: str, lines: str, code: str) -> None:
    found = [f.code for f in text(name, rule, lines=lines).findings]
    assert found == [code]


# --- the best of several --------------------------------------------------------------------------------------------


VALUES = st.integers(0, 40).map(lambda n: Fraction(n, 2))


@given(
    st.lists(st.tuples(VALUES, st.integers(1, 4)), min_size=1, max_size=6),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
)
def test_the_best_and_all_but_the_lowest_are_what_they_say(
    items: list[tuple[Fraction, int]], figure: int, drop: bool, weighted: bool
) -> None:
    lines = "\n".join(f"| M{i} | A | {weight} | 0 |" for i, (_, weight) in enumerate(items))
    function = "moyenne_sans_les_plus_basses" if drop else "moyenne_des_meilleures"
    poids = ", module.poids" if weighted else ""
    found = text("ue.note", f"{function}(module.continu, combien{poids}, vide=0)", lines=lines).regulation
    assert found is not None
    cells = {f"M{i}": value for i, (value, _) in enumerate(items)}
    person = PersonFacts("étudiant", "Ada", {"module.continu": cells})
    evaluation = evaluate(found, person, {"combien": Fraction(figure)})
    many = max(len(items) - figure, 1) if drop else min(figure, len(items))
    kept = sorted(items, key=lambda item: (-item[0], item[1]))[:many]
    weights = [weight if weighted else 1 for _, weight in kept]
    expected = sum((v * w for (v, _), w in zip(kept, weights, strict=True)), Fraction(0)) / sum(weights)
    assert evaluation.outcome("ue.note", "A") == Span(expected, expected)


CASES = """
**Cas** — avec module[Droit].continu = 8 ; module[Compta].continu = 14 ; module[Langue].continu = 12

| cas | combien | ⇒ étudiant.note |
| --- | --- | --- |
| les deux meilleures, à leur poids | 2 | 12,5 |
| la meilleure seule | 1 | 14 |
| toutes | 3 | 11 |
| pas plus qu'il n'y en a | 9 | 11 |
"""


def test_a_case_moves_the_parameter_that_says_how_many() -> None:
    rule = "moyenne_des_meilleures(module.continu, combien, module.poids)"
    written = HEADER + TABLES.format(name="étudiant.note", rule=rule, more="", lines=LINES) + CASES
    found = understand(versions.read(Files({"essai.md": written}))).regulation
    assert found is not None
    assert [r.checks[0].found for r in run_cases(found) if not r.holds] == []


def test_how_many_is_said_in_the_refusal() -> None:
    found = only(text("ue.note", "moyenne_des_meilleures(module.continu)"))
    assert "moyenne_des_meilleures(x, un_paramètre, poids)" in found.remedy("fr")
