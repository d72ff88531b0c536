"""Which decisions say whether studies go on, under which of their options the next year opens, and which options decide
what came of a year: read in the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from parchemin.campus.law.branches import named_in
from parchemin.campus.law.law import Law
from parchemin.campus.law.obtaining import affirmed
from parchemin.campus.law.thresholds import walk
from parchemin.regulation.explanation.cones import nodes_of
from parchemin.regulation.meaning.graph import DecisionTable, DefinitionUse, Node


@lru_cache(maxsize=64)
def continuing(law: Law) -> frozenset[tuple[str, str]]:
    """(decision, option) of the options of a year of study that are taken when the year is validated: they open the
    next.

    Of `passage | year.may_pass` and `refusal | not year.validated`, where `may_pass` is `year.validated or …`, the
    first. A text that does not say what opens the next year has none.
    """
    stages = {stage.key for stage in law.study_years}
    names = {view.name for view in law.decisions if view.member in stages}
    return frozenset(
        (name, row.option)
        for name in names
        for row in law.regulation.decisions[name].rows
        if law.named(law.regulation.decisions[name].level, "validated") in set(_affirms(law, row.condition))
    )


@lru_cache(maxsize=64)
def decisions_of_progress(law: Law) -> frozenset[str]:
    """The decisions that say whether somebody goes on: those of a year of study, those that the studies lead to, and
    those taken on the same requirements; not the mentions given beside them."""
    stages = {stage.key for stage in law.study_years}
    of_years = {view.name for view in law.decisions if view.member in stages}
    tables = {used for name in law.final_decisions for used in _tables(law, name)}
    beside = {view.name for view in law.decisions if not view.member and tables & set(_tables(law, view.name))}
    return frozenset(of_years | set(law.final_decisions) | (beside - set(law.distinctions)))


@lru_cache(maxsize=64)
def deciding(law: Law) -> frozenset[tuple[str, str]]:
    """(decision, option) of the options by which what came of a year, or of the studies, is decided.

    They are those of the decisions of progress that are taken on marks. `dossier_non_examiné | not in order` and
    `études_en_cours | not at their end` look at none: they say that nothing is decided yet. Of a decision that no mark
    is behind, which every option decides, all.
    """
    decided = (law.regulation.decisions[name] for name in decisions_of_progress(law))
    return frozenset((one.name, option) for one in decided for option in _taken_on_marks(law, one) or one.options)


def _taken_on_marks(law: Law, decision: DecisionTable) -> set[str]:
    """The options of which a row asks something of a mark; where the first row that applies decides, also those below
    such a row."""
    marks, found, below = {unit.mark for unit in law.units.values()}, set[str](), False
    for row in decision.rows:
        asked = not marks.isdisjoint(named_in(law.regulation, [row.condition]))
        below = below or (asked and decision.policy == "first")
        if asked or below:
            found.add(row.option)
    return found


def _tables(law: Law, decision: str) -> Iterator[str]:
    """The tables of requirements that the rows of a decision name."""
    regulation = law.regulation
    for condition in nodes_of(regulation, decision):
        for node in walk(condition):
            if isinstance(node, DefinitionUse) and regulation.definitions[node.name].role == "group":
                yield node.name


def _affirms(law: Law, condition: Node) -> Iterator[str]:
    """The definitions that a condition says under no negation, and those that they say themselves."""
    stack, seen = [condition], set[str]()
    while stack:
        for node in affirmed(stack.pop()):
            if isinstance(node, DefinitionUse) and node.name not in seen:
                seen.add(node.name)
                yield node.name
                stack += nodes_of(law.regulation, node.name)
