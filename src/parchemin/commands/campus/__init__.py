"""`parchemin campus`: the verbs that run a school. One module a verb."""

from __future__ import annotations

from importlib import import_module

import click

VERBS = ("run", "migrate", "check", "journal", "files", "director")


class CampusVerbs(click.Group):
    """Each verb is imported when it is used: most need Django, which `--help` does not."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command = getattr(import_module(f"parchemin.commands.campus.{name}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=CampusVerbs)
def campus() -> None:
    """Fait vivre l'école : la démarre, la vérifie, lui donne une direction.

    Runs the school: starts it, checks it, gives it a director.
    """
