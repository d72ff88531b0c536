"""`parchemin campus migrate`: bring the tables up to date, without opening the school."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.service import speaking


@click.command()
@speaking
def migrate(say: Callable[[str, str], None]) -> None:
    """Met les tables à jour, sans ouvrir l'école.

    Brings the tables up to date, without opening the school.
    """
    from parchemin.service.database import at_hand
    from parchemin.service.preparation import prepare

    with at_hand():
        prepare(demo=False)
    say("Les tables sont à jour.", "The tables are up to date.")
