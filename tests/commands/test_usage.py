"""A command line that is wrong is answered in French, or in English when it is asked for."""

from __future__ import annotations

import inspect
import re

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.commands.usage import FRENCH, SAYING


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("chekc", "Le verbe 'chekc' n'existe pas."),
        ("check", "Il manque l'argument 'REGULATION'."),
        ("check --bogus x", "L'option '--bogus' n'existe pas."),
        ("check a b c", "Il y a des arguments de trop (b c)"),
        ("record a b --demo beaucoup", "Valeur refusée pour '--demo' : 'beaucoup' n'est pas un nombre qui convienne."),
        ("record a b --demo 0", "0 n'est pas entre les bornes 1<=x<=1000000."),
        ("new --lang de f", "'de' n'est pas l'une des valeurs 'fr', 'en'."),
        ("record a b --demo", "L'option '--demo' demande une valeur."),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_french(line: str, said: str) -> None:
    answer = CliRunner().invoke(parchemin, line.split())

    assert answer.exit_code == 2
    assert said in answer.output
    assert not re.search(r"Usage|Error|Missing|Invalid|No such", answer.output)


@pytest.mark.parametrize("line", ["check --lang en", "check --lang=en"])
def test_in_english_when_it_is_asked_for_even_where_the_line_is_wrong(line: str) -> None:
    assert "Error: Missing argument 'REGULATION'." in CliRunner().invoke(parchemin, line.split()).output
    assert "Erreur : Il manque l'argument" in CliRunner().invoke(parchemin, ["check"]).output


def test_the_help_of_every_verb_is_headed_in_french() -> None:
    shown = CliRunner().invoke(parchemin, ["record", "--help"]).output

    assert "dit comment l'employer" in CliRunner().invoke(parchemin, ["foo"]).output
    assert shown.startswith("Emploi : parchemin record")
    assert "Montre ce message." in shown
    assert "Show this message" not in shown


def test_every_sentence_translated_is_one_that_click_says() -> None:
    sources = re.sub(r'"\s*\n\s*"', "", "\n".join(inspect.getsource(module) for module in SAYING))

    assert [sentence for sentence in FRENCH if f'"{sentence}"' not in sources] == []
