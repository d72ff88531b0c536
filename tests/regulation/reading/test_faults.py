"""Every kind of fault in a text is found at its own line, in both languages, wherever the file stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.findings import Finding, Language, Refused
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.document import ConsolidatedText
from parchemin.regulation.reading.files import Files

FRENCH = """---
règlement : essai
titre : Un essai
langue : fr
en vigueur : 2026-09-01
---
# Essai

## §1 Les figures

**Paramètres**

| paramètre | valeur |
| --- | --- |
| seuil | 10 |

Des mots.

## §2 Les règles

~~~règles
étudiant.admis = étudiant.note >= seuil
étudiant.refusé = non étudiant.admis
~~~
"""

ENGLISH = """---
regulation : trial
title : A trial
language : en
in force : 2026-09-01
---
# Trial

## §1 The figures

**Parameters**

| parameter | value |
| --- | --- |
| threshold | 10 |

Some words.

## §2 The rules

~~~rules
student.admitted = student.mark >= threshold
student.refused = not student.admitted
~~~
"""
TEXTS: dict[Language, str] = {"fr": FRENCH, "en": ENGLISH}


@dataclass(frozen=True)
class Slip:
    """A line of the text, what stands there instead, the kind of fault, and the line it is said at, from that one."""

    line: str
    written: str
    code: str
    at: int = 0
    language: Language = "fr"


SLIPS = [
    Slip("titre : Un essai", "titre Un essai", "header-line"),
    Slip("titre : Un essai", "tittre : Un essai", "header-line"),
    Slip("en vigueur : 2026-09-01", "en vigueur : 2026-13-01", "header-value"),
    Slip("langue : fr", "langue : klingon", "header-value"),
    Slip("**Paramètres**", "**Paramétres**", "unknown-table"),
    Slip("**Paramètres**", "*Paramètres*", "almost-a-caption"),
    Slip("**Paramètres**", "", "no-caption", 2),
    Slip("**Paramètres**", "**Parameters**", "other-language"),
    Slip("| --- | --- |", "", "no-dashes", -1),
    Slip("| paramètre | valeur |", "| paramètre | valleur |", "unknown-column"),
    Slip("| paramètre | valeur |", "| paramètre | paramètre |", "repeated-column"),
    Slip("| seuil | 10 |", "| seuil | 10 | 12 |", "ragged-row"),
    Slip("| seuil | 10 |", "| seuil |", "ragged-row"),
    Slip("## §2 Les règles", "## Les règles", "outside-article", 2),
    Slip("## §2 Les règles", "## 2.1 Les règles", "looks-like-an-article"),
    Slip("## §2 Les règles", "## §1 Les règles", "same-article"),
    Slip("~~~règles", "~~~regles", "unknown-block"),
    Slip("~~~règles", "~~~rules", "other-language"),
    Slip("étudiant.refusé = non étudiant.admis", "étudiant refusé", "not-a-definition"),
    Slip("title : A trial", "titel : A trial", "header-line", language="en"),
    Slip("in force : 2026-09-01", "in force : tomorrow", "header-value", language="en"),
    Slip("**Parameters**", "**Paremeters**", "unknown-table", language="en"),
    Slip("**Parameters**", "**Paramètres**", "other-language", language="en"),
    Slip("| parameter | value |", "| parameter | values |", "unknown-column", language="en"),
    Slip("| threshold | 10 |", "| threshold | 10 | 12 |", "ragged-row", language="en"),
    Slip("~~~rules", "~~~règles", "other-language", language="en"),
    Slip("student.refused = not student.admitted", "student refused", "not-a-definition", language="en"),
    Slip("## §2 The rules", "## The rules", "outside-article", 2, language="en"),
]


def read(text: str, file: str = "1.md") -> ConsolidatedText:
    return versions.read(Files({file: text}))


def findings(text: str, file: str = "1.md") -> tuple[Finding, ...]:
    return read(text, file).findings


def slipped(slip: Slip) -> tuple[str, int]:
    """The text with the slip, and the line of the fault."""
    text = TEXTS[slip.language]
    assert text.count(f"\n{slip.line}\n") == 1, slip.line
    line = text.split("\n").index(slip.line) + 1
    return text.replace(f"\n{slip.line}\n", f"\n{slip.written}\n"), line + slip.at


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.language} {slip.written or slip.line}")
def test_a_slip_is_found_at_its_own_line(slip: Slip) -> None:
    text, line = slipped(slip)
    found = findings(text)

    assert (slip.code, line) in [(f.code, f.place.line) for f in found], [(f.code, str(f.place)) for f in found]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.language} {slip.written or slip.line}")
def test_its_place_follows_when_the_text_moves_down_or_to_another_file(slip: Slip) -> None:
    text, _ = slipped(slip)
    head, mark, body = text.partition("\n# ")
    moved = findings(f"{head}\n\n\n{mark}{body}", "2.md")

    in_body = {(f.code, f.place.line + 3) for f in findings(text) if f.place.line > head.count("\n") + 1}
    assert {f.place.file for f in moved} == {"2.md"}
    assert in_body <= {(f.code, f.place.line) for f in moved}


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.language} {slip.written or slip.line}")
def test_it_says_what_is_wrong_and_what_to_do_in_both_languages(slip: Slip) -> None:
    text, _ = slipped(slip)
    for found in findings(text):
        french, english = (found.what("fr"), found.remedy("fr")), (found.what("en"), found.remedy("en"))
        assert all(french)
        assert all(english)
        assert "{" not in "".join((*french, *english))
        assert french != english


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_text_without_fault_has_no_finding(language: Language) -> None:
    assert findings(TEXTS[language]) == ()


@given(
    st.lists(st.sampled_from(["Des mots.", "", "- un", "> cité", "`code`", "1. premier", "Voir §2."]), max_size=12),
    st.sampled_from(SLIPS),
)
def test_words_before_a_fault_move_it_by_as_many_lines(words: list[str], slip: Slip) -> None:
    text, line = slipped(slip)
    at = text.index("\n## §1")
    front = text[:at].count("\n") + 1
    if line <= front or slip.code in ("same-article",):
        return
    pushed = text[:at] + "\n" + "\n".join(words) + text[at:]

    assert (slip.code, line + 1 + max(0, len(words) - 1)) in [(f.code, f.place.line) for f in findings(pushed)]


@given(st.integers(0, 20), st.sampled_from(["~~~", "```", "````"]))
def test_the_place_of_each_character_of_a_rule_is_where_it_stands(indent: int, fence: str) -> None:
    rule = "étudiant.admis = étudiant.note >= seuil et (\n" + " " * (indent + 1) + "étudiant.présent\n)"
    text = FRENCH.replace("étudiant.admis = étudiant.note >= seuil", rule).replace("~~~", fence)
    lines = text.split("\n")
    (written,) = [d.expression for a in read(text).articles for d in a.definitions if d.name == "étudiant.admis"]
    for word in ("étudiant.note", "seuil", "étudiant.présent", ")"):
        place = written.at(written.text.index(word))
        assert lines[place.line - 1][place.column - 1 :].startswith(word)


def test_the_place_of_each_cell_is_where_its_words_begin() -> None:
    text = FRENCH.replace("| seuil | 10 |", "|  seuil|   10   |\n| plancher | 7 \\| rien |")
    lines = text.split("\n")
    (table,) = [t for a in read(text).articles for t in a.tables]

    for row in table.rows:
        for cell in row.values():
            shown = lines[cell.place.line - 1][cell.place.column - 1 :]
            assert shown.startswith(cell.text.replace("|", "\\|"))
            assert cell.place.article == "§1"


def test_articles_of_several_files_keep_the_file_and_the_line_of_each() -> None:
    second = "## §3 Ailleurs\n\nVoir.\n\n## §4 Plus loin\n"
    document = versions.read(Files({"1.md": FRENCH, "2.md": second}))

    assert [(a.id, str(a.place)) for a in document.articles] == [
        ("§1", f"1.md:{FRENCH.split('## §1')[0].count(chr(10)) + 1}"),
        ("§2", f"1.md:{FRENCH.split('## §2')[0].count(chr(10)) + 1}"),
        ("§3", "2.md:1"),
        ("§4", "2.md:5"),
    ]


def test_an_article_written_in_two_files_names_the_other_place() -> None:
    found = versions.read(Files({"1.md": FRENCH, "2.md": "## §2 Encore\n"})).findings

    assert [(f.code, str(f.place), f.values["other"]) for f in found] == [
        ("same-article", "2.md:1", f"1.md:{FRENCH.split('## §2')[0].count(chr(10)) + 1}")
    ]


@pytest.mark.parametrize("text", ["", "# Sans en-tête\n", "\n\n", "--\n", "Un mot.\n---\n"])
def test_a_text_without_front_matter_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text)
    assert [f.code for f in refusal.value.findings] == ["no-front-matter"]


# --- reading, then writing -----------------------------------------------------------------------------------------


def test_the_lines_of_an_article_are_those_of_its_file() -> None:
    text = FRENCH + "\n### Détail\n\nUn mot.\n\n```text\ncode\n```\n\nUn autre.\n"
    lines = text.split("\n")
    for article in read(text).articles:
        kept = article.text.split("\n") if article.lines else []
        assert len(article.lines) == len(kept)
        assert all(before < after for before, after in pairwise(article.lines))
        assert [lines[number - 1] for number in article.lines] == kept


@given(
    st.lists(st.sampled_from(["Des mots.", "", "- un", "> cité", "| a | b |", "**gras**", "1. un", "`x`"]), max_size=15)
)
def test_words_are_kept_as_they_were_written(words: list[str]) -> None:
    text = FRENCH.split("## §2", maxsplit=1)[0] + "## §2 Des mots\n" + "\n".join(words)
    document = read(text)

    article = document.article("§2")
    assert article is not None
    assert article.text == "\n".join(words)


@given(st.permutations(["1.md", "2.md", "3.md"]))
def test_files_are_joined_by_name_in_whatever_order_they_come(order: list[str]) -> None:
    texts = {"1.md": FRENCH, "2.md": "## §3 Trois\n", "3.md": "## §4 Quatre\n"}

    assert versions.read(Files({name: texts[name] for name in order})) == versions.read(Files(texts))


@given(
    st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]), st.sampled_from(["", "\u00ad", "\u200b"])
)
def test_what_a_word_processor_adds_changes_nothing(end: str, mark: str, unseen: str) -> None:
    text = mark + FRENCH.replace("mots", f"mo{unseen}ts").replace("\n", end)

    assert read(text) == read(FRENCH)


@pytest.mark.parametrize(
    ("heading", "id_", "title", "state"),
    [
        ("## §2", "§2", "", ""),
        ("## § 2 Titre", "§2", "Titre", ""),
        ("## §2. Titre", "§2", "Titre", ""),
        ("## §2.1-bis : Titre", "§2.1-bis", "Titre", ""),
        ("## §2 — Titre ##", "§2", "Titre", ""),
        ("###### §2 Titre", "§2", "Titre", ""),
        ("## §2 Titre (abrogé)", "§2", "Titre", "repealed"),
        ("## §2 Titre (par défaut)", "§2", "Titre", "default"),
    ],
)
def test_an_article_is_read_from_its_heading(heading: str, id_: str, title: str, state: str) -> None:
    (article,) = read(FRENCH.split("## §1", maxsplit=1)[0] + heading + "\n").articles

    assert (article.id, article.title) == (id_, title)
    assert (article.repealed, article.default) == (state == "repealed", state == "default")


def test_a_heading_that_is_no_article_groups_those_that_follow() -> None:
    text = FRENCH.replace("## §2", "## Partie deux\n\nCe qui suit.\n\n### §2")
    outline = read(text).outline

    assert [entry if isinstance(entry, str) else (entry.title, entry.text) for entry in outline] == [
        ("Essai", ""),
        "§1",
        ("Partie deux", "Ce qui suit."),
        "§2",
    ]
