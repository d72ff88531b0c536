"""The three shipped programmes: understood, true to their cases, edited by a registrar, and checked by themselves."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.regulation.evaluation.cases import CaseResult, run_cases
from parchemin.regulation.findings import Finding, errors
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading import versions
from parchemin.regulation.verification.assumptions import assumption_notes
from parchemin.regulation.verification.lints import lint

ROOT = Path(__file__).resolve().parents[2]
PROGRAMMES = ("icn-pge", "ipag-msc", "lille-ipm")
ICN, LILLE = "icn-pge", "lille-ipm"


@cache
def shipped(name: str) -> Understood:
    return understand(versions.read(ROOT / "regulations" / name))


def law(name: str) -> Regulation:
    found = shipped(name).regulation
    assert found is not None, [f"{f.place} {f.what()}" for f in errors(shipped(name).findings)]
    return found


@cache
def results(name: str) -> tuple[CaseResult, ...]:
    return run_cases(law(name))


@cache
def told(name: str) -> tuple[Finding, ...]:
    """What `check` says of a programme besides errors."""
    return (*shipped(name).findings, *assumption_notes(law(name)), *lint(law(name)))


def said(name: str, code: str, *words: str) -> list[Finding]:
    return [f for f in told(name) if f.code == code and all(w in f.what("fr") + f.remedy("fr") for w in words)]


# --- as shipped ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_understood_without_an_error_and_every_case_holds(name: str) -> None:
    failed = [f"{f.place} {f.what()}" for r in results(name) for f in r.findings]
    assert not failed
    assert len(results(name)) > 150


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_article_with_force_carries_at_least_four_cases(name: str) -> None:
    cases = Counter(r.case.place.article for r in results(name))
    short = {a.id: cases[a.id] for a in law(name).articles.values() if a.force and cases[a.id] < 4}
    assert not short


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_version_and_variant_of_a_programme_is_understood_and_holds(name: str) -> None:
    document = shipped(name).document
    for header in document.amendments:
        found = understand(versions.read(ROOT / "regulations" / name, on=header.in_force, variants=[header.variant]))
        assert found.regulation is not None, [f.what() for f in errors(found.findings)]
        assert not [f.what() for r in run_cases(found.regulation) for f in r.findings]
        assert not [f.what() for f in lint(found.regulation) if f.code == "no-effect"]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_entry_of_a_person_is_a_date_they_carry(name: str) -> None:
    assert law(name).entry in law(name).facts


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_force_of_a_programme_has_an_effect_or_says_to_whom_it_is_only_shown(name: str) -> None:
    assert [f"{f.place} {f.what('fr')}" for f in told(name) if f.code == "no-effect"] == []


# --- the known troubles of the sources are found by themselves -----------------------------------------------------


def test_lille_credits_add_up_to_66_where_two_semesters_of_30_make_60() -> None:
    (total,) = [f for f in said(LILLE, "control-false") if re.search(r"\[66\].*\[60\]", f.what("fr"))]
    assert "6" in total.what("en")
    assert total.place.file.endswith(".md")
    assert {re.search(r"= (\d+)", f.what("fr"))[1] for f in said(LILLE, "credits-total")} == {"42", "24"}  # type: ignore[index]
    assert said(LILLE, "declared-silence", "rédit")


def test_lille_has_no_written_threshold_for_a_semester_and_says_so() -> None:
    assert said(LILLE, "assumed-figure", "seuil_du_semestre")
    assert law(LILLE).parameters["seuil_du_semestre"].assumed


def test_lille_distance_variant_gives_no_weights_to_the_three_internship_criteria() -> None:
    weights = [f for f in told(LILLE) if f.code in ("declared-silence", "declared-reading", "assumed-figure")]
    assert any(
        re.search(r"pond|poids|coefficient", f.what("fr")) and "critère" in f.what("fr") + f.remedy("fr")
        for f in weights
    )


def test_icn_compensation_is_a_declared_reading_with_the_other_kept() -> None:
    (reading,) = said(ICN, "declared-reading", "« compensation »")
    assert reading.place.article == "§3.1.1"
    assert law(ICN).readings["compensation"].taken == "combinée"
    assert len(law(ICN).readings["compensation"].alternatives) >= 2
    assert "lecture.compensation=" in reading.remedy("fr")


def test_icn_six_registrations_are_three_years_and_three_exceptions() -> None:
    (control,) = [c for c in law(ICN).controls if "3 + 1 + 1 + 1" in c.published]
    assert control.place.article.startswith("§2")
    assert not [f for f in said(ICN, "control-false") if control.name in f.what("fr")]


def test_icn_nine_months_of_151_67_hours_are_not_1365_hours() -> None:
    (control,) = said(ICN, "control-false", "1365,03", "1365")
    assert control.place.article == "§3.1.2.3"


def test_ipag_credits_per_module_are_a_declared_assumption() -> None:
    assert said("ipag-msc", "declared-silence", "Hypothèse", "crédits de chaque module")


@pytest.mark.parametrize("name", PROGRAMMES)
def test_everything_told_of_a_programme_is_told_in_both_languages(name: str) -> None:
    for finding in told(name):
        assert finding.severity != "error", finding.what("fr")
        assert finding.what("fr").strip()
        assert finding.what("en").strip()
        assert finding.remedy("en").strip()
        assert finding.place.line


# --- a registrar at work --------------------------------------------------------------------------------------------


class Desk:
    """A copy of a programme that somebody edits, one line at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        shutil.copytree(ROOT / "regulations" / name, self.folder)

    def change(self, old: str, new: str) -> tuple[str, int]:
        """Put `new` for the only `old`; the file and line where `new` now begins."""
        holding = [p for p in sorted(self.folder.glob("*.md")) if old in p.read_text(encoding="utf-8")]
        assert len(holding) == 1, f"{len(holding)} files hold {old!r}"
        text = holding[0].read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{text.count(old)} times {old!r}"
        holding[0].write_text(text.replace(old, new), encoding="utf-8")
        before = text[: text.index(old)] + new[: len(new) - len(new.lstrip("\n"))]
        return holding[0].name, before.count("\n") + 1

    def read(self) -> Understood:
        return understand(versions.read(self.folder))

    def law(self) -> Regulation:
        found = self.read().regulation
        assert found is not None, [f"{f.place} {f.what()}" for f in errors(self.read().findings)]
        return found

    def failed(self) -> Sequence[CaseResult]:
        return [r for r in run_cases(self.law()) if not r.holds]


