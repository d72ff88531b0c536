"""Small regulations for the tests of verification, read as a registrar would write them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.results import Result, Status, VerificationResults

HEADER = """\
---
règlement : essai
titre : Règlement d'essai
langue : fr
en vigueur : 2025-09-01
---

# Règlement d'essai

## §1 Structure

**Niveaux**

| niveau | dans | membres | encore possibles | au plus |
| --- | --- | --- | --- | --- |
| étudiant | | | | |
| semestre | étudiant | S1, S2 | | |
| module | semestre | tableau | | |
| stage | étudiant | enregistrés | non | {most} |

**Cursus : module**

| module | semestre | ects (crédits) | heures (heures) |
| --- | --- | --- | --- |
{modules}

**Faits**

| fait | type | absent |
| --- | --- | --- |
| module.note | note | inconnu |
| module.dispensé | oui/non | non |
| étudiant.statut | choix : initial, salarié | inconnu |
| étudiant.modalité | choix : campus, distance | inconnu |
| étudiant.redoublements | entier 0..3 | 0 |
| étudiant.demande | date | inconnu |
| étudiant.réponse | date | inconnu |
| stage.semaines | semaines 0..30 | inconnu |
| stage.fin | date | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,01 | refusé |
{marks}
"""

MODULES = ("| Compta | S1 | 14 | 30 |", "| Droit | S1 | 16 | 30 |", "| Mémoire | S2 | 30 | 60 |")


def law(body: str, *, modules: Iterable[str] = MODULES, marks: Iterable[str] = (), most: str = "") -> Regulation:
    """The common structure, then `body`."""
    header = HEADER.format(modules="\n".join(modules), marks="\n".join(marks), most=most)
    return read(header + "\n" + dedent(body))


def read(text: str) -> Regulation:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "essai.md"
        path.write_text(text, encoding="utf-8")
        return load(path)


def line_of(regulation_text: str, start: str) -> int:
    return next(i for i, line in enumerate(regulation_text.splitlines(), 1) if line.startswith(start))


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def only(verification: VerificationResults, check: str, subject: str, *, said: str = "") -> Result:
    """The one result of a check on a subject; `said` tells several apart by what their claim says."""
    found = [r for r in verification.results if (r.check, r.subject) == (check, subject) and said in r.in_words("fr")]
    assert len(found) == 1, [r.in_words("fr") for r in verification.results]
    return found[0]


def statuses(verification: VerificationResults, check: str) -> set[Status]:
    return {result.status for result in verification.results if result.check == check}
