"""`parchemin outlook`: what is settled, what is still possible, and the least mark that would still do."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from parchemin.commands.output import FOLDER, REGULATION, CommonOptions, common, console, table, write_json
from parchemin.commands.persons import PersonInRegulation, persons_named
from parchemin.regulation.explanation.exporting import number
from parchemin.regulation.explanation.sentences import label_of, plain
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.simulation import Need, Outlook, Prospect
from parchemin.regulation.simulation import outlook as look

MOST_SHOWN = 40
MANY_MEMBERS = 8  # a decision that falls on more of them is shown where it is pending only
FEW_GOALS = 3

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "what": "résultat",
        "state": "état",
        "possible": "encore possible",
        "article": "article",
        "settled": "décidé",
        "pending": "en attente",
        "not_yet": "pas encore",
        "impossible": "impossible",
        "true": "oui",
        "false": "non",
        "mark": "note à venir",
        "for": "pour",
        "least": "il faut au moins",
        "alone": "et à coup sûr",
        "any": "n'importe laquelle",
        "never": "-",
        "by jury": "au choix du jury",
        "none": "Rien n'est en attente.",
        "counted": "Exigences : {settled} remplies, {pending} en attente, "
        "{not_yet} pas encore, {impossible} impossibles.",
        "note": "« Au moins » : les autres à leur maximum. « À coup sûr » : quelles que soient les autres.",
        "more": "… et {0} lignes de plus (--json).",
        "also": "et {0} de plus",
        "step": "pas de {0}",
        "other": " (d'autres seuils existent)",
    },
    "en": {
        "what": "outcome",
        "state": "state",
        "possible": "still possible",
        "article": "article",
        "settled": "settled",
        "pending": "pending",
        "not_yet": "not yet",
        "impossible": "impossible",
        "true": "yes",
        "false": "no",
        "mark": "mark to come",
        "for": "for",
        "least": "needs at least",
        "alone": "and for certain",
        "any": "any",
        "never": "-",
        "by jury": "for the jury to choose",
        "none": "Nothing is pending.",
        "counted": "Requirements: {settled} met, {pending} pending, {not_yet} not yet, {impossible} impossible.",
        "note": "“Needs at least”: the others at their highest. “For certain”: whatever the others are.",
        "more": "… and {0} more lines (--json).",
        "also": "and {0} more",
        "step": "step {0}",
        "other": " (other thresholds exist)",
    },
}


@click.command()
@REGULATION
@FOLDER
@click.argument("student", metavar="STUDENT")
@common
def outlook(regulation: Path, folder: Path, student: str, asked: CommonOptions) -> None:
    """Dit ce qui est acquis, possible ou impossible, et la note qu'il faut encore."""
    seen = [
        (found, look(found.regulation, found.person)) for found in persons_named(regulation, folder, student, asked)
    ]
    if asked.json:
        first = seen[0][0].regulation
        head = {"regulation": first.name, "version": first.version, "digest": first.digest, "person": student}
        write_json(head | {"roots": [_json(found, view) for found, view in seen]})
        return
    out = console()
    for found, view in seen:
        _print(found, view, asked.speak(found.regulation), out)


def _json(found: PersonInRegulation, view: Outlook) -> dict[str, object]:
    return {
        "root": view.root,
        "version": found.regulation.version,
        "prospects": [
            {
                "name": p.name,
                "canonical": p.canonical,
                "label": p.label,
                "member": p.member,
                "kind": p.kind,
                "state": p.state,
                "by": p.by,
                "options": dict(p.options),
                "possible": list(p.possible),
                "article": p.article,
            }
            for p in view.prospects
        ],
        "needs": [
            {
                "mark": n.unknown.name,
                "member": n.unknown.member,
                "source": n.unknown.source,
                "step": number(n.unknown.step),
                "step_declared": n.unknown.declared,
                "goal": n.goal.name,
                "goal_member": n.goal.member,
                "option": n.option,
                "least": number(n.least),
                "alone": number(n.alone),
                "certainty": n.outcome,
                "monotone": n.monotone,
            }
            for n in view.needs
        ],
    }