@pytest.fixture
def icn(tmp_path: Path) -> Desk:
    return Desk(tmp_path, ICN)


@pytest.fixture
def lille(tmp_path: Path) -> Desk:
    return Desk(tmp_path, LILLE)


def test_a_threshold_changed_in_its_table_moves_the_outcomes_on_it(icn: Desk) -> None:
    icn.change("| note_éliminatoire | 7 |", "| note_éliminatoire | 6,99 |")
    failed = icn.failed()
    assert failed
    assert {f.code for r in failed for f in r.findings} == {"case-fails"}
    assert any("module" in c.target for r in failed for c in r.checks if not c.holds)


def test_a_line_added_to_the_quitus_is_one_more_thing_to_have(icn: Desk) -> None:
    icn.change(
        "| professionnel_acquis | étudiant.quitus_professionnel | quitus professionnel |\n",
        "| professionnel_acquis | étudiant.quitus_professionnel | quitus professionnel |\n"
        "| engagement_acquis | étudiant.quitus_engagement | quitus « engagement » |\n",
    )
    (fault,) = errors(icn.read().findings)
    assert (fault.code, "étudiant.quitus_engagement" in fault.what("fr")) == ("unknown-name", True)

    icn.change("**Exigences : étudiant.quitus_acquis**", "**Faits**\n\n| fait | type | absent |\n| --- | --- | --- |\n"
               "| étudiant.quitus_engagement | oui/non | non |\n\n**Exigences : étudiant.quitus_acquis**")  # fmt: skip
    changed = icn.law()
    assert changed.definitions["étudiant.engagement_acquis"].group == "étudiant.quitus_acquis"
    assert any("quitus_acquis" in c.target for r in icn.failed() for c in r.checks if not c.holds)


def test_a_module_added_shows_the_wrong_total_of_credits_at_its_semester(icn: Desk) -> None:
    """The published figure of thirty stands as a control; it speaks of the semester that was changed only."""
    before = Counter(f.code for f in lint(law(ICN)))
    icn.change(
        "| S1-QUANTI | S1 | Méthodes quantitatives | 4 | 30 | tronc_commun |\n",
        "| S1-QUANTI | S1 | Méthodes quantitatives | 4 | 30 | tronc_commun |\n"
        "| S1-POÉSIE | S1 | Poésie | 3 | 10 | tronc_commun |\n",
    )
    changed = icn.law()
    assert changed.data["module.ects"][[m.key for m in changed.levels["module"].members].index("S1-POÉSIE")] == 3
    found = lint(changed)
    assert Counter(f.code for f in found) != before
    new = [f for f in found if "33" in f.what("fr")]
    assert new
    assert all(f.place.article and f.place.line for f in new)


