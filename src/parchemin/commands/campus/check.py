"""`parchemin campus check`: everything about an installation that can be checked without opening it."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.service import speaking


@click.command()
@speaking
def check(say: Callable[[str, str], None]) -> None:
    """Vérifie les réglages, la place, la base, les tables et le journal ; 1 si quelque chose ne va pas.

    Checks the settings, the room, the database, the tables and the journal. Exit status 1 when something is wrong.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.checks import findings

        found = findings()
    for finding in found:
        say(f"✗ {finding.french}", f"✗ {finding.english}")
    if found:
        raise SystemExit(1)
    say("Tout va bien.", "All is well.")
