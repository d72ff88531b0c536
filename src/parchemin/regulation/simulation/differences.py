"""Two texts, or one text under two sets of figures, article by article: what was added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.graph import (
    Deadline,
    DecisionRow,
    DecisionTable,
    Definition,
    Fact,
    Regulation,
    Round,
    Type,
    Value,
)
from parchemin.regulation.meaning.values import show
from parchemin.regulation.reading.vocabulary import number_text

type What = Literal["parameter", "reading", "definition", "decision", "column", "member", "deadline", "fact"]


@dataclass(frozen=True, slots=True)
class RegulationWithFigures:
    """A text with figures in place of its own."""

    regulation: Regulation
    figures: Mapping[str, Value]

    def value(self, name: str) -> Value:
        return self.figures[name] if name in self.figures else self.regulation.values()[name]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same. `before` or `after` is "" where the thing does not exist."""

    what: What
    name: str
    before: str
    after: str
    article: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What became of an article; `figures` are the parameters, readings and table cells of it that changed."""

    id: str
    title: str
    change: Literal["added", "removed", "changed"]
    words: bool
    rules: bool
    differences: tuple[Difference, ...]


def article_changes(before: RegulationWithFigures, after: RegulationWithFigures) -> tuple[ArticleChange, ...]:
    """Every article that is not the same on both sides, in the order of the text."""
    found = differences(before, after)
    old, new = before.regulation.articles, after.regulation.articles
    changes = []
    for id_ in dict.fromkeys((*old, *new)):
        mine = tuple(d for d in found if d.article == id_)
        if id_ not in new or id_ not in old:
            article = new.get(id_) or old[id_]
            changes.append(
                ArticleChange(id_, article.title, "added" if id_ in new else "removed", True, article.force, mine)
            )
            continue
        words = old[id_].words_digest != new[id_].words_digest
        rules = old[id_].rules_digest != new[id_].rules_digest
        if words or rules or mine:
            changes.append(ArticleChange(id_, new[id_].title, "changed", words, rules, mine))
    return tuple(changes)


def differences(before: RegulationWithFigures, after: RegulationWithFigures) -> tuple[Difference, ...]:
    """What differs in force: figures, interpretations, definitions, tables. Words alone make no difference."""
    found = [*_parameters(before, after), *_readings(before, after)]
    if before.regulation is not after.regulation:
        old, new = before.regulation, after.regulation
        found += [*_definitions(old, new), *_decisions(old, new), *_columns(old, new), *_members(old, new)]
        found += [*_deadlines(old, new), *_facts(old, new)]
    return tuple(found)


def _parameters(before: RegulationWithFigures, after: RegulationWithFigures) -> Iterator[Difference]:
    old, new = before.regulation.parameters, after.regulation.parameters
    for name in dict.fromkeys((*old, *new)):
        one = _figure(before, name) if name in old else ""
        two = _figure(after, name) if name in new else ""
        if one != two:
            yield Difference("parameter", name, one, two, (new.get(name) or old[name]).place.article)


def _figure(side: RegulationWithFigures, name: str) -> str:
    return show(side.value(name), side.regulation.parameters[name].type, side.regulation.language)


def _readings(before: RegulationWithFigures, after: RegulationWithFigures) -> Iterator[Difference]:
    old, new = before.regulation.readings, after.regulation.readings
    for name in dict.fromkeys((*old, *new)):
        full = f"lecture.{name}"
        one = str(before.value(full)) if name in old else ""
        two = str(after.value(full)) if name in new else ""
        if one != two:
            yield Difference("reading", full, one, two, (new.get(name) or old[name]).place.article)


def _definitions(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.definitions, *new.definitions)):
        one, two = old.definitions.get(name), new.definitions.get(name)
        if one is None or two is None or _rule(one) != _rule(two):
            place = _place(one.place if one else None, two.place if two else None)
            yield Difference("definition", name, one.source if one else "", two.source if two else "", place.article)


def _rule(definition: Definition) -> tuple[object, ...]:
    """What a definition says itself: its expression as written, and how its mark is rounded.

    Its node will not do: it carries the bounds of every figure it uses, which are not its own.
    """
    node = definition.node
    return (definition.source, node.step, node.mode) if isinstance(node, Round) else (definition.source,)


def _place(old: SourcePlace | None, new: SourcePlace | None) -> SourcePlace:
    found = new or old
    assert found is not None
    return found


def _decisions(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.decisions, *new.decisions)):
        one, two = old.decisions.get(name), new.decisions.get(name)
        if one is None or two is None or _rows(one) != _rows(two) or one.policy != two.policy:
            place = _place(one.place if one else None, two.place if two else None)
            yield Difference("decision", name, _table(one), _table(two), place.article)


def _rows(decision: DecisionTable) -> list[tuple[object, ...]]:
    return [(row.option, row.source, row.by, row.who) for row in decision.rows]


def _table(decision: DecisionTable | None) -> str:
    def line(row: DecisionRow) -> str:
        return f"{row.option} : {row.source} ({row.who or row.by})"

    return " ; ".join(map(line, decision.rows)) if decision else ""


def _columns(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.data, *new.data)):
        one, two = _cells(old, name), _cells(new, name)
        level = name.partition(".")[0]
        places = {m.key: m.place for r in (old, new) if level in r.levels for m in r.levels[level].members}
        for key in dict.fromkeys((*one, *two)):
            if key in one and key in two and one[key] != two[key]:
                yield Difference("column", name, one[key], two[key], places[key].article, key)


def _cells(regulation: Regulation, name: str) -> dict[str, str]:
    if name not in regulation.data:
        return {}
    members = regulation.levels[name.partition(".")[0]].members
    values, type_ = regulation.data[name], regulation.data_types[name]
    return {m.key: _cell(v, type_, regulation) for m, v in zip(members, values, strict=True)}


def _cell(value: Value | None, type_: Type, regulation: Regulation) -> str:
    if value is None:
        return ""
    return (
        number_text(value, regulation.language)
        if isinstance(value, Fraction)
        else show(value, type_, regulation.language)
    )


def _members(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for level in dict.fromkeys((*old.levels, *new.levels)):
        one = {m.key: m for m in old.levels[level].members} if level in old.levels else {}
        two = {m.key: m for m in new.levels[level].members} if level in new.levels else {}
        for key in dict.fromkeys((*one, *two)):
            if (key in one) != (key in two):
                member = two.get(key) or one[key]
                shown = (member.label if key in one else "", member.label if key in two else "")
                yield Difference("member", level, *shown, member.place.article, key)


def _deadlines(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.deadlines, *new.deadlines)):
        one, two = old.deadlines.get(name), new.deadlines.get(name)
        if _counting(one) != _counting(two):
            place = _place(one.place if one else None, two.place if two else None)
            yield Difference("deadline", name, _counting(one), _counting(two), place.article)


def _counting(deadline: Deadline | None) -> str:
    if deadline is None:
        return ""
    return f"{deadline.length} {deadline.counting}{' before' if deadline.before else ''}, {deadline.roll}"


def _facts(old: Regulation, new: Regulation) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.facts, *new.facts)):
        one, two = old.facts.get(name), new.facts.get(name)
        if _fact(one) != _fact(two):
            place = _place(one.place if one else None, two.place if two else None)
            yield Difference("fact", name, _fact(one), _fact(two), place.article)


def _fact(fact: Fact | None) -> str:
    if fact is None:
        return ""
    type_ = fact.type.numbers
    ends = "" if type_.low is None or type_.high is None else f" {type_.low}..{type_.high}"
    others = type_.choices or fact.type.codes
    names = f" {', '.join(others)}" if others else ""
    return f"{type_.kind.value}{ends}{names} ({fact.missing}, {type_.step})"