def test_a_wrong_credit_is_added_up_at_the_right_line(lille: Desk) -> None:
    old = "| Communication | S3 | 3 | Communication dans différents contextes |"
    lille.change(old, old.replace("| 3 |", "| 4 |"))
    totals = [f for f in lint(lille.law()) if f.code == "credits-total" and "43" in f.what("fr")]
    assert len(totals) == 1
    shown = (lille.folder / Path(totals[0].place.file).name).read_text(encoding="utf-8").split("\n")
    assert "S3" in shown[totals[0].place.line - 1]


@pytest.mark.parametrize(
    ("old", "new", "code", "remedy"),
    [
        (
            "| seuil | 10 | note, ou moyenne, qui valide |",
            "| seuil | dix | note, ou moyenne, qui valide |",
            "bad-cell",
            "10",
        ),
        ("| note_éliminatoire | 7 |", "| note_éliminatoir | 7 |", "unknown-name", "note_éliminatoir"),
        (
            "module.éliminé = module.note <= note_éliminatoire",
            "module.éliminé = module.notes <= note_éliminatoire",
            "unknown-name",
            "module.note",
        ),
        (
            "module.éliminé = module.note <= note_éliminatoire",
            "module.éliminé = module.note =< note_éliminatoire",
            "single-equals",
            "<=",
        ),
        (
            "module.éliminé = module.note <= note_éliminatoire",
            "module.éliminé = module.note <= 7,5",
            "decimal-comma",
            "7.5",
        ),
        (
            "module.éliminé = module.note <= note_éliminatoire",
            "module.éliminé = moyen(session.note) <= 7",
            "unknown-function",
            "moyenne",
        ),
        (
            "**Exigences : étudiant.quitus_acquis**",
            "**Exigence : étudiant.quitus_acquis**",
            "unknown-table",
            "exigences",
        ),
        (
            "| S1-QUANTI | S1 | Méthodes quantitatives | 4 |",
            "| S1-QUANTI | S1 | Méthodes quantitatives | quatre |",
            "bad-cell",
            "7,5",
        ),
        ("| S1-QUANTI | S1 |", "| S1-QUANTI | S11 |", "unknown-member", "S1"),
        (
            "| S1-QUANTI | S1 | Méthodes quantitatives | 4 | 30 |",
            "| S1-QUANTI | S1 | Méthodes quantitatives | 4 |",
            "ragged-row",
            "barres",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_in_french_at_its_line(icn: Desk, old: str, new: str, code: str, remedy: str) -> None:
    file, line = icn.change(old, new)
    found = errors(icn.read().findings)
    assert code in {f.code for f in found}
    fault = next(f for f in found if f.code == code)
    if code != "unknown-name" or "éliminatoir |" not in new:  # a parameter misspelled is missed where it is used
        assert (Path(fault.place.file).name, fault.place.line) == (file, line)
    assert remedy in fault.remedy("fr")
    assert fault.place.article
    assert len(found) < 12


def test_a_line_of_a_decision_removed_is_noticed_by_the_cases(icn: Desk) -> None:
    text = (icn.folder / "30-controle.md").read_text(encoding="utf-8")
    table = re.search(r"\*\*Décision : [^*]+\*\*[^\n]*\n\n\|[^\n]+\n\| ---[^\n]+\n(\|[^\n]+\n)", text)
    assert table is not None
    icn.change(table[0], table[0].replace(table[1], ""))
    found = icn.read()
    assert found.regulation is None or [r for r in run_cases(found.regulation) if not r.holds]


def test_the_command_tells_a_registrar_in_french_where_and_what(icn: Desk) -> None:
    file, line = icn.change("| seuil | 10 | note, ou", "| seuil | 1O | note, ou")
    answer = CliRunner().invoke(parchemin, ["check", str(icn.folder), "--json"])
    assert answer.exit_code == 1
    (fault,) = [f for f in json.loads(answer.stdout)["findings"] if f["severity"] == "error"]
    assert (Path(fault["file"]).name, fault["line"], fault["article"]) == (file, line, "§3.1.1")
    assert "1O" in fault["what"]
    assert fault["remedy"].startswith("On attend")
