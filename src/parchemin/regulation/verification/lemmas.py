"""What is to be proved of one regulation, each as a question to the solver and a check to replay.

- completeness: in each decision table at least one row applies.
- exclusivity: under "exactly one row", no two rule rows apply together, nor a rule row with a row left to a person.
- reachability: each row can decide, or be among the options left to a person.
- monotonicity, for each fact that is a mark and each subject that depends on it. For a requirement, a group of
  requirements and a truth value that requirements ask for: a better mark never turns it from true to false. For a
  "first row" table: a better mark never moves the decision to a lower row, which is only a fault when the rows go
  from the most to the least favourable. For an "exactly one row" table: a better mark never makes its first option's
  rows stop applying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.findings import SourcePlace, Wording
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Choose,
    DecisionRow,
    DecisionTable,
    DefinitionUse,
    Kind,
    Logic,
    Node,
    Pick,
    Regulation,
)
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.polarity import Polarities, Polarity, join
from parchemin.regulation.verification.replay import Replayer
from parchemin.regulation.verification.results import Check
from parchemin.regulation.verification.structure import Spot
from parchemin.regulation.verification.symbols import Quantity, Truth
from parchemin.regulation.verification.translation import Translation
from parchemin.regulation.verification.world import ProofSetting

type Question = Callable[[Sequence[Translation], Spot], Truth]
type Confirmation = Callable[[Replayer, Sequence[PersonFacts], Spot], bool]


@dataclass(frozen=True, slots=True)
class Lemma:
    """A claim about `subject` at the instances of `level`.

    `question` is what the solver looks for: a person against the claim, or, when `witness`, one for it. `confirmed`
    tells on replay whether that person is what was looked for. With a `family` two persons are compared, the second
    with higher values of that fact. `roots` are the expressions the claim speaks of, `polarity` their direction in
    the family.
    """

    check: Check
    subject: str
    level: str
    claim: Wording
    finding: Wording
    values: dict[str, object]
    place: SourcePlace
    question: Question
    confirmed: Confirmation
    roots: tuple[Node, ...]
    witness: bool = False
    family: str = ""
    polarity: Polarity = Polarity.MIXED
    decision: str = ""
    row: int = -1
    related: tuple[SourcePlace, ...] = field(default=())


def lemmas(setting: ProofSetting) -> Iterator[Lemma]:
    """Every lemma, those whose failure weighs most first."""
    decisions = setting.regulation.decisions.values()
    for decision in decisions:
        yield completeness(decision)
        if decision.policy == "unique":
            yield exclusivity(decision)
    yield from _rights(setting)
    for decision in decisions:
        yield from _ranks(setting, decision)
    for decision in decisions:
        for index in range(len(decision.rows)):
            yield reachability(decision, index)


def _roots(decision: DecisionTable) -> tuple[Node, ...]:
    return tuple(row.condition for row in decision.rows)


# --- decision tables -----------------------------------------------------------------------------------------


def completeness(decision: DecisionTable) -> Lemma:
    def nobody(copies: Sequence[Translation], spot: Spot) -> Truth:
        return symbols.conjunction(symbols.negation(copies[0].truth(row.condition, spot)) for row in decision.rows)

    def confirmed(replay: Replayer, persons: Sequence[PersonFacts], spot: Spot) -> bool:
        return not any(truth.possible for truth in replay.rows(decision, persons[0], spot))

    return Lemma(
        "completeness", decision.name, decision.level, say.COMPLETE, say.NO_ROW, {"decision": decision.name},
        decision.place, nobody, confirmed, _roots(decision), decision=decision.name,
    )  # fmt: skip


def overlapping(decision: DecisionTable) -> Iterator[tuple[int, int]]:
    """Pairs of rows that must not apply together, as indexes."""
    for j, second in enumerate(decision.rows):
        for i, first in enumerate(decision.rows[:j]):
            if "rule" in (first.by, second.by):
                yield i, j


def exclusivity(decision: DecisionTable) -> Lemma:
    def both(copies: Sequence[Translation], spot: Spot) -> Truth:
        applies = [copies[0].truth(row.condition, spot) for row in decision.rows]
        return symbols.disjunction(symbols.conjunction([applies[i], applies[j]]) for i, j in overlapping(decision))

    def confirmed(replay: Replayer, persons: Sequence[PersonFacts], spot: Spot) -> bool:
        return clash(decision, replay, persons[0], spot) is not None

    return Lemma(
        "exclusivity", decision.name, decision.level, say.EXCLUSIVE, say.ROWS_OVERLAP, {"decision": decision.name},
        decision.place, both, confirmed, _roots(decision), decision=decision.name,
    )  # fmt: skip


def clash(
    decision: DecisionTable, replay: Replayer, person: PersonFacts, spot: Spot
) -> tuple[DecisionRow, DecisionRow] | None:
    """Two rows that certainly apply together to this person and must not."""
    applies = replay.rows(decision, person, spot)
    pairs = (pair for pair in overlapping(decision) if applies[pair[0]].certain and applies[pair[1]].certain)
    return next(((decision.rows[i], decision.rows[j]) for i, j in pairs), None)


def stand_before(decision: DecisionTable, index: int) -> tuple[int, ...]:
    """Rows that, when they apply, keep row `index` from deciding.

    Under "first": the rows above it, except that options left to a person stand together in one block.
    """
    if decision.policy == "unique":
        return ()
    block = index
    while decision.rows[index].by == "jury" and block and decision.rows[block - 1].by == "jury":
        block -= 1
    return tuple(range(block))


def reachability(decision: DecisionTable, index: int) -> Lemma:
    row, before = decision.rows[index], stand_before(decision, index)

    def decides(copies: Sequence[Translation], spot: Spot) -> Truth:
        applies = [symbols.negation(copies[0].truth(decision.rows[i].condition, spot)) for i in before]
        return symbols.conjunction([copies[0].truth(row.condition, spot), *applies])

    def confirmed(replay: Replayer, persons: Sequence[PersonFacts], spot: Spot) -> bool:
        applies = replay.rows(decision, persons[0], spot)
        return applies[index].certain and not any(applies[i].possible for i in before)

    return Lemma(
        "reachability", decision.name, decision.level, say.REACHABLE, say.ROW_UNREACHABLE,
        {"decision": decision.name, "option": row.option, "source": row.source}, row.place, decides, confirmed,
        tuple(decision.rows[i].condition for i in (*before, index)), witness=True, decision=decision.name, row=index,
    )  # fmt: skip


# --- a better mark never hurts ---------------------------------------------------------------------------------


def marks(setting: ProofSetting, polarities: Polarities) -> Iterator[tuple[str, Polarity]]:
    facts = setting.regulation.facts
    return (
        (name, p) for name, p in polarities.items() if facts[name].type.unit == "mark" and p is not Polarity.CONSTANT
    )


def _rights(setting: ProofSetting) -> Iterator[Lemma]:
    for name in rights(setting.regulation):
        for fact, polarity in marks(setting, setting.typing.definition(name)):
            yield _right(setting.regulation, name, fact, polarity)


def rights(regulation: Regulation) -> tuple[str, ...]:
    """Requirements, their groups, and what these ask for (never what they exclude); deepest levels first."""
    found = [d.name for d in regulation.definitions.values() if d.role in ("requirement", "group")]
    for name in found:
        found += [other for other in dict.fromkeys(_asked(regulation.definitions[name].node)) if other not in found]
    held = [name for name in found if regulation.definitions[name].node.type.kind is Kind.BOOL]
    return tuple(sorted(held, key=lambda name: -len(regulation.path(regulation.definitions[name].level))))


def _asked(node: Node) -> Iterator[str]:
    """Definitions that stand in a condition without a negation around them."""
    match node:
        case DefinitionUse(name=name):
            yield name
        case Logic(operands=operands):
            for part in operands:
                yield from _asked(part)
        case Aggregate(function="all" | "any" | "count", of=of) | Pick(of=of):
            yield from _asked(of)
        case Choose():
            yield from _asked(node.then)
            yield from _asked(node.otherwise)
        case _:
            return


def _right(regulation: Regulation, name: str, fact: str, polarity: Polarity) -> Lemma:
    definition = regulation.definitions[name]

    def lost(copies: Sequence[Translation], spot: Spot) -> Truth:
        before, after = (copy.truth(definition.node, spot) for copy in copies)
        return symbols.conjunction([before, symbols.negation(after)])

    def confirmed(replay: Replayer, persons: Sequence[PersonFacts], spot: Spot) -> bool:
        before, after = (replay.truth(name, person, spot) for person in persons)
        return before.certain and not after.possible

    return Lemma(
        "monotonicity", name, definition.level, say.NEVER_HURTS, say.MARK_HURTS, {"subject": name, "fact": fact},
        definition.place, lost, confirmed, (definition.node,), family=fact, polarity=polarity,
    )  # fmt: skip


def _ranks(setting: ProofSetting, decision: DecisionTable) -> Iterator[Lemma]:
    """Only where the text says that the best comes first: nothing else in a table says which row is better."""
    if decision.best_first:
        own = [setting.typing.of(row.condition) for row in decision.rows]
        for fact, polarity in marks(setting, join(own)):
            yield _rank(decision, fact, polarity)


def _rank(decision: DecisionTable, fact: str, polarity: Polarity) -> Lemma:
    def lower(copies: Sequence[Translation], spot: Spot) -> Truth:
        before, after = ([copy.truth(row.condition, spot) for row in decision.rows] for copy in copies)
        ways = (
            symbols.conjunction([before[i], *(symbols.negation(after[j]) for j in range(i + 1))])
            for i in range(len(before))
        )
        return symbols.disjunction(ways)

    def confirmed(replay: Replayer, persons: Sequence[PersonFacts], spot: Spot) -> bool:
        before, after = (replay.rows(decision, person, spot) for person in persons)
        held = next((i for i, truth in enumerate(before) if truth.certain), None)
        return held is not None and not any(truth.possible for truth in after[: held + 1])

    return Lemma(
        "monotonicity", decision.name, decision.level, say.NEVER_LOWERS, say.MARK_MOVES_DOWN,
        {"subject": decision.name, "fact": fact}, decision.place, lower, confirmed, _roots(decision), family=fact,
        polarity=polarity, decision=decision.name,
    )  # fmt: skip


# --- the direction of one definition --------------------------------------------------------------------------------


def direction(setting: ProofSetting, name: str, fact: str, polarity: Polarity) -> Lemma:
    """Whether one definition moves in one direction only with a fact, whatever the definitions it uses."""
    definition = setting.regulation.definitions[name]

    def against(copies: Sequence[Translation], spot: Spot) -> Truth:
        low, high = (copy.value(definition.node, spot) for copy in copies)
        if polarity is Polarity.DECREASING:
            low, high = high, low
        if isinstance(low, Quantity) and isinstance(high, Quantity):
            return symbols.compare(">", low, high, copies[1].flatten)
        return symbols.conjunction([cast(Truth, low), symbols.negation(cast(Truth, high))])

    return Lemma(
        "monotonicity",
        name,
        definition.level,
        say.NEVER_HURTS,
        say.MARK_HURTS,
        {"subject": name, "fact": fact},
        definition.place,
        against,
        lambda replay, persons, spot: False,
        (definition.node,),
        family=fact,
    )
