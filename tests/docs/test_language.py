"""The page that defines the language is true: its examples run, and it names every word of the language, no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.findings import Language, errors
from parchemin.regulation.meaning import understand
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading import versions, vocabulary
from parchemin.regulation.verification.review import review

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/regulation-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\*runs\*\n\n```markdown\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
LANGUAGES: tuple[Language, ...] = ("fr", "en")

SCAFFOLD = """---
règlement : exemples
titre : Les exemples de la page
langue : fr
en vigueur : 2026-09-01
---
# Exemples

## §1 Niveaux

{levels}

**Cursus : semestre**

| semestre |
| --- |
| S1 |
| S2 |

**Cursus : module**

| module | semestre | ects (crédits) |
| --- | --- | --- |
| Compta | S1 | 2 |
| Droit | S1 | 3 |
| Stage | S2 | 5 |

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.cursus_clos | oui/non | non |
| session.note | note | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| session.note | 0..20 | 0,01 | refusé |
| module.note | 0..20 | exact | aucun |
| semestre.moyenne | 0..20 | exact | aucun |

{codes}

**Paramètres**

| paramètre | valeur | unité |
| --- | --- | --- |
| seuil | 10 | note |
| note_éliminatoire | 7 | note |

```règles
module.note = maximum(session.note)
```

## §2 Validation

{rules}

{publications}

