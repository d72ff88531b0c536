"""`parchemin new`: a small regulation, whole and commented, to start from."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import click

from parchemin.commands.files import write_whole
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.phrases import identifier


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--title", "--titre", "title", metavar="TITRE", help="Le titre du règlement. / Its title.")
@click.option("--force", is_flag=True, help="Remplace le fichier s'il existe. / Replace the file if there is one.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="Langue des messages. / Language of the messages.")
def new(file: Path, title: str | None, force: bool, lang: Language | None) -> None:
    """Écrit un règlement commenté, qui passe `check`, d'où partir. / A commented regulation to start from."""
    if file.suffix != ".md":
        file = file.with_name(f"{file.name}.md")
    if file.exists() and not force:
        french = f"« {file} » existe déjà : donnez un autre nom, ou --force pour le remplacer."
        english = f"“{file}” exists: give another name, or --force to replace it."
        raise click.BadParameter(english if lang == "en" else french, param_hint="FILE")
    written = files("parchemin.commands").joinpath("skeletons/fr.md").read_text(encoding="utf-8")
    named = {
        "NOM": identifier(file.stem) or "règlement",
        "TITRE": title or file.stem.replace("_", " ").replace("-", " ").capitalize(),
        "JOUR": date.today().isoformat(),
        "FICHIER": file.name,
    }
    for word, value in named.items():
        written = written.replace(word, value)
    write_whole(file, written)
    french, english = "un règlement qui se lit et s'exécute. Ensuite", "a regulation to read and run. Next"
    said = f"{english}: " if lang == "en" else f"{french} : "
    click.echo(f"{file} : {said}parchemin check {file}")
