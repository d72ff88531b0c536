"""`parchemin restore`: put a backup back on an empty server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from parchemin.commands.service import speaking


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@speaking
def restore(file: Path, say: Callable[[str, str], None]) -> None:
    """Restaure une sauvegarde dans un campus vide, et vérifie son journal.

    Restores a backup into an empty campus, and verifies its journal.
    """
    from parchemin.service.database import at_hand

    with at_hand(alone=True):
        from parchemin.service.backup import put_back

        made = put_back(file.resolve())
    say(
        f"La sauvegarde du {made.made_at} est restaurée : {len(made.members)} éléments, journal entier.",
        f"The backup of {made.made_at} is restored: {len(made.members)} items, journal whole.",
    )
    if made.bucket:
        say(
            f"Ses fichiers sont dans le compartiment {made.bucket} : vérifiez-les avec parchemin campus files.",
            f"Its files are in the bucket {made.bucket}: check them with parchemin campus files.",
        )
