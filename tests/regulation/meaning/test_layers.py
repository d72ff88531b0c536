"""Layers: what a lower text may change of the higher one, and what it may not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.findings import errors
from parchemin.regulation.meaning import Understood, load, understand
from parchemin.regulation.meaning.limits import Limit
from parchemin.regulation.meaning.phrases import ParameterBound
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import Files
from parchemin.regulation.verification.review import review
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


# --- bounds hold over every layer --------------------------------------------------------------------------


LINE = (LOWER + parameter("")).count("\n")
ABOVE = (UNDER + HIGHER[: HIGHER.index("| éliminatoire")]).count("\n") + 1


def stacked(folder: Path, *lines: str) -> Understood:
    """Layers one under the other, the highest first, each with a line for `éliminatoire`; "" says nothing of it."""
    (folder / "école.md").write_text(UNDER + HIGHER, encoding="utf-8")
    for depth, line in enumerate(lines):
        above = f"couche{depth - 1}.md" if depth else "école.md"
        header = LOWER.replace("école.md", above).replace("règlement : mention", f"règlement : couche{depth}")
        (folder / f"couche{depth}.md").write_text(header + (parameter(line) if line else ""), encoding="utf-8")
    return understand(versions.read(folder / f"couche{len(lines) - 1}.md"))


def test_a_bound_that_a_middle_layer_leaves_out_still_holds_below_it(tmp_path: Path) -> None:
    found = only(stacked(tmp_path, "| éliminatoire | 8 | note | |", "| éliminatoire | 5 | note | |"))
    assert (found.code, found.place.file, found.place.line) == ("breaks-layer", str(tmp_path / "couche1.md"), LINE)
    assert f"école.md:{ABOVE}" in found.what("fr")
    assert [place.line for place in found.related] == [ABOVE]


@pytest.mark.parametrize("bound", ["libre", "au moins 5,99"])
def test_a_layer_that_widens_or_drops_a_bound_is_refused_with_both_lines(tmp_path: Path, bound: str) -> None:
    found = only(stacked(tmp_path, f"| éliminatoire | 8 | note | {bound} |"))
    assert (found.code, found.place.line, found.related[0].line) == ("widens-layer", LINE, ABOVE)
    assert bound in found.what("fr")
    assert f"école.md:{ABOVE}" in found.what("en")


def test_what_is_imposed_stays_imposed_whatever_a_middle_layer_leaves_empty(tmp_path: Path) -> None:
    found = only(stacked(tmp_path, "| seuil | 10 | note | |", "| seuil | 9 | note | |"))
    assert (found.code, "= 10" in found.what("fr")) == ("breaks-layer", True)
    wider = only(stacked(tmp_path, "| seuil | 10 | note | au moins 10 |"))
    assert wider.code == "widens-layer"


def test_a_bound_of_the_other_side_is_added_to_the_one_above(tmp_path: Path) -> None:
    regulation = stacked(
        tmp_path, "| éliminatoire | 8 | note | au plus 9 |", "| éliminatoire | 7 | note | |"
    ).regulation
    assert regulation is not None
    kept = regulation.parameters["éliminatoire"]
    assert (kept.value, kept.at_least, kept.at_most) == (Fraction(7), Fraction(6), Fraction(9))
    over = only(stacked(tmp_path, "| éliminatoire | 8 | note | au plus 9 |", "| éliminatoire | 10 | note | |"))
    assert over.code == "breaks-layer"


@pytest.mark.parametrize("line", ["| éliminatoire | oui | | |", "| éliminatoire | 7 | crédits | |"])
def test_a_figure_of_another_kind_than_above_is_refused(tmp_path: Path, line: str) -> None:
    found = only(stacked(tmp_path, line))
    assert (found.code, found.place.line) == ("other-kind-above", LINE)


def test_a_figure_without_its_unit_keeps_the_one_above(tmp_path: Path) -> None:
    regulation = stacked(tmp_path, "| éliminatoire | 7 | | |").regulation
    assert regulation is not None
    assert regulation.parameters["éliminatoire"].type.unit == "mark"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("| x | 5 | | au moins 6 |", "breaks-own-bound"),
        ("| x | oui | | au moins 6 |", "bad-cell"),
        ("| x | 5 | note | au moins 2 crédits |", "bad-cell"),
    ],
)
def test_a_bound_that_means_nothing_for_its_own_figure_is_refused(tmp_path: Path, line: str, code: str) -> None:
    assert only(stacked(tmp_path, line)).code == code


BOUNDS = st.sampled_from(["", "imposé", "libre", *(f"{w} {n}" for w in ("au moins", "au plus") for n in range(5, 10))])


def allowed(value: int, bound: str, candidate: int) -> bool:
    """What one line lets the layers below make of its figure, said plainly."""
    if bound == "imposé":
        return candidate == value
    if bound.startswith("au moins"):
        return candidate >= int(bound.split()[-1])
    return candidate <= int(bound.split()[-1]) if bound.startswith("au plus") else True


@given(st.lists(st.tuples(st.integers(4, 10), BOUNDS), min_size=1, max_size=4))
def test_no_layer_ever_lets_pass_what_one_above_it_forbids(layers: list[tuple[int, str]]) -> None:
    files = {"école.md": UNDER + HIGHER}
    for depth, (value, bound) in enumerate(layers):
        above = f"couche{depth - 1}.md" if depth else "école.md"
        header = LOWER.replace("école.md", above).replace("règlement : mention", f"règlement : couche{depth}")
        files[f"couche{depth}.md"] = header + parameter(f"| éliminatoire | {value} | note | {bound} |")
    found = understand(versions.read(Files(files, main=f"couche{len(layers) - 1}.md"))).regulation
    every = [(6, "au moins 6"), *layers]
    good = all(
        allowed(value, bound, lower) for at, (value, bound) in enumerate(every) for lower, _ in every[at:]
    ) and all(_narrows(every[:at], every[at]) for at in range(1, len(every)))
    assert (found is not None) == good
    if found is not None:
        kept = found.parameters["éliminatoire"]
        limit = Limit(ParameterBound(kept.fixed, kept.at_least, kept.at_most), kept.value, kept.type, kept.place)
        for candidate in range(3, 12):
            assert limit.allows(Fraction(candidate)) == all(allowed(v, b, candidate) for v, b in every)


def _narrows(above: list[tuple[int, str]], line: tuple[int, str]) -> bool:
    """Whether a bound that says something lets pass nothing on its own side that a line above forbids."""
    value, bound = line
    for high, limit in above:
        if not limit or limit == "libre" or not bound or bound == "imposé":
            continue
        if bound == "libre" or limit == "imposé":
            return False
        if bound.split()[:2] == limit.split()[:2]:
            wide = [n for n in range(3, 12) if allowed(value, bound, n) and not allowed(high, limit, n)]
            if wide:
                return False
    return True


# --- a higher text alone, and a lower text that is not blamed for it -----------------------------------------


SAMPLES = HIGHER.replace("**Cursus : module**", "**Cursus : module** — exemple") + (
    "\n**Cas** — avec module[Droit].note = 14\n\n| cas | module[Histoire].note | ⇒ étudiant.validé |\n"
    "| --- | --- | --- |\n| sur la note éliminatoire | 6 | non |\n| juste au-dessus | 6,01 | oui |\n"
)


def test_examples_let_a_higher_text_be_checked_alone_with_cases_on_them() -> None:
    reviewed = review(Files({"école.md": UNDER + SAMPLES}))
    assert [result.holds for result in reviewed.results] == [True, True]
    assert "sample-members" in {found.code for found in reviewed.findings}
    assert not errors(reviewed.findings)


def test_examples_give_way_to_the_members_of_a_lower_text() -> None:
    lower = LOWER + "## §1 Modules\n\n**Cursus : module**\n\n| module |\n| --- |\n| Anglais |\n"
    reviewed = review(Files({"école.md": UNDER + SAMPLES, "mention.md": lower}, main="mention.md"))
    regulation = reviewed.understood.regulation
    assert regulation is not None
    assert [member.name for member in regulation.levels["module"].members] == ["Anglais"]
    assert reviewed.results == ()
    assert not [found for found in reviewed.findings if found.place.file == "école.md"]


def test_a_level_without_any_member_is_one_error_not_one_for_each_use_of_it() -> None:
    alone = HIGHER.replace("**Cursus : module**\n\n| module |\n| --- |\n| Droit |\n| Histoire |\n", "")
    found = only(understand(versions.read(Files({"école.md": UNDER + alone}))))
    assert (found.code, "exemple" in found.remedy("fr")) == ("no-members", True)


# --- requirements that lower layers may add to -----------------------------------------------------------------

OPEN_TABLE = (
    "\n## §5 Diplôme\n\n**Exigences : étudiant.diplôme** — ouverte\n\n"
    "| exigence | quand |\n| --- | --- |\n| validation | étudiant.validé |\n"
)


def added(option: str = "", line: str = "stage | vrai") -> str:
    return (
        f"## §1 Stage\n\n**Exigences : étudiant.diplôme**{option}\n\n| exigence | quand |\n| --- | --- |\n| {line} |\n"
    )


def with_open(*lower: str, table: str = OPEN_TABLE) -> Understood:
    files = {"école.md": UNDER + HIGHER + table}
    for depth, text in enumerate(lower):
        above = f"couche{depth - 1}.md" if depth else "école.md"
        header = LOWER.replace("école.md", above).replace("règlement : mention", f"règlement : couche{depth}")
        files[f"couche{depth}.md"] = header + text
    return understand(versions.read(Files(files, main=f"couche{len(lower) - 1}.md")))


def test_a_lower_text_adds_lines_to_a_requirements_table_that_is_open() -> None:
    regulation = with_open(added()).regulation
    assert regulation is not None
    assert regulation.definitions["étudiant.diplôme"].source == "étudiant.validation et étudiant.stage"
    assert regulation.definitions["étudiant.stage"].group == "étudiant.diplôme"
    assert regulation.definitions["étudiant.stage"].place.article == "§1"


@pytest.mark.parametrize(
    ("table", "lower"),
    [
        (OPEN_TABLE.replace(" — ouverte", ""), (added(),)),
        (OPEN_TABLE, (added(), added(line="langue | vrai"))),
        (OPEN_TABLE, (added(line="validation | vrai"),)),
    ],
    ids=["never opened", "closed by the layer between", "a line of the higher text again"],
)
def test_lines_are_not_added_to_a_table_that_is_closed_nor_twice(table: str, lower: tuple[str, ...]) -> None:
    assert only(with_open(*lower, table=table)).code == "redefines-above"


def test_a_table_stays_open_as_long_as_each_layer_says_so() -> None:
    regulation = with_open(added(" — ouverte"), added(line="langue | vrai")).regulation
    assert regulation is not None
    whole = regulation.definitions["étudiant.diplôme"]
    assert whole.source == "étudiant.validation et étudiant.stage et étudiant.langue"


def test_an_option_that_a_requirements_table_does_not_have_is_refused() -> None:
    found = only(with_open("", table=OPEN_TABLE.replace("ouverte", "ouvertes")))
    assert (found.code, "ouverte" in found.remedy("fr")) == ("bad-cell", True)
