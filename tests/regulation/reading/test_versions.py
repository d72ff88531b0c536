"""Versions: the base text, dated amendments, variants, and the layer above."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from parchemin.regulation.findings import Refused
from parchemin.regulation.reading import versions
from tests.regulation.texts import HEADER, written

AMENDMENT = """---
modifie : essai
titre : Amendement
en vigueur : {since}
{more}
---
{articles}
"""


def amend(folder: Path, name: str, since: str, articles: str, more: str = "") -> None:
    home = folder / "amendements"
    home.mkdir(exist_ok=True)
    (home / f"{name}.md").write_text(AMENDMENT.format(since=since, articles=articles, more=more), encoding="utf-8")


def titles(path: Path, on: date | None = None, variants: tuple[str, ...] = ()) -> dict[str, str]:
    return {a.id: a.title for a in versions.read(path, on=on, variants=variants).articles}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    written(tmp_path, "## §1 Un\n\n## §2 Deux\n")
    return tmp_path


def test_an_amendment_replaces_adds_and_repeals_from_its_day_on(base: Path) -> None:
    amend(base, "a", "2027-01-01", "## §1 Un, modifié\n\n## §3 Trois\n\n## §2 Deux (abrogé)\n")
    assert titles(base, date(2026, 12, 31)) == {"§1": "Un", "§2": "Deux"}
    assert titles(base, date(2027, 1, 1)) == {"§1": "Un, modifié", "§3": "Trois"}


def test_the_latest_text_holds_every_lasting_amendment(base: Path) -> None:
    amend(base, "b", "2028-01-01", "## §1 Second\n")
    amend(base, "a", "2027-01-01", "## §1 Premier\n")
    assert titles(base)["§1"] == "Second"


def test_an_amendment_ends_after_its_last_day(base: Path) -> None:
    amend(base, "a", "2027-01-01", "## §1 Passager\n", "jusqu'au : 2027-06-30")
    assert titles(base, date(2027, 6, 30))["§1"] == "Passager"
    assert titles(base, date(2027, 7, 1))["§1"] == "Un"


def test_a_variant_applies_only_when_asked_for(base: Path) -> None:
    amend(base, "a", "2027-01-01", "## §1 En crise\n", "variante : crise")
    assert titles(base, date(2027, 2, 1))["§1"] == "Un"
    assert titles(base, date(2027, 2, 1), ("crise",))["§1"] == "En crise"
    assert titles(base, None, ("crise",))["§1"] == "En crise"


@pytest.mark.parametrize("variants", [("crises",), ("rien",)])
def test_an_unknown_variant_is_refused_with_those_that_exist(base: Path, variants: tuple[str, ...]) -> None:
    amend(base, "a", "2027-01-01", "## §1 En crise\n", "variante : crise")
    with pytest.raises(Refused) as refused:
        titles(base, None, variants)
    assert "crise" in refused.value.findings[0].remedy()


def test_a_day_before_the_text_is_refused(base: Path) -> None:
    with pytest.raises(Refused) as refused:
        titles(base, date(2020, 1, 1))
    assert refused.value.findings[0].code == "not-in-force"


@pytest.mark.parametrize(
    ("articles", "code"),
    [("## §9 Neuf (abrogé)\n", "nothing-to-repeal")],
)
def test_an_amendment_that_cannot_apply_is_reported(base: Path, articles: str, code: str) -> None:
    amend(base, "a", "2027-01-01", articles)
    assert code in [f.code for f in versions.read(base).findings]


def test_an_amendment_of_another_text_is_reported_and_left_out(base: Path) -> None:
    home = base / "amendements"
    home.mkdir()
    text = AMENDMENT.format(since="2027-01-01", more="", articles="## §1 Autre\n").replace("essai", "autre")
    (home / "a.md").write_text(text, encoding="utf-8")
    assert [f.code for f in versions.read(base).findings] == ["amends-another"]
    assert titles(base)["§1"] == "Un"


def test_layers_in_a_circle_are_refused(tmp_path: Path) -> None:
    header = HEADER.replace("entrée : étudiant.entrée", "relève de : b.md")
    (tmp_path / "a.md").write_text(header, encoding="utf-8")
    (tmp_path / "b.md").write_text(header.replace("b.md", "a.md"), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        versions.read(tmp_path / "a.md")
    assert refused.value.findings[0].code == "circular-layers"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"---\nr\xe8glement : x\n---\n", "not-utf8"),
        (b"", "no-front-matter"),
        (b"# Sans en-t\xc3\xaate\n", "no-front-matter"),
        (b"x" * 9_000_000, "file-too-large"),
    ],
)
def test_a_file_that_is_no_regulation_is_refused(tmp_path: Path, raw: bytes, code: str) -> None:
    (tmp_path / "x.md").write_bytes(raw)
    with pytest.raises(Refused) as refused:
        versions.read(tmp_path / "x.md")
    assert refused.value.findings[0].code == code


def test_a_missing_or_empty_folder_is_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "absent", "no-such-file"), (tmp_path, "nothing-to-read")):
        with pytest.raises(Refused) as refused:
            versions.read(path)
        assert refused.value.findings[0].code == code


@pytest.mark.parametrize(
    ("line", "changed", "code"),
    [
        ("titre : Règlement d'essai\n", "", "header-missing"),
        ("langue : fr", "langue : de", "header-value"),
        ("en vigueur : 2026-09-01", "en vigueur : 2026-02-30", "header-value"),
        ("titre :", "tittre :", "header-line"),
    ],
)
def test_a_faulty_front_matter_is_reported(tmp_path: Path, line: str, changed: str, code: str) -> None:
    path = written(tmp_path, "## §1 Un\n", header=HEADER.replace(line, changed))
    assert code in [f.code for f in versions.read(path).findings]
