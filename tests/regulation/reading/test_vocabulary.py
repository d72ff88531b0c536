"""The two vocabularies say the same things; numbers, days and words are read back as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.findings import Finding, Language, SourcePlace
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.document import Header
from parchemin.regulation.reading.headers import front_matter, header_of
from parchemin.regulation.reading.vocabulary import (
    ARGUMENTS,
    COLUMNS,
    FENCES,
    FUNCTIONS,
    HEADER_KEYS,
    KEYWORDS,
    MONTHS,
    ROUNDINGS,
    SHARED_NAMES,
    TABLE_COLUMNS,
    TABLE_KINDS,
    canonical,
    in_language,
    nearest,
    number_text,
    tidy,
)

LANGUAGES: list[Language] = ["fr", "en"]
DECIMALS = st.decimals(min_value=-10_000, max_value=10_000, places=4).map(Fraction)
VOCABULARIES: dict[str, Mapping[Language, Mapping[str, str]]] = {
    "arguments": ARGUMENTS,
    "columns": COLUMNS,
    "functions": FUNCTIONS,
    "front matter": HEADER_KEYS,
    "keywords": KEYWORDS,
    "roundings": ROUNDINGS,
    "tables": TABLE_KINDS,
}


# --- two vocabularies, one meaning ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", VOCABULARIES.values(), ids=VOCABULARIES)
def test_whatever_can_be_said_in_one_language_can_in_the_other(words: Mapping[Language, Mapping[str, str]]) -> None:
    assert set(words["fr"].values()) == set(words["en"].values())


@pytest.mark.parametrize("words", VOCABULARIES.values(), ids=VOCABULARIES)
def test_a_word_of_the_other_language_leads_to_its_own(words: Mapping[Language, Mapping[str, str]]) -> None:
    for language, other in (("fr", "en"), ("en", "fr")):
        for word, meaning in words[other].items():  # type: ignore[index]
            own = in_language(word, words, language)  # type: ignore[arg-type]
            assert words[language][own] == meaning  # type: ignore[index]


def test_a_word_of_no_language_leads_to_none() -> None:
    assert in_language("bidule", FUNCTIONS, "fr") == ""


def test_every_column_of_a_table_has_a_heading_in_both_languages() -> None:
    for required, optional in TABLE_COLUMNS.values():
        assert set(required + optional) <= set(COLUMNS["fr"].values())
        assert set(required + optional) <= set(COLUMNS["en"].values())


def test_a_block_of_rules_has_a_word_in_each_language_and_a_month_a_name() -> None:
    assert sorted(FENCES.values()) == ["en", "fr"]
    assert [sum(number == month for number in MONTHS.values()) for month in range(1, 13)] == [2] * 12


def test_names_are_said_in_english_part_by_part() -> None:
    assert canonical("étudiant.moyenne") == "student.average"
    assert canonical("étudiant.moyenne_du_chef") == "student.moyenne_du_chef"
    assert canonical("seuil") == "threshold"
    for french, english in SHARED_NAMES.items():
        assert canonical(french) == english
        assert english.isascii()


# --- numbers -------------------------------------------------------------------------------------------------------


@given(DECIMALS, st.sampled_from(LANGUAGES))
def test_a_decimal_is_written_exactly_and_read_back(value: Fraction, language: Language) -> None:
    text = number_text(value, language)

    assert cells.number(text) == value
    assert ("," if language == "en" else ".") not in text


@given(st.fractions(max_denominator=500))
def test_what_has_no_end_is_written_as_a_quotient(value: Fraction) -> None:
    text = number_text(value, "en")
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime

    assert ("/" in text) is (twos_and_fives != 1)
    assert Fraction(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("1 365", 1365),
        ("1\u202f365,5", Fraction(2731, 2)),
        ("12,50", Fraction(25, 2)),
        ("12.50", Fraction(25, 2)),
        ("-3", -3),
        ("1/3", Fraction(1, 3)),
        ("dix", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: Fraction | int | None) -> None:
    assert cells.number(text) == value


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_a_day_is_read_in_figures_and_in_words_of_both_languages(when: date) -> None:
    french, english = [name for name, number in MONTHS.items() if number == when.month]
    first = "1er" if when.day == 1 else when.day

    for text in (
        when.isoformat(),
        f"{when.day:02}/{when.month:02}/{when.year}",
        f"{first} {french} {when.year}",
        f"{when.day} {english.capitalize()} {when.year}",
    ):
        assert cells.day(text) == when, text


@pytest.mark.parametrize("text", ["2026-02-30", "31 avril 2026", "demain", "", "2026", "12 brumaire 2026"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert cells.day(text) is None


# --- words ---------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="ab é*_`’\u00a0\u202f", max_size=12))
def test_a_word_tidied_twice_is_tidied_once(text: str) -> None:
    once = tidy(text)

    assert once == " ".join(once.split())
    assert "\u00a0" not in once
    assert "’" not in once


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("**seuil**", "seuil"),
        ("`seuil`", "seuil"),
        ("_seuil_", "seuil"),
        ("note_min", "note_min"),
        ("l’heure", "l'heure"),
        ("e\u0301tudiant", "étudiant"),
        ("  deux   mots ", "deux mots"),
        ("*un* et *deux*", "*un* et *deux*"),
    ],
)
def test_markup_and_signs_of_word_processors_are_no_part_of_a_word(written: str, word: str) -> None:
    assert tidy(written) == word


def test_the_nearest_word_is_near_or_nothing() -> None:
    assert nearest("parametres", TABLE_KINDS["fr"]) == "paramètres"
    assert nearest("bidule", TABLE_KINDS["fr"]) == ""
    assert nearest("x" * 10_000, TABLE_KINDS["fr"]) == ""


# --- front matter --------------------------------------------------------------------------------------------------

FRENCH = ["---", "règlement : essai", "titre : Un essai", "langue : fr", "en vigueur : 2026-09-01", "---", "# Essai"]


def header(*lines: str) -> tuple[Header, list[tuple[str, int]]]:
    findings: list[Finding] = []
    matter = front_matter(lines, "1.md", findings)
    assert matter is not None
    made = header_of(matter, SourcePlace("1.md", 1), findings)
    return made, [(f.code, f.place.line) for f in findings]


def test_a_front_matter_gives_its_header_whatever_the_order_the_blanks_and_the_remarks() -> None:
    plain, faults = header(*FRENCH)
    shuffled = ["", "---", "langue:fr", "# rien", "", "en vigueur :  1er septembre 2026 # le jour", *FRENCH[1:3], "---"]

    assert faults == []
    assert header(*shuffled) == (plain, [])


def test_keys_in_english_make_an_english_text() -> None:
    made, faults = header("---", "regulation : t", "title : T", "language : en", "in force : 1 September 2026", "---")

    assert faults == []
    assert (made.language, made.in_force) == ("en", date(2026, 9, 1))


@pytest.mark.parametrize(("key", "line"), [("règlement", 1), ("titre", 2), ("langue", 3), ("en vigueur", 4)])
def test_each_key_that_is_missing_is_said_once(key: str, line: int) -> None:
    _, faults = header(*(text for at, text in enumerate(FRENCH) if at != line))

    assert faults == [("header-missing", 1)], key


def test_a_key_misspelt_is_said_at_its_line_and_not_as_missing() -> None:
    _, faults = header(*(line.replace("titre", "tittre") for line in FRENCH))

    assert faults == [("header-line", 3)]


def test_a_text_that_begins_otherwise_has_no_front_matter() -> None:
    assert front_matter(["# Essai", "---"], "1.md", []) is None
    assert front_matter([], "1.md", []) is None
