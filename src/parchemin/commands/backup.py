"""`parchemin backup`: the whole campus in one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from parchemin.commands.service import speaking


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@speaking
def backup(file: Path, say: Callable[[str, str], None]) -> None:
    """Sauvegarde tout le campus (base, fichiers, clés) dans un fichier ; il peut tourner pendant ce temps.

    Saves the whole campus (database, files, keys) in one file; it may run meanwhile.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.backup import save

        made = save(file.resolve())
    size = file.stat().st_size / 1024**2
    say(
        f"{file} : {len(made.members)} éléments, {size:.1f} Mo. Ce fichier contient toute l’école, clés comprises : "
        "gardez-le en lieu sûr, hors de cette machine.",
        f"{file}: {len(made.members)} items, {size:.1f} MB. This file holds the whole school, keys included: "
        "keep it in a safe place, off this machine.",
    )
    if made.bucket:
        say(
            f"Les fichiers sont dans le compartiment {made.bucket}, et ne sont PAS dans cette sauvegarde.",
            f"The files are in the bucket {made.bucket}, and are NOT in this backup.",
        )
