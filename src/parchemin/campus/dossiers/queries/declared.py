"""What the office may declare of somebody, and what it has: level by level, fact by fact, as a page shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.law import Law
from parchemin.campus.law.sources import collected
from parchemin.campus.law.terms import FactView

type Key = tuple[str, str]  # a fact and its place


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of the text: the person, listed members (modules), or rows that the office adds (experiences).

    places: each member's key and label; for rows, those of the members they stand under, none under the person.
    """

    name: str
    label: str
    kind: Literal["person", "listed", "recorded"]
    places: tuple[tuple[str, str], ...]
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact declared, as people read it."""

    fact: FactView
    place: str
    label: str
    value: str
    said: Declaration


def levels_of(law: Law, said: Collection[str] = ()) -> tuple[LevelView, ...]:
    """The levels of which something may be declared, in the order of the text.

    What a stage collects is left out, unless it was `said` before the stage came: it is seen, and can be withdrawn.
    """
    of_stages = collected(law) - frozenset(said)
    views = (_level(law, name, of_stages) for name in law.levels())
    return tuple(view for view in views if view.facts)


def level_of(law: Law, name: str, said: Collection[str] = ()) -> LevelView | None:
    return next((view for view in levels_of(law, said) if view.name == name), None)


def _level(law: Law, name: str, of_stages: Collection[str]) -> LevelView:
    level = law.regulation.levels[name]
    facts = tuple(fact for fact in law.facts_at(name) if fact.name not in of_stages)
    label = name.replace("_", " ").capitalize()
    if name == law.root:
        return LevelView(name, label, "person", (("", label),), facts)
    home = level if level.kind == "listed" else law.regulation.levels[level.parent]
    places = tuple((m.key, m.label or m.name) for m in home.members) if home.parent else ()
    return LevelView(name, label, "listed" if level.kind == "listed" else "recorded", places, facts)


def declared_true(
    dossiers: Sequence[int], facts: Collection[str], *, year: int | None = None, known: datetime | None = None
) -> dict[Key, list[int]]:
    """By fact and place, the keys of those of whom it is declared that it is so: now, as of a year, or by a moment."""
    rows = Declaration.objects.holding(year, known).filter(fact__in=facts, value="true", dossier__among=dossiers)
    found: dict[Key, list[int]] = {}
    for dossier, fact, place in rows.values_list("dossier_id", "fact", "place"):
        found.setdefault((fact, place), []).append(dossier)
    return found


def declared_now(dossier: Dossier, year: int | None = None) -> dict[Key, Declaration]:
    """The declarations that hold, by fact and place: the last ones, or as of a year."""
    rows = Declaration.objects.holding(year).filter(dossier=dossier).select_related("by")
    return {(row.fact, row.place): row for row in rows.order_by("pk")}


def shown(
    law: Law, levels: Sequence[LevelView], said: Mapping[Key, Declaration]
) -> list[tuple[LevelView, list[Shown]]]:
    """What is declared at each level, in the order of places and facts."""
    found = []
    for level in levels:
        order = {fact.name: i for i, fact in enumerate(level.facts)}
        facts = {fact.name: fact for fact in level.facts}
        rows = [
            Shown(facts[name], place, place_label(level, place), law.shown(name, row.value), row)
            for (name, place), row in said.items()
            if name in facts
        ]
        places = {key: i for i, (key, _) in enumerate(level.places)}
        rows.sort(key=lambda one: (places.get(one.place, len(places)), one.place, order[one.fact.name]))
        found.append((level, rows))
    return found


def unknown_to(law: Law, said: Mapping[Key, Declaration]) -> list[Declaration]:
    """What is declared and means nothing in a text: of a former one, say. It stays, and counts for nothing."""
    return [
        row
        for (name, place), row in said.items()
        if (view := law.fact(name)) is None or not law.has_place(view.level, place)
    ]


def place_label(level: LevelView, place: str) -> str:
    """A member or a row in words."""
    if level.kind == "person":
        return ""
    labels = dict(level.places)
    if level.kind == "listed":
        return labels.get(place, place)
    parent, _, own = place.rpartition("/")
    return f"{labels.get(parent, parent)} · {own}" if parent else own


def rows_at(level: LevelView, said: Mapping[Key, Declaration]) -> list[str]:
    """The places of a level of which something is declared, in order."""
    facts = {fact.name for fact in level.facts}
    return sorted({place for name, place in said if name in facts})


def by_article(facts: Iterable[FactView]) -> list[tuple[str, list[FactView]]]:
    """Facts under the article that asks for them, in the order of the text."""
    return [(article.removeprefix("§"), list(found)) for article, found in groupby(facts, lambda fact: fact.article)]


def history(dossier: Dossier, level: LevelView) -> list[Declaration]:
    """Everything ever said at a level: what was written last first, whatever the clock said."""
    rows = Declaration.objects.filter(dossier=dossier, fact__in=[fact.name for fact in level.facts])
    return list(rows.select_related("by").order_by("-pk")[:200])
