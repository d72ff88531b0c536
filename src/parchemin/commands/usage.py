"""What `click` says of a command line (its usage, its help, what is wrong with it), in French unless `--lang en`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType

from click import core, decorators, exceptions, formatting, parser, types

SAYING: tuple[ModuleType, ...] = (core, decorators, exceptions, formatting, parser, types)
FRENCH = {
    "Usage:": "Emploi :",
    "Options": "Options",
    "Commands": "Verbes",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
    "Show this message and exit.": "Montre ce message.",
    "Show the version and exit.": "Montre la version.",
    "Try '{command} {option}' for help.": "« {command} {option} » dit comment l'employer.",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Abandonné.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "Missing command.": "Il manque un verbe.",
    "Missing argument": "Il manque l'argument",
    "Missing option": "Il manque l'option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque {param_type}",
    "Missing parameter: {param_name}": "Il manque le paramètre {param_name}",
    "No such option {name!r}.": "L'option {name!r} n'existe pas.",
    "No such command {name!r}.": "Le verbe {name!r} n'existe pas.",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Option {name!r} requires an argument.": "L'option {name!r} demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L'option {name!r} demande {nargs} valeurs.",
    "Got unexpected extra argument ({args})": "Il y a un argument de trop ({args})",
    "Got unexpected extra arguments ({args})": "Il y a des arguments de trop ({args})",
    "Could not open file {filename!r}: {message}": "{filename!r} ne s'ouvre pas : {message}",
    "{value!r} is not {choice}.": "{value!r} n'est pas {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} n'est pas l'une des valeurs {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre qui convienne.",
    "{value} is not in the range {range}.": "{value} n'est pas entre les bornes {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} n'est ni oui ni non : {states}",
    "{name} {filename!r} does not exist.": "{name} {filename!r} n'existe pas.",
    "{name} {filename!r} is a file.": "{name} {filename!r} est un fichier.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} ne peut pas être lu.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} ne peut pas être écrit.",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
}


def speak_as_asked(arguments: Sequence[str]) -> None:
    """Before the command line is read: it may be what is wrong. `click` finds its sentences by their English."""
    english = "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments)

    def one(sentence: str) -> str:
        return sentence if english else FRENCH.get(sentence, sentence)

    def counted(singular: str, plural: str, count: int) -> str:
        return one(singular if count == 1 else plural)

    for module in SAYING:
        for name, said in (("_", one), ("ngettext", counted)):
            if hasattr(module, name):
                setattr(module, name, said)
