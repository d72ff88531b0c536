"""`parchemin decide`: every outcome and decision of every person, with its state, who decides and the articles."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from parchemin.commands.output import FOLDER, REGULATION, Asked, common, console, table
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.facts import Cohort, instance_keys
from parchemin.regulation.evaluation.spans import Outcome, Truth, Verdict
from parchemin.regulation.evaluation.words import by_jury, in_words, options, type_of
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Decision, Definition, Regulation
from parchemin.regulation.meaning.understanding import load_versions
from parchemin.regulation.reading.vocabulary import nearest

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome of one person. `state` is settled, pending, impossible or contradiction; `by` is rule or jury."""

    person: str
    name: str
    canonical: str
    member: str
    value: str
    state: str
    by: str
    who: str
    options: tuple[str, ...]
    articles: tuple[str, ...]
    version: str


@click.command()
@REGULATION
@FOLDER
@click.option("--student", metavar="ID", help="Une seule personne. / One person only.")
@click.option("--csv", "as_csv", is_flag=True, help="Écrit du CSV. / Write CSV.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Dans un fichier. / To a file."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    help="ray : partitions Parquet. / Parquet partitions.",
)
@common
def decide(
    regulation: Path, folder: Path, student: str | None, as_csv: bool, out: Path | None, engine: str, asked: Asked
) -> None:
    """Décide de chaque personne, et cite les articles."""
    from parchemin import records

    text = asked.load(regulation)
    if engine == "ray":
        from parchemin.scale import decide_with_ray

        decide_with_ray(text, folder, out)
        return
    cohorts = records.read(text, folder)
    versions = () if asked.at or not text.entry else load_versions(regulation, variants=asked.variants)
    lines: list[Line] = []
    for cohort in cohorts.values():
        for share in shares(versions, text, cohort):
            lines += lines_of(share.regulation, share.cohort, student, asked.speak(text))
    order = {str(i): place for cohort in cohorts.values() for place, i in enumerate(cohort.ids)}
    lines.sort(key=lambda one: order[one.person])
    if student and not lines:
        known = [str(i) for cohort in cohorts.values() for i in cohort.ids]
        near = nearest(student, known) or ", ".join(known[:5])
        raise click.BadParameter(
            f"« {student} » n'est pas dans les données. Vouliez-vous dire : {near} ?", param_hint="--student"
        )
    if asked.json or as_csv or out:
        _emit(_as_json(text, lines) if asked.json else _as_csv(lines), out)
    else:
        _print(text, cohorts.values(), lines, asked.speak(text), bool(student))


def wanted_names(regulation: Regulation, root: str) -> list[str]:
    """What `decide` speaks of: decisions and requirements of the root, in the order of the text."""
    kept: list[Decision | Definition] = [*regulation.decisions.values()]
    kept += [d for d in regulation.definitions.values() if d.role != "value"]
    kept = [k for k in kept if regulation.root_of(k.level) == root]
    return [k.name for k in sorted(kept, key=lambda k: k.place)]


def lines_of(regulation: Regulation, cohort: Cohort, student: str | None, language: Language) -> Iterator[Line]:
    names = wanted_names(regulation, cohort.root)
    found = evaluate_cohort(regulation, cohort, wanted=names)
    for index, person in enumerate(cohort.ids):
        if student is None or str(person) == student:
            yield from _person(regulation, found, cohort, index, str(person), names, language)


def _person(
    regulation: Regulation,
    found: CohortOutcome,
    cohort: Cohort,
    index: int,
    person: str,
    names: Sequence[str],
    language: Language,
) -> Iterator[Line]:
    for name in names:
        level = regulation.levels[(regulation.decisions.get(name) or regulation.definitions[name]).level]
        keys = instance_keys(regulation, cohort, index, level)
        for key, outcome in zip(keys, found[name].of(index), strict=True):
            yield line(regulation, person, name, "" if not level.parent else key, outcome, language)


def line(regulation: Regulation, person: str, name: str, member: str, outcome: Outcome, language: Language) -> Line:
    """One outcome as it is reported."""
    decision = regulation.decisions.get(name)
    value = in_words(outcome, language, type_of(regulation, name), decision)
    if isinstance(outcome, Verdict) and decision is not None:
        return _decision_line(person, decision, member, outcome, value, regulation.version)
    definition = regulation.definitions[name]
    state = "settled" if outcome.settled else "pending"
    if isinstance(outcome, Truth) and not outcome.possible:
        state = "impossible"
    return Line(
        person,
        name,
        definition.canonical,
        member,
        value,
        state,
        "rule",
        "",
        (),
        (definition.place.article,),
        regulation.version,
    )


