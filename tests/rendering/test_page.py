"""What a reader finds on the page of a regulation."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from parchemin.regulation.findings import Finding, Wording
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.reading import versions
from parchemin.rendering import render
from tests.rendering.pages import SAMPLE, Page, page_of, parsed, words, written


@pytest.fixture(scope="module")
def understood(tmp_path_factory: pytest.TempPathFactory) -> Understood:
    return written(tmp_path_factory.mktemp("essai"))


@pytest.fixture(scope="module")
def page(understood: Understood) -> Page:
    return parsed(page_of(understood))


def row_of(page: Page, head: str) -> str:
    """The row with this heading, or with one that begins so, as one line."""
    headings = [e for e in page.all("th") if e.attributes.get("scope") == "row" and words(e).startswith(head)]
    heading = next((e for e in headings if words(e) == head), headings[0])
    assert heading.parent is not None
    return words(heading.parent)


def test_the_page_is_well_formed_and_each_id_stands_once(page: Page) -> None:
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]

    assert not page.open
    assert not page.crossed
    assert len(ids) == len(set(ids))
    assert not any(" " in id_ for id_ in ids)


@pytest.mark.parametrize("name", ["icn-pge", "ipag-msc", "lille-ipm"])
def test_each_shipped_regulation_has_every_article_and_no_broken_link(name: str, house: Path) -> None:
    understood = understand(versions.read(house / "regulations" / name))
    page = parsed(page_of(understood))
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    links = {e.attributes["href"] for e in page.all("a")}

    assert not page.crossed
    assert len(ids) == len(set(ids))
    assert {a.id for a in understood.document.articles} <= set(ids)
    assert not {link for link in links if link.startswith("#")} - {f"#{i}" for i in ids}


def test_every_internal_link_leads_somewhere_and_nothing_is_fetched(page: Page) -> None:
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}

    assert {e.attributes["href"].removeprefix("#") for e in page.all("a")} <= ids
    assert not [e.tag for e in page.elements if e.tag in ("script", "img", "link", "iframe") or "src" in e.attributes]
    assert "url(" not in page.all("style")[0].text
    assert "@import" not in page.all("style")[0].text


def test_every_article_stands_under_its_id_and_in_the_contents(page: Page, understood: Understood) -> None:
    listed = {e.attributes["href"] for e in page.all("a") if e.within("nav", tabindex="0")}

    for article in understood.document.articles:
        assert page.by_id(article.id).within("article")
        assert f"#{article.id}" in listed


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.elements if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_every_table_has_a_caption_and_headings_with_a_scope(page: Page) -> None:
    tables = page.all("table")

    assert len(tables) == len(page.all("caption"))
    assert all(words(caption) for caption in page.all("caption"))
    assert all(e.attributes.get("scope") in ("row", "col", "rowgroup") for e in page.all("th"))


def test_the_title_the_version_the_amendments_and_the_digest_are_told(page: Page, understood: Understood) -> None:
    assert understood.regulation is not None
    head = words(next(e for e in page.all("section", "head")))

    assert "En vigueur depuis le 1er septembre 2024 · version du 1er mars 2025" in head
    assert "Rattrapage de printemps 1er mars 2025 — appliquée" in head
    assert "Ce texte est court." in head
    assert understood.regulation.digest in words(page.all("footer")[0])
    assert "modifié par Rattrapage de printemps" in words(page.all("p", "status")[0])


def test_a_curriculum_is_totalled_by_semester_and_in_all(page: Page) -> None:
    assert row_of(page, "Total, premier semestre") == "Total, premier semestre 6,5 30"
    assert row_of(page, "Droit des affaires") == "Droit des affaires Droit 4 30"
    assert [words(e.parent) for e in page.all("th", "total") if e.parent][-1] == "Total 12,5 42"


def test_a_decision_says_who_decides_each_row(page: Page) -> None:
    assert row_of(page, "passage en année supérieure").endswith("par la règle")
    assert row_of(page, "redoublement").endswith("nombre(module.validé) ≥ 1 au choix du jury")
    assert row_of(page, "départ") == "départ sinon au choix de : directeur du programme"


def test_a_figure_is_linked_to_each_rule_that_uses_it(page: Page) -> None:
    threshold = page.by_id("n-seuil").parent
    used = [e.attributes["href"] for e in page.all("a", "name") if e.parent and e.parent.parent is threshold]

    assert used == ["#n-module.validé"]
    assert "hypothèse" in row_of(page, "note qui élimine")
    assert row_of(page, "chiffre sans emploi").endswith("aucune règle")


def test_both_readings_are_shown_with_the_one_taken(page: Page) -> None:
    assert row_of(page, "semestre") == "semestre les modules se compensent retenue usage"
    assert "écartée" in row_of(page, "module")


def test_rules_read_with_signs_and_each_name_leads_to_its_definition(page: Page) -> None:
    rule = page.by_id("n-module.validé")
    links = {e.text: e.attributes for e in page.all("a", "name") if e.within("div", id="n-module.validé")}

    assert words(rule) == (
        "module.validé = module.note ≥ seuil ou (lecture.compensation = semestre "
        "et semestre.moyenne ≥ seuil et module.note > note_éliminatoire)"
    )
    assert links["seuil"]["href"] == "#n-seuil"
    assert links["seuil"]["title"] == "seuil : note qui valide — 10 (§1.2)"
    assert links["semestre.moyenne"]["title"].endswith("moyenne_pondérée(module.note\u00a0; module.ects) (§1.2)")
    assert "La moyenne suit les crédits." in [words(e) for e in page.all("p", "comment")]


def test_every_case_is_shown_with_what_was_expected_and_found(page: Page, understood: Understood) -> None:
    assert understood.regulation is not None
    shown = {words(e) for e in page.all("th") if e.within("div") and e.attributes.get("scope") == "row"}

    assert {case.name for case in understood.regulation.cases} <= shown
    assert row_of(page, "compensé de peu").endswith("module[Compta].validé oui oui ✓ vérifié")
    assert row_of(page, "attente fausse").endswith("module[Compta].validé oui non ✗ échoue")
    assert row_of(page, "rentrée de septembre").endswith("remise 2026-09-18 2026-09-18 ✓ vérifié")
    assert "Dans tous ces cas : module[*].note = 12" in [words(e) for e in page.all("p", "rubric")]


def test_a_table_of_cases_with_a_failure_starts_unfolded_and_one_that_holds_folded(page: Page) -> None:
    folds = {words(e)[: words(e).index("sur")]: "open" in e.attributes for e in page.all("details", "cases")}

    assert folds == {"Cas d’essai ✗ 2 ": True, "Cas d’essai des échéances ✓ 1 ": False}


def test_a_control_that_does_not_hold_says_so_and_its_finding_stands_in_the_article(page: Page) -> None:
    findings = [words(e) for e in page.all("details", "findings") if e.within("article")]

    assert row_of(page, "trente crédits").endswith("✗ ne tient pas")
    assert row_of(page, "trois modules").endswith("✓ tient")
    assert any("trente_crédits" in found and "texte.md:" in found for found in findings)


def test_what_is_only_shown_says_to_whom_and_why_and_links_to_what_it_names(page: Page) -> None:
    table = next(e for e in page.all("table") if "Ce qui est seulement montré" in words(e))

    assert row_of(page, "module.note").startswith("module.note")
    assert "module.note étudiant le relevé la montre" in words(table)
    assert any(e.within("table") and words(e) == "module.note" for e in page.all("a"))


def test_a_declared_silence_is_not_said_again_beside_its_own_table(understood: Understood) -> None:
    assert understood.regulation is not None
    place = understood.regulation.silences[0].place
    again = Wording("silence-declared", ("déjà dit", ""), ("said already", ""), "note")
    page = parsed(render(understood, (), [Finding(again, place)], "fr"))

    assert not [e for e in page.all("details", "findings") if e.within("article")]
    assert "déjà dit" in words(next(e for e in page.all("section") if e.attributes.get("id") == "constats"))


def test_no_folder_of_the_machine_is_published(understood: Understood) -> None:
    assert str(Path(understood.document.header.place.file).parent) not in page_of(understood)


def test_references_to_articles_in_the_words_are_links(page: Page) -> None:
    linked = [e for e in page.all("a", "art") if e.within("div") and e.text == "§1.2" and e.within("article")]

    assert linked
    assert linked[0].attributes["href"] == "#§1.2"


def test_the_page_speaks_english_while_the_text_stays_in_french(understood: Understood) -> None:
    page = parsed(page_of(understood, "en"))

    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("h1")[0].attributes["lang"] == "fr"
    assert "In force since 1 September 2024" in words(page.all("section", "head")[0])
    assert row_of(page, "redoublement").endswith("left to the jury")


def test_a_text_with_errors_is_rendered_with_them_in_their_places(tmp_path: Path) -> None:
    broken = SAMPLE.replace("module.note >= seuil ou", "module.note >= seuill ou")
    page = parsed(page_of(written(tmp_path, broken)))
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}

    assert words(page.all("p", "alert")[0]).startswith("✗")
    assert any("seuill" in words(e) for e in page.all("details", "error") if "open" in e.attributes)
    assert "non joué" in row_of(page, "compensé de peu")
    assert {e.attributes["href"].removeprefix("#") for e in page.all("a")} <= ids


ABOVE = """---
règlement : école
titre : Règlement de l'école
langue : fr
en vigueur : 2024-09-01
---
# Règlement de l'école

