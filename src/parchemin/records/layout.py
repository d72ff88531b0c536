"""Which files a records folder holds, and which columns, all derived from the levels and facts of a regulation.

A file is named after its level, in the plural (`étudiant` → `étudiants.csv`, `assessment` → `assessments.csv`). Its
keys are the person (a column named as the root level), then the member (a column named as the level, after those of its
parents when the level repeats under them: `module`, `session`), then, on a recorded level, the row's own name. Every
other column is a fact, headed by its attribute (`note`), or by its whole name (`module.note`) where the attribute is
already a key.

A recorded level below a listed one may have a second file, `épreuves-pour-tous.csv` (`assessments-for-all.csv`): what
is the same for everyone, as a syllabus says. It has no person column and any of the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import BOOL, Fact, Level, Regulation

FORMATS = ("csv", "parquet")
FOR_ALL = {"fr": "pour-tous", "en": "for-all"}
REGISTERED = frozenset({"inscrit", "inscrite", "registered"})


@dataclass(frozen=True, slots=True)
class RecordTable:
    """One file. `stem` is its name without extension; `facts` maps each other column's header to its fact.

    `keys` are the columns that name a line: the person (not in a `shared` table), then the levels of `member_keys`,
    then the row's own name on a recorded level.
    """

    stem: str
    root: str
    level: str
    member_keys: tuple[str, ...]
    row_key: str
    facts: Mapping[str, Fact]
    shared: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        person = () if self.shared else (self.root,)
        return person + self.member_keys + ((self.row_key,) if self.row_key else ())

    @property
    def columns(self) -> tuple[str, ...]:
        return self.keys + tuple(self.facts)

    def file(self, extension: str = "csv") -> PurePath:
        return PurePath(f"{self.stem}.{extension}")


def layout(regulation: Regulation) -> tuple[RecordTable, ...]:
    """The files of a records folder, in the order of the levels; those for all come after those of the persons."""
    own = [t for level in regulation.levels.values() if (t := _table(regulation, level)) is not None]
    shared = [_for_all(t, regulation.language) for t in own if t.row_key and t.member_keys]
    return (*own, *shared)


def plural(level: str, language: Language) -> str:
    """The name of a level's file: the regular plural (`travail` → `travaux`, `jeu` → `jeux`, `étude` → `études`)."""
    if language == "fr":
        return _french_plural(level)
    if level.endswith(("s", "x", "z", "ch", "sh")):
        return f"{level}es"
    if level.endswith("y") and level[-2:-1] not in tuple("aeiou"):
        return f"{level[:-1]}ies"
    return f"{level}s"


def _french_plural(level: str) -> str:
    if level.endswith(("s", "x", "z")):
        return level
    if level.endswith(("travail", "vitrail", "bail")):
        return f"{level[:-3]}aux"
    if level.endswith("al"):
        return f"{level[:-2]}aux"
    return f"{level}x" if level.endswith(("au", "eu")) else f"{level}s"


def facts_of(regulation: Regulation, level: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in regulation.facts.values() if fact.level == level)


def member_keys(regulation: Regulation, level: str) -> tuple[str, ...]:
    """The levels whose names together single out a member of listed level `level`: none for a root."""
    found = regulation.levels[level]
    if not found.parent:
        return ()
    return (*(member_keys(regulation, found.parent) if found.repeated else ()), level)


def member_names(regulation: Regulation, level: str) -> tuple[tuple[str, ...], ...]:
    """For each member of listed level `level`, its names along `member_keys`."""
    found = regulation.levels[level]
    if not found.parent:
        return ((),) * max(len(found.members), 1)
    above = member_names(regulation, found.parent) if found.repeated else ()
    return tuple((*(above[m.parent] if above else ()), m.name) for m in found.members)


@dataclass(frozen=True, slots=True)
class Gate:
    """A truth value that opens members of a repeated level to a person: any (`member` is empty), or one by name."""

    fact: Fact
    level: str
    member: str = ""


def gates(regulation: Regulation, level: str) -> tuple[Gate, ...]:
    """The gates of a level: `session.inscrit` (`session.registered`), or, one level up, `module.inscrit_en_session_2`
    (`module.registered_for_session_2`)."""
    found = regulation.levels[level]
    if not found.repeated:
        return ()
    own = [Gate(f, level) for f in facts_of(regulation, level) if f.type == BOOL and _attributes(f) & REGISTERED]
    names = dict.fromkeys(member.name for member in found.members)
    above = [f for f in facts_of(regulation, found.parent) if f.type == BOOL]
    return (*own[:1], *(Gate(f, level, name) for f in above for name in names if _opens(f, found, name)))


def _opens(fact: Fact, level: Level, member: str) -> bool:
    endings = tuple(f"_{name}_{member}" for name in {level.name, level.canonical} if name)
    return any(
        attribute.startswith(tuple(REGISTERED)) and attribute.endswith(endings) for attribute in _attributes(fact)
    )


def _attributes(fact: Fact) -> set[str]:
    return {name.split(".")[-1] for name in (fact.name, fact.canonical)}


def _table(regulation: Regulation, level: Level) -> RecordTable | None:
    facts = facts_of(regulation, level.name)
    recorded = level.kind == "recorded"
    if level.parent and not recorded and not facts:
        return None
    keys = member_keys(regulation, level.parent if recorded else level.name)
    root = regulation.root_of(level.name)
    row_key = level.name if recorded else ""
    taken = {root, *keys, row_key}
    headed = {_header(fact, taken): fact for fact in facts}
    return RecordTable(plural(level.name, regulation.language), root, level.name, keys, row_key, headed)


def _header(fact: Fact, taken: set[str]) -> str:
    attribute = fact.name.split(".", 1)[-1]
    return fact.name if attribute in taken else attribute


def _for_all(table: RecordTable, language: Language) -> RecordTable:
    stem = f"{table.stem}-{FOR_ALL[language]}"
    return RecordTable(stem, table.root, table.level, table.member_keys, table.row_key, table.facts, shared=True)
