"""`parchemin explain`: why, with the values that decide and no other."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape
from rich.tree import Tree

from parchemin.commands.output import FOLDER, REGULATION, CommonOptions, common, console, write_json
from parchemin.commands.persons import PersonInRegulation, instances, of_root, persons_named
from parchemin.regulation.evaluation.reported import wanted_names
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Truth, Verdict
from parchemin.regulation.explanation import Reason, articles, in_sentences, readings, typed_facts
from parchemin.regulation.explanation import explain as why
from parchemin.regulation.explanation.exporting import export_reason
from parchemin.regulation.explanation.reasons import Comparison
from parchemin.regulation.findings import Language

MANY_MEMBERS = 8
FEW_PARTS = 6
FEW_SENTENCES = 4


@click.command()
@REGULATION
@FOLDER
@click.argument("student", metavar="STUDENT")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--full", is_flag=True, help="Sans rien replier. / Fold nothing.")
@common
def explain(regulation: Path, folder: Path, student: str, name: str | None, full: bool, asked: CommonOptions) -> None:
    """Dit pourquoi : les valeurs qui décident, les seuils tels qu'écrits, la marge, les articles.

    NAME is `étudiant.diplôme`, `module[Compta].validé` …; by default every decision and requirement.
    """
    reasons: list[tuple[PersonInRegulation, Reason]] = []
    crowded: dict[str, int] = {}
    for found in persons_named(regulation, folder, student, asked):
        text, evaluation = found.regulation, evaluate(found.regulation, found.person)
        language = asked.speak(text)
        if name:
            named = instances(evaluation, name, language)
            reasons += [(found, why(evaluation, n, k, language)) for n, k in named if of_root(text, n, found.person)]
        else:
            reasons += [(found, r) for r in _everything(evaluation, language, crowded, bool(asked.json))]
    if asked.json:
        _write(reasons, student)
    elif name:
        _print_trees(reasons, full)
    else:
        _print_short(reasons, crowded)


def _everything(evaluation: Evaluation, language: Language, crowded: dict[str, int], whole: bool) -> list[Reason]:
    """Every decision and requirement; for people, those that fall on a great many members are only counted."""
    regulation, made = evaluation.regulation, []
    for name in wanted_names(regulation, evaluation.person.root):
        definition = regulation.definitions.get(name)
        if definition is not None and definition.role == "requirement" and definition.group and not whole:
            continue  # its table says it
        keys = evaluation.keys(name.partition(".")[0])
        if len(keys) > MANY_MEMBERS and not whole:
            crowded[name] = len(keys)
            continue
        made += [why(evaluation, name, key, language) for key in keys]
    return made


def _write(reasons: list[tuple[PersonInRegulation, Reason]], student: str) -> None:
    first = reasons[0][0].regulation if reasons else None
    seen: set[tuple[object, ...]] = set()
    write_json(
        {
            "regulation": first.name if first else None,
            "version": first.version if first else None,
            "digest": first.digest if first else None,
            "person": student,
            "reasons": [
                export_reason(found.regulation, reason, seen)
                | {
                    "root": found.person.root,
                    "sentences": list(in_sentences(reason)),
                    "articles": list(articles(reason)),
                    "readings": [r.sentence for r in readings(reason)],
                    "typed_facts": [r.sentence for r in typed_facts(reason)],
                }
                for found, reason in reasons
            ],
        }
    )


# --- for people ------------------------------------------------------------------------------------------------


def _print_short(reasons: list[tuple[PersonInRegulation, Reason]], crowded: dict[str, int]) -> None:
    out = console()
    root = ""
    for found, reason in reasons:
        if found.person.root != root:
            root = found.person.root
            title = f"{escape(found.regulation.title)}, {found.regulation.version}"
            out.print(f"\n[bold]{escape(root)} {escape(found.person.id)}[/]  [dim]{title}[/]\n")
        out.print(_marked(reason))
        if not _fine(reason):
            told = in_sentences(reason)[1:]
            for sentence in told[:FEW_SENTENCES]:
                out.print(f"    {escape(sentence)}", soft_wrap=True)
            if len(told) > FEW_SENTENCES:
                out.print(
                    f"    [dim]… +{len(told) - FEW_SENTENCES} (parchemin explain … {escape(_asked_as(reason))})[/]"
                )
    for name, count in crowded.items():
        level, _, rest = name.partition(".")
        out.print(f"[dim]{escape(name)} × {count} : parchemin explain … '{escape(level)}\\[…].{escape(rest)}'[/]")


def _asked_as(reason: Reason) -> str:
    level, _, rest = reason.name.partition(".")
    return f"'{level}[{reason.member}].{rest}'" if reason.member else reason.name


def _fine(reason: Reason) -> bool:
    """Nothing more to say at first sight: a requirement that is met."""
    return isinstance(reason.value, Truth) and reason.value.certain


def _marked(reason: Reason) -> str:
    return f"[{_style(reason)}]{escape(reason.sentence)}[/]"


def _style(reason: Reason) -> str:
    if isinstance(reason.detail, Comparison):
        return {True: "green", False: "red", None: "yellow"}[reason.detail.met]
    if isinstance(reason.value, Verdict):
        return "bold" if reason.value.settled else "bold yellow"
    if isinstance(reason.value, Truth) and reason.kind in ("definition", "requirement", "group"):
        return "yellow" if not reason.value.settled else "default"
    return "default"


def _print_trees(reasons: list[tuple[PersonInRegulation, Reason]], full: bool) -> None:
    out = console()
    folded = 0
    for _, reason in reasons:
        tree = Tree(_marked(reason), guide_style="dim")
        folded += _grow(tree, reason, {reason.identity}, full)
        out.print(tree)
    if folded:
        out.print(f"[dim]… {folded} : --full[/]")


def _grow(tree: Tree, reason: Reason, seen: set[tuple[object, ...]], full: bool) -> int:
    """The parts of a reason, each opened once; long lists are folded. Returns how many are."""
    parts = reason.because
    shown = parts if full or len(parts) <= FEW_PARTS else parts[: FEW_PARTS // 2]
    folded = len(parts) - len(shown)
    for part in shown:
        again = part.identity in seen
        seen.add(part.identity)
        branch = tree.add(_marked(part) + (" [dim]↑[/]" if again and part.parts is not tuple else ""))
        if not again:
            folded += _grow(branch, part, seen, full)
    if len(shown) < len(parts):
        tree.add(f"[dim]… +{len(parts) - len(shown)}[/]")
    return folded
