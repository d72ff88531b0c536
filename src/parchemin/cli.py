"""The `parchemin` command: one verb for each thing the regulation engine does, and those that run a campus.

Exit status: 0 done, 1 the text or a proof is found wanting (`check`, `verify`), 2 bad usage, an unreadable file or
refused records.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from parchemin.commands.files import system_error
from parchemin.commands.output import language_asked, refusal
from parchemin.commands.usage import speak_as_asked
from parchemin.regulation.findings import Refused

VERBS = ("new", "check", "watch", "record", "decide", "explain", "outlook", "simulate", "verify", "deadlines", "render")
SERVICE = ("campus", "backup", "restore")  # those that run a school rather than read a regulation


class Verbs(click.Group):
    """Each verb is imported when it is used, so that a quick one stays quick."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [*VERBS, *SERVICE]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in (*VERBS, *SERVICE):
            return None
        command = getattr(import_module(f"parchemin.commands.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        speak_as_asked(sys.argv[1:] if args is None else args)
        return super().main(args, *more, **options)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Refused as refused:
            refusal(refused)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(f"parchemin : {system_error(error, language_asked())}.", err=True)
        except ZeroDivisionError:
            click.echo(
                "parchemin: une valeur demandée fait diviser par zéro / a value asked for is a zero divisor", err=True
            )
        raise SystemExit(2)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="parchemin")
def parchemin() -> None:
    """Lit, exécute, explique, simule et vérifie un règlement pédagogique ; fait vivre l'école autour.

    Reads, executes, explains, simulates and verifies the regulation of a programme; runs the school around it.
    """


def main() -> None:
    """The entry point. A closed pipe or an interruption ends quietly."""
    try:
        parchemin()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
