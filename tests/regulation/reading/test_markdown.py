"""Articles, captioned tables and rule blocks: read with their lines, and reported when they cannot be."""

from __future__ import annotations

import pytest

from parchemin.regulation.findings import Finding
from parchemin.regulation.reading.markdown import MarkdownReader


def read(text: str) -> MarkdownReader:
    reader = MarkdownReader("r.md", text.split("\n"), 1, "fr")
    reader.read()
    return reader


def codes(found: list[Finding]) -> list[str]:
    return [f.code for f in found]


def test_an_article_keeps_its_words_apart_from_its_rules() -> None:
    reader = read("# Titre\n\n## §3.1.1 Évaluation\nDes mots.\n\n```règles\na.b = 1\n```\n\nD'autres mots.\n")
    article = reader.articles[0]
    assert (article.id, article.title) == ("§3.1.1", "Évaluation")
    assert "a.b" not in article.text
    assert article.text.split() == ["Des", "mots.", "D'autres", "mots."]
    assert [d.name for d in article.definitions] == ["a.b"]


def test_changed_words_leave_the_digest_of_the_rules() -> None:
    one = read("## §1 A\nDes mots.\n```règles\na.b = 1\n```").articles[0]
    two = read("## §1 A\nD'autres mots.\n```règles\na.b  =  1\n```").articles[0]
    assert one.words_digest != two.words_digest
    assert one.rules_digest == two.rules_digest


def test_a_definition_continues_on_indented_lines_and_open_brackets() -> None:
    article = read("## §1 A\n```règles\na.b = f(1,\n2)\na.c = 1\n  + 2  # trois\n```").articles[0]
    assert [d.expression.text for d in article.definitions] == ["f(1, 2)", "1 + 2"]
    assert article.definitions[1].expression.at(4).line == 6


def test_a_caption_under_its_usual_variants_makes_a_table() -> None:
    for caption in ("**Cas : échéances**", "**Cas: échéances** — avec a.b = 1", "**Cas : échéances** - avec a.b = 1"):
        article = read(f"## §1 A\n{caption}\n\n| cas | échéance |\n| --- | --- |\n| a | b |\n").articles[0]
        assert [(t.kind, t.name) for t in article.tables] == [("cases", "échéances")]


def test_a_table_without_caption_is_text() -> None:
    article = read("## §1 A\n| a | b |\n| --- | --- |\n| 1 | 2 |\n").articles[0]
    assert article.tables == ()
    assert "| 1 | 2 |" in article.text


def test_bold_words_above_no_table_are_text() -> None:
    assert read("## §1 A\n**Cas**\n\nRien.\n").articles[0].tables == ()


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("## §1 A\n**Paramètre**\n\n| paramètre | valeur |\n| --- | --- |\n| a | 1 |\n", "unknown-table", "paramètres"),
        ("## §1 A\n**Parameters**\n\n| parameter | value |\n| --- | --- |\n| a | 1 |\n", "other-language", ""),
        ("## §1 A\n**Paramètres**\n\n| paramètre | valeurs |\n| --- | --- |\n| a | 1 |\n", "unknown-column", "valeur"),
        ("## §1 A\n**Paramètres**\n\n| paramètre |\n| --- |\n| a |\n", "missing-column", "valeur"),
        ("## §1 A\n**Paramètres**\n\n| paramètre | valeur |\n| --- | --- |\n| a | 1 | 2 |\n", "ragged-row", ""),
        ("**Paramètres**\n\n| paramètre | valeur |\n| --- | --- |\n| a | 1 |\n", "outside-article", "§"),
        ("## §1 A\n```règles\na.b = 1\n", "fence-not-closed", ""),
        ("## §1 A\n```regles\na.b = 1\n```\n", "unknown-block", "règles"),
        ("## §1 A\n```\na.b = 1\n```\n", "unknown-block", "```règles"),
        ("## §1 A\n```règles\na.b c = 1\n```\n", "not-a-definition", "a.b_c = …"),
        ("## §1 A\n```règles\nn'importe quoi\n```\n", "not-a-definition", "niveau.nom"),
    ],
)
def test_what_is_not_understood_is_reported_with_a_remedy(text: str, code: str, hint: str) -> None:
    found = read(text).findings
    assert code in codes(found)
    one = next(f for f in found if f.code == code)
    assert hint in one.what("fr") + one.remedy("fr")
    assert one.place.line > 0


def test_a_ragged_row_is_placed_on_its_line() -> None:
    found = read("## §1 A\n**Paramètres**\n\n| paramètre | valeur |\n| --- | --- |\n| a | 1 |\n| b |\n").findings
    assert [f.place.line for f in found] == [7]


def test_an_escaped_bar_stays_in_its_cell() -> None:
    article = read(
        "## §1 A\n**Silences**\n\n| point | nature | traitement |\n|---|---|---|\n| a \\| b | silence | c |"
    ).articles[0]
    assert article.tables[0].rows[0]["point"].text == "a | b"


def test_headings_inside_a_block_are_not_articles() -> None:
    assert [a.id for a in read("## §1 A\n```\n## §2 B\n```\n### suite\n## Fin").articles] == ["§1"]
