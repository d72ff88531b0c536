"""What weighs in several places, the member that a table names, the one before and after, ordered words, rates."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.facts import PersonFacts, cohort_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Span, Truth
from parchemin.regulation.explanation import explain
from parchemin.regulation.explanation.sentences import in_sentences
from parchemin.regulation.meaning import Understood, load, understand
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import Files
from tests.regulation.texts import HEADER, only

ROOT = Path(__file__).resolve().parents[3]
TREE = """
## §1 Ce dont on parle

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |
| semestre | étudiant | tableau |
| ue | semestre | tableau |
| ressource | étudiant | tableau |
| apport | ue | tableau |
| essai | ue | 1, 2 |

**Cursus : semestre**

| semestre | suite |
| --- | --- |
| S1 | S2 |
| S2 | S2 |

**Cursus : ue**

| ue | semestre |
| --- | --- |
| UE1.1 | S1 |
| UE1.2 | S1 |
| UE2.1 | S2 |

**Matrice : apport** — poids

{matrix}

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.entrée | date | inconnu |
| étudiant.niveau | choix : E < D < C < B < A | inconnu |
| étudiant.visé | choix : E < D < C < B < A | inconnu |
| étudiant.rendu_le | date | inconnu |
| étudiant.dû_le | date | inconnu |
| ressource.note | note | inconnu |
| essai.note | note | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| ressource.note | 0..20 | 1 | refusé |
| essai.note | 0..20 | 1 | refusé |
{marks}

**Paramètres**

| paramètre | valeur | unité |
| --- | --- | --- |
| pénalité | 0,5 | note par jour |

## §2 Règles

