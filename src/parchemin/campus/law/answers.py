"""Short answers about one person: what a decision says of a row, a date that is known, the nearest reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from parchemin.campus.law.law import Law
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts, decode
from parchemin.regulation.evaluation.reported import OutcomeLine, line
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.explanation import Reason, explain
from parchemin.regulation.explanation.reasons import Comparison
from parchemin.regulation.explanation.sentences import sentence

MOST_LOOKED = 40
AGGREGATES = ("every", "some")

# --- something recorded of somebody ------------------------------------------------------------------------------


def decisions_at(law: Law, level: str) -> tuple[str, ...]:
    """The decisions that a text takes at a level ("épreuve.traitement")."""
    return tuple(d.name for d in law.regulation.decisions.values() if d.level == level)


def decided_at(evaluation: Evaluation, name: str, place: str) -> OutcomeLine | None:
    """What a decision says of one row or member; None when the person has none there."""
    regulation = evaluation.regulation
    if place not in evaluation.keys(name.partition(".")[0]):
        return None
    outcome = evaluation.outcome(name, place)
    return line(regulation, evaluation.person.id, name, place, outcome, regulation.language)


def decided_of_row(law: Law, name: str, place: str, facts: Mapping[str, str]) -> OutcomeLine | None:
    """What a decision would say of a row of which this is known, whoever it is about. `facts`: as kept."""
    level = name.partition(".")[0]
    parent, _, own = place.rpartition("/")
    values = {}
    for fact, kept in facts.items():
        declared = law.regulation.facts.get(fact)
        if declared is not None and declared.level == level and kept not in ("", "?"):
            values[fact] = decode(law.encoded(fact, kept), declared.type)
    person = PersonFacts(law.root, "", {}, {level: [RowFacts(parent, own, values)]})
    return decided_at(evaluate(law.regulation, person), name, place)


def day_in(value: object) -> date | None:
    """A date as the engine has it; None while it is not known."""
    return date.fromordinal(value) if isinstance(value, int) and not isinstance(value, bool) and value else None


# --- why, shortly --------------------------------------------------------------------------------------------------


def shortly(evaluation: Evaluation, name: str, key: str = "", most: int = 2) -> tuple[str, ...]:
    """The first reasons why something is not so, nearest to the answer first: cheap, for a page that shows many.

    `queries.why` gives them all, the widest from its threshold first.
    """
    regulation = evaluation.regulation
    found: list[str] = []
    waiting = [explain(evaluation, name, key, regulation.language)]
    looked = 0
    while waiting and len(found) < most and looked < MOST_LOOKED:
        reason = waiting.pop(0)
        looked += 1
        if (
            (isinstance(reason.detail, Comparison) and not reason.detail.met)
            or reason.kind in AGGREGATES
            or (reason.kind in ("fact", "typed fact") and not reason.because)
        ):
            found.append(sentence(regulation, regulation.language, reason))
        if not isinstance(reason.detail, Comparison) and reason.kind not in AGGREGATES:
            waiting += [one for one in reason.because if one.kind not in ("reading", "parameter", "datum")]
    return tuple(dict.fromkeys(found))


def spoken_name(law: Law, name: str, key: str = "") -> str:
    """What people call a definition at a member: “Stratégie, acquis”."""
    declared = law.regulation.definitions.get(name)
    label = (declared.label if declared else "") or name.partition(".")[2].replace("_", " ")
    member = next((m for m in law.regulation.levels[name.partition(".")[0]].members if key and m.key == key), None)
    return f"{member.label or member.name}, {label}" if member else label


def _tells(reason: Reason) -> bool:
    """Whether a reason says by itself why something is not so: a limit missed or open, members, a fact."""
    if isinstance(reason.detail, Comparison):
        return not reason.detail.met
    return reason.kind in AGGREGATES or (reason.kind in ("fact", "typed fact") and not reason.because)
