"""`parchemin decide`: every outcome and decision of every person, with its state, who decides and the articles."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Literal

import click
from rich.markup import escape
from rich.text import Text

from parchemin.commands.files import write_whole
from parchemin.commands.output import (
    FOLDER,
    REGULATION,
    CommonOptions,
    common,
    console,
    finding_json,
    plain,
    print_findings,
    table,
    write_json,
)
from parchemin.commands.persons import unknown
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.reported import OutcomeLine, lines_of, wanted_names
from parchemin.regulation.findings import Finding, Language
from parchemin.regulation.meaning.graph import Regulation

MOST_SHOWN = 20
MANY_MEMBERS = 8
WIDEST_ID = 24

STATES = {
    "fr": {
        "settled": "décidé",
        "pending": "en attente",
        "not_yet": "pas encore",
        "impossible": "impossible",
        "contradiction": "contradiction",
    },
    "en": {
        "settled": "settled",
        "pending": "pending",
        "not_yet": "not yet",
        "impossible": "impossible",
        "contradiction": "contradiction",
    },
}


_NOTHING = {
    "fr": "Ce texte ne décide rien : aucune table **Décision** ni **Exigences**. Ses notes et moyennes : --valeurs.",
    "en": "This text decides nothing: no **Decision** or **Requirements** table. Its marks and averages: --values.",
}


@click.command()
@REGULATION
@FOLDER
@click.option("--student", metavar="ID", help="Une seule personne. / One person only.")
@click.option("--csv", "as_csv", is_flag=True, help="Écrit du CSV. / Write CSV.")
@click.option(
    "--values",
    "--valeurs",
    "values",
    is_flag=True,
    help="Aussi les notes, moyennes et crédits calculés. / Computed marks, averages and credits as well.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Dans un fichier, ou un dossier pour des parties. / To a file, or a folder for parts.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    help="Ce qui calcule ; ray écrit un dossier Parquet. / What computes; ray writes a Parquet folder.",
)
@common
def decide(
    regulation: Path,
    folder: Path,
    student: str | None,
    as_csv: bool,
    values: bool,
    out: Path | None,
    engine: Literal["local", "ray"],
    asked: CommonOptions,
) -> None:
    """Décide de chaque personne, et cite les articles."""
    from parchemin import records, scale

    if as_csv and asked.json:
        raise click.UsageError("--csv ou --json, pas les deux. / --csv or --json, not both.")
    text = asked.load(regulation)
    versions = asked.versions(regulation, text)
    if engine == "ray" or scale.partitions(folder):
        count = scale.decide_folder(text, folder, out, engine, versions)
        _say_where(count, out or folder / "outcomes", asked)
        return
    cohorts = records.read(text, folder)
    lines: list[OutcomeLine] = []
    for cohort in cohorts.values():
        by_person: dict[str, list[OutcomeLine]] = {str(person): [] for person in cohort.ids}
        for share in shares(versions, text, cohort):
            for one in lines_of(share.regulation, share.cohort, student, asked.speak(text), values=values):
                by_person[one.person].append(one)
        lines += [one for found in by_person.values() for one in found]
    told = [finding for cohort in cohorts.values() for finding in records.remarks(text, cohort)]
    known = [str(i) for cohort in cohorts.values() for i in cohort.ids]
    if student is not None and student not in known:
        raise unknown(student, known, "--student", asked.speak(text))
    if out is not None and out.suffix == ".parquet" and not (asked.json or as_csv):
        write_whole(out, _as_parquet(lines))
    elif asked.json or as_csv or out:
        _emit(_as_json(text, lines, told) if asked.json else _as_csv(lines), out)
    else:
        _print(text, lines, asked.speak(text), bool(student))
    if told and not asked.json:
        print_findings(told, asked.speak(text), console(stderr=True))


def _say_where(count: int, folder: Path, asked: CommonOptions) -> None:
    if asked.json:
        write_json({"persons": count, "folder": str(folder)})
    elif asked.speak() == "fr":
        console().print(f"{count} personnes décidées ; résultats en Parquet dans [bold]{folder}[/].")
    else:
        console().print(f"{count} persons decided; outcomes as Parquet in [bold]{folder}[/].")


# --- writing ---------------------------------------------------------------------------------------------------


def _as_json(regulation: Regulation, lines: Sequence[OutcomeLine], told: Sequence[Finding]) -> str:
    head = {"regulation": regulation.name, "version": regulation.version, "digest": regulation.digest}
    body = {
        "outcomes": [asdict(one) for one in lines],
        "findings": [finding_json(one, regulation.language) for one in told],
    }
    return json.dumps(head | body, ensure_ascii=False, indent=2) + "\n"


def _as_csv(lines: Sequence[OutcomeLine]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["person", "name", "canonical", "member", "value", "state", "by", "who", "options", "articles", "version"]
    )
    for one in lines:
        row = [one.person, one.name, one.canonical, one.member, one.value, one.state, one.by, one.who]
        writer.writerow([*row, " | ".join(one.options), " ".join(one.articles), one.version])
    return stream.getvalue()


def _as_parquet(lines: Sequence[OutcomeLine]) -> bytes:
    import polars as pl

    columns = [field.name for field in fields(OutcomeLine)]
    rows = [{name: _flat(getattr(one, name)) for name in columns} for one in lines]
    stream = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)).write_parquet(stream)
    return stream.getvalue()


def _flat(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " | ".join(value)


def _emit(text: str, out: Path | None) -> None:
    """To the screen, or to a file that appears whole or not at all."""
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)


def _print(regulation: Regulation, lines: Sequence[OutcomeLine], language: Language, whole: bool) -> None:
    out = console()
    fr = language == "fr"
    out.print(f"[bold]{escape(regulation.title)}[/], version {'du' if fr else 'of'} {regulation.version}\n")
    spoken = [one for one in lines if one.name in regulation.decisions]
    spoken = spoken or [one for one in lines if regulation.definitions[one.name].role != "value"]
    if not spoken:
        out.print(_NOTHING[language])
    if whole and lines:
        _print_lines(lines, language)
    if whole or not spoken:
        return
    decisions = [one for one in lines if one.name in regulation.decisions and not _crowded(regulation, one.name)]
    _print_summary(regulation, spoken, language)
    waiting = [one for one in decisions if one.by == "jury" or one.state != "settled"]
    if waiting:
        out.print("\n[bold]Ce qui reste à décider[/]\n" if fr else "\n[bold]Still to be decided[/]\n")
        _print_lines(waiting[:MOST_SHOWN], language)
    rest = len(waiting) - MOST_SHOWN
    if rest > 0:
        out.print(f"… et {rest} autres." if fr else f"… and {rest} more.")
    hint = (
        "Tout voir : --csv, --json, ou --student ID. Le pourquoi : parchemin explain."
        if fr
        else "See all: --csv, --json or --student ID. Why: parchemin explain."
    )
    out.print(f"\n[dim]{hint}[/]")


def _crowded(regulation: Regulation, name: str) -> bool:
    """Whether a decision falls on many things of one person, so that a line for each would drown the others."""
    level = regulation.levels[(regulation.decisions.get(name) or regulation.definitions[name]).level]
    return level.kind == "recorded" or len(level.members) > MANY_MEMBERS


def _spoken(name: str) -> str:
    """A name of the text as people say it, so that a narrow screen breaks it between words: `année, progression`."""
    return re.sub(r"(?<=[^\W\d])\.(?=[^\W\d])", ", ", name).replace("_", " ")


def _print_lines(lines: Sequence[OutcomeLine], language: Language) -> None:
    """A line each; the person's id stands once, and above the table when it is about one person only."""
    fr = language == "fr"
    headings = ("exigence ou décision", "", "résultat", "état", "par", "articles")
    headings = headings if fr else ("requirement or decision", "", "result", "state", "by", "articles")
    persons = list(dict.fromkeys(one.person for one in lines))
    alone = len(persons) == 1
    made = table(*headings) if alone else table("personne" if fr else "person", *headings)
    if alone:
        console().print(Text(persons[0], style="bold"))
    else:
        made.columns[0].min_width = min(WIDEST_ID, max(map(len, persons), default=0))
    before = ""
    for one in lines:
        by = {"rule": "règle" if fr else "rule", "jury": one.who or "jury", "": ""}[one.by]
        state = STATES[language][one.state] if one.by != "jury" else ("à trancher" if fr else "open")
        told = (_spoken(one.name), one.member, _spoken(one.value), state, by, " ".join(one.articles))
        person, before = one.person if one.person != before else "", one.person
        made.add_row(*plain(*told) if alone else plain(person, *told))
    console().print(made)


def _print_summary(regulation: Regulation, lines: Sequence[OutcomeLine], language: Language) -> None:
    """How many stand where, decision by decision, in the order of the text."""
    fr = language == "fr"
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    for one in lines:
        member = "" if _crowded(regulation, one.name) else one.member
        value = one.value if one.state == "settled" else STATES[language][one.state]
        by = one.who or ("" if one.state == "pending" else "règle" if fr else "rule")
        counts[one.name, member, value, by, " ".join(one.articles)] += 1
    names = [name for root in regulation.roots for name in wanted_names(regulation, root)]
    french = ("décision", "", "nombre", "résultat", "par", "articles")
    made = table(
        *(french if fr else ("decision", "", "number", "result", "by", "articles")), right=("nombre", "number")
    )
    last = ("", "")
    for key, count in sorted(counts.items(), key=lambda item: (names.index(item[0][0]), item[0][1], -item[1])):
        name, member, value, by, articles = key
        head = (name, member) if (name, member) != last else ("", "")
        last = (name, member)
        made.add_row(*plain(_spoken(head[0]), head[1], str(count), _spoken(value), by, articles))
    console().print(made)
