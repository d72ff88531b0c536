"""`parchemin verify`: what is proved of the text, what is not, and the person who shows it."""

from __future__ import annotations

from collections.abc import Mapping
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
    table,
    write_json,
)
from parchemin.regulation.findings import Language, errors
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.lints import lint
from parchemin.regulation.verification.proofs import verify as prove
from parchemin.regulation.verification.results import Result, VerificationResults

CHECKS: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "completeness": "complète",
        "exclusivity": "exclusive",
        "reachability": "atteignable",
        "monotonicity": "croissante",
    },
    "en": {
        "completeness": "complete",
        "exclusivity": "exclusive",
        "reachability": "reachable",
        "monotonicity": "monotone",
    },
}
STATUSES: Mapping[Language, Mapping[str, str]] = {
    "fr": {"proved": "prouvé", "counterexample": "contre-exemple", "refuted": "faux pour tous", "unknown": "inconnu"},
    "en": {"proved": "proved", "counterexample": "counterexample", "refuted": "false for all", "unknown": "unknown"},
}
COLOURS = {"proved": "green", "counterexample": "bold red", "refuted": "bold red", "unknown": "yellow"}


@click.command()
@REGULATION
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    show_default=True,
    help="Travail laissé aux preuves, en secondes d'une machine-type. / Work for the proofs, in standard seconds.",
)
@click.option(
    "--strict", is_flag=True, help="Sort en 1 dès qu'une affirmation n'est pas prouvée. / Exit 1 unless all is proved."
)
@click.option(
    "--cases", is_flag=True, help="Écrit les contre-exemples en cas. / Print counterexamples as worked cases."
)
@common
def verify(regulation: Path, seconds: float, strict: bool, cases: bool, asked: CommonOptions) -> None:
    """Prouve, ou montre un contre-exemple, ou dit « inconnu ».

    Exit status 1 when a decision table is incomplete or contradicts itself.
    """
    if seconds != seconds:
        raise click.BadParameter("un nombre de secondes / a number of seconds", param_hint="--seconds")
    text = asked.load(regulation)
    done = prove(text, budget_seconds=seconds)
    language = asked.speak(text)
    static = lint(text)
    if asked.json:
        write_json(
            _json(text, done, language) | {"findings": [finding_json(f, language) for f in (*static, *done.findings)]}
        )
    else:
        _print(text, done, cases, language)
    wanting = bool(errors(done.findings)) or (strict and any(r.status != "proved" for r in done.results))
    raise SystemExit(1 if wanting else 0)


def _json(text: Regulation, done: VerificationResults, language: Language) -> dict[str, object]:
    return {
        "regulation": text.name,
        "version": text.version,
        "digest": text.digest,
        "milliseconds": round(done.milliseconds, 1),
        "results": [_result(r, language) for r in done.results],
    }


def _result(result: Result, language: Language) -> dict[str, object]:
    shown = result.counterexample
    return {
        "check": result.check,
        "subject": result.subject,
        "claim": result.in_words(language),
        "status": result.status,
        "by": result.by,
        "article": result.article,
        "file": result.place.file,
        "line": result.place.line,
        "milliseconds": round(result.milliseconds, 1),
        "refinements": result.refinements,
        "counterexample": None
        if shown is None
        else {
            "member": shown.member,
            "outcome": shown.outcome,
            "better_outcome": shown.better_outcome or None,
            "cases": list(shown.case_lines()),
        },
    }


def _print(text: Regulation, done: VerificationResults, cases: bool, language: Language) -> None:
    out = console()
    fr = language == "fr"
    heads = ("affirmation", "réponse", "par", "ms", "article") if fr else ("claim", "answer", "by", "ms", "article")
    made = table(*heads, right=("ms",))
    for result in done.results:
        status = f"[{COLOURS[result.status]}]{STATUSES[language][result.status]}[/]"
        made.add_row(escape(result.in_words(language)), status, result.by, f"{result.milliseconds:.0f}", result.article)
    out.print(made)
    out.print()
    print_findings(done.findings, language, out)
    if cases:
        for result in done.results:
            for case in result.counterexample.case_lines() if result.counterexample else ():
                out.print(case, markup=False, soft_wrap=True)
    counts = {s: sum(r.status == s for r in done.results) for s in STATUSES[language]}
    said = ", ".join(f"{n} {STATUSES[language][s]}" for s, n in counts.items() if n)
    out.print(
        f"{escape(text.title)} : {said} ({done.milliseconds / 1000:.1f} s)."
        if fr
        else f"{escape(text.title)}: {said} ({done.milliseconds / 1000:.1f} s)."
    )
