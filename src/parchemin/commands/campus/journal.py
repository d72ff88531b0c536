"""`parchemin campus journal`: prove that nobody rewrote the journal of any school."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.service import speaking

FRENCH = {
    "missing": "manque",
    "does not follow the line before it": "ne suit pas la précédente",
    "was changed": "a été changée",
}


@click.command()
@speaking
def journal(say: Callable[[str, str], None]) -> None:
    """Vérifie la chaîne du journal de chaque école ; 1 si elle est rompue.

    Verifies the chain of every school's journal. Exit status 1 when one is broken.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.integrity import chains

        found = chains()
    for chain in found:
        whole = "✓" if not chain.broken else "✗"
        name = chain.name or "—"
        say(
            f"{whole} {name} : {chain.lines} lignes, {chain.last}", f"{whole} {name}: {chain.lines} lines, {chain.last}"
        )
        for number, what in chain.broken:
            say(f"    ligne {number} {FRENCH[what]}", f"    line {number} {what}")
    if any(chain.broken for chain in found):
        say("Le journal est rompu : restaurez une sauvegarde.", "The journal is broken: restore a backup.")
        raise SystemExit(1)
    say("Le journal est entier.", "The journal is whole.")
