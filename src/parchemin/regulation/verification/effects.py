"""What has force and reaches nothing: no decision, no requirement, no control, and nobody to whom it is shown.

Followed over the compiled graph: what conditions only something without effect is without effect itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parchemin.regulation.findings import Finding, SourcePlace
from parchemin.regulation.meaning.graph import Aggregate, Kind, Node, Regulation
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.walk import nodes, roots_of, uses

type Name = tuple[str, str]  # what it is (a word of KINDS), and its name

KINDS = {
    "parameter": ("le paramètre", "parameter"),
    "reading": ("la lecture", "reading"),
    "fact": ("le fait", "fact"),
    "deadline": ("l'échéance", "deadline"),
    "value": ("la définition", "definition"),
    "group": ("le tableau d'exigences", "requirements table"),
}
MOST_ENDS = 3


def without_effect(regulation: Regulation) -> Iterator[Finding]:
    """Each definition, fact, deadline, parameter and reading on which nothing that the text decides or shows depends.

    A table of requirements is an outcome for what conditions it; where the text also takes decisions, the table itself
    has to condition one, or to be shown to somebody. In a text without either, what no rule uses is the outcome.
    """
    used_by = _used_by(regulation)
    reached = _reached(_outcomes(regulation, used_by), used_by)
    for kind, name, place in _declared(regulation):
        if (kind, name) not in reached:
            ends = sorted(name for _, name in _ends((kind, name), used_by))
            yield _finding(kind, name, place, ends)


def _finding(kind: str, name: str, place: SourcePlace, ends: list[str]) -> Finding:
    french, english = KINDS[kind]
    shown = ", ".join(f"« {end} »" for end in ends[:MOST_ENDS]) + (" …" if len(ends) > MOST_ENDS else "")
    shown_en = ", ".join(f"“{end}”" for end in ends[:MOST_ENDS]) + (" …" if len(ends) > MOST_ENDS else "")
    values = {"kind": french[:1].upper() + french[1:], "kind_en": english[:1].upper() + english[1:], "name": name}
    if kind == "group":
        return Finding(say.CONDITIONS_NOTHING, place, values)
    if not ends:
        return Finding(say.NO_EFFECT, place, values)
    return Finding(say.LEADS_NOWHERE, place, values | {"ends": shown, "ends_en": shown_en})


def _declared(regulation: Regulation) -> Iterator[tuple[str, str, SourcePlace]]:
    """What has force, by kind. A text is carried and never compared; the entry chooses a version."""
    for name, parameter in regulation.parameters.items():
        yield "parameter", name, parameter.place
    for name, reading in regulation.readings.items():
        yield "reading", f"lecture.{name}", reading.place
    for name, fact in regulation.facts.items():
        if fact.type.kind is not Kind.TEXT and name != regulation.entry:
            yield "fact", name, fact.place
    for name, deadline in regulation.deadlines.items():
        yield "deadline", name, deadline.place
    for name, definition in regulation.definitions.items():
        if definition.role != "requirement":  # a line has the effect of its table
            yield definition.role, name, definition.place


# --- who depends on whom -----------------------------------------------------------------------------------------


def _used_by(regulation: Regulation) -> dict[Name, set[Name]]:
    """For each name, the definitions and decisions whose expressions use it, openness of levels included."""
    used_by: dict[Name, set[Name]] = {}
    for name in regulation.order:
        user = _rule(regulation, name)
        for used in _uses(regulation, roots_of(regulation, name)):
            used_by.setdefault(used, set()).add(user)
    return used_by


def _rule(regulation: Regulation, name: str) -> Name:
    if name in regulation.decisions:
        return "decision", name
    return regulation.definitions[name].role, name


def _uses(regulation: Regulation, roots: Iterable[Node]) -> Iterator[Name]:
    """What expressions refer to; an aggregate over rows also rests on whether more of them may come."""
    every = [*roots]
    levels = {node.over for root in every for node in nodes(root) if isinstance(node, Aggregate)}
    every += [node for level in levels if (node := regulation.levels[level].open) is not None]
    used = uses(iter(every))
    yield from (("reading" if name in _readings(regulation) else "parameter", name) for name in used.parameters)
    yield from (("fact", name) for name in used.facts)
    yield from (("deadline", name) for name in used.deadlines)
    yield from (_rule(regulation, name) for name in used.definitions | used.decisions)


def _readings(regulation: Regulation) -> frozenset[str]:
    return frozenset(f"lecture.{name}" for name in regulation.readings)


def _outcomes(regulation: Regulation, used_by: dict[Name, set[Name]]) -> set[Name]:
    """What the text is for: its decisions, requirements and controls, and what it says that it shows."""
    rules = [_rule(regulation, name) for name in regulation.order]
    decided: set[Name] = {rule for rule in rules if rule[0] == "decision"}
    required = {rule for rule in rules if rule[0] == "requirement"}
    shown = {name for published in regulation.publications for name in _named(regulation, published.name)}
    controls = set(_uses(regulation, (control.node for control in regulation.controls)))
    if not decided and not required:
        required = {rule for rule in rules if not used_by.get(rule)}
    if not decided:
        required |= {rule for rule in rules if rule[0] == "group"}
    return decided | required | shown | controls


def _named(regulation: Regulation, name: str) -> Iterator[Name]:
    if name in regulation.definitions or name in regulation.decisions:
        yield _rule(regulation, name)
    declared = {"fact": regulation.facts, "parameter": regulation.parameters, "deadline": regulation.deadlines}
    yield from ((kind, name) for kind, names in declared.items() if name in names)


def _reached(outcomes: set[Name], used_by: dict[Name, set[Name]]) -> set[Name]:
    """The outcomes and all that leads to them."""
    leading: dict[Name, set[Name]] = {}
    for used, users in used_by.items():
        for user in users:
            leading.setdefault(user, set()).add(used)
    reached, waiting = set(outcomes), [*outcomes]
    while waiting:
        for used in leading.get(waiting.pop(), set()) - reached:
            reached.add(used)
            waiting.append(used)
    return reached


def _ends(name: Name, used_by: dict[Name, set[Name]]) -> set[Name]:
    """Where what depends on a name stops: what nothing else depends on. Empty when nothing depends on the name."""
    seen, waiting, ends = {name}, [name], set()
    while waiting:
        at = waiting.pop()
        users = used_by.get(at, set())
        if not users and at != name:
            ends.add(at)
        waiting += users - seen
        seen |= users
    return ends
