"""What is said at once of everybody that somebody studies with: it holds of them, unless a line about them prevails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parchemin.campus.common.contributions import Contributions
from parchemin.campus.dossiers.models import DeclaredLine, Dossier
from parchemin.campus.dossiers.queries.declared import Key
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import FactView


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line that is said of many, and of whom: an intake, by its name."""

    line: DeclaredLine
    whom: str


type SharedLines = Callable[[Dossier, int | None], Mapping[str, SharedLine]]

SAID_OF_ALL: Contributions[SharedLines] = Contributions()  # by fact about the person, now or as of a year


@dataclass(frozen=True, slots=True)
class SharedFact:
    """A fact said of many, as the page of one of them shows it. prevails: not where a line about them does."""

    fact: FactView
    value: str
    said: SharedLine
    prevails: bool


def shared_facts(
    dossier: Dossier, law: Law, said: Mapping[Key, DeclaredLine], year: int | None = None
) -> dict[str, SharedFact]:
    """By fact about the person, what is said of all, in the order of the text. said: what is declared of them alone."""
    lines = {name: line for lines_of in SAID_OF_ALL for name, line in lines_of(dossier, year).items()}
    return {
        fact.name: SharedFact(fact, law.shown(fact.name, one.line.value), one, (fact.name, "") not in said)
        for fact in law.facts_at(law.root)
        if (one := lines.get(fact.name)) is not None
    }
