"""What the verbs that run a campus share: their language, and how what is not done is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import click

from parchemin.commands.output import console
from parchemin.regulation.findings import Language
from parchemin.service.refusals import NotDone

type Speak = Callable[[str, str], str]


def speaking[R](function: Callable[..., R]) -> Callable[..., R]:
    """`--lang`, handed to the verb as `say`; what is not done ends it with exit status 2 and one message."""

    def with_language(**given: object) -> R:
        language = cast(Language, given.pop("lang"))

        def say(french: str, english: str) -> None:
            console().print(french if language == "fr" else english, markup=False)

        try:
            return function(say=say, **given)
        except NotDone as refused:
            click.echo(f"parchemin : {refused.said(language)}", err=True)
        except Exception as failure:  # a wrong setting, or a refusal of the campus: both say what to do
            reasons = getattr(failure, "reasons", None)
            if reasons is None and not hasattr(failure, "remedy"):
                raise
            click.echo(f"parchemin : {failure}", err=True)
        raise SystemExit(2)

    with_language.__name__, with_language.__doc__ = function.__name__, function.__doc__
    vars(with_language)["__click_params__"] = getattr(function, "__click_params__", [])
    option = click.option(
        "--lang",
        type=click.Choice(["fr", "en"]),
        default="fr",
        help="Langue des messages. / Language of the messages.",
    )
    return option(with_language)