### §1.1 Le seuil de tous

Le §1.1 vaut partout.

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |

**Paramètres**

| paramètre | valeur | borne |
| --- | --- | --- |
| seuil | 10 | au moins 10 |
"""

BELOW = """---
règlement : programme
titre : Règlement du programme
langue : fr
en vigueur : 2024-09-01
relève de : ../école.md
---
### §1.1 Le diplôme

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.points | points 0..20 | inconnu |

~~~règles
étudiant.admis = étudiant.points >= seuil
~~~
"""


def test_the_layer_above_is_shown_after_the_text_with_its_own_anchors(tmp_path: Path) -> None:
    (tmp_path / "école.md").write_text(ABOVE, encoding="utf-8")
    (tmp_path / "programme").mkdir()
    (tmp_path / "programme/texte.md").write_text(BELOW, encoding="utf-8")
    page = parsed(page_of(understand(versions.read(tmp_path / "programme"))))
    rule = [e.attributes["href"] for e in page.all("a", "name") if e.within("div", id="n-étudiant.admis")]
    cited = [e.attributes["href"] for e in page.all("a", "art") if e.within("div") and e.text == "§1.1"]

    assert "#n-seuil" in rule
    assert page.by_id("n-seuil").within("article")
    assert page.by_id("école-§1.1").within("article")
    assert cited[0] == "#école-§1.1"


ENGLISH = """---
regulation: trial
title: Trial regulation
language: en
in force: 2024-09-01
---
# Trial regulation

