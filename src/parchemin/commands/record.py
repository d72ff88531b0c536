"""`parchemin record`: an empty, documented records folder, or one filled with a seeded demonstration cohort."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from parchemin.commands.output import FOLDER, REGULATION, CommonOptions, common, console, write_json


@click.command()
@REGULATION
@FOLDER
@click.option(
    "--demo", type=click.IntRange(1, 1_000_000), metavar="N", help="N personnes imaginaires. / N imaginary persons."
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Même graine, même promotion. / Same seed, same cohort.",
)
@click.option("--parquet", is_flag=True, help="Parquet au lieu de CSV. / Parquet rather than CSV.")
@common
def record(regulation: Path, folder: Path, demo: int | None, seed: int, parquet: bool, asked: CommonOptions) -> None:
    """Écrit un dossier de données vide et documenté, ou une promotion de démonstration."""
    from parchemin import records

    text = asked.load(regulation)
    persons = 0
    if demo:
        cohorts = records.demo(text, demo, seed)
        records.write(text, cohorts, folder, format="parquet" if parquet else "csv")
        persons = sum(len(c) for c in cohorts.values())
    else:
        records.write_empty(text, folder)
    files = sorted(p.name for p in folder.iterdir())
    if asked.json:
        write_json(
            {
                "regulation": text.name,
                "version": text.version,
                "folder": str(folder),
                "files": files,
                "persons": persons,
            }
        )
        return
    out = console()
    fr = asked.speak(text) == "fr"
    shown, listed = escape(str(folder)), escape(", ".join(files))
    out.print(f"[bold]{shown}[/] : {listed}" if fr else f"[bold]{shown}[/]: {listed}")
    if persons:
        out.print(
            f"{persons} personnes imaginaires (graine {seed})." if fr else f"{persons} imaginary persons (seed {seed})."
        )
    guide = next((f for f in files if f.endswith(".md")), "")
    out.print(f"Le sens de chaque colonne est dans {guide}." if fr else f"What each column means is in {guide}.")
