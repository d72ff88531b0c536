"""Marks that are no number: what each code does in averages and comparisons, and that it is shown as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.records import read
from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.facts import PersonFacts, cohort_of, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Outcome, Span, Truth
from parchemin.regulation.evaluation.words import in_words
from parchemin.regulation.explanation import explain, walk
from parchemin.regulation.explanation.exporting import value
from parchemin.regulation.explanation.sentences import in_sentences
from parchemin.regulation.meaning import Understood, load, understand
from parchemin.regulation.meaning.graph import Regulation, code_value
from parchemin.regulation.meaning.values import typed_value
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import Files
from parchemin.regulation.verification.review import review
from tests.regulation.texts import HEADER, only

TEXT = """
## §1 Ce dont on parle

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |
| ue | étudiant | tableau |
| épreuve | ue | tableau |

**Cursus : ue**

| ue |
| --- |
| Droit |
| Langues |

**Cursus : épreuve**

| épreuve | ue | poids |
| --- | --- | --- |
| Écrit | Droit | 2 |
| Oral | Droit | 1 |
| Projet | Droit | 1 |
| Anglais | Langues | 1 |

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.entrée | date | inconnu |
| épreuve.note | note | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| épreuve.note | 0..20 | 0,5 | refusé |
| ue.moyenne | 0..20 | exact | aucun |
| ue.plus_basse | 0..20 | exact | aucun |
| ue.meilleure | 0..20 | exact | aucun |
| ue.deux_meilleures | 0..20 | exact | aucun |
| ue.arrondie | 0..20 | 0,1 | au plus proche |
| ue.augmentée | 0..20 | exact | aucun |
| ue.relevée | 0..20 | exact | aucun |
| étudiant.moyenne | 0..20 | exact | aucun |

**Codes : épreuve.note**

| code | effet | libellé |
| --- | --- | --- |
| ABI | vaut 0 | absence injustifiée |
| ABJ | à part | absence justifiée |
| DEF | bloque | défaillant |

## §2 Calculs

