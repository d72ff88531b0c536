"""One person of a records folder, under the version of the text that is theirs; and one value, as people name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from parchemin.commands.output import CommonOptions
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.facts import PersonFacts, person_of
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading.vocabulary import nearest, tidy

_NAMED = re.compile(r"([^\W\d]\w*)(?:\[([^\]]*)\])?\.([^\W\d]\w*)")


@dataclass(frozen=True, slots=True)
class PersonInRegulation:
    regulation: Regulation
    person: PersonFacts


def persons_named(path: Path, folder: Path, student: str, asked: CommonOptions) -> list[PersonInRegulation]:
    """The person in every root that knows this id, under the version of their entry. BadParameter if none does."""
    from parchemin import records

    text = asked.load(path)
    cohorts = records.read(text, folder)
    versions = asked.versions(path, text)
    found = []
    for cohort in cohorts.values():
        for share in shares(versions, text, cohort):
            at = [i for i, person in enumerate(share.cohort.ids) if str(person) == student]
            found += [PersonInRegulation(share.regulation, person_of(share.regulation, share.cohort, i)) for i in at]
    if not found:
        known = [str(i) for cohort in cohorts.values() for i in cohort.ids]
        raise unknown(student, known, "STUDENT", asked.speak(text))
    return found


def unknown(given: str, known: Iterable[str], hint: str, language: Language) -> click.BadParameter:
    """What is not known, and the nearest that is."""
    every = [word for word in known if word != given]
    holding = [word for word in every if given.casefold() in word.casefold()]
    near = ", ".join(holding[:5]) or nearest(given, every) or ", ".join(every[:5])
    if language == "fr":
        return click.BadParameter(f"« {given} » est inconnu. Vouliez-vous dire : {near} ?", param_hint=hint)
    return click.BadParameter(f"“{given}” is unknown. Did you mean: {near}?", param_hint=hint)


def instances(evaluation: Evaluation, text: str, language: Language) -> list[tuple[str, str]]:
    """The name and keys that `module[Compta].validé` speaks of, in either vocabulary; every member if none is given."""
    regulation, given = evaluation.regulation, tidy(text)
    by_canonical = {d.canonical: d.name for d in regulation.definitions.values()}
    by_canonical |= {d.canonical: d.name for d in regulation.decisions.values()}
    known = [*regulation.definitions, *regulation.decisions]
    parsed = _NAMED.fullmatch(given)
    name = f"{parsed[1]}.{parsed[3]}" if parsed else given
    name = name if name in known else by_canonical.get(name, name)
    if name not in known:
        raise unknown(given, known, "NAME", language)
    level = regulation.levels[name.partition(".")[0]]
    keys = evaluation.keys(level.name)
    member = tidy(parsed[2]) if parsed and parsed[2] is not None else "*"
    if member == "*" or not level.parent:
        return [(name, key) for key in keys]
    wanted = [key for key in keys if key == member] or [
        key for key in keys if member in _shorter(key, regulation, level.name)
    ]
    if not wanted:
        raise unknown(member, keys, "NAME", language)
    return [(name, key) for key in wanted]


def _shorter(key: str, regulation: Regulation, level: str) -> Sequence[str]:
    """The other ways to name a member: by its own name, or its label."""
    return [word for m in regulation.levels[level].members if m.key == key for word in (m.name, m.label)]


def of_root(regulation: Regulation, name: str, person: PersonFacts) -> bool:
    return regulation.root_of(name.partition(".")[0]) == person.root
