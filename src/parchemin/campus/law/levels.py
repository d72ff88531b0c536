"""What a text says of the members of its levels: their mark, their validation, the credits they are worth and give.

A transcript, a student's road and a jury's table are drawn from it. No level is known by name: a level counts by what
the text declares there (a mark, a condition called validation, a column or a definition of credits).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parchemin.regulation.explanation.cones import cone, used_names
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    DatumUse,
    Definition,
    DefinitionUse,
    LevelMember,
    Node,
    ParameterUse,
    Regulation,
    Switch,
)

CODE = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class LevelTerms:
    """What a text declares of each member of a listed level, by name; "" for what it does not.

    mark: its mark or average. validation: whether it is acquired. credits: those that the text counts there for a
    person, not the sum that it is worth whoever follows it.
    """

    mark: str = ""
    validation: str = ""
    credits: str = ""

    @property
    def tells(self) -> bool:
        """Something is said of a person there."""
        return bool(self.mark or self.validation or self.credits)


def terms_of(regulation: Regulation, level: str) -> LevelTerms:
    """What a text declares of the members of a level."""
    here = [d for d in regulation.definitions.values() if d.level == level]
    counts = [d.name for d in here if _word(d) == "credits"]
    counts += [f.name for f in regulation.facts.values() if f.level == level and _word(f) == "credits"]
    personal = [name for name in counts if _of_a_person(regulation, name)]
    return LevelTerms(
        _mark(here),
        next((d.name for d in reversed(here) if _word(d) == "validated"), ""),
        personal[-1] if personal else "",
    )


def _word(declared: object) -> str:
    """The shared name of something, without its level: "credits"."""
    return str(getattr(declared, "canonical", "")).partition(".")[2]


def _mark(here: list[Definition]) -> str:
    """What is called average, else mark; else the only mark there is."""
    marks = [d for d in here if d.node.type.unit == "mark"]
    for word in ("average", "mark"):
        if named := [d.name for d in marks if _word(d) == word]:
            return named[-1]
    return marks[0].name if len(marks) == 1 else ""


def _of_a_person(regulation: Regulation, name: str) -> bool:
    return any(used in regulation.facts for used in cone(regulation, name))


def credits_column(regulation: Regulation, level: str) -> str:
    """The column of its table that gives the credits of a member; "" when it has none."""
    columns = (name for name, kind in regulation.data_types.items() if kind.unit == "credits")
    return next((name for name in columns if name.partition(".")[0] == level), "")


# --- how credits are counted -------------------------------------------------------------------------------------


def granting(regulation: Regulation, root: str) -> Mapping[str, str] | None:
    """By level, the condition on which the credits of its members are counted ("" for one that has no name).

    None where the credits of the person are not the sum of those of members ("thirty for each semester validated"), so
    that adding up what units give would not say what the text counts. Empty where it counts none.
    """
    counted = terms_of(regulation, root).credits
    return {} if counted not in regulation.definitions else _granted(regulation, regulation.definitions[counted].node)


def _granted(regulation: Regulation, node: Node) -> dict[str, str] | None:
    if isinstance(node, DefinitionUse):
        return _granted(regulation, regulation.definitions[node.name].node)
    if isinstance(node, Switch) and isinstance(node.subject, ParameterUse):
        taken = regulation.values().get(node.subject.name)
        chosen = dict(node.cases).get(str(taken), node.otherwise)
        return None if chosen is None else _granted(regulation, chosen)
    if isinstance(node, Arithmetic) and node.operator == "+":
        left, right = _granted(regulation, node.left), _granted(regulation, node.right)
        return None if left is None or right is None else left | right
    if not isinstance(node, Aggregate) or node.function != "sum":
        return None
    if isinstance(node.of, DatumUse):
        return {node.over: node.where.name if isinstance(node.where, DefinitionUse) else ""}
    return _granted(regulation, node.of) if node.where is None else None


# --- marks of the person that are the mark of a member -------------------------------------------------------------


def told_below(regulation: Regulation, root: str) -> Mapping[str, LevelMember | None]:
    """The marks of the person that the text gives to members of a level, and the member, where it is one.

    `component.mark = choose(component.kind, projects=student.project_mark, …)`: `student.project_mark` is the mark of
    the component of that kind, and is told there.
    """
    found: dict[str, LevelMember | None] = {}
    for level in regulation.levels.values():
        mark = terms_of(regulation, level.name).mark if level.kind == "listed" and level.name != root else ""
        if not mark or regulation.root_of(level.name) != root:
            continue
        node = regulation.definitions[mark].node
        own = {name for name in used_names(node) if _is_mark_of(regulation, name, root)}
        found |= dict.fromkeys(own) | _by_member(regulation, node, level.members)
    return found


def _is_mark_of(regulation: Regulation, name: str, level: str) -> bool:
    declared = regulation.definitions.get(name)
    return declared is not None and declared.level == level and declared.node.type.unit == "mark"


def _by_member(regulation: Regulation, node: Node, members: tuple[LevelMember, ...]) -> dict[str, LevelMember | None]:
    if not isinstance(node, Switch) or not isinstance(node.subject, DatumUse):
        return {}
    values = regulation.data[node.subject.name]
    cases = {case: chosen.name for case, chosen in node.cases if isinstance(chosen, DefinitionUse)}
    return {cases[str(v)]: m for m, v in zip(members, values, strict=True) if str(v) in cases}


# --- words -------------------------------------------------------------------------------------------------------


def titled(level: str, key: str, label: str) -> str:
    """A member in words: "semestre 1" says it all, "Unités d'enseignement" not of which semester: "S3, Unités …"."""
    code = not CODE.isdisjoint(key) and "_" not in key
    said = level in label.lower() or key.lower() in label.lower()
    return label if said or not code else f"{key}, {label}"


def shortly_named(member: LevelMember) -> str:
    """A member in a word: its code, unless that is an identifier made of words."""
    return member.label if "_" in member.name else member.name
