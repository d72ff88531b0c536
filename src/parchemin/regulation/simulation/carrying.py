"""One cohort's records, as another version of the text takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, RowFacts, cohort_of, person_of
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation, Value, code_value


@dataclass(frozen=True, slots=True)
class CarryOver:
    """The cohort, the facts that the other text does not know, and how many values it does not accept (made
    unknown)."""

    cohort: Cohort
    dropped: tuple[str, ...] = ()
    refused: int = 0


def carry_over(before: Regulation, after: Regulation, cohort: Cohort) -> CarryOver:
    """The same persons for `after`. Nothing is copied where both texts store the facts alike."""
    if before is after or _stored_alike(before, after, cohort.root):
        return CarryOver(cohort)
    carrier = _Carrier(before, after)
    persons = [carrier.person(person_of(before, cohort, i)) for i in range(len(cohort))]
    return CarryOver(cohort_of(after, cohort.root, persons), tuple(sorted(carrier.dropped)), carrier.refused)


def _stored_alike(before: Regulation, after: Regulation, root: str) -> bool:
    return _storage(before, root) == _storage(after, root)


def _storage(regulation: Regulation, root: str) -> tuple[object, ...]:
    levels = [level for level in regulation.levels.values() if regulation.root_of(level.name) == root]
    facts = [f for f in regulation.facts.values() if regulation.root_of(f.level) == root]
    shapes = {v.name: (v.parent, v.kind, tuple((m.key, m.parent) for m in v.members)) for v in levels}
    return shapes, {f.name: (f.level, f.type, f.missing) for f in facts}


class _Carrier:
    def __init__(self, before: Regulation, after: Regulation) -> None:
        self.before, self.after = before, after
        self.dropped: set[str] = set()
        self.refused = 0
        self.keys = {level.name: {m.key for m in level.members} for level in after.levels.values()}

    def person(self, person: PersonFacts) -> PersonFacts:
        listed: dict[str, dict[str, Value | None]] = {}
        for name, cells in person.listed.items():
            fact = self._fact(name, recorded=False)
            if fact is not None:
                known = self.keys[fact.level]
                listed[name] = {key: self._value(fact, value) for key, value in cells.items() if key in known}
        rows = {}
        for level, table in person.rows.items():
            if level in self.after.levels and self.after.levels[level].kind == "recorded":
                parents = self.keys[self.after.levels[level].parent]
                rows[level] = [self._row(row) for row in table if row.parent in parents]
        return PersonFacts(person.root, person.id, listed, rows)

    def _row(self, row: RowFacts) -> RowFacts:
        facts: Mapping[str, Value | None] = {
            name: self._value(fact, value)
            for name, value in row.facts.items()
            if (fact := self._fact(name, recorded=True)) is not None
        }
        return RowFacts(row.parent, row.name, facts)

    def _fact(self, name: str, recorded: bool) -> Fact | None:
        fact = self.after.facts.get(name)
        if fact is None or (self.after.levels[fact.level].kind == "recorded") is not recorded:
            self.dropped.add(name)
            return None
        return fact

    def _value(self, fact: Fact, value: Value | None) -> Value | None:
        known = self.before.facts.get(fact.name)
        if known is not None and (code := known.type.code(value)):  # each text numbers its codes
            if code in fact.type.codes:
                return code_value(fact.type.codes.index(code))
        elif value is None or _fits(fact, value):
            return value
        self.refused += 1
        return None


def _fits(fact: Fact, value: Value) -> bool:
    type_ = fact.type.numbers
    match type_.kind:
        case Kind.CHOICE:
            return value in type_.choices
        case Kind.BOOL:
            return isinstance(value, bool)
        case Kind.NUMBER:
            if isinstance(value, str | bool):
                return False
            inside = (type_.low is None or value >= type_.low) and (type_.high is None or value <= type_.high)
            return inside and (type_.step is None or (value / type_.step).denominator == 1)
    return not isinstance(value, str | bool)
