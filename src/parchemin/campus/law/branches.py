"""The parts of a rule that may count: nothing of a case that is known not to be taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from parchemin.regulation.explanation.cones import nodes_of
from parchemin.regulation.meaning.graph import Choose, DecisionUse, Node, ParameterUse, Regulation, Switch

type Options = Callable[[Node], Collection[str] | None]  # what a subject may be; None: anything
type Holds = Callable[[Node], bool | None]  # whether a condition holds; None: either way


def parts_taken(node: Node, options: Options, holds: Holds = lambda _: None) -> Iterable[Node]:
    """The parts right under a node."""
    if isinstance(node, Switch) and (may_be := options(node.subject)) is not None:
        cases = dict(node.cases)
        followed = (cases.get(option, node.otherwise) for option in sorted(may_be))
        return [node.subject, *(one for one in followed if one is not None)]
    if isinstance(node, Choose):
        held = holds(node.condition)
        then = [node.then] if held is not False else []
        return [node.condition, *then, *([node.otherwise] if not held else [])]
    return node.children()


def named_in(regulation: Regulation, conditions: Iterable[Node]) -> set[str]:
    """All that some conditions hang on, as the text is read: nothing of a reading that is not taken."""
    taken, seen, stack = regulation.values(), set[str](), list(conditions)

    def reading(subject: Node) -> tuple[str, ...] | None:
        return (str(taken[subject.name]),) if isinstance(subject, ParameterUse) else None

    while stack:
        node = stack.pop()
        used = node.decision if isinstance(node, DecisionUse) else getattr(node, "name", "")
        if used and used not in seen:
            seen.add(used)
            stack += nodes_of(regulation, used)
        stack += parts_taken(node, reading)
    return seen
