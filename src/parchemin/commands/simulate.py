"""`parchemin simulate`: who would change, from what to what, by which article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from parchemin.commands.output import FOLDER, REGULATION, CommonOptions, common, console, table, write_json
from parchemin.commands.persons import unknown
from parchemin.regulation.evaluation.cases import figure_value
from parchemin.regulation.explanation.exporting import number
from parchemin.regulation.explanation.sentences import label_of, plain
from parchemin.regulation.findings import NOWHERE, Language, Refused
from parchemin.regulation.meaning.graph import Kind, Regulation, Value
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import number_text, tidy
from parchemin.regulation.simulation import (
    ArticleChange,
    Difference,
    Simulation,
    Sweep,
    Transition,
    steps,
)
from parchemin.regulation.simulation import (
    simulate as compare,
)
from parchemin.regulation.simulation import (
    sweep as move,
)

MOST_SHOWN = 30
MOST_NAMED = 3
MOST_TABLES = 6

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "outcome": "résultat",
        "before": "avant",
        "after": "après",
        "count": "nombre",
        "articles": "articles",
        "who": "par exemple",
        "true": "oui",
        "false": "non",
        "pending": "en attente",
        "none": "aucune ligne",
        "jury": "jury",
        "contradiction": "contradiction",
        "changes": "Personne ne change.",
        "people": "{0} sur {1} changent ({2}).",
        "thing": "ce qui diffère",
        "article": "article",
        "more": "… et {0} lignes de plus (--json).",
        "words": "texte",
        "rules": "règles",
        "added": "ajouté",
        "removed": "retiré",
        "changed": "modifié",
        "same": "Les deux textes ont la même force.",
        "what": "quoi",
        "value": "valeur",
        "persons": "personnes qui changent",
        "now": "{0} (en vigueur)",
        "only before": "N'existe qu'avant : {0}.",
        "only after": "N'existe qu'après : {0}.",
        "dropped": "Données que l'autre texte ne connaît pas : {0}.",
        "refused": "{0} valeurs que l'autre texte n'admet pas, tenues pour inconnues.",
        "form": "« {0} » : écrivez NOM=VALEUR, par exemple seuil=11.",
        "form sweep": "« {0} » : écrivez NOM=DE..À[:PAS], par exemple seuil=8..12:0,5.",
        "range": "« {0} » : l'étendue est vide, ou compte plus de 2001 valeurs.",
        "numbers": "« {0} » n'est pas un paramètre numérique.",
        "nothing": "Rien à simuler : donnez --set, --against ou --sweep.",
        "no outcome": "Aucun résultat ne dépend de ce paramètre.",
    },
    "en": {
        "outcome": "outcome",
        "before": "before",
        "after": "after",
        "count": "count",
        "articles": "articles",
        "who": "for example",
        "true": "yes",
        "false": "no",
        "pending": "pending",
        "none": "no row",
        "jury": "jury",
        "contradiction": "contradiction",
        "changes": "Nobody changes.",
        "people": "{0} of {1} change ({2}).",
        "thing": "what differs",
        "article": "article",
        "more": "… and {0} more lines (--json).",
        "words": "words",
        "rules": "rules",
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "same": "Both texts have the same force.",
        "what": "what",
        "value": "value",
        "persons": "persons who change",
        "now": "{0} (in force)",
        "only before": "Only before: {0}.",
        "only after": "Only after: {0}.",
        "dropped": "Records the other text does not know: {0}.",
        "refused": "{0} values the other text does not accept, taken as unknown.",
        "form": "“{0}”: write NAME=VALUE, for example seuil=11.",
        "form sweep": "“{0}”: write NAME=FROM..TO[:STEP], for example seuil=8..12:0.5.",
        "range": "“{0}”: the range is empty, or holds more than 2001 values.",
        "numbers": "“{0}” is no numeric parameter.",
        "nothing": "Nothing to simulate: give --set, --against or --sweep.",
        "no outcome": "No outcome hangs on this parameter.",
    },
}

_SWEEP = re.compile(r"\s*([^=]+?)\s*=\s*(.+?)\s*\.\.\s*([^:]+?)\s*(?::\s*(.+?)\s*)?")


@click.command()
@REGULATION
@FOLDER
@click.option(
    "--set",
    "figures",
    multiple=True,
    metavar="NAME=VALUE",
    help="Un paramètre ou une lecture. / A parameter or reading.",
)
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="OTHER", help="Un autre texte. / Another regulation."
)
@click.option("--sweep", metavar="NAME=FROM..TO[:STEP]", help="Fait varier un paramètre. / Move one parameter.")
@common
def simulate(
    regulation: Path,
    folder: Path,
    figures: tuple[str, ...],
    against: Path | None,
    sweep: str | None,
    asked: CommonOptions,
) -> None:
    """Dit qui changerait, de quoi à quoi, par quel article."""
    from parchemin import records

    text = asked.load(regulation)
    language = asked.speak(text)
    other = asked.load(against) if against else None
    given = dict(_figure(text, other, one, language) for one in figures)
    if not figures and other is None and sweep is None:
        raise click.UsageError(WORDS[language]["nothing"])
    moved = _sweep(text, sweep, language) if sweep else None
    cohorts = records.read(text, folder)
    result = compare(text, cohorts, given, other) if figures or other else None
    line = move(text, cohorts, *moved, given) if moved else None
    if asked.json:
        head = {"regulation": text.name, "version": text.version, "digest": text.digest}
        rest = {
            "against": {"regulation": other.name, "version": other.version, "digest": other.digest} if other else None
        }
        write_json(head | rest | (_json(result) if result else {}) | {"sweep": _sweep_json(line) if line else None})
        return
    out = console()
    if result:
        _print(text, result, language, out)
    if line:
        _print_sweep(text, line, language, out)


def _figure(text: Regulation, other: Regulation | None, given: str, language: Language) -> tuple[str, Value]:
    """`seuil=11` or `lecture.compensation=module`, checked against the text (or the other one)."""
    name, sign, value = given.partition("=")
    name = tidy(name)
    if name.startswith("reading."):
        name = "lecture." + name.removeprefix("reading.")
    if not sign or not name:
        raise click.BadParameter(WORDS[language]["form"].format(given), param_hint="--set")
    owner = text if name in text.values() or other is None else other
    if name not in owner.values():
        raise unknown(name, owner.values(), "--set", language)
    try:
        return name, figure_value(owner, name, value, NOWHERE)
    except Refused as refused:
        found = refused.findings[0]
        raise click.BadParameter(f"{found.what(language)} {found.remedy(language)}", param_hint="--set") from refused


def _sweep(text: Regulation, given: str, language: Language) -> tuple[str, list[Fraction]]:
    words, found = WORDS[language], _SWEEP.fullmatch(given)
    if not found:
        raise click.BadParameter(words["form sweep"].format(given), param_hint="--sweep")
    name = tidy(found[1])
    if name not in text.parameters:
        raise unknown(name, text.parameters, "--sweep", language)
    type_ = text.parameters[name].type
    if type_.kind is not Kind.NUMBER:
        raise click.BadParameter(words["numbers"].format(name), param_hint="--sweep")
    low, high = cells.number(found[2]), cells.number(found[3])
    step = cells.number(found[4]) if found[4] else type_.step or Fraction(1)
    if low is None or high is None or step is None:
        raise click.BadParameter(words["form sweep"].format(given), param_hint="--sweep")
    try:
        return name, steps(low, high, step)
    except ValueError as wrong:
        raise click.BadParameter(words["range"].format(given), param_hint="--sweep") from wrong


# --- JSON ------------------------------------------------------------------------------------------------------


def _json(result: Simulation) -> dict[str, object]:
    return {
        "differences": [_difference(d) for d in result.differences],
        "articles": [_article(a) for a in result.articles],
        "people": dict(result.people),
        "changed": dict(result.changed),
        "transitions": [_transition(t) for t in result.transitions],
        "only_before": list(result.only_before),
        "only_after": list(result.only_after),
        "dropped_facts": list(result.dropped),
        "refused_values": result.refused,
    }


def _difference(one: Difference) -> dict[str, object]:
    return {
        "what": one.what,
        "name": one.name,
        "member": one.member,
        "before": one.before,
        "after": one.after,
        "article": one.article,
    }


def _article(one: ArticleChange) -> dict[str, object]:
    return {
        "article": one.id,
        "title": one.title,
        "change": one.change,
        "words": one.words,
        "rules": one.rules,
        "differences": [_difference(d) for d in one.differences],
    }


def _transition(one: Transition) -> dict[str, object]:
    return {
        "root": one.root,
        "name": one.name,
        "canonical": one.canonical,
        "before": one.before,
        "after": one.after,
        "count": one.count,
        "moved": [{"person": m.person, "member": m.member} for m in one.moved],
        "causes": [_difference(d) for d in one.causes],
        "articles": list(one.articles),
    }


def _sweep_json(line: Sweep) -> dict[str, object]:
    current = line.current if isinstance(line.current, Fraction) else Fraction(0)
    points = [{"value": number(p.value), "changed": p.changed, "counts": p.counts} for p in line.points]
    return {"name": line.name, "article": line.article, "current": number(current), "points": points}


# --- for people ------------------------------------------------------------------------------------------------


def _print(text: Regulation, result: Simulation, language: Language, out: Console) -> None:
    words = WORDS[language]
    _print_differences(result, language, out)
    for root, count in result.changed.items():
        if result.people[root] and (count or len(result.people) == 1):
            out.print("[bold]" + words["people"].format(count, result.people[root], escape(root)) + "[/]")
    if not result.transitions:
        out.print(words["changes"])
    else:
        made = table(
            *(words[w] for w in ("outcome", "before", "after", "count", "articles", "who")), right=(words["count"],)
        )
        for one in sorted(result.transitions, key=lambda t: t.name not in text.decisions)[:MOST_SHOWN]:
            who = ", ".join(f"{m.person}{f' ({plain(m.member)})' if m.member else ''}" for m in one.moved[:MOST_NAMED])
            label = f"{one.name.partition('.')[0]}, {label_of(text, one.name)}"
            answers = (_answer(one.before, words), _answer(one.after, words))
            made.add_row(escape(label), *answers, str(one.count), " ".join(one.articles), escape(who))
        out.print()
        out.print(made)
        if len(result.transitions) > MOST_SHOWN:
            out.print(words["more"].format(len(result.transitions) - MOST_SHOWN))
    for key, names in (
        ("only before", result.only_before),
        ("only after", result.only_after),
        ("dropped", result.dropped),
    ):
        if names:
            out.print(words[key].format(", ".join(names)), markup=False)
    if result.refused:
        out.print(words["refused"].format(result.refused))


def _print_differences(result: Simulation, language: Language, out: Console) -> None:
    words = WORDS[language]
    made = table(words["article"], words["what"], words["before"], words["after"])
    for article in result.articles[:MOST_SHOWN]:
        sides = [words[w] for w, is_so in (("words", article.words), ("rules", article.rules)) if is_so]
        if sides:
            made.add_row(article.id, escape(f"{words[article.change]} ({', '.join(sides)}) : {article.title}"), "", "")
        for one in article.differences:
            name = f"{one.name}[{one.member}]" if one.member else one.name
            made.add_row("" if sides else article.id, escape(name), escape(one.before), escape(one.after))
    if result.articles:
        out.print(made)
    else:
        out.print(words["same"])
    if len(result.articles) > MOST_SHOWN:
        out.print(words["more"].format(len(result.articles) - MOST_SHOWN))
    out.print()


def _answer(label: str, words: Mapping[str, str]) -> str:
    """`jury: a | b` as people read it."""
    head, colon, rest = label.partition(": ")
    if not colon:
        return words.get(label, plain(label))
    return f"{words[head]} : {plain(rest).replace(' | ', ', ')}"


def _print_sweep(text: Regulation, line: Sweep, language: Language, out: Console) -> None:
    """How many change at each value; then a table for each outcome of a person, or of anything when there is none."""
    words = WORDS[language]
    out.print(f"[bold]{escape(label_of(text, line.name))}[/] ({escape(line.name)}, {line.article})\n")
    names = list(dict.fromkeys(name for point in line.points for name in point.counts))
    if not names:
        out.print(words["no outcome"])
        return
    made = table(words["value"], words["persons"], right=(words["value"], words["persons"]))
    for point in line.points:
        shown = number_text(point.value, language)
        made.add_row(words["now"].format(shown) if point.value == line.current else shown, str(point.changed))
    out.print(made)
    whole = [n for n in names if n.partition(".")[0] in text.roots] or names
    for name in [*(n for n in whole if n in text.decisions), *(n for n in whole if n not in text.decisions)][
        :MOST_TABLES
    ]:
        answers = list(dict.fromkeys(answer for point in line.points for answer in point.counts.get(name, {})))
        heads = [_answer(answer, words) for answer in answers]
        made = table(words["value"], *heads, right=(words["value"], *heads))
        for point in line.points:
            counts = [str(point.counts.get(name, {}).get(answer, 0)) for answer in answers]
            made.add_row(number_text(point.value, language), *counts)
        out.print(f"\n[bold]{escape(label_of(text, name))}[/]")
        out.print(made)
