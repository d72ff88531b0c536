"""A cohort, evaluated over blocks of persons in integers only. The rules below bind the single evaluator as well.

**Values.** A number is a span, `low` to `high`, each end perhaps without bound. A truth value is `certain` (it
holds whatever comes) and `possible` (it may hold). A choice is the set of the names it may take. An unknown fact is
all that its type allows. Arithmetic and comparisons are those of intervals; `==` is certain when both sides are one
same value. Where a condition or a subject is open, the result is the hull of the branches that may be taken.

**Aggregates.** Each item is kept surely, kept perhaps (`where` is open) or not kept. On a recorded level where
`open` is possible and fewer than `most` rows are there, unseen items may come, `room` of them (`most` less the rows
there, over every parent instance; without bound when there is no `most`), each kept perhaps, each any value of the
type of `of`.

- all: certain when no unseen item may come and every item kept perhaps or surely is certain; possible unless an
  item kept surely is impossible. any: the dual.
- count: at least the items surely kept and certain; at most those that may be kept and are possible, and the room.
- sum: an item kept perhaps adds `min(low, 0)` to `max(high, 0)`; unseen items add `room` times the same of their
  type.
- min: with an item surely kept, from the least low of those that may be kept (unseen: the least of the type) to the
  least high of those surely kept. Otherwise the hull of those that may be kept, of the type when unseen items may
  come, and of `empty`. max: the dual.
- mean, weighted_mean: items whose weight cannot exceed 0 are left out. The firm items (surely kept, weight settled)
  have an exact mean of lows and of highs. The result is the hull of that mean, of every other item that may be
  kept, of the type when unseen items may come, and of `empty` unless some surely kept item surely has a weight.
- best_mean of k: the hull of the best mean of those surely kept; when others may be kept: of the best mean of all
  highs if k are surely kept, else of the others' lows up to the greatest high; when unseen items may come: of the
  greatest high and of the greatest of the type if k are surely kept, else of the type; of `empty` when none is
  surely kept.
- latest: the hull of the items that may be kept and are not surely before an item surely kept (on the same day the
  one written last prevails), of the type when unseen items may come, and of `empty` when none is surely kept.

**Decisions.** unique: a row is certain or possible as its condition is. first: rows are taken in runs, a rule row
alone or jury rows on end; a row is certain when its condition is and no row of an earlier run is possible, and
possible when its condition is and no row of an earlier run is certain. `DecisionUse` on an option is certain when one
rule row of that option is all that is certain and all that is possible; possible when such a row is possible and no
other is certain.

**How.** `cohort_plain` compiles what it can into steps for persons whose facts are known; `cohort_general` serves
the persons these leave out and the definitions they cannot express; the few for whom a product or a mean has an end
without bound go one at a time through `single`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import local
from typing import Any

import numpy as np

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.cohort_constants import Constants, SharedValue
from parchemin.regulation.evaluation.cohort_general import ApplicableRows, General
from parchemin.regulation.evaluation.cohort_levels import Block, LevelTree
from parchemin.regulation.evaluation.cohort_operands import Operand, Ref
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome, Column, SettledValues, SingleOutcomes, Spans
from parchemin.regulation.evaluation.cohort_plain import Lowering
from parchemin.regulation.evaluation.cohort_program import Frame
from parchemin.regulation.evaluation.cohort_spans import Array, ChoiceBits, UnboundedEnd, Values
from parchemin.regulation.evaluation.facts import Cohort, person_of, storage
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import Outcome, Verdict
from parchemin.regulation.meaning.graph import Kind, Regulation, Value

SCRATCH = 2_000_000  # bytes of one block's scratch: it stays in a core's own cache
BLOCK = 8192
GENERAL_BLOCK = 2048
KEPT = 16  # bound forms of one plan


def evaluate_cohort(
    regulation: Regulation,
    cohort: Cohort,
    figures: Mapping[str, Value] | None = None,
    wanted: Sequence[str] | None = None,
    threads: int = 1,
) -> CohortOutcome:
    """Every definition and decision of the cohort's root, or those `wanted` and what they need.

    `figures` overrides parameters and readings. Refused when a calculation could leave 64-bit integers.
    """
    return compile_cohort(regulation, cohort.root, wanted).run(cohort, figures, threads)


def compile_cohort(regulation: Regulation, root: str, wanted: Sequence[str] | None = None) -> Plan:
    """A plan for the cohorts of one root, to be run as often as wanted. Refused when its numbers are too wide."""
    named = dict.fromkeys(regulation.order) if wanted is None else dict.fromkeys(wanted)
    names = tuple(
        name for name in named if _root_of(regulation, name) == root and _kind(regulation, name) is not Kind.TEXT
    )
    plan = Plan(regulation, root, names)
    plan.bound({}, _usual_columns(regulation, root))
    return plan


def _level(regulation: Regulation, name: str) -> str:
    return (regulation.definitions.get(name) or regulation.decisions[name]).level


def _root_of(regulation: Regulation, name: str) -> str:
    level = _level(regulation, name)
    return regulation.root_of(level) if level else ""


def _kind(regulation: Regulation, name: str) -> Kind | None:
    return None if name in regulation.decisions else regulation.definitions[name].node.type.kind


def _usual_columns(regulation: Regulation, root: str) -> dict[str, np.dtype[Any]]:
    facts = (f for f in regulation.facts.values() if f.type.kind is not Kind.TEXT)
    return {
        f.name: storage(f)
        for f in facts
        if regulation.root_of(f.level) == root and regulation.levels[f.level].kind == "listed"
    }


@dataclass(frozen=True)
class BoundPlan:
    """A plan with its figures in place, for cohorts with the same columns."""

    lowering: Lowering
    plain: Mapping[str, Operand]
    general: tuple[str, ...]
    block: int


@dataclass
class Plan:
    """What to compute for the cohorts of one root."""

    regulation: Regulation
    root: str
    names: tuple[str, ...]
    choices: ChoiceBits = field(default_factory=ChoiceBits)
    _bound: dict[object, BoundPlan] = field(default_factory=dict)

    def run(self, cohort: Cohort, figures: Mapping[str, Value] | None = None, threads: int = 1) -> CohortOutcome:
        """Evaluate a cohort. With more than one thread, blocks are shared out (NumPy works outside the lock)."""
        given = dict(figures or {})
        bound = self.bound(given, {name: array.dtype for name, array in cohort.listed.items()})
        task = _Task(self, cohort, self.regulation.values() | given, bound)
        return task.outcome(threads)

    def bound(self, figures: Mapping[str, Value], columns: Mapping[str, np.dtype[Any]]) -> BoundPlan:
        key = (tuple(sorted(figures.items())), tuple(sorted((n, d.str) for n, d in columns.items())))
        if key not in self._bound:
            if len(self._bound) >= KEPT:  # a sweep of figures goes on and on
                self._bound.clear()
            self._bound[key] = self._bind(self.regulation.values() | dict(figures), columns)
        return self._bound[key]

    def _bind(self, figures: Mapping[str, Value], columns: Mapping[str, np.dtype[Any]]) -> BoundPlan:
        tree = LevelTree(self.regulation, self.root)
        nobody = Block(tree, Cohort(self.root, [""], {}, {}), slice(0, 1), 1)
        general = General(self.regulation, figures, self.choices, nobody)
        constants = Constants(self.regulation, tree, general, columns)
        lowering = Lowering(self.regulation, tree, constants, columns)
        found = {name: lowering.outcome(name) for name in self.names}
        plain = {name: operand for name, operand in found.items() if operand is not None}
        slots = {
            name: (operand.slot, tree.size(_level(self.regulation, name)))
            for name, operand in plain.items()
            if isinstance(operand, Ref)
        }
        lowering.program.close(slots)
        block = max(512, min(BLOCK, SCRATCH // max(1, sum(lowering.program.pieces)) // 64 * 64))
        return BoundPlan(lowering, plain, tuple(name for name, operand in found.items() if operand is None), block)


@dataclass
class _Task:
    """One run of a plan."""

    plan: Plan
    cohort: Cohort
    figures: Mapping[str, Value]
    bound: BoundPlan

    def __post_init__(self) -> None:
        self.regulation = self.plan.regulation
        self.tree = self.bound.lowering.tree
        self.names = self.plan.choices

    def outcome(self, threads: int) -> CohortOutcome:
        columns = {name: self._column(name) for name in self.plan.names}
        exceptional = self._plain(columns, threads)
        if len(exceptional):
            few = [exceptional[i : i + GENERAL_BLOCK] for i in range(0, len(exceptional), GENERAL_BLOCK)]
            self._general(columns, [n for n, o in self.bound.plain.items() if isinstance(o, Ref)], few)
        if self.bound.general:
            size = len(self.cohort)
            blocks = [slice(i, min(i + GENERAL_BLOCK, size)) for i in range(0, size, GENERAL_BLOCK)]
            self._general(columns, self.bound.general, blocks)
        return CohortOutcome(columns, self.cohort.ids, len(exceptional))

    def _column(self, name: str) -> Column:
        level = _level(self.regulation, name)
        recorded = self.tree.is_recorded(level)
        members = 0 if recorded else self.tree.size(level)
        table = self.cohort.rows.get(level)
        rows = None if not recorded else np.zeros(0, np.int64) if table is None else table.person
        return Column(name, level, _kind(self.regulation, name), members, self.names, len(self.cohort), rows)

    # --- plain -----------------------------------------------------------------------------------------------------

    def _plain(self, columns: Mapping[str, Column], threads: int) -> Array:
        """Fill the columns the plain program gives; returns the persons it could not serve."""
        size, results = len(self.cohort), dict[str, Array]()
        for name, operand in self.bound.plain.items():
            column = columns[name]
            if isinstance(operand, Ref):
                results[name] = np.empty((column.members, size), operand.dtype)
                column.pieces.append(self._plain_piece(column, operand, results[name]))
            else:
                column.pieces.append(self._fixed_piece(column, operand))
        blocks = [slice(i, min(i + self.bound.block, size)) for i in range(0, size, self.bound.block)]
        if not results or not blocks:
            return np.zeros(0, np.int64)
        run = self._runner(results)
        if threads > 1 and len(blocks) > 1:
            with ThreadPoolExecutor(threads) as pool:
                found = list(pool.map(run, blocks))
        else:
            found = [run(block) for block in blocks]
        return np.concatenate(found)

    def _runner(self, results: Mapping[str, Array]) -> Callable[[slice], Array]:
        program, columns = self.bound.lowering.program, self.cohort.listed
        bind, steps, copies = program.binder(), [step.run for step in program.steps], list(program.copies.items())
        own = local()

        def run(persons: slice) -> Array:
            size = persons.stop - persons.start
            frame: Frame | None = getattr(own, "frame", None)
            if frame is None or len(frame.exceptional) != size:
                frame = own.frame = program.frame(size)
            bind(frame, columns, results, persons)
            for step in steps:
                step(frame)
            for name, slot in copies:
                np.copyto(results[name][:, persons], frame.slots[slot])
            if not frame.hurt:
                return np.zeros(0, np.int64)
            found: Array = np.flatnonzero(frame.exceptional) + persons.start
            frame.exceptional[:] = frame.hurt = False
            return found

        return run

    def _plain_piece(self, column: Column, ref: Ref, array: Array) -> SettledValues:
        everyone = slice(0, len(self.cohort))
        if column.kind is Kind.CHOICE:
            return SettledValues(
                everyone, array, column.kind, (1,), tuple(map(self.names.bit, ref.choices)), ref.choices
            )
        return SettledValues(everyone, array, column.kind, ref.den)

    def _fixed_piece(self, column: Column, fixed: SharedValue) -> Spans:
        value: Values = self.bound.lowering.constants.general.definition(column.name)
        size = len(self.cohort)
        return Spans(slice(0, size), size, column.members, value, self.names)

    # --- general ---------------------------------------------------------------------------------------------------

    def _general(self, columns: Mapping[str, Column], names: Sequence[str], blocks: Sequence[slice | Array]) -> None:
        for persons in blocks:
            size = persons.stop - persons.start if isinstance(persons, slice) else len(persons)
            self._general_block(columns, names, persons, size)

    def _general_block(
        self, columns: Mapping[str, Column], names: Sequence[str], persons: slice | Array, size: int
    ) -> None:
        block = Block(self.tree, self.cohort, persons, size)
        general = General(self.regulation, self.figures, self.names, block)
        for name in names:
            column = columns[name]
            try:
                value: Values | ApplicableRows = (
                    general.decision(name) if column.kind is None else general.definition(name)
                )
            except UnboundedEnd as beyond:
                self._split(columns, names[names.index(name) :], persons, size, beyond.persons)
                return
            rows = block.rows(column.level) if self.tree.is_recorded(column.level) else None
            column.pieces.append(Spans(persons, size, column.members, value, self.names, rows))

    def _split(
        self, columns: Mapping[str, Column], names: Sequence[str], persons: slice | Array, size: int, apart: Array
    ) -> None:
        """The persons that need exact Python one at a time, and the rest as before."""
        index = np.arange(persons.start, persons.stop) if isinstance(persons, slice) else persons
        mask = np.broadcast_to(apart, (size,))
        people = [
            evaluate(self.regulation, person_of(self.regulation, self.cohort, int(i)), self.figures)
            for i in index[mask]
        ]
        for name in names:
            level = columns[name].level
            outcomes = [[_outcome(p.of(name, i)) for i in range(p.count(level))] for p in people]
            columns[name].pieces.append(SingleOutcomes(index[mask], outcomes))
        if not mask.all():
            self._general_block(columns, names, index[~mask], int((~mask).sum()))


def _outcome(value: Any) -> Outcome:
    return value if isinstance(value, Verdict) else exact.outcome(value)