```règles
{rules}
```
"""
MATRIX = """| ressource | UE1.1 | UE1.2 | UE2.1 |
| --- | --- | --- | --- |
| R1 | 2 | 1 | |
| R2 | 1 | | 3 |
| R3 | | 1 | 1 |"""
MEAN = "ue.moyenne = moyenne_pondérée(ressource[apport.ressource].note, apport.poids)"
LINE = "| ue.moyenne | 0..20 | exact | aucun |"


def text(rules: str, marks: str = "", matrix: str = MATRIX, cases: str = "") -> Understood:
    written = HEADER + TREE.format(rules=rules, marks=marks, matrix=matrix) + cases
    return understand(versions.read(Files({"essai.md": written})))


def law(rules: str, marks: str = "", matrix: str = MATRIX) -> Regulation:
    found = text(rules, marks, matrix)
    assert found.regulation is not None, [f"{f.place} {f.what()}" for f in found.findings]
    return found.regulation


def person(**listed: object) -> PersonFacts:
    cells = {name.replace("_", ".", 1): value for name, value in listed.items()}
    return PersonFacts("étudiant", "Ada", cells)  # type: ignore[arg-type]


def truth(rule: str, at: str = "", /, **listed: object) -> bool | None:
    level = "étudiant" if not at else "ue" if at.startswith("UE") else "semestre"
    outcome = evaluate(law(f"{level}.x = {rule}"), person(**listed)).outcome(f"{level}.x", at)
    assert isinstance(outcome, Truth)
    return outcome.certain if outcome.settled else None


# --- matrices and what they name -----------------------------------------------------------------------------------


def test_a_matrix_makes_a_member_of_each_filled_cell_and_of_each_of_its_lines() -> None:
    found = law(MEAN, LINE)
    assert [m.name for m in found.levels["ressource"].members] == ["R1", "R2", "R3"]
    assert len(found.levels["apport"].members) == 6
    assert dict(zip((m.key for m in found.levels["apport"].members), found.data["apport.poids"], strict=True)) == {
        "R1 UE1.1": 2, "R2 UE1.1": 1, "R1 UE1.2": 1, "R3 UE1.2": 1, "R2 UE2.1": 3, "R3 UE2.1": 1,
    }  # fmt: skip


WEIGHTS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=3, max_size=3).filter(
    lambda rows: all(any(row[column] for row in rows) for column in range(3))
)


@given(WEIGHTS, st.lists(st.none() | st.integers(0, 20), min_size=3, max_size=3))
def test_a_thing_weighs_in_each_place_what_its_line_of_the_matrix_says(
    rows: list[list[int]], marks: list[int | None]
) -> None:
    lines = [f"| R{i} | " + " | ".join(str(w) if w else "" for w in row) + " |" for i, row in enumerate(rows, start=1)]
    found = law(MEAN, LINE, "\n".join([*MATRIX.split("\n")[:2], *lines]))
    cells = {f"R{i}": None if mark is None else Fraction(mark) for i, mark in enumerate(marks, start=1)}
    someone = person(ressource_note=cells)
    alone = evaluate(found, someone)
    together = evaluate_cohort(found, cohort_of(found, "étudiant", [someone]))
    for column, ue in enumerate(("UE1.1", "UE1.2", "UE2.1")):
        ends = [
            Fraction(sum(row[column] * (end if m is None else m) for row, m in zip(rows, marks, strict=True)))
            / sum(row[column] for row in rows)
            for end in (0, 20)
        ]
        assert alone.outcome("ue.moyenne", ue) == Span(ends[0], ends[1])
        assert together["ue.moyenne"].of(0)[column] == alone.outcome("ue.moyenne", ue)


def test_a_value_looked_up_is_explained_by_the_member_it_is_of() -> None:
    found = law(f"{MEAN}\nue.bonne = un(ressource[apport.ressource].note >= 15)", LINE)
    evaluation = evaluate(found, person(ressource_note={"R1": Fraction(16), "R2": Fraction(9), "R3": Fraction(9)}))
    told = in_sentences(explain(evaluation, "ue.bonne", "UE1.1", "fr"))
    assert "R1, note 16 : au moins 15, 1 de plus. §2" in told


@pytest.mark.parametrize(
    ("rules", "matrix", "code"),
    [
        (MEAN.replace("apport.ressource", "apport.chose"), MATRIX, "unknown-name"),
        (MEAN.replace("ressource[apport.ressource]", "semestre[apport.ressource]"), MATRIX, "unknown-name"),
        (MEAN, MATRIX.replace("UE2.1", "UE3.1"), "unknown-member"),
        ("ue.moyenne = ressource[apport.ressource].note", MATRIX, "needs-aggregate"),
        ("semestre.x = ue[semestre.suite].y\nue.y = vrai", MATRIX, "unknown-member"),
    ],
)
def test_a_lookup_that_names_nothing_is_refused_at_its_line(rules: str, matrix: str, code: str) -> None:
    assert code in [f.code for f in text(rules, LINE, matrix).findings if f.severity == "error"]


# --- the member itself, before and after ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "at", "expected"),
    [
        ("ue == UE1_1", "UE1.1", True),
        ("ue == UE1_1", "UE1.2", False),
        ("ue != UE1_1", "UE1.2", True),
        ("ue dans (UE1_1, UE2_1)", "UE2.1", True),
        ("semestre == S2 et ue == UE2_1", "UE2.1", True),
        ("un(essai == 2)", "UE1.1", True),
    ],
)
def test_a_rule_asks_which_member_this_one_is(rule: str, at: str, expected: bool) -> None:
    assert truth(rule, at) is expected


def test_a_member_that_is_not_there_is_refused_with_the_nearest() -> None:
    found = only(text("ue.x = ue == UE1_3"))
    assert (found.code, "UE1_" in found.remedy("fr")) == ("unknown-member", True)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("précédent(semestre.bon, vide=vrai)", {"S1": True, "S2": False}),
        ("suivant(semestre.bon, vide=faux)", {"S1": True, "S2": False}),
        ("semestre[semestre.suite].bon", {"S1": True, "S2": True}),
    ],
)
def test_the_member_before_the_one_after_and_the_one_named(rule: str, expected: dict[str, bool]) -> None:
    found = law(f"semestre.bon = semestre == S2\nsemestre.x = {rule}")
    alone = evaluate(found, person())
    together = evaluate_cohort(found, cohort_of(found, "étudiant", [person()]))
    assert {at: alone.outcome("semestre.x", at).certain for at in expected} == expected  # type: ignore[union-attr]
    assert list(alone.outcomes("semestre.x").values()) == list(together["semestre.x"].of(0))


def test_a_repeated_member_follows_within_its_own_parent() -> None:
    found = law("essai.avant = précédent(essai.note, vide=0)", "| essai.avant | 0..20 | exact | aucun |")
    cells = {"UE1.1/2": Fraction(15), "UE1.1/1": Fraction(8), "UE1.2/1": Fraction(3)}
    alone = evaluate(found, person(essai_note=cells))
    assert alone.outcome("essai.avant", "UE1.1/2") == Span(Fraction(8), Fraction(8))
    assert alone.outcome("essai.avant", "UE1.2/1") == Span(Fraction(0), Fraction(0))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("précédent(semestre.bon)", "needs-empty"),
        ("précédent(semestre.bon, 3, vide=vrai)", "wrong-arguments"),
        ("précédent(étudiant.niveau == A, vide=vrai)", "nothing-beside"),
    ],
)
def test_what_comes_first_has_a_value_that_is_said(rule: str, code: str) -> None:
    assert only(text(f"semestre.bon = semestre == S2\nsemestre.x = {rule}")).code == code


# --- ordered words, and rates --------------------------------------------------------------------------------------

WORDS = st.sampled_from("EDCBA")


@given(WORDS, WORDS, st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]))
def test_words_written_in_order_are_compared_in_that_order(one: str, two: str, sign: str) -> None:
    ranks = {word: rank for rank, word in enumerate("EDCBA")}
    expected = eval(f"{ranks[one]} {sign} {ranks[two]}")
    for right in (two, "étudiant.visé"):
        found = truth(
            f"étudiant.niveau {sign} {right}", étudiant_niveau={"étudiant": one}, étudiant_visé={"étudiant": two}
        )
        assert found is expected


def test_words_in_no_order_are_not_compared() -> None:
    found = HEADER + TREE.format(rules="étudiant.x = étudiant.niveau >= C", marks="", matrix=MATRIX)
    unordered = found.replace("choix : E < D < C < B < A", "choix : E, D, C, B, A")
    assert only(understand(versions.read(Files({"essai.md": unordered})))).code == "wrong-type"


LATE = "étudiant.x = max(0, 15 - min(max(0, étudiant.rendu_le - étudiant.dû_le), 20) * pénalité)"


@pytest.mark.parametrize(("late", "left"), [(-3, 15), (0, 15), (1, Fraction(29, 2)), (20, 5), (400, 5)])
def test_days_late_cost_points_at_a_rate(late: int, left: int) -> None:
    found = law(LATE, "| étudiant.x | 0..20 | exact | aucun |")
    cells = {"étudiant_rendu_le": {"étudiant": 740000 + late}, "étudiant_dû_le": {"étudiant": 740000}}
    assert evaluate(found, person(**cells)).outcome("étudiant.x") == Span(Fraction(left), Fraction(left))


# --- a whole programme --------------------------------------------------------------------------------------------


def test_the_core_of_a_national_bachelor_holds_and_a_cohort_agrees_with_each_person() -> None:
    found = load(ROOT / "docs/exemples/but.md")
    assert (len(found.levels["ue"].members), len(found.levels["ressource"].members)) == (30, 90)
    assert [r.case.name for r in run_cases(found) if not r.holds] == []
    names = [m.key for m in found.levels["ressource"].members]
    marks = [{n: Fraction((i * 7 + j * 3) % 21) for j, n in enumerate(names)} for i in range(8)]
    persons = [PersonFacts("étudiant", f"p{i}", {"ressource.note": own}) for i, own in enumerate(marks)]
    together = evaluate_cohort(found, cohort_of(found, "étudiant", persons))
    for index, one in enumerate(persons):
        alone = evaluate(found, one)
        for name in together:
            assert list(alone.outcomes(name).values()) == list(together[name].of(index)), name
