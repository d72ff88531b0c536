"""`parchemin render`: the regulation as a page to publish, with its cases' results and what was found about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from parchemin.commands.files import write_whole
from parchemin.commands.output import REGULATION, CommonOptions, common, console, finding_json, write_json
from parchemin.regulation.evaluation.cases import CaseResult
from parchemin.regulation.findings import Finding, Language, errors
from parchemin.regulation.meaning.understanding import Understood
from parchemin.regulation.verification.review import review
from parchemin.rendering import render as page_of


@click.command()
@REGULATION
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="La page à écrire. / The page to write.",
)
@click.option("--force", is_flag=True, help="Remplace le fichier s'il existe. / Replace the file if there is one.")
@common
def render(regulation: Path, out: Path, force: bool, asked: CommonOptions) -> None:
    """Écrit le règlement en une page HTML à publier : texte, règles, tableaux, cas, constats.

    The page is written even when the text has errors, with each at its place; the exit status is then 1.
    """
    reviewed = review(regulation, on=asked.at, variants=asked.variants)
    understood, results, findings = reviewed.understood, reviewed.results, reviewed.findings
    language: Language = asked.language or understood.document.header.language
    _refuse_to_replace(out, force, language)
    page = page_of(understood, results, findings, language)
    write_whole(out, page)
    if asked.json:
        write_json(_json(understood, results, findings, out, len(page.encode()), language))
    else:
        _print(understood, results, findings, out, language)
    raise SystemExit(1 if errors(findings) else 0)


def _refuse_to_replace(out: Path, force: bool, language: Language) -> None:
    if out.exists() and not force:
        french = f"« {out} » existe déjà : donnez un autre nom, ou --force pour le remplacer."
        english = f"“{out}” exists: give another name, or --force to replace it."
        raise click.BadParameter(french if language == "fr" else english, param_hint="--out")


def _json(
    understood: Understood,
    results: Sequence[CaseResult],
    findings: Sequence[Finding],
    out: Path,
    size: int,
    language: Language,
) -> dict[str, object]:
    text, document = understood.regulation, understood.document
    return {
        "regulation": document.header.regulation,
        "version": text.version if text else None,
        "digest": text.digest if text else None,
        "file": str(out),
        "bytes": size,
        "articles": len(document.articles),
        "cases": {"run": len(results), "hold": sum(r.holds for r in results)},
        "findings": [finding_json(f, language) for f in findings],
    }


def _print(
    understood: Understood, results: Sequence[CaseResult], findings: tuple[Finding, ...], out: Path, language: Language
) -> None:
    articles, wrong = len(understood.document.articles), len(errors(findings))
    held, run = sum(r.holds for r in results), len(results)
    shown = console()
    if language == "fr":
        shown.print(
            f"{out} : {articles} articles, {held} cas vérifiés sur {run}, {len(findings)} constat(s).", markup=False
        )
    else:
        shown.print(
            f"{out}: {articles} articles, {held} of {run} cases hold, {len(findings)} finding(s).", markup=False
        )
    if wrong:
        french = f"Le texte contient {wrong} erreur(s), signalées dans la page : il ne peut pas encore servir."
        english = f"The text has {wrong} error(s), shown in the page: nothing can be decided with it yet."
        shown.print(french if language == "fr" else english, style="red")
