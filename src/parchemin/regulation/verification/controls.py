"""The controls of the text: what it publishes, set against what its own tables say. No student is involved."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Compare, Control, Kind, Logic, Node, Regulation
from parchemin.regulation.meaning.written import phrase, written
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.walk import depends_on_facts, uses


def controls(regulation: Regulation) -> Iterator[Finding]:
    """Each control that is false, at each instance of its level, with the value of both sides and the gap."""
    evaluation = evaluate(regulation, PersonFacts(regulation.roots[0] if regulation.roots else "", ""))
    depends = depends_on_facts(regulation)
    for control in regulation.controls:
        used = uses(iter([control.node]))
        facts = used.facts.union(*(depends[name] for name in used.definitions | used.decisions))
        if facts:
            values = {"control": control.name, "facts": ", ".join(sorted(facts))}
            yield Finding(say.CONTROL_NEEDS_FACTS, control.place, values)
        else:
            yield from _false(regulation, evaluation, control)


def _false(regulation: Regulation, evaluation: Evaluation, control: Control) -> Iterator[Finding]:
    members = regulation.levels[control.level].members if control.level else ()
    for index in range(len(members) or 1):
        root = not control.level or not regulation.levels[control.level].parent
        member = "" if root else f" ({members[index].label or members[index].key})"
        for part in _parts(control.node):
            if evaluation.value(part, control.level, index) is False:
                yield _finding(regulation, evaluation, control, part, index, member)


def _parts(node: Node) -> Iterator[Node]:
    """A conjunction is told apart, so that each false part is reported with its own figures."""
    if isinstance(node, Logic) and node.operator == "and":
        for operand in node.operands:
            yield from _parts(operand)
    else:
        yield node


def _finding(
    regulation: Regulation, evaluation: Evaluation, control: Control, part: Node, index: int, member: str
) -> Finding:
    french = regulation.language == "fr"
    published = (
        (f", publié : « {control.published} »" if french else f", published: “{control.published}”")
        if control.published
        else ""
    )
    values: dict[str, object] = {"control": control.name, "member": member, "published": published}
    if not isinstance(part, Compare) or part.left.type.kind is not Kind.NUMBER:
        return Finding(say.CONTROL_REFUSED, control.place, values)
    left, right = (_exact(evaluation.value(side, control.level, index)) for side in (part.left, part.right))
    return Finding(
        say.CONTROL_FALSE,
        control.place,
        values
        | {
            "left": _side(regulation, part.left, left),
            "operator": part.operator,
            "right": _side(regulation, part.right, right),
            "gap": number_text(abs(left - right), regulation.language),
        },
    )


def _exact(value: object) -> Fraction:
    if not isinstance(value, int | Fraction):
        raise TypeError(f"a control compares {value!r}")
    return Fraction(value)


def _side(regulation: Regulation, node: Node, value: Fraction) -> str:
    """`somme(module.ects) = 66`, or the figure alone when it is written as such."""
    text, figure = phrase(node, regulation.language), written(value, regulation.language, node.type)
    return figure if text.replace(".", ",") == figure or text == figure else f"{text} [{figure}]"