## §1 Passing

**Levels**

| level | in | members |
| --- | --- | --- |
| student | | |

**Facts**

| fact | type | missing |
| --- | --- | --- |
| student.points | points 0..20 step 0.5 | unknown |

~~~rules
student.passed = student.points >= 9.5 and not student.points == 20
~~~

**Decision : student.outcome** — first row that applies

| decision | when | by |
| --- | --- | --- |
| pass | student.passed | rule |
| talk | otherwise | jury |

**Cases**

| case | given | expected |
| --- | --- | --- |
| just enough | student.points = 9.5 | student.outcome = pass |
"""


def test_an_english_regulation_gives_an_english_page(tmp_path: Path) -> None:
    page = parsed(page_of(written(tmp_path, ENGLISH, amendment=""), "en"))

    assert words(page.by_id("n-student.passed")) == "student.passed = student.points ≥ 9.5 and not student.points = 20"
    assert row_of(page, "talk") == "talk otherwise left to the jury"
    assert row_of(page, "just enough").endswith("student.outcome pass pass ✓ holds")


def test_a_name_the_language_refuses_leaves_no_dead_link(tmp_path: Path) -> None:
    broken = SAMPLE.replace("| passage |", "| ?! |").replace("| remise |", "| ! |").replace("| seuil |", "| 1 |")
    page = parsed(page_of(written(tmp_path, broken.replace("étudiant.diplômé**", "étudiant.**"))))
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}

    assert {e.attributes["href"].removeprefix("#") for e in page.all("a")} <= ids
