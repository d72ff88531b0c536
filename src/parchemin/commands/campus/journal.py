"""`parchemin campus journal`: prove that nobody rewrote the journal of any school, nor the rows that it vouches for."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.service import speaking

FRENCH = {
    "missing": "manque",
    "does not follow the line before it": "ne suit pas la précédente",
    "was changed": "a été changée",
    "no row is left": "aucune ligne de table ne reste",
}


@click.command()
@speaking
def journal(say: Callable[[str, str], None]) -> None:
    """Vérifie le journal de chaque école et les lignes de table dont il répond ; 1 si quelque chose a été changé.

    Verifies every school's journal, and the rows that it vouches for. Exit status 1 when something was changed.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.integrity import chains

        found = chains()
    for chain in found:
        whole = "✓" if chain.whole else "✗"
        name = chain.name or "—"
        say(
            f"{whole} {name} : {chain.lines} lignes, {chain.last}", f"{whole} {name}: {chain.lines} lines, {chain.last}"
        )
        for number, what in chain.broken:
            say(f"    ligne {number} {FRENCH[what]}", f"    line {number} {what}")
        for number, table in chain.altered:
            say(
                f"    ligne {number} : {FRENCH.get(table, table)} n’est plus ce qui a été écrit avec elle",
                f"    line {number}: {table} is no longer what was written with it",
            )
    if not all(chain.whole for chain in found):
        say("Le journal est rompu : restaurez une sauvegarde.", "The journal is broken: restore a backup.")
        raise SystemExit(1)
    say("Le journal est entier.", "The journal is whole.")
