"""The view of an evaluation that explanations share: instances, values, the reasons without parts (facts, figures)."""

from __future__ import annotations

from typing import Any

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Outcome, Span, Verdict
from parchemin.regulation.explanation import sentences
from parchemin.regulation.explanation.reasons import (
    ComparisonSide,
    Detail,
    GivenFact,
    OtherReading,
    ReadingUsed,
    Reason,
    ReasonKind,
)
from parchemin.regulation.findings import Language, SourcePlace
from parchemin.regulation.meaning.codes import as_written
from parchemin.regulation.meaning.graph import (
    DatumUse,
    DefinitionUse,
    FactUse,
    Kind,
    Lookup,
    Node,
    ParameterUse,
    Pick,
    Type,
)


class EvaluationView:
    """One person's evaluation, looked at to explain. `about` is what was asked: the other readings are tried on it."""

    def __init__(self, evaluation: Evaluation, language: Language, about: tuple[str, int]) -> None:
        self.evaluation, self.language, self.about = evaluation, language, about
        self.regulation = evaluation.regulation
        self._keys: dict[str, list[str]] = {}
        self._others: dict[str, tuple[OtherReading, ...]] = {}

    # --- where things are --------------------------------------------------------------------------------

    def key(self, level: str, index: int) -> str:
        """The instance's key; "" for a person."""
        if not level or not self.regulation.levels[level].parent:
            return ""
        if level not in self._keys:
            self._keys[level] = self.evaluation.keys(level)
        return self._keys[level][index]

    def at(self, level: str, index: int, own: str) -> int:
        """The instance of the ancestor `own` above an instance of `level`."""
        if own == level:
            return index
        if not own or not self.regulation.levels[own].parent:
            return 0
        if level in self.evaluation.rows:
            index, level = self.evaluation.row_parents[level][index], self.regulation.levels[level].parent
        return self.evaluation.program.up(level, own)[index]

    def value(self, node: Node, level: str, index: int) -> Any:
        return self.evaluation.value(node, level, index)

    def outcome(self, node: Node, level: str, index: int) -> Outcome:
        value = self.value(node, level, index)
        if value is None and node.type.kind is not Kind.BOOL:
            return Span(None, None)  # a cell of the text's own tables that is empty
        return exact.outcome(value)

    def reason(
        self,
        kind: ReasonKind,
        name: str,
        member: str,
        value: Outcome,
        place: SourcePlace,
        *,
        type_: Type | None = None,
        canonical: str = "",
        source: str = "",
        detail: Detail = None,
        parts: Any = tuple,
    ) -> Reason:
        label = sentences.label_of(self.regulation, name)
        return Reason(
            kind,
            name,
            canonical or name,
            label,
            member,
            value,
            type_,
            place,
            source,
            detail,
            sentences.sentence_maker(self.regulation, self.language),
            parts,
        )

    # --- sides of a comparison ---------------------------------------------------------------------------

    def _named_member(self, over: str, index: int) -> str:
        return self.regulation.levels[over].members[index].name

    def _member_of(self, node: Node, level: str, index: int) -> str:
        if isinstance(node, Pick):
            group = self.evaluation.groups(node.over, node.level)[self.at(level, index, node.level)]
            return self.key(node.over, next(i for i in group if self._named_member(node.over, i) == node.member))
        if isinstance(node, Lookup) and (there := node.places[self.at(level, index, node.level)]) >= 0:
            return self.key(node.over, there)
        own = node.level or level
        return self.key(own, self.at(level, index, own))

    def _canonical(self, name: str) -> str:
        found = self.regulation.definitions.get(name) or self.regulation.facts.get(name)
        return found.canonical if found else name

    def _side(self, node: Node, level: str, index: int) -> ComparisonSide:
        node = as_written(node)
        named, law = picked(node), self.regulation
        name = named.name if isinstance(named, FactUse | DefinitionUse | ParameterUse | DatumUse) else ""
        known = law.facts.get(name) or law.definitions.get(name) or law.parameters.get(name)
        article = known.place.article if known is not None else ""
        label = sentences.side_label(law, named)
        return ComparisonSide(name, label, self.outcome(node, level, index), node.type, article)

    # --- leaves ------------------------------------------------------------------------------------------

    def _fact(self, node: FactUse, index: int) -> Reason:
        fact = self.regulation.facts[node.name]
        rows = self.evaluation.rows.get(fact.level)
        member = self.regulation.levels[fact.level].members[index].key if rows is None else ""
        cells = self.evaluation.person.listed.get(fact.name, {}) if rows is None else rows[index].facts
        at = member if rows is None else fact.name
        given = at in cells
        unknown = (cells[at] if given else fact.missing) is None
        detail = GivenFact(fact.nature, not given and not unknown, unknown)
        kind: ReasonKind = "typed fact" if fact.nature else "fact"
        value = exact.outcome(self.evaluation.fact(fact.name)[index])
        return self.reason(
            kind,
            fact.name,
            self.key(fact.level, index),
            value,
            fact.place,
            type_=fact.type,
            canonical=fact.canonical,
            detail=detail,
        )

    def _figure(self, node: ParameterUse) -> Reason:
        value = exact.outcome(self.evaluation.figures[node.name])
        if node.name in self.regulation.parameters:
            parameter = self.regulation.parameters[node.name]
            return self.reason("parameter", node.name, "", value, parameter.place, type_=node.type)
        reading = self.regulation.readings[node.name.removeprefix("lecture.")]
        taken = str(self.evaluation.figures[node.name])
        meaning = dict(reading.alternatives).get(taken, "")
        detail = ReadingUsed(taken, meaning, lambda: self.other_readings(reading.name))
        return self.reason("reading", node.name, "", value, reading.place, type_=node.type, detail=detail)

    def other_readings(self, name: str) -> tuple[OtherReading, ...]:
        """What was asked, under each other way of reading the article."""
        if name not in self._others:
            reading, (asked, index) = self.regulation.readings[name], self.about
            taken = self.evaluation.figures[f"lecture.{name}"]
            here = self.evaluation.of(asked, index)
            found = []
            for other, meaning in reading.alternatives:
                if other != taken:
                    figures = {**self.evaluation.overrides, f"lecture.{name}": other}
                    there = evaluate(self.regulation, self.evaluation.person, figures, self.evaluation.supposed).of(
                        asked, index
                    )
                    outcome = there if isinstance(there, Verdict) else exact.outcome(there)
                    found.append(OtherReading(other, meaning, asked, outcome, there != here))
            self._others[name] = tuple(found)
        return self._others[name]


def picked(node: Node) -> Node:
    """What is named of one member, `session[2].note`, as the value it is; any other node as it is."""
    node = as_written(node)
    return picked(node.of) if isinstance(node, Pick | Lookup) else node