def _decision_line(person: str, decision: Decision, member: str, verdict: Verdict, value: str, version: str) -> Line:
    state = "settled" if verdict.settled else "pending"
    jury = verdict.settled and by_jury(decision, verdict)
    rows = [decision.rows[i] for i in sorted(verdict.certain if verdict.settled else verdict.possible)]
    if verdict.settled and (not rows or (not jury and len(rows) > 1)):
        state = "contradiction"
    who = ", ".join(dict.fromkeys(row.who for row in rows if row.who))
    articles = tuple(dict.fromkeys(row.place.article for row in rows)) or (decision.place.article,)
    choices = options(decision, verdict.certain if verdict.settled else verdict.possible)
    by = "jury" if jury else ("rule" if verdict.settled else "")
    return Line(person, decision.name, decision.canonical, member, value, state, by, who, choices, articles, version)


# --- writing ---------------------------------------------------------------------------------------------------


def _as_json(regulation: Regulation, lines: Sequence[Line]) -> str:
    import json

    head = {"regulation": regulation.name, "version": regulation.version, "digest": regulation.digest}
    return json.dumps(head | {"outcomes": [asdict(one) for one in lines]}, ensure_ascii=False, indent=2) + "\n"


def _as_csv(lines: Sequence[Line]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["person", "name", "canonical", "member", "value", "state", "by", "who", "options", "articles", "version"]
    )
    for one in lines:
        row = [one.person, one.name, one.canonical, one.member, one.value, one.state, one.by, one.who]
        writer.writerow([*row, " | ".join(one.options), " ".join(one.articles), one.version])
    return stream.getvalue()


def _emit(text: str, out: Path | None) -> None:
    """To the screen, or to a file that appears whole or not at all."""
    if out is None:
        click.echo(text, nl=False)
        return
    beside = out.with_name(out.name + ".part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, out)


def _print(regulation: Regulation, cohorts: object, lines: Sequence[Line], language: Language, whole: bool) -> None:
    out = console()
    fr = language == "fr"
    out.print(f"[bold]{regulation.title}[/], version {'du' if fr else 'of'} {regulation.version}\n")
    _print_summary(regulation, lines, language)
    decisions = [one for one in lines if one.name in regulation.decisions]
    shown = lines if whole else [one for one in decisions if one.by == "jury" or one.state != "settled"][:MOST_SHOWN]
    heads = (
        ("personne", "décision", "", "résultat", "état", "par", "articles")
        if fr
        else ("person", "decision", "", "result", "state", "by", "articles")
    )
    made = table(*heads)
    for one in shown:
        by = {"rule": "règle" if fr else "rule", "jury": one.who or "jury", "": ""}[one.by]
        made.add_row(one.person, one.name, one.member, one.value, _state(one, language), by, " ".join(one.articles))
    if shown:
        out.print()
        out.print(made)
    if not whole:
        hint = (
            "Tout voir : --csv, --json, ou --student ID ; le pourquoi : parchemin explain."
            if fr
            else "See all: --csv, --json or --student ID; why: parchemin explain."
        )
        out.print(f"\n[dim]{hint}[/]")


def _print_summary(regulation: Regulation, lines: Sequence[Line], language: Language) -> None:
    """How many persons stand where, decision by decision."""
    fr = language == "fr"
    made = table(
        *(
            ("décision", "", "personnes", "résultat", "par", "articles")
            if fr
            else ("decision", "", "persons", "result", "by", "articles")
        ),
        right=("personnes", "persons"),
    )
    counts: dict[tuple[str, str, str, str, str], int] = {}
    for one in lines:
        if one.name in regulation.decisions:
            value = one.value if one.state == "settled" else _state(one, language)
            key = (
                one.name,
                one.member,
                value,
                one.who or ("" if one.state == "pending" else "règle" if fr else "rule"),
                " ".join(one.articles),
            )
            counts[key] = counts.get(key, 0) + 1
    last = ("", "")
    for (name, member, value, by, articles), count in sorted(counts.items(), key=lambda item: (item[0][:2], -item[1])):
        head = (name, member) if (name, member) != last else ("", "")
        last = (name, member)
        made.add_row(*head, str(count), value, by, articles)
    console().print(made)


def _state(one: Line, language: Language) -> str:
    words = {
        "fr": {
            "settled": "acquis",
            "pending": "en attente",
            "impossible": "impossible",
            "contradiction": "contradiction",
        },
        "en": {
            "settled": "settled",
            "pending": "pending",
            "impossible": "impossible",
            "contradiction": "contradiction",
        },
    }
    return words[language][one.state]