def _print(found: PersonInRegulation, view: Outlook, language: Language, out: Console) -> None:
    words, regulation = WORDS[language], found.regulation
    title = f"{escape(regulation.title)}, {regulation.version}"
    out.print(f"[bold]{escape(view.root)} {escape(view.person)}[/]  [dim]{title}[/]\n")
    made = table(words["what"], words["state"], words["possible"], words["article"])
    members = Counter(p.name for p in view.prospects)
    told = [p for p in view.prospects if p.kind != "requirement" and members[p.name] <= MANY_MEMBERS]
    shown = [p for p in view.prospects if p.state == "pending" or p in told]
    shown.sort(key=lambda p: p.state != "pending")
    for prospect in shown[:MOST_SHOWN]:
        made.add_row(
            escape(_subject(prospect)), _state(prospect, words), escape(_possible(prospect, words)), prospect.article
        )
    out.print(made)
    if len(shown) > MOST_SHOWN:
        out.print(words["more"].format(len(shown) - MOST_SHOWN))
    counts = {
        s: sum(p.state == s and p.kind == "requirement" for p in view.prospects)
        for s in ("settled", "pending", "not_yet", "impossible")
    }
    out.print("\n" + words["counted"].format(**counts))
    if not any(p.state == "pending" for p in view.prospects):
        out.print(words["none"])
    if view.needs:
        _print_needs(regulation, view, language, out)
    out.print()


def _print_needs(regulation: Regulation, view: Outlook, language: Language, out: Console) -> None:
    """One line for each mark and threshold; what it serves is listed together."""
    words = WORDS[language]
    together: dict[tuple[str, str, Fraction | None, Fraction | None], list[Need]] = {}
    for need in view.needs:
        together.setdefault((need.unknown.name, need.unknown.member, need.least, need.alone), []).append(need)
    made = table(words["mark"], words["for"], words["least"], words["alone"], right=(words["least"], words["alone"]))
    for needs in list(together.values())[:MOST_SHOWN]:
        made.add_row(*map(escape, _need_row(regulation, needs, language)))
    out.print()
    out.print(made)
    if len(together) > MOST_SHOWN:
        out.print(words["more"].format(len(together) - MOST_SHOWN))
    out.print(f"[dim]{words['note']}[/]")


def _need_row(regulation: Regulation, needs: list[Need], language: Language) -> tuple[str, str, str, str]:
    words, first = WORDS[language], needs[0]
    goals = [_goal(regulation, need) for need in needs]
    more = [words["also"].format(len(goals) - FEW_GOALS)] if len(goals) > FEW_GOALS else []
    mark = f"{plain(first.unknown.member)}, {label_of(regulation, first.unknown.name)}"
    least = _mark(first.least, first, language) + ("" if all(n.monotone for n in needs) else words["other"])
    return mark, " ; ".join([*goals[:FEW_GOALS], *more]), least, _mark(first.alone, first, language)


def _goal(regulation: Regulation, need: Need) -> str:
    name = label_of(regulation, need.goal.name)
    member = f"{plain(need.goal.member)}, " if need.goal.member else ""
    return f"{member}{name}" if need.option == "true" else f"{member}{name} = {plain(need.option)}"


def _mark(value: Fraction | None, need: Need, language: Language) -> str:
    words = WORDS[language]
    if value is None:
        return words["never"]
    return words["any"] if value == need.unknown.low else number_text(value, language)


def _subject(prospect: Prospect) -> str:
    return f"{plain(prospect.member)}, {prospect.label}" if prospect.member else prospect.label


def _state(prospect: Prospect, words: dict[str, str]) -> str:
    if prospect.by == "jury":
        return words["by jury"]
    style = {"settled": "default", "pending": "yellow", "not_yet": "yellow", "impossible": "red"}[prospect.state]
    return f"[{style}]{words[prospect.state]}[/]"


def _possible(prospect: Prospect, words: dict[str, str]) -> str:
    return ", ".join(plain(words.get(option, option)) for option in prospect.possible)