```règles
ue.moyenne = moyenne_pondérée(épreuve.note, épreuve.poids)
ue.plus_basse = minimum(épreuve.note)
ue.meilleure = maximum(épreuve.note)
ue.deux_meilleures = moyenne_des_meilleures(épreuve.note, 2)
ue.arrondie = ue.moyenne
ue.acquise = ue.moyenne >= 10
ue.faible = ue.moyenne < 10
ue.passable = un(épreuve.note >= 5, si=épreuve == Écrit)
ue.augmentée = min(20, ue.moyenne + 1)
ue.relevée = max(2, ue.moyenne)
ue.défaillante = ue.moyenne == DEF
ue.absences = nombre(épreuve.note dans (ABI, ABJ))
étudiant.moyenne = moyenne(ue.moyenne)
étudiant.admis = tous(ue.acquise)
```
"""

CODES = ("ABI", "ABJ", "DEF")
WEIGHTS = {"Écrit": 2, "Oral": 1, "Projet": 1}
type Recorded = Fraction | str


@cache
def law() -> Regulation:
    return load(Files({"essai.md": HEADER + TEXT}))


def kept(mark: Recorded | None) -> Fraction | None:
    """A mark as the records hold it."""
    return code_value(CODES.index(mark)) if isinstance(mark, str) else mark


def person(marks: Mapping[str, Recorded | None]) -> PersonFacts:
    return PersonFacts("étudiant", "Ada", {"épreuve.note": {name: kept(mark) for name, mark in marks.items()}})


def shown(name: str, marks: Mapping[str, Recorded | None], key: str = "Droit") -> str:
    evaluation = evaluate(law(), person(marks))
    return in_words(evaluation.outcome(name, key), "fr", law().definitions[name].node.type)


def mean(marks: dict[str, Recorded]) -> Recorded:
    """The weighted mean as the text of the table says it, plainly."""
    if "DEF" in marks.values():
        return "DEF"
    numbers = {name: Fraction(0) if mark == "ABI" else mark for name, mark in marks.items() if mark != "ABJ"}
    if not numbers:
        return "ABJ"
    total = sum(WEIGHTS[name] for name in numbers)
    return sum((Fraction(mark) * WEIGHTS[name] for name, mark in numbers.items()), Fraction(0)) / total


MARKS = st.one_of(st.integers(0, 40).map(lambda n: Fraction(n, 2)), st.sampled_from(CODES))
THREE = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, MARKS))


@given(THREE)
def test_an_average_of_marks_and_codes_is_what_each_code_says(marks: dict[str, Recorded]) -> None:
    evaluation = evaluate(law(), person({**marks, "Anglais": Fraction(12)}))
    expected = kept(mean(marks))
    assert evaluation.outcome("ue.moyenne", "Droit") == Span(expected, expected)
    number = not isinstance(mean(marks), str)
    assert evaluation.outcome("ue.acquise", "Droit") == Truth(*2 * (number and expected >= 10,))  # type: ignore[operator]
    assert evaluation.outcome("ue.faible", "Droit") == Truth(*2 * (number and expected < 10,))  # type: ignore[operator]
    assert evaluation.outcome("ue.défaillante", "Droit") == Truth(*2 * (mean(marks) == "DEF",))


@given(st.lists(st.fixed_dictionaries({n: st.none() | MARKS for n in (*WEIGHTS, "Anglais")}), min_size=1, max_size=6))
def test_a_cohort_gives_what_each_person_gets_alone(cohort: list[dict[str, Recorded | None]]) -> None:
    persons = [person(marks) for marks in cohort]
    together = evaluate_cohort(law(), cohort_of(law(), "étudiant", persons))
    for index, alone in enumerate(evaluate(law(), one) for one in persons):
        for name in law().definitions:
            assert list(alone.outcomes(name).values()) == list(together[name].of(index)), name


@given(THREE, st.sets(st.sampled_from(sorted(WEIGHTS)), min_size=1))
def test_what_an_unknown_mark_may_become_is_never_ruled_out(marks: dict[str, Recorded], unknown: set[str]) -> None:
    told = {name: None if name in unknown else mark for name, mark in marks.items()}
    before = evaluate(law(), person(told))
    ends: list[Recorded] = [Fraction(0), Fraction(20), *CODES]
    for filled in product(ends, repeat=len(unknown)):
        after = evaluate(law(), person({**marks, **dict(zip(sorted(unknown), filled, strict=True))}))
        for name in ("ue.moyenne", "ue.plus_basse", "ue.deux_meilleures", "ue.acquise", "ue.faible"):
            assert holds(before.outcome(name, "Droit"), after.outcome(name, "Droit")), (name, filled)


def holds(wide: Outcome, narrow: Outcome) -> bool:
    if isinstance(wide, Truth) and isinstance(narrow, Truth):
        return (narrow.certain or not wide.certain) and (wide.possible or not narrow.possible)
    assert isinstance(wide, Span)
    assert isinstance(narrow, Span)
    assert narrow.low is not None and narrow.high is not None  # noqa: PT018
    return (wide.low is None or wide.low <= narrow.low) and (wide.high is None or wide.high >= narrow.high)


def test_the_least_the_best_and_the_best_two_of_codes_and_numbers() -> None:
    ten, eight = Fraction(10), Fraction(8)
    marks: dict[str, Recorded | None] = {"Écrit": "ABJ", "Oral": ten, "Projet": eight}
    assert [shown(n, marks) for n in ("ue.plus_basse", "ue.meilleure", "ue.deux_meilleures")] == ["8", "10", "9"]
    marks = {"Écrit": "DEF", "Oral": ten, "Projet": eight}
    assert [shown(n, marks) for n in ("ue.plus_basse", "ue.meilleure", "ue.deux_meilleures")] == ["DEF", "10", "DEF"]
    marks = {"Écrit": "ABI", "Oral": ten, "Projet": eight}
    assert [shown(n, marks) for n in ("ue.plus_basse", "ue.meilleure", "ue.moyenne")] == ["0", "10", "4,5"]
    assert shown("ue.absences", marks) == "1"


def test_a_code_goes_through_averages_of_averages_and_roundings_as_it_is() -> None:
    marks: dict[str, Recorded | None] = {"Écrit": "DEF", "Oral": None, "Projet": None, "Anglais": Fraction(12)}
    assert shown("étudiant.moyenne", marks, "") == "DEF"
    assert shown("ue.arrondie", marks) == "DEF"
    assert shown("étudiant.admis", marks, "") == "non"
    set_apart = dict.fromkeys(WEIGHTS, "ABJ") | {"Anglais": Fraction(12)}
    assert shown("étudiant.moyenne", set_apart, "") == "12"


def test_an_unknown_mark_may_still_be_a_code() -> None:
    marks: dict[str, Recorded | None] = {"Écrit": Fraction(20), "Oral": Fraction(20), "Projet": None}
    assert shown("ue.moyenne", marks) == "en attente (0..20, ABI, ABJ, DEF)"
    assert shown("ue.acquise", marks) == "en attente"


# --- explained ---------------------------------------------------------------------------------------------------


def said(name: str, marks: Mapping[str, Recorded | None], member: str = "Droit") -> tuple[str, ...]:
    return in_sentences(explain(evaluate(law(), person(marks)), name, member, "fr"))


def test_an_explanation_shows_codes_as_written_and_never_as_0() -> None:
    told = said("ue.acquise", {"Écrit": "DEF", "Oral": Fraction(20), "Projet": Fraction(20)})
    assert told[0] == "Droit, acquise : non. §2"
    assert "Droit, moyenne DEF : il faut au moins 10. §2" in told
    assert not [line for line in told if "1000" in line or "999" in line or " 0" in line]


def test_an_average_tells_which_mark_counts_as_0_and_which_is_set_apart() -> None:
    told = said("ue.moyenne", {"Écrit": "ABI", "Oral": "ABJ", "Projet": Fraction(12)})
    assert "Moyenne pondérée 4 = 12 / 3 : Écrit ABI (0) × 2, Projet 12 × 1 ; hors du compte : Oral (ABJ). §2" in told


def test_a_blocked_average_names_the_mark_that_blocks_it() -> None:
    told = said("ue.moyenne", {"Écrit": "DEF", "Oral": "ABI", "Projet": Fraction(12)})
    assert told == ("Droit, moyenne : DEF. §2", "Écrit, note : DEF (défaillant), qui bloque. §2")


def test_an_average_blocked_by_an_average_names_the_mark_behind_both() -> None:
    told = said("étudiant.moyenne", dict.fromkeys(WEIGHTS, "ABJ") | {"Anglais": "DEF"}, "")
    assert told == ("Moyenne : DEF. §2", "Anglais, note : DEF (défaillant), qui bloque. §2")


def test_a_code_that_counts_as_0_says_so_where_it_is_compared() -> None:
    assert said("ue.passable", {"Écrit": "ABI"}) == (
        "Droit, passable : non. §2",
        "Écrit, note ABI (compte 0) : il faut au moins 5, il manque 5. §2",
    )


@pytest.mark.parametrize("marks", list(product((*CODES, None, Fraction(8)), repeat=3)))
def test_nothing_that_codes_put_into_the_rules_is_ever_told(marks: tuple[Recorded | None, ...]) -> None:
    evaluation = evaluate(law(), person(dict(zip(WEIGHTS, marks, strict=True))))
    told = [
        reason.sentence
        for name, definition in law().definitions.items()
        if name not in ("ue.passable", "ue.défaillante", "ue.absences")  # the text names codes there, or tries any
        for _, reason, _ in walk(explain(evaluation, name, "Droit" if definition.level == "ue" else "", "fr"))
    ]
    assert not [line for line in told if re.search(r"-\d|\b999|\b100\d|aucun des|exactement|il faut [A-Z]", line)]


def test_a_code_leaves_in_json_under_its_own_key() -> None:
    type_ = law().definitions["ue.moyenne"].node.type
    low = code_value(2)
    assert value(Span(low, low), type_) == {"settled": True, "code": "DEF"}
    assert value(Span(low, Fraction(20)), type_) == {"settled": False, "low": "0", "high": "20"}


# --- read, worked, verified ----------------------------------------------------------------------------------------


def test_a_cell_of_the_records_takes_the_codes_of_its_mark(tmp_path: Path) -> None:
    (tmp_path / "étudiants.csv").write_text("étudiant;entrée\nAda;2026-09-01\n", encoding="utf-8")
    lines = "étudiant;épreuve;note\nAda;Écrit;def\nAda;Oral;12,5\n"
    (tmp_path / "épreuves.csv").write_text(lines, encoding="utf-8")
    told = person_of(law(), read(law(), tmp_path)["étudiant"], 0)
    assert (
        in_words(evaluate(law(), told).outcome("ue.moyenne", "Droit"), "fr", law().facts["épreuve.note"].type) == "DEF"
    )


CASES = """
**Cas** — avec épreuve[*].note = 10

