"""What the verbs share: their common options, and how they print findings, tables and JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parchemin.regulation.findings import Finding, Language, Refused
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load, load_versions
from parchemin.regulation.reading import cells

STYLES = {"error": "bold red", "warning": "yellow", "note": "blue"}
MOST_PLACES = 4
SEVERITIES = {
    "fr": {"error": "erreur", "warning": "attention", "note": "à savoir"},
    "en": {"error": "error", "warning": "warning", "note": "note"},
}


@dataclass(frozen=True, slots=True)
class CommonOptions:
    """The options every verb has. `language` None: the regulation's own."""

    json: bool
    language: Language | None
    at: date | None
    variants: tuple[str, ...]

    def speak(self, regulation: Regulation | None = None) -> Language:
        return self.language or (regulation.language if regulation else "fr")

    def load(self, path: Path) -> Regulation:
        return load(path, on=self.at, variants=self.variants)

    def versions(self, path: Path, text: Regulation) -> tuple[tuple[date, Regulation], ...]:
        """The versions that persons stay on by their entry; none when a day is asked for or the text names no entry."""
        return () if self.at or not text.entry else load_versions(path, variants=self.variants)


class DayParameter(click.ParamType[date]):
    """A day as people write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        found = cells.day(str(value))
        if found is None:
            self.fail(f"« {value} » n'est pas une date : 2026-07-03. / not a date: 2026-07-03.", param, context)
        return found


def common[R](function: Callable[..., R]) -> Callable[..., R]:
    """`--json --lang --at --variant`, handed to the verb as one `asked`."""

    def with_asked(**given: Any) -> R:
        language = given.pop("lang")
        _asked.update(language=language or "fr", json="yes" if given["as_json"] else "")
        asked = CommonOptions(
            given.pop("as_json"), cast(Language | None, language), given.pop("at"), tuple(given.pop("variant"))
        )
        return function(asked=asked, **given)

    with_asked.__name__, with_asked.__doc__ = function.__name__, function.__doc__
    vars(with_asked)["__click_params__"] = getattr(function, "__click_params__", [])
    for option in (
        click.option(
            "--variant",
            multiple=True,
            metavar="NOM",
            help="Applique une variante datée du texte. / Apply a dated variant.",
        ),
        click.option(
            "--at",
            type=DayParameter(),
            metavar="DATE",
            help="Le texte en vigueur ce jour. / The text in force on that day.",
        ),
        click.option(
            "--lang", type=click.Choice(["fr", "en"]), help="Langue des messages. / Language of the messages."
        ),
        click.option("--json", "as_json", is_flag=True, help="Écrit du JSON (docs/cli.md). / Write JSON."),
    ):
        with_asked = option(with_asked)
    return with_asked


_asked: dict[str, str] = {"language": "fr", "json": ""}  # for a refusal, which ends a verb from outside it
MOST_ALIKE = 40

REGULATION = click.argument("regulation", type=click.Path(path_type=Path), metavar="REGULATION")
FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; wide and plain when written to a file or a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else 160, highlight=False, emoji=False)


def write_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def finding_json(finding: Finding, language: Language) -> dict[str, object]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "article": place.article,
        "what": finding.what(language),
        "remedy": finding.remedy(language),
        "related": [{"file": p.file, "line": p.line, "article": p.article} for p in finding.related],
    }


def print_findings(findings: Sequence[Finding], language: Language, out: Console) -> None:
    """Findings as a person mends them: where, what, what to do; what several in a row ask for is said once.

    Many of one kind are counted after the first ones.
    """
    told = _first_of_each_kind(findings)
    for at, (finding, unsaid) in enumerate(told):
        style = STYLES[finding.severity]
        where = f"{finding.place} {finding.place.article}".strip()
        word = SEVERITIES[language][finding.severity]
        out.print(f"[dim]{escape(where)}[/]  [{style}]{word}[/]")
        out.print(Padding(Text(finding.what(language)), (0, 0, 0, 2), expand=False))
        if finding.related:
            out.print(Padding(Text(_elsewhere(finding, language), style="dim"), (0, 0, 0, 2), expand=False))
        if unsaid:
            french = f"… et {unsaid} autres de la même sorte ; --json les donne tous."
            out.print(french if language == "fr" else f"… and {unsaid} more of the same kind; --json gives all.")
        following = told[at + 1][0] if at + 1 < len(told) else None
        if following is None or _asks(following, language) != _asks(finding, language):
            out.print(Padding(Text(f"→ {finding.remedy(language)}"), (0, 0, 0, 2), expand=False))
            out.print()


def _first_of_each_kind(findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """The findings to show; beside the last one shown of its kind, how many more of it there are."""
    totals, seen = Counter(f.code for f in findings), Counter[str]()
    told = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_ALIKE:
            more = totals[finding.code] - MOST_ALIKE if seen[finding.code] == MOST_ALIKE else 0
            told.append((finding, max(more, 0)))
    return told


def _asks(finding: Finding, language: Language) -> tuple[str, str]:
    return finding.code, finding.remedy(language)


def _elsewhere(finding: Finding, language: Language) -> str:
    """The other places concerned, the first few by name."""
    shown = ", ".join(place.short for place in finding.related[:MOST_PLACES])
    more = len(finding.related) - MOST_PLACES
    if more > 0:
        shown += f" et {more} autres" if language == "fr" else f" and {more} more"
    return f"aussi : {shown}" if language == "fr" else f"also: {shown}"


def language_asked() -> Language:
    """The language of what is said before a regulation can be read."""
    return cast(Language, _asked["language"])


def refusal(refused: Refused) -> None:
    """A refused text or refused records, on the error stream."""
    language = cast(Language, _asked["language"])
    if _asked["json"]:
        write_json({"refused": [finding_json(finding, language) for finding in refused.findings]})
        return
    out = console(stderr=True)
    print_findings(refused.findings, language, out)
    count = len(refused.findings)
    if language == "fr":
        out.print(f"[bold]Refusé[/] : {count} problème{'s' if count > 1 else ''}. Rien n'a été écrit.")
    else:
        out.print(f"[bold]Refused[/]: {count} problem{'s' if count > 1 else ''}. Nothing was written.")


def plain(*cells: str) -> tuple[Text, ...]:
    """Cells shown as they are: `module[stage]` is no markup."""
    return tuple(Text(cell) for cell in cells)


def table(*headings: str, right: Sequence[str] = ()) -> Table:
    made = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return made
