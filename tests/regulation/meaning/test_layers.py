"""Layers: what a lower text may change of the higher one, and what it may not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from parchemin.regulation.meaning import Understood, load, understand
from parchemin.regulation.reading import versions
from tests.regulation.texts import HEADER, only

UNDER = HEADER.replace("règlement : essai", "règlement : école").replace("entrée : étudiant.entrée\n", "")
LOWER = UNDER.replace("règlement : école", "règlement : mention").replace("langue", "relève de : école.md\nlangue")

HIGHER = """
## §1 Niveaux

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |
| module | étudiant | tableau |

**Cursus : module**

| module |
| --- |
| Droit |
| Histoire |

**Faits**

| fait | type | absent |
| --- | --- | --- |
| module.note | note | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,01 | refusé |
| étudiant.moyenne | 0..20 | exact | aucun |

## §2 Seuils

**Paramètres**

| paramètre | valeur | unité | borne |
| --- | --- | --- | --- |
| seuil | 10 | note | imposé |
| éliminatoire | 6 | note | au moins 6 |
| inscriptions | 6 | | au plus 6 |
| libre | 1 | | |

## §3 Calcul (par défaut)

```règles
étudiant.moyenne = moyenne(module.note)
```

## §4 Validation

```règles
étudiant.validé = étudiant.moyenne >= seuil et tous(module.note > éliminatoire)
```
"""


def layered(folder: Path, lower: str) -> Understood:
    (folder / "école.md").write_text(UNDER + HIGHER, encoding="utf-8")
    (folder / "mention.md").write_text(LOWER + lower, encoding="utf-8")
    return understand(versions.read(folder / "mention.md"))


def parameter(line: str) -> str:
    return (
        f"## §1 Seuils\n\n**Paramètres**\n\n| paramètre | valeur | unité | borne |\n| --- | --- | --- | --- |\n{line}\n"
    )


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        ("| seuil | 9,99 | note | |", "= 10"),
        ("| éliminatoire | 5,99 | note | |", ">= 6"),
        ("| inscriptions | 7 | | |", "<= 6"),
    ],
)
def test_a_figure_outside_the_bound_of_the_higher_text_is_refused(tmp_path: Path, line: str, bound: str) -> None:
    found = only(layered(tmp_path, parameter(line)))
    assert (found.code, found.place.line) == ("breaks-layer", (LOWER + parameter(line)).count("\n"))
    assert bound in found.what("fr")
    assert "école.md" in found.what("en")


@pytest.mark.parametrize(
    "line",
    ["| seuil | 10 | note | |", "| éliminatoire | 6 | note | |", "| éliminatoire | 7 | note | |", "| libre | 99 | | |"],
)
def test_a_figure_on_or_inside_the_bound_is_the_lower_texts_own(tmp_path: Path, line: str) -> None:
    regulation = layered(tmp_path, parameter(line)).regulation
    assert regulation is not None
    name, value = (cell.strip() for cell in line.split("|")[1:3])
    assert regulation.parameters[name].value == Fraction(value)
    assert regulation.parameters[name].place.article == "§1"


def test_a_lower_text_may_redefine_only_what_stands_in_a_default_article(tmp_path: Path) -> None:
    allowed = layered(tmp_path, "## §9 Calcul\n```règles\nétudiant.moyenne = minimum(module.note)\n```\n").regulation
    assert allowed is not None
    assert allowed.definitions["étudiant.moyenne"].source == "minimum(module.note)"

    refused = only(layered(tmp_path, "## §9 Calcul\n```règles\nétudiant.validé = vrai\n```\n"))
    assert (refused.code, refused.place.article) == ("redefines-above", "§9")
    assert "(par défaut)" in refused.remedy("fr")


def test_an_article_of_the_higher_text_is_cited_with_its_name(tmp_path: Path) -> None:
    regulation = layered(tmp_path, "## §2 Autre chose\n").regulation
    assert regulation is not None
    assert regulation.definitions["étudiant.validé"].place.article == "école §4"
    assert list(regulation.articles) == ["école §1", "école §2", "école §3", "école §4", "§2"]


def test_three_layers_hold_to_the_nearest_bound(tmp_path: Path) -> None:
    layered(tmp_path, parameter("| éliminatoire | 7 | note | au moins 7 |"))
    third = LOWER.replace("école.md", "mention.md") + parameter("| éliminatoire | 6,5 | note | |")
    (tmp_path / "voie.md").write_text(third, encoding="utf-8")
    found = only(understand(versions.read(tmp_path / "voie.md")))
    assert (found.code, "mention.md" in found.what("fr")) == ("breaks-layer", True)


def test_the_higher_text_alone_is_a_regulation(tmp_path: Path) -> None:
    layered(tmp_path, "")
    assert load(tmp_path / "école.md").parameters["seuil"].fixed
