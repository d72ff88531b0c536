"""`parchemin check`: read, resolve, lint, and run the worked cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.markup import escape

from parchemin.commands.output import (
    REGULATION,
    CommonOptions,
    common,
    console,
    finding_json,
    print_findings,
    write_json,
)
from parchemin.regulation.evaluation.cases import CaseResult
from parchemin.regulation.findings import Finding, Language, errors
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.review import Review, review


@click.command()
@REGULATION
@click.option(
    "--confirm",
    is_flag=True,
    help="Tient les règles pour conformes au texte d'aujourd'hui. / Take the rules as true to today's text.",
)
@common
def check(regulation: Path, confirm: bool, asked: CommonOptions) -> None:
    """Lit le texte, le comprend, le contrôle et joue ses cas.

    Exit status 1 when there is an error.
    """
    reviewed = review(regulation, on=asked.at, variants=asked.variants, confirm=confirm)
    text, results, findings = reviewed.understood.regulation, reviewed.results, reviewed.findings
    language: Language = asked.language or reviewed.understood.document.header.language
    if asked.json:
        write_json(_json(text, results, findings, language))
    else:
        print_review(reviewed, language)
    raise SystemExit(1 if errors(findings) else 0)


def _json(
    text: Regulation | None, results: Sequence[CaseResult], findings: Sequence[Finding], language: Language
) -> dict[str, object]:
    return {
        "regulation": text.name if text else None,
        "version": text.version if text else None,
        "digest": text.digest if text else None,
        "articles": len(text.articles) if text else 0,
        "articles_with_force": sum(a.force for a in text.articles.values()) if text else 0,
        "cases": {"run": len(results), "hold": sum(r.holds for r in results)},
        "findings": [finding_json(f, language) for f in findings],
    }


def print_review(reviewed: Review, language: Language) -> None:
    """What there is to say of a text, the gravest last, then its size and how many of its cases hold."""
    text, results, findings = reviewed.understood.regulation, reviewed.results, reviewed.findings
    out = console()
    order = {"note": 0, "warning": 1, "error": 2}
    print_findings(sorted(findings, key=lambda f: (order[f.severity], f.place)), language, out)
    counts = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "note")}
    held = sum(r.holds for r in results)
    if text and language == "fr":
        force = sum(a.force for a in text.articles.values())
        out.print(f"[bold]{escape(text.title)}[/], version du {text.version}, empreinte {text.digest}")
        out.print(
            f"{len(text.articles)} articles dont {force} ont force de règle ; "
            f"{held} cas sur {len(results)} se vérifient."
        )
    elif text:
        force = sum(a.force for a in text.articles.values())
        out.print(f"[bold]{escape(text.title)}[/], version of {text.version}, digest {text.digest}")
        out.print(f"{len(text.articles)} articles, {force} of which have force; {held} of {len(results)} cases hold.")
    if language == "fr":
        out.print(f"{counts['error']} erreur(s), {counts['warning']} point(s) d'attention, {counts['note']} à savoir.")
    else:
        out.print(f"{counts['error']} error(s), {counts['warning']} warning(s), {counts['note']} note(s).")
