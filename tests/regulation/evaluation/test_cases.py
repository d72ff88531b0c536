"""Worked cases: what they may give and expect, and each way one can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from parchemin.regulation.evaluation.cases import CaseResult, evaluations, run_cases
from parchemin.regulation.evaluation.spans import YES
from tests.regulation.texts import RULES, TREE, regulation

MORE = """
## §3 Compléments

```règles
étudiant.voie = FI si étudiant.clos sinon étudiant.statut
étudiant.limite = échéance(réclamation, étudiant.entrée)
étudiant.quotient = étudiant.crédits / seuil
session.comptée = session.absence != justifiée
```

**Décision : étudiant.suite** — exactement une ligne

| décision | quand | par |
| --- | --- | --- |
| passage | étudiant.redoublements == 1 | règle |
| report | 1 <= étudiant.redoublements <= 2 | règle |
| examen du dossier | étudiant.redoublements == 3 | directeur |
| exclusion | 3 <= étudiant.redoublements <= 4 | jury |
"""


def ran(folder: Path, given: str, expected: str, base: str = "") -> CaseResult:
    """One case, alone under its article."""
    table = f"\n**Cas**{base}\n\n| cas | données | attendu |\n| --- | --- | --- |\n| le cas | {given} | {expected} |\n"
    (result,) = run_cases(regulation(folder, TREE, RULES, MORE, table))
    return result


HOLD = [
    ("session[Droit/1].note = 12", "module[Droit].note = 12"),
    ("session[Droit/1].note = 12,5", "module[Droit].note = 12.5"),
    ("session[Droit/1].note = 12/20", "module[Droit].note = 12"),
    ("session[*].note = 9 ; session[Droit/1].note = 13", "semestre[S1].moyenne = 35/3"),
    ("session[1].note = 11", "module[*].note = 11"),
    ("module[*].note = 11 ; module[Droit].note = 5", "semestre[S1].validé = non ; semestre[S2].validé = oui"),
    ("semestre[S1].moyenne = 10 ; module[Droit].note = 7,01", "module[Droit].validé = oui"),
    ("semestre[S1].moyenne = 9,99 ; module[Droit].note = 7,01", "module[Droit].validé = non"),
    ("semestre[S1].moyenne = inconnu ; module[Droit].note = 8", "module[Droit].validé = en attente"),
    ("seuil = 12 ; module[Droit].note = 11 ; semestre[S1].moyenne = 11", "module[Droit].validé = non"),
    ("lecture.compensation = aucune ; semestre[*].moyenne = 20 ; module[*].note = 9", "module[*].validé = non"),
    ("reading.compensation = aucune ; semestre[*].moyenne = 20 ; module[*].note = 9", "module[*].validé = non"),
    ("expérience[un].heures = 600 ; expérience[deux].heures = 765 ; étudiant.clos = oui", "étudiant.heures = 1 365"),
    (
        "expérience[un].heures = 1 ; expérience[deux].heures = 2 ; expérience[*].heures = 5 ; étudiant.clos = oui",
        "étudiant.heures = 10",
    ),
    ("expérience[un].heures = inconnu", "étudiant.heures = en attente ; étudiant.quitus = en attente"),
    ("étudiant.statut = FC", "étudiant.voie = FC"),
    ("étudiant.statut = inconnu", "étudiant.voie = en attente"),
    ("étudiant.entrée = 3 juillet 2026", "étudiant.limite = 2026-07-13"),
    ("étudiant.redoublements = 2", "étudiant.suite = report"),
    ("étudiant.redoublements = 3", "étudiant.suite = jury : examen du dossier, exclusion"),
    ("étudiant.redoublements = 4", "étudiant.suite = jury : exclusion"),
    ("étudiant.redoublements = 5", "étudiant.suite = aucune"),
    ("étudiant.redoublements = inconnu", "étudiant.suite = en attente"),
    ("session[Compta/2].absence = justifiée", "session[Compta/2].comptée = non ; session[Compta/1].comptée = oui"),
]


@pytest.mark.parametrize(("given", "expected"), HOLD)
def test_a_case_that_says_what_the_text_gives_holds(tmp_path: Path, given: str, expected: str) -> None:
    result = ran(tmp_path, given, expected)
    assert result.holds, [f.what() for f in result.findings]
    assert result.checks


FAIL = [
    ("session[Droit/1].note = 12", "module[Droit].note = 11,99", "donne 12"),
    ("session[Droit/1].note = 12", "module[*].note = 12", "en attente (0..20)"),
    ("", "module[Droit].validé = oui", "donne en attente"),
    ("session[Droit/1].note = 12", "module[Droit].validé = en attente", "donne oui"),
    ("étudiant.redoublements = 2", "étudiant.suite = passage", "donne report"),
    ("étudiant.redoublements = 2", "étudiant.suite = jury : report", "donne report"),
    ("étudiant.redoublements = 3", "étudiant.suite = exclusion", "jury : examen_du_dossier, exclusion"),
    ("étudiant.redoublements = 3", "étudiant.suite = jury : exclusion", "jury : examen_du_dossier, exclusion"),
    ("étudiant.redoublements = 1", "étudiant.suite = passage", "passage + report"),  # a contradiction settles nothing
    ("étudiant.redoublements = 5", "étudiant.suite = en attente", "donne aucune"),
    ("étudiant.statut = FC", "étudiant.voie = FI", "donne FC"),
    ("étudiant.entrée = 2026-07-03", "étudiant.limite = 2026-07-12", "donne 2026-07-13"),
]


@pytest.mark.parametrize(("given", "expected", "found"), FAIL)
def test_a_case_that_says_otherwise_fails_with_what_came_out(
    tmp_path: Path, given: str, expected: str, found: str
) -> None:
    result = ran(tmp_path, given, expected)
    assert not result.holds
    (finding,) = {f.what("fr"): f for f in result.findings}.values() if "*" not in expected else result.findings[-1:]
    assert (finding.code, finding.severity) == ("case-fails", "error")
    assert found in finding.what("fr")
    assert "le cas" in finding.what("en")
    assert finding.place.article == "§3"
    assert finding.place.line


WRONG = [
    ("session[Droit/1].notte = 12", "module[Droit].note = 1", "unknown-target", "session.note"),
    ("seuill = 12", "module[Droit].note = 1", "unknown-target", "seuil"),
    ("module[Droit].ects = 3", "étudiant.crédits = 3", "unknown-target", "module."),
    ("étudiant.progression = diplôme", "étudiant.crédits = 3", "unknown-target", "étudiant"),
    ("", "étudiant.credits = 3", "unknown-target", "étudiant.crédits"),
    ("", "session[Droit/1].note = 3", "unknown-target", "session.note"),
    ("module[Drois].note = 3", "étudiant.crédits = 3", "target-member", "Droit"),
    ("session[Droit].note = 3", "étudiant.crédits = 3", "target-member", "Droit/"),
    ("module.note = 3", "étudiant.crédits = 3", "target-member", "Droit"),
    ("session[Droit/1].note = 20,01", "étudiant.crédits = 3", "target-value", "0..20 (pas 0,01)"),
    ("session[Droit/1].note = 12,345", "étudiant.crédits = 3", "target-value", "0..20 (pas 0,01)"),
    ("session[Droit/1].note = 12 heures", "étudiant.crédits = 3", "target-value", "0..20"),
    ("session[Droit/1].absence = malade", "étudiant.crédits = 3", "target-value", "présent, justifiée, injustifiée"),
    ("étudiant.clos = peut-être", "étudiant.crédits = 3", "target-value", "oui, non"),
    ("étudiant.entrée = 31/02/2026", "étudiant.crédits = 3", "target-value", "2026-07-03"),
    ("seuil = dix", "étudiant.crédits = 3", "target-value", "un nombre"),
    ("lecture.compensation = module", "étudiant.crédits = 3", "target-value", "semestre, aucune"),
    ("", "étudiant.crédits = beaucoup", "target-value", "en attente"),
    ("", "module[Droit].validé = 12", "target-value", "oui, non, en attente"),
    ("", "étudiant.voie = FX", "target-value", "FI, FC, en attente"),
    ("", "étudiant.limite = 12", "target-value", "2026-07-03"),
    ("", "étudiant.suite = sursis", "target-value", "passage, report"),
    ("", "étudiant.suite = jury : sursis", "target-value", "jury : …"),
    ("seuil = 0", "étudiant.quotient = 1", "divided-by-zero", "diviseur"),
    ("étudiant.clos = oui", "", "expects-nothing", "attendu"),
]


@pytest.mark.parametrize(("given", "expected", "code", "remedy"), WRONG)
def test_a_case_that_means_nothing_is_told_why(
    tmp_path: Path, given: str, expected: str, code: str, remedy: str
) -> None:
    (finding,) = ran(tmp_path, given, expected).findings
    assert finding.code == code
    assert remedy in finding.remedy("fr")
    assert finding.remedy("en") != finding.remedy("fr")
    assert finding.place.article == "§3"


@pytest.mark.parametrize("days", ["+ 9999999", "- 9999999"])
def test_a_day_beyond_the_calendar_is_its_end(tmp_path: Path, days: str) -> None:
    rules = f"étudiant.loin = étudiant.entrée {days}\nétudiant.plus_loin = échéance(réclamation, étudiant.loin)"
    rules = f"\n## §4 Loin\n```règles\n{rules}\n```\n"
    heads = "| cas | étudiant.entrée | ⇒ étudiant.loin | ⇒ étudiant.plus_loin |\n| --- | --- | --- | --- |"
    case = f"\n**Cas**\n\n{heads}\n| le cas | 2026-07-03 | 2026-07-03 | 2026-07-03 |\n"
    (result,) = run_cases(regulation(tmp_path, TREE, RULES, MORE, rules, case))
    assert [c.found[:4] for c in result.checks] == (["9999", "9999"] if days[0] == "+" else ["0001", "0001"])


def test_one_option_on_two_rule_lines_that_both_apply_is_a_contradiction(tmp_path: Path) -> None:
    table = MORE.replace("| report | 1 <=", "| passage | 1 <=")
    heads = "| cas | étudiant.redoublements | ⇒ étudiant.suite |\n| --- | --- | --- |"
    case = f"\n**Cas**\n\n{heads}\n| le cas | {{}} | passage |\n"
    for repeats, holds in ((1, False), (2, True)):
        (result,) = run_cases(regulation(tmp_path / str(repeats), TREE, RULES, table, case.format(repeats)))
        assert result.holds == holds


def test_an_assignment_without_a_value_is_a_finding_of_the_text(tmp_path: Path) -> None:
    from tests.regulation.texts import only, understood

    table = "## §3 Cas\n\n**Cas**\n\n| cas | données | ⇒ étudiant.crédits |\n| --- | --- | --- |\n| a | clos | 3 |\n"
    assert only(understood(tmp_path, TREE, RULES, table)).code == "case-item"


def test_later_assignments_prevail_over_the_base_of_the_table(tmp_path: Path) -> None:
    base = " — avec session[*].note = 8 ; étudiant.statut = FC"
    assert ran(tmp_path, "session[Droit/1].note = 13", "module[Droit].note = 13 ; module[Stage].note = 8", base).holds
    assert ran(tmp_path, "", "étudiant.voie = FC", base).holds


def test_a_column_is_a_target_and_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    table = """
**Cas** — avec module[*].note = 12

