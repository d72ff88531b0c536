"""The law as the campus speaks of it: units to be marked, years of study, decisions, facts, deadlines.

`Law` reads a regulation once and says, in plain values, what other stages ask. It knows no programme: whatever it finds
(a module with sessions, a block, a team project), it finds in the levels and facts that the text declares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from parchemin.campus.law.levels import LevelTerms, credits_column, granting, shortly_named, terms_of, told_below
from parchemin.campus.law.names import bears, in_french
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.terms import DecisionView, Due, FactKind, FactView, StudyYear, Unit
from parchemin.records.cells import UNKNOWN as UNKNOWN_CELL
from parchemin.records.cells import UnreadableCell, accepted, clean, decimal_text, stored, value_text
from parchemin.records.layout import Gate, gates
from parchemin.regulation.evaluation.deadlines import LastDay, last_day
from parchemin.regulation.evaluation.facts import decode, storage, unknown
from parchemin.regulation.explanation.cones import used_names
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import (
    DecisionTable as Decision,
)
from parchemin.regulation.meaning.graph import Definition, Fact, Kind, Level, Regulation
from parchemin.regulation.meaning.graph import (
    LevelMember as Member,
)

KINDS: Mapping[Kind, FactKind] = {
    Kind.BOOL: "truth",
    Kind.NUMBER: "number",
    Kind.CHOICE: "choice",
    Kind.DATE: "date",
    Kind.TEXT: "text",
}

FINAL = ("diploma", "title")

_ANSWERS = {"true": _("yes"), "false": _("no"), "pending": _("open"), "none": _("no line applies")}
_LEFT_OPEN = {
    "jury": _("jury: %(options)s"),
    "pending": _("still open: %(options)s"),
    "contradiction": _("contradiction: %(options)s"),
}


def studying(regulation: Regulation) -> str:
    """The root of those who study: the one that the entry is about, else the first."""
    entry = regulation.entry
    return regulation.facts[entry].level if entry else regulation.roots[0]


class Law:
    """One consolidated text, as the campus asks about it, for those who are one of its roots ("étudiant", "candidat").

    Raises KeyError for a root that the text does not have.
    """

    def __init__(self, regulation: Regulation, root: str = "") -> None:
        self.regulation, self.root = regulation, root or studying(regulation)
        if self.root not in regulation.roots:
            raise KeyError(root)
        self.language: Language = regulation.language
        self.digest, self.version, self.title = regulation.digest, regulation.version, regulation.title
        self.in_force = date.fromisoformat(regulation.version)

    # --- whom it is about -------------------------------------------------------------------------------------

    @property
    def studies(self) -> bool:
        """Whether it is the law of those who study: who is registered, marked and judged for a year."""
        return self.root == studying(self.regulation)

    @property
    def dated(self) -> bool:
        """Whether the text asks for the day of entry of this root: the engine then knows who is under which version."""
        entry = self.regulation.entry
        return bool(entry) and self.regulation.facts[entry].level == self.root

    @property
    def roots(self) -> Mapping[str, str]:
        """Every root of the text, with what it is in words: "candidat" → "Candidat à un concours d'entrée"."""
        return {name: self._root_label(name) for name in self.regulation.roots}

    @property
    def root_label(self) -> str:
        return self._root_label(self.root)

    def _root_label(self, name: str) -> str:
        label = self.regulation.levels[name].label or name.replace("_", " ")
        return label[:1].upper() + label[1:]

    # --- what there is ----------------------------------------------------------------------------------------

    def levels(self) -> Iterator[str]:
        return (name for name in self.regulation.levels if self.regulation.root_of(name) == self.root)

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        found: dict[str, Unit] = {}
        for fact in self.regulation.facts.values():
            if fact.type.unit == "mark" and not fact.nature and self.regulation.root_of(fact.level) == self.root:
                found |= {unit.name: unit for unit in self._units_of(fact)}
        return found

    def _units_of(self, fact: Fact) -> Iterator[Unit]:
        """The units that a fact holds a mark of. Five shapes, by the level where the text puts the mark:

        1. the person's own: one unit of which everybody has one, a thesis;
        2. of listed members: each is a unit, with one mark of its own;
        3. beside the mark of a paper, a special check's: no unit, the stage that collects it knows it;
        4. recorded under the person, of an experience, a stay: no unit;
        5. of papers, under a unit or each of its sessions, or of the sessions themselves: units with slots.
        """
        level = self.regulation.levels[fact.level]
        home = self.regulation.levels[level.parent] if level.kind == "recorded" else level
        if not level.parent:
            yield self._root_unit(fact)
        elif level.kind == "listed" and not level.repeated:
            yield from (self._unit(fact, level.name, i, m, (), None) for i, m in enumerate(level.members))
        elif fact.canonical.endswith(".mark") and home.parent:
            yield from self._units_with_slots(fact, level, home)

    def _units_with_slots(self, fact: Fact, level: Level, home: Level) -> Iterator[Unit]:
        """The units of which papers are recorded. home: their level, or that of their sessions, which are the slots."""
        taught = self.regulation.levels[home.parent] if home.repeated else home
        for i, member in enumerate(taught.members):
            below = [m for m in home.members if m.parent == i] if home.repeated else [member]
            slots = tuple((m.key, m.label) for m in below)
            yield self._unit(fact, taught.name, i, member, slots, level.most)

    def _unit(
        self, fact: Fact, level: str, index: int, member: Member, slots: tuple[tuple[str, str], ...], most: int | None
    ) -> Unit:
        credits = self.worth(level, index)
        return Unit(
            f"{level}:{member.key}",
            level,
            member.key,
            member.label,
            self._above(level, member),
            credits,
            fact.name,
            slots,
            most,
            fact.place.article,
        )

    def _root_unit(self, fact: Fact) -> Unit:
        name = f"{self.root}:{fact.name.split('.', 1)[1]}"
        return Unit(name, self.root, "", fact.label, (), None, fact.name, (), None, fact.place.article)

    def _above(self, level: str, member: Member) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        parent, index = self.regulation.levels[level].parent, member.parent
        while self.regulation.levels[parent].parent:
            above = self.regulation.levels[parent].members[index]
            found.append((above.key, above.label))
            parent, index = self.regulation.levels[parent].parent, above.parent
        return tuple(reversed(found))

    def worth(self, level: str, index: int) -> str | None:
        """The credits that the table of a level gives to a member, by its place; None where it gives none."""
        values = self.regulation.data.get(credits_column(self.regulation, level))
        value = values[index] if values else None
        return None if value is None else str(value)

    @cached_property
    def level_terms(self) -> Mapping[str, LevelTerms]:
        """What the text declares of the members of each level."""
        return {name: terms_of(self.regulation, name) for name in self.levels()}

    @cached_property
    def granting(self) -> Mapping[str, str] | None:
        """By level, the condition on which credits are counted; None where they are not those of members."""
        return granting(self.regulation, self.root)

    @cached_property
    def told_below(self) -> Mapping[str, Member | None]:
        """The marks of the person that are those of members of a level, and the member, where it is one."""
        return told_below(self.regulation, self.root)

    @cached_property
    def study_years(self) -> tuple[StudyYear, ...]:
        """The years of study: the level whose shared name is "year", when units stand below it."""
        years = [n for n in self.levels() if self.regulation.levels[n].canonical == "year"]
        keys = {unit.above[0][0] for unit in self.units.values() if unit.above}
        members = [m for name in years for m in self.regulation.levels[name].members if m.key in keys]
        return tuple(StudyYear(m.key, m.label) for m in members)

    def units_of(self, stage: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.under(stage))

    @cached_property
    def decisions(self) -> tuple[DecisionView, ...]:
        """The decisions about the person, or about one of a few listed members: what juries are called on."""
        found = [d for d in self.regulation.decisions.values() if self.regulation.root_of(d.level) == self.root]
        return tuple(view for d in sorted(found, key=lambda d: d.place) for view in self._views(d))

    def _views(self, decision: Decision) -> Iterator[DecisionView]:
        level = self.regulation.levels[decision.level]
        if level.kind == "recorded" or len(level.members) > 8:
            return
        for member in level.members or ():
            key = member.key if level.parent else ""
            label = f"{decision.label}, {member.label}" if key else decision.label
            jury = any(row.by == "jury" for row in decision.rows)
            article = decision.place.article
            yield DecisionView(decision.name, decision.canonical, key, label, decision.options, jury, article)

    def option_label(self, decision: str, option: str) -> str:
        """An option as people say it: the label of its rows when it is theirs alone, else its own name.

        A label that only cites an article ("§3.2.2") says where a row comes from, not what it is called.
        """
        found = self.regulation.decisions.get(decision)
        rows = found.rows if found else ()
        labels = {row.label for row in rows if row.option == option}
        shared = {row.label for row in rows if row.option != option}
        label = labels.pop() if len(labels) == 1 else ""
        own = not label or label in shared or label.startswith("§")
        return (option if own else label).replace("_", " ")

    def outcome_label(self, name: str, member: str = "") -> str:
        """A decision or a requirement as people say it, and whom or what it is about: "progression, 2e année"."""
        regulation = self.regulation
        found = regulation.decisions.get(name) or regulation.definitions.get(name)
        spoken = found.label if found else name.split(".", 1)[-1].replace("_", " ")
        if not member or found is None:
            return spoken
        about = next((m for m in regulation.levels[found.level].members if m.key == member), None)
        return f"{spoken}, {about.label if about else member}"

    def answer_label(self, name: str, answer: str) -> str:
        """An answer of the engine in words: an option, or who is left to choose between which."""
        head, colon, rest = answer.partition(": ")
        if not colon:
            return str(_ANSWERS[answer]) if answer in _ANSWERS else self.option_label(name, answer)
        options = ", ".join(self.option_label(name, option) for option in rest.split(" | "))
        return str(_LEFT_OPEN[head]) % {"options": options}

    def article_title(self, article: str) -> str:
        found = self.regulation.articles.get(article)
        return found.title if found else ""

    # --- facts ------------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> Mapping[str, FactView]:
        return {name: self._view(fact) for name, fact in self.regulation.facts.items()}

    def fact(self, name: str) -> FactView | None:
        return self.facts.get(name)

    def facts_at(self, level: str) -> tuple[FactView, ...]:
        return tuple(view for view in self.facts.values() if view.level == level)

    def canonical(self, name: str, level: str = "") -> str:
        """The fact of the text whose shared English name this is; "" when the text has none. `level` narrows it."""
        near = {place: fact for word in (name, in_french(name)) for place, fact in self._facts_called.get(word, ())}
        for _place, fact in sorted(near.items()):
            if bears(fact.name, fact.canonical, name) and level in ("", fact.level):
                return fact.name
        return ""

    @cached_property
    def _facts_called(self) -> Mapping[str, Sequence[tuple[int, Fact]]]:
        """By their own name and by the engine's form of it, the facts of the root, with their place in the text."""
        found: dict[str, list[tuple[int, Fact]]] = defaultdict(list)
        for place, fact in enumerate(self.regulation.facts.values()):
            if self.regulation.root_of(fact.level) == self.root:
                for word in {fact.name, fact.canonical}:
                    found[word].append((place, fact))
        return dict(found)

    def named(self, level: str, word: str) -> str:
        """The last definition of a level with a shared name, else fact: `validated` at "module" → "module.acquis"."""
        return self._shared_names.get((level, word), "")

    @cached_property
    def _shared_names(self) -> Mapping[tuple[str, str], str]:
        declared: list[Fact | Definition] = [*self.regulation.facts.values(), *self.regulation.definitions.values()]
        return {(one.level, one.canonical.partition(".")[2]): one.name for one in declared if one.canonical}

    def has_place(self, level: str, place: str) -> bool:
        """Whether a place is one of a level: a member's key, or, recorded, `parent/name` (`name` under the root).

        A level of another root has no place here.
        """
        found = self.regulation.levels[level]
        if self.regulation.root_of(level) != self.root:
            return False
        if found.kind == "listed":
            return place in {m.key for m in found.members} if found.parent else place == ""
        parent, _, name = place.rpartition("/")
        above = self.regulation.levels[found.parent]
        return bool(name.strip()) and (parent == "" if not above.parent else parent in {m.key for m in above.members})

    def _view(self, fact: Fact) -> FactView:
        ends = fact.type.numbers.low, fact.type.high
        numbers = [None if n is None else decimal_text(n, self.language) for n in ends]
        step = "" if fact.type.step is None else decimal_text(fact.type.step, "en")
        return FactView(
            fact.name,
            fact.canonical,
            fact.label,
            KINDS[fact.type.kind],
            fact.type.unit,
            fact.type.choices,
            step,
            numbers[0] or "",
            numbers[1] or "",
            accepted(fact, self.language),
            fact.nature,
            fact.place.article,
            fact.level,
        )

    def plain(self, name: str, text: str) -> str:
        """What somebody wrote, as it is kept ("12,5" → "12.5"; "oui" → "true"; "?" stays). Raises `ValueRefused`."""
        fact = self.regulation.facts.get(name)
        if fact is None:
            raise ValueRefused(name, text, "")
        try:
            return self.kept(name, stored(clean(text), fact)) if fact.type.kind is not Kind.TEXT else clean(text)
        except UnreadableCell as refused:
            what = refused.wording.texts(self.language)[0].format_map(dict(refused.values))
            raise ValueRefused(fact.label, text, what, accepted(fact, self.language)) from refused

    def kept(self, name: str, value: int) -> str:
        """A stored integer as it is kept: neutral text, the same in every language."""
        fact = self.regulation.facts[name]
        if value == unknown(storage(fact)):
            return UNKNOWN_CELL
        plain = decode(value, fact.type)
        if fact.type.kind is Kind.BOOL:
            return "true" if plain else "false"
        if fact.type.kind is Kind.DATE:
            return date.fromordinal(value).isoformat()
        return str(plain) if isinstance(plain, str) else decimal_text(plain, "en")  # type: ignore[arg-type]

    def encoded(self, name: str, kept: str) -> int:
        """The stored integer of a kept value."""
        return stored(kept, self.regulation.facts[name])

    def shown(self, name: str, kept: str) -> str:
        """A kept value as people read it."""
        fact = self.regulation.facts.get(name)
        if fact is None or fact.type.kind is Kind.TEXT:
            return kept
        if kept == UNKNOWN_CELL:
            return "?"
        return value_text(stored(kept, fact), fact, self.language)

    def gate_of(self, unit: Unit, slot: str) -> tuple[str, str] | None:
        """The fact, and its place, that must be true for somebody to have papers in a slot; None: it is open to all.

        The first session of a unit is open; the second is, to those registered for it, where the text says so.
        """
        names = [key for key, _ in unit.slots]
        if slot not in names[1:]:
            return None
        level = self.slot_level(unit)
        member = next(m for m in self.regulation.levels[level].members if m.key == slot)
        for gate in self._gates[level]:
            if gate.member in ("", member.name):
                return gate.fact.name, unit.key if gate.member else slot
        return None

    @cached_property
    def _gates(self) -> Mapping[str, tuple[Gate, ...]]:
        """By level, the facts that open its later sessions."""
        return {level: gates(self.regulation, level) for level in self.levels()}

    def gates_of(self, unit: Unit) -> tuple[tuple[str, str], ...]:
        """The facts, with their places, that open the later sessions of a unit."""
        found = (self.gate_of(unit, slot) for slot, _ in unit.slots)
        return tuple(dict.fromkeys(gate for gate in found if gate is not None))

    def slot_level(self, unit: Unit) -> str:
        """The level of the members that papers are recorded under."""
        level = self.regulation.levels[self.regulation.facts[unit.mark].level]
        return level.parent if level.kind == "recorded" else level.name

    # --- deadlines --------------------------------------------------------------------------------------------

    def deadline_from(self, event: str) -> str:
        """The deadline of the text that starts on an event ("absence"); "" when it has none."""
        found = (d.name for d in self.regulation.deadlines.values() if d.start == event)
        return next(found, "")

    @cached_property
    def deadline_events(self) -> Mapping[str, str]:
        """Every deadline of the text, and the event it starts on, in the text's words."""
        return {d.name: d.start for d in self.regulation.deadlines.values()}

    def due(self, deadline: str, start: date) -> Due | None:
        """The last day of a deadline of the text; None when the text has none of that name."""
        found = self.regulation.deadlines.get(deadline)
        if found is None:
            return None
        counted: LastDay = last_day(found, start, self.regulation.holidays)
        last = counted.last
        day = last.date() if isinstance(last, datetime) else last
        return Due(day, counted.sentence(self.language), found.place.article, found.label)

    # --- what the engine is asked -----------------------------------------------------------------------------

    @cached_property
    def averages(self) -> tuple[tuple[str, str, str], ...]:
        """The averages that people look at: (definition, member, label), those at the shared name "average" first.

        Where that name is given to none about the person, the marks that the distinction is given on are among them.
        """
        found = [d for d in self.regulation.definitions.values() if self._is_average(d)]
        named = [d for d in found if d.canonical.endswith(".average")]
        if named and all(d.level != self.root for d in named):
            named += [d for d in found if d.level == self.root and d.name in self._distinguishing]
        return tuple(pair for d in named or found for pair in self._instances(d))

    @cached_property
    def final_decisions(self) -> tuple[str, ...]:
        """What the studies lead to: the decisions called diploma or title; without any, the last about the person."""
        tables = self.regulation.decisions.values()
        own = sorted((d for d in tables if d.level == self.root), key=lambda d: d.place)
        named = [d.name for d in own if d.canonical.partition(".")[2] in FINAL]
        return tuple(named or [d.name for d in own[-1:]])

    @cached_property
    def distinctions(self) -> tuple[str, ...]:
        """The decisions about the person that the text calls distinction ("mention")."""
        tables = self.regulation.decisions.values()
        return tuple(d.name for d in tables if d.level == self.root and d.canonical.endswith(".distinction"))

    @cached_property
    def _distinguishing(self) -> frozenset[str]:
        tables = (self.regulation.decisions[name] for name in self.distinctions)
        return frozenset(used for table in tables for row in table.rows for used in used_names(row.condition))

    def averages_of(self, stage: str) -> tuple[tuple[str, str, str], ...]:
        """Those of a year of study, or all of them where the text has no years or none stands under this one."""
        return tuple(a for a in self.averages if a[1] and stage in self._over(a[0], a[1])) or self.averages

    def _over(self, name: str, key: str) -> set[str]:
        level = name.partition(".")[0]
        return {key, *dict(self._above(level, next(m for m in self.regulation.levels[level].members if m.key == key)))}

    def _is_average(self, definition: Definition) -> bool:
        level = self.regulation.levels[definition.level]
        if definition.node.type.unit != "mark" or self.regulation.root_of(level.name) != self.root:
            return False
        return level.kind == "listed" and not level.repeated and level.name not in {u.level for u in self.marked_units}

    @property
    def marked_units(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units.values() if unit.key)

    def _instances(self, definition: Definition) -> Iterator[tuple[str, str, str]]:
        level = self.regulation.levels[definition.level]
        told = self.told_below.get(definition.name)
        for member in level.members:
            label = shortly_named(member) if level.parent else shortly_named(told) if told else definition.label
            yield definition.name, member.key if level.parent else "", label

    @cached_property
    def validations(self) -> Mapping[str, str]:
        """For each level of units, the definition that says whether a unit is acquired ("module" → "module.acquis")."""
        found: dict[str, str] = {}
        levels = {unit.level for unit in self.marked_units}
        for definition in self.regulation.definitions.values():
            if definition.level in levels and definition.canonical.endswith(".validated"):
                found[definition.level] = definition.name
        return found