{cases}
"""


@pytest.fixture
def examples(tmp_path: Path) -> Regulation:
    levels, codes, publications, rules, cases = EXAMPLES
    path = tmp_path / "exemples.md"
    text = SCAFFOLD.format(levels=levels, codes=codes, publications=publications, rules=rules, cases=cases)
    path.write_text(text, encoding="utf-8")
    found = understand(versions.read(path))
    assert found.regulation is not None, [f"{f.place} {f.what()}" for f in errors(found.findings)]
    return found.regulation


def test_the_examples_marked_as_running_make_one_regulation_that_holds(examples: Regulation) -> None:
    assert {"module.validé", "semestre.validé", "étudiant.crédits"} <= set(examples.definitions)
    results = run_cases(examples)
    assert len(results) == 2
    assert all(r.holds for r in results), [f.what() for r in results for f in r.findings]
    assert [(p.name, p.to) for p in examples.publications] == [("étudiant.crédits", "étudiant, scolarité")]


@pytest.mark.parametrize("path", sorted((ROOT / "docs/exemples").rglob("*.md")), ids=lambda p: p.stem)
def test_a_regulation_given_as_an_example_has_no_error(path: Path) -> None:
    answer = CliRunner().invoke(parchemin, ["check", str(path)])
    assert answer.exit_code == 0, answer.stdout
    assert not [line for line in answer.stdout.splitlines() if re.search(r"sans effet\b.*dépend|no effect:", line)]


@pytest.mark.parametrize("path", sorted((ROOT / "docs/exemples/couches").glob("*.md")), ids=lambda p: p.stem)
def test_each_layer_given_as_an_example_is_whole_by_itself(path: Path) -> None:
    assert not [found.what() for found in review(path).findings if found.severity != "note"]


# --- every word of the language, and no other -----------------------------------------------------------------------


def named(word: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", PAGE, re.IGNORECASE) is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        "TABLE_KINDS",
        "COLUMNS",
        "HEADER_KEYS",
        "KEYWORDS",
        "ARGUMENTS",
        "FUNCTIONS",
        "ROUNDINGS",
        "READING_PREFIX",
        "EFFECTS",
    ],
)  # fmt: skip
def test_every_word_of_the_language_is_in_its_page(words: str, language: Language) -> None:
    known = getattr(vocabulary, words)[language]
    missing = [word for word in ([known] if isinstance(known, str) else known) if not named(word)]
    assert not missing


FRENCH_PAGE = (ROOT / "docs/langage.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    "words", ["TABLE_KINDS", "COLUMNS", "HEADER_KEYS", "KEYWORDS", "ARGUMENTS", "FUNCTIONS", "ROUNDINGS", "EFFECTS"]
)
def test_every_french_word_of_the_language_is_in_its_french_page(words: str) -> None:
    missing = [word for word in getattr(vocabulary, words)["fr"] if not re.search(rf"(?<!\w){word}(?!\w)", FRENCH_PAGE)]
    assert not missing


@pytest.mark.parametrize("words", ["NATURES", "SILENCE_NATURES", "POLICIES"])
def test_every_nature_and_hit_policy_in_french_is_in_the_french_page(words: str) -> None:
    known = [word for word in getattr(vocabulary, words) if word and word not in ENGLISH_ONLY]
    assert not [word for word in known if word not in FRENCH_PAGE]


ENGLISH_ONLY = {
    "exemption", "waiver", "jury points", "ruling", "ambiguity", "assumption",
    "exactly one row", "first row that applies",
}  # fmt: skip


@pytest.mark.parametrize("words", ["NATURES", "SILENCE_NATURES", "POLICIES"])
def test_every_nature_and_hit_policy_is_in_its_page(words: str) -> None:
    assert not [word for word in getattr(vocabulary, words) if word and not named(word)]


def test_every_unit_and_truth_value_is_in_its_page() -> None:
    for canonical in set(vocabulary.UNITS.values()) - {""}:
        words = [word for word, unit in vocabulary.UNITS.items() if unit == canonical]
        assert any(named(word) or word in PAGE for word in words), canonical
    assert all(named(word) for word in ("oui", "non", "yes", "no"))


def table_under(heading: str, column: int = 0) -> list[list[str]]:
    """The code words of one column of the first table after a heading, line by line."""
    part = PAGE.split(heading)[1]
    rows = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    assert rows is not None
    cells = [re.split(r"(?<!\\)\|", row)[1 + column] for row in rows[0].splitlines()[2:]]
    return [re.findall(r"`([^`]+)`", cell) for cell in cells]


def test_every_table_kind_and_column_of_the_page_is_known_to_the_reader() -> None:
    for column, language in ((0, "fr"), (1, "en")):
        for captions in table_under("## 3. Captioned tables", column):
            for caption in captions:
                kind = re.sub(r"\*\*", "", caption).split(" :")[0].split(" — ")[0].strip().lower()
                assert kind in vocabulary.TABLE_KINDS[language], caption  # type: ignore[index]
    for words in table_under("## 3. Captioned tables", 2):
        for word in words:
            assert word in vocabulary.COLUMNS["fr"] or word in vocabulary.COLUMNS["en"], word


@pytest.mark.parametrize(("column", "language"), [(0, "fr"), (1, "en")])
def test_every_function_of_the_page_is_known_to_the_reader(column: int, language: Language) -> None:
    calls = [c for cell in table_under("## 5. Expressions", column) for c in cell]
    names = {call.split("(")[0] for call in calls if re.fullmatch(r"[^\W\d]\w*(\(.*\))?", call)}
    assert len(names) > 10
    assert names - {"same"} <= set(vocabulary.FUNCTIONS[language])


def test_every_fixed_column_is_required_or_optional_as_the_page_says() -> None:
    rows = re.search(r"(?:^\|.*\n)+", PAGE.split("## 3. Captioned tables")[1], re.MULTILINE)
    assert rows is not None
    seen = set()
    for row in rows[0].splitlines()[2:]:
        _, french, _, columns, _ = re.split(r"(?<!\\)\|", row)
        kind = vocabulary.TABLE_KINDS["fr"][re.findall(r"\*\*([^*:]+?)(?: :|\*\*)", french)[0].lower()]
        if kind not in vocabulary.TABLE_COLUMNS:
            continue
        required, optional = vocabulary.TABLE_COLUMNS[kind]
        said = columns.split(" / ")[0]
        starred = {vocabulary.COLUMNS["fr"][w] for w in re.findall(r"\*`([^`]+)`\*", said)}
        starred = starred or {vocabulary.COLUMNS["fr"][w] for part in re.findall(r"\*([^*]+)\*", said)
                              for w in re.findall(r"`([^`]+)`", part)}  # fmt: skip
        every = {vocabulary.COLUMNS["fr"][w] for w in re.findall(r"`([^`]+)`", said)}
        assert every == set(required) | set(optional), kind
        assert starred == set(optional), kind
        seen.add(kind)
    assert seen == set(vocabulary.TABLE_COLUMNS)
