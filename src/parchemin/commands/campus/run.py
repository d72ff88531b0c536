"""`parchemin campus run`: start a school, watch over it, stop it."""

from __future__ import annotations

from collections.abc import Callable

import click

from parchemin.commands.output import console, plain, table
from parchemin.commands.service import speaking

type Say = Callable[[str, str], None]


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port du site. / Port of the web server.",
)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    metavar="ADRESSE",
    help="Adresse d'écoute. / Address to listen on.",
)
@click.option(
    "--demo/--no-demo",
    default=None,
    help="Une école de démonstration au premier démarrage (par défaut hors production). "
    "/ A demonstration school on the first start (the default outside production).",
)
@click.option("--verbose", is_flag=True, help="Chaque page sur l'écran. / Every page on the screen.")
@speaking
def run(port: int, bind: str, demo: bool | None, verbose: bool, say: Say) -> None:
    """Démarre l'école et veille sur elle, jusqu'à Ctrl-C.

    Starts the school and watches over it, until Ctrl-C.
    """
    from parchemin.campus import settings
    from parchemin.service.folder import make_ready
    from parchemin.service.journal_file import JournalFile
    from parchemin.service.refusals import NotDone
    from parchemin.service.supervisor import Campus

    if demo and settings.PRODUCTION:
        raise NotDone(
            "Une école de démonstration n’a pas sa place en production. Relancez sans --demo.",
            "A demonstration school has no place in production. Start again without --demo.",
        )
    wanted = (not settings.PRODUCTION) if demo is None else demo
    make_ready(settings.DATA)
    lines = JournalFile(settings.DATA / "logs" / "campus.log", lambda line: say(line, line), everything=verbose)
    greeting = Greeting(say, demo=wanted)
    try:
        Campus(port=port, host=bind, demo=wanted, say=say, lines=lines, greet=greeting).run()
    finally:
        lines.close()


class Greeting:
    """What is said once the school is open: where, and who may sign in."""

    def __init__(self, say: Say, *, demo: bool) -> None:
        self._say, self._demo = say, demo

    def __call__(self, address: str, sign_ins: list[list[str]]) -> None:
        say = self._say
        say("", "")
        say(f"Le campus est ouvert : {address}", f"The campus is open: {address}")
        if sign_ins:
            shown = table("rôle / role", "qui / who", "adresse / address", "mot de passe / password")
            for row in sign_ins:
                shown.add_row(*plain(*row))
            say("", "")
            console().print(shown)
        else:
            say(
                "Pour ouvrir une école : parchemin campus director ADRESSE PRÉNOM NOM --school CODE --name NOM",
                "To open a school: parchemin campus director EMAIL GIVEN FAMILY --school SLUG --name NAME",
            )
        say("", "")
        say("Ctrl-C pour arrêter.", "Ctrl-C to stop.")
