"""`parchemin campus journal`: prove that nobody rewrote the journal of any school, nor the rows that it vouches for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from parchemin.commands.service import speaking


@click.command()
@click.option(
    "--whole",
    is_flag=True,
    help="Relit tout, sans rien tenir pour déjà vérifié. / Read all again, take nothing as verified already.",
)
@click.option(
    "--heads",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Une copie de heads.jsonl gardée ailleurs. / A copy of heads.jsonl that was kept elsewhere.",
)
@speaking
def journal(whole: bool, heads: Path | None, say: Callable[[str, str], None]) -> None:
    """Vérifie le journal de chaque école et les lignes de table dont il répond ; 1 si quelque chose a été changé.

    Verifies every school's journal, and the rows that it vouches for. Exit status 1 when something was changed.
    """
    from parchemin.service.database import at_hand

    with at_hand():
        from parchemin.service.integrity import prove
        from parchemin.service.wordings import head_of, of_head, wrong_with

        found = prove(anew=whole, copy=heads.resolve() if heads else None)
        for chain in found.chains:
            say(*head_of(chain))
            for french, english in wrong_with(chain):
                say(f"    {french}", f"    {english}")
        for one in found.heads:
            say(*of_head(one))
    if not found.whole:
        say("Le journal est rompu : restaurez une sauvegarde.", "The journal is broken: restore a backup.")
        raise SystemExit(1)
    say("Le journal est entier.", "The journal is whole.")