| cas | épreuve[Écrit].note | ⇒ ue[Droit].moyenne | ⇒ ue[Droit].acquise |
| --- | --- | --- | --- |
| une défaillance bloque | DEF | DEF | non |
| une absence justifiée est à part | ABJ | 10 | oui |
| une absence injustifiée vaut 0 | ABI | 5 | non |
| une note attendue peut encore être un code | inconnu | en attente | en attente |

**Cas**

| cas | ue[Droit].moyenne | ⇒ ue[Droit].défaillante |
| --- | --- | --- |
| une moyenne supposée peut être un code | DEF | oui |
"""


def test_cases_give_and_expect_codes() -> None:
    regulation = load(Files({"essai.md": HEADER + TEXT + CASES}))
    results = run_cases(regulation)
    assert [(r.holds, [c.found for c in r.checks]) for r in results if not r.holds] == []
    assert len(results) == 5


def test_a_text_with_codes_is_reviewed_without_an_error() -> None:
    found = review(Files({"essai.md": HEADER + TEXT + CASES})).findings
    assert not [f.what() for f in found if f.severity == "error"]


def test_a_mark_is_one_of_its_codes_or_on_its_scale() -> None:
    type_ = law().facts["épreuve.note"].type
    assert typed_value("DEF", type_) == code_value(2)
    assert [typed_value(text, type_) for text in ("-1000", "-1", "20,5", "NC")] == [None] * 4


def altered(before: str, after: str) -> Understood:
    return understand(versions.read(Files({"essai.md": HEADER + TEXT.replace(before, after)})))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("| bloque |", "| arrête |", "bad-cell"),
        ("| ABJ | à part", "| ABI | à part | |\n| ABJ | à part", "name-twice"),
        ("Codes : épreuve.note", "Codes : épreuve.not", "unknown-name"),
        ("Codes : épreuve.note", "Codes : épreuve.note, ue.moyenne", "codes-of-no-fact"),
        ("épreuve.poids)", "épreuve.note)", "coded-weight"),
        (
            "ue.meilleure = maximum(épreuve.note)",
            "ue.meilleure = ue.plus_basse / épreuve[Oral].note",
            "divides-by-zero",
        ),
        ("== DEF", "== DFE", "unknown-name"),
    ],
)
def test_what_a_codes_table_cannot_say_is_refused(before: str, after: str, code: str) -> None:
    assert only(altered(before, after)).code == code