| cas | module[Compta].note | ⇒ module[Compta].validé | ⇒ semestre[S1].validé |
| --- | --- | --- | --- |
| juste au-dessus de la note éliminatoire | 7,01 | oui | |
| sur la note éliminatoire | 7 | | non |
| rien de donné | | oui | oui |
"""
    results = run_cases(regulation(tmp_path, TREE, RULES, MORE, table))
    assert [(r.holds, len(r.checks)) for r in results] == [(True, 1), (True, 1), (True, 2)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("| a | réclamation | 2026-07-03 | 13 juillet 2026 |", ""),
        ("| a | réclamation | 2026-07-03 | 2026-07-14 |", "case-fails"),
        ("| a | reclamation | 2026-07-03 | 2026-07-13 |", "unknown-target"),
        ("| a | réclamation | hier | 2026-07-13 |", "target-value"),
        ("| a | réclamation | 2026-07-03 | demain |", "target-value"),
        ("| a | réclamation | 2026-07-03 | |", "target-value"),
    ],
)
def test_a_case_of_a_deadline_is_counted(tmp_path: Path, line: str, code: str) -> None:
    table = f"\n**Cas : échéances**\n\n| cas | échéance | départ | ⇒ date |\n| --- | --- | --- | --- |\n{line}\n"
    (result,) = run_cases(regulation(tmp_path, TREE, RULES, MORE, table))
    assert [f.code for f in result.findings] == ([code] if code else [])
    assert result.holds == (not code)


def test_the_persons_of_a_case_can_be_asked_anything(tmp_path: Path) -> None:
    law = regulation(
        tmp_path, TREE, RULES, MORE,
        "\n**Cas**\n\n| cas | module[*].note | ⇒ module[*].validé |\n| --- | --- | --- |\n| tout | 10 | oui |\n",
    )  # fmt: skip
    found = evaluations(law, law.cases[0])
    assert list(found) == ["étudiant"]
    assert found["étudiant"].outcome("semestre.validé", "S2") == YES
