"""Whatever the graph and whatever the records, the cohort evaluator and the single one say the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Literal
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parchemin.regulation.evaluation import cohort, cohort_spans
from parchemin.regulation.evaluation.cohort_outcome import Column, ColumnBounds
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts, cohort_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.meaning import graph as g

WORDS = ("red", "green", "blue")
MARK = g.Type(g.Kind.NUMBER, "mark", Fraction(0), Fraction(20), Fraction(1, 100))
SIGNED = g.Type(g.Kind.NUMBER, "", Fraction(-6), Fraction(6), Fraction(1, 2))
WEIGHT = g.Type(g.Kind.NUMBER, "", Fraction(0), Fraction(5), Fraction(1))
ANY = g.Type(g.Kind.NUMBER, "", None, None, Fraction(1))
DIVISOR = g.Type(g.Kind.NUMBER, "", Fraction(1), Fraction(4), Fraction(1))
DAY = g.Type(g.Kind.DATE)
COLOUR = g.Type(g.Kind.CHOICE, choices=WORDS)
LOOSE = g.Type(g.Kind.NUMBER, "", Fraction(-40), Fraction(60))
FACTS = {"bool": g.BOOL, "mark": MARK, "signed": SIGNED, "weight": WEIGHT, "any": ANY, "day": DAY, "colour": COLOUR}
FACTS["divisor"] = DIVISOR
NUMBERS = ("mark", "mark", "signed", "weight", "any")
PARENT = {"r": "", "a": "r", "b": "a", "s": "b", "x": "b", "y": "r"}
DEADLINES = {
    "soon": g.Deadline("soon", "", 3, "working", roll="working"),
    "before": g.Deadline("before", "", 1, "months", before=True),
}
FUNCTIONS: tuple[g.AggregateFunction, ...] = (
    "count", "sum", "min", "max", "mean", "weighted_mean", "best_mean", "latest",
)  # fmt: skip
type Operator = Literal["<", "<=", "==", "!=", ">=", ">"]
RECORDED = ("x", "y")
FIGURES = [
    g.Constant(level="", type=g.Type(g.Kind.NUMBER), value=Fraction(value)) for value in (1, 2, 3)
]  # how many of the best


def member(key: str, parent: int, name: str = "") -> g.LevelMember:
    return g.LevelMember(key, name or key, key, parent)


def levels(open_x: g.Node | None, open_y: g.Node | None, most: int | None) -> dict[str, g.Level]:
    """Two uneven groups whose members are not contiguous, and one group without members."""
    bs = [("b0", 0), ("b1", 1), ("b2", 0), ("b3", 1), ("b4", 0)]
    sessions = tuple(member(f"{b}/{n}", i, n) for i, (b, _) in enumerate(bs) for n in "12")
    return {
        "r": g.Level("r", "", "listed", (member("r", -1),)),
        "a": g.Level("a", "r", "listed", tuple(member(f"a{i}", 0) for i in range(3))),
        "b": g.Level("b", "a", "listed", tuple(member(b, p) for b, p in bs)),
        "s": g.Level("s", "b", "listed", sessions, repeated=True),
        "x": g.Level("x", "b", "recorded", open=open_x, most=4),
        "y": g.Level("y", "r", "recorded", open=open_y, most=most),
    }


class Graphs:
    """Random typed graphs over one small tree."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.definitions: dict[str, g.Definition] = {}
        self.decisions: dict[str, g.DecisionTable] = {}
        self.order: list[str] = []
        self.facts = {
            f"{level}.{kind}": g.Fact(f"{level}.{kind}", level, type_, self._missing(kind))
            for level in PARENT
            for kind, type_ in FACTS.items()
        }

    def _missing(self, kind: str) -> g.Value | None:
        if self.random.random() < 0.6:
            return None
        values: dict[str, g.Value] = {"bool": False, "colour": "red", "day": 740000}
        return values.get(kind, Fraction(3))

    def regulation(self) -> g.Regulation:
        opens = [None if self.random.random() < 0.4 else self.opening(level) for level in ("b", "r")]
        most = None if self.random.random() < 0.3 else 5
        for i in range(self.random.randint(3, 7)):
            level = self.random.choice(list(PARENT))
            make = self.random.choice([self.truth, self.number, self.number, self.colour, self.day])
            name = f"{level}.d{i}"
            self.definitions[name] = g.Definition(name, level, make(level, 3), "")
            self.order.append(name)
            if self.random.random() < 0.4:
                self.decide(f"{level}.e{i}", level)
        data = {"b.ects": tuple(Fraction(self.random.randint(0, 5)) for _ in range(5))}
        data["s.share"] = tuple(Fraction(self.random.randint(1, 6), self.random.choice([1, 2, 3])) for _ in range(10))
        parameters = {"cut": g.Parameter("cut", MARK, Fraction(self.random.randint(0, 40), 2))}
        return g.Regulation(
            "t", "t", "en", "2026-01-01", levels(opens[0], opens[1], most), self.facts, parameters, {}, data,
            {"b.ects": WEIGHT, "s.share": g.Type(g.Kind.NUMBER, "", Fraction(0), Fraction(9))},
            self.definitions, self.decisions, DEADLINES, (), (), {}, tuple(self.order), "",
        )  # fmt: skip

    def opening(self, level: str) -> g.Node:
        """Whether rows may still come: never by way of the rows."""
        right = g.Constant(level="", type=MARK, value=Fraction(10))
        return g.Compare(level=level, type=g.BOOL, operator="<", left=self.fact(level, "mark"), right=right)

    def decide(self, name: str, level: str) -> None:
        rows = tuple(
            g.DecisionRow(self.random.choice("pqr"), self.truth(level, 1), "", self.random.choice(["rule", "jury"]))
            for _ in range(self.random.randint(1, 5))
        )
        self.decisions[name] = g.DecisionTable(name, level, self.random.choice(["unique", "first"]), rows)
        self.order.append(name)

    # --- leaves --------------------------------------------------------------------------------------------------

    def above(self, level: str) -> str:
        path = [level]
        while PARENT[path[-1]]:
            path.append(PARENT[path[-1]])
        return self.random.choice(path)

    def fact(self, level: str, kind: str) -> g.Node:
        at = self.above(level)
        return g.FactUse(level=at, type=FACTS[kind], name=f"{at}.{kind}")

    def defined(self, level: str, kind: g.Kind) -> g.Node | None:
        path = {self.above(level) for _ in range(4)}
        fitting = [d for d in self.definitions.values() if d.level in path and d.node.type.kind is kind]
        if not fitting:
            return None
        found = self.random.choice(fitting)
        return g.DefinitionUse(level=found.level, type=found.node.type, name=found.name)

    def below(self, level: str) -> list[str]:
        def under(deep: str) -> bool:
            while PARENT[deep]:
                deep = PARENT[deep]
                if deep == level:
                    return True
            return False

        return [deep for deep in PARENT if under(deep)]

    # --- nodes ---------------------------------------------------------------------------------------------------

    def number(self, level: str, depth: int) -> g.Node:
        if depth == 0 or self.random.random() < 0.15:
            return self.plain_number(level)
        r = self.random
        choice = r.randint(0, 9)
        if choice <= 4 and self.below(level):
            return self.aggregate(level, depth)
        if choice == 5:
            modes: list[g.Rounding] = ["half-up", "half-even", "down", "up"]
            step = Fraction(1, r.choice([1, 2, 10]))
            return g.Round(level=level, type=LOOSE, of=self.number(level, depth - 1), step=step, mode=r.choice(modes))
        if choice == 6:
            operands = tuple(self.number(level, depth - 1) for _ in range(r.randint(2, 3)))
            return g.Extreme(level=level, type=LOOSE, function=r.choice(["min", "max"]), operands=operands)
        if choice == 7:
            return self.branch(level, depth, self.number, LOOSE)
        operators: list[Literal["+", "-", "*", "/"]] = ["+", "-", "*", "/"]
        operator = r.choice(operators)
        right = self.number(level, depth - 1)
        if operator == "/":
            right = g.Constant(level="", type=LOOSE, value=Fraction(r.choice([-3, 2, 7]), r.choice([1, 4])))
            if r.random() < 0.3:
                right = self.fact(level, "divisor")
        if operator == "*":
            right = g.Constant(level="", type=LOOSE, value=Fraction(r.randint(-3, 3), r.choice([1, 3])))
            if r.random() < 0.3:
                left, right = self.fact(level, "mark"), self.fact(level, "signed")
                return g.Arithmetic(level=level, type=LOOSE, operator="*", left=left, right=right)
        return g.Arithmetic(level=level, type=LOOSE, operator=operator, left=self.number(level, depth - 1), right=right)

    def plain_number(self, level: str) -> g.Node:
        r = self.random.random()
        if r < 0.15:
            return g.Constant(
                level="", type=LOOSE, value=Fraction(self.random.randint(-20, 40), self.random.choice([1, 2, 3]))
            )
        if r < 0.25:
            return g.ParameterUse(level="", type=MARK, name="cut")
        if r < 0.35 and level in ("b", "s", "x"):
            return g.DatumUse(level="b", type=WEIGHT, name="b.ects")
        if r < 0.5 and (found := self.defined(level, g.Kind.NUMBER)):
            return found
        return self.fact(level, self.random.choice(NUMBERS))

    def branch(self, level: str, depth: int, make: Callable[[str, int], g.Node], type_: g.Type) -> g.Node:
        if self.random.random() < 0.3 and level == "b":
            of = make("s", depth - 1)
            return g.Pick(level="b", type=type_, over="s", member=self.random.choice("12"), of=of)
        if self.random.random() < 0.4:
            named = self.random.sample(WORDS, self.random.randint(1, 3))
            cases = tuple((name, make(level, depth - 1)) for name in named)
            otherwise = make(level, depth - 1) if len(cases) < 3 else None
            return g.Switch(level=level, type=type_, subject=self.colour(level, 1), cases=cases, otherwise=otherwise)
        parts = make(level, depth - 1), make(level, depth - 1)
        return g.Choose(
            level=level, type=type_, condition=self.truth(level, depth - 1), then=parts[0], otherwise=parts[1]
        )

    def aggregate(self, level: str, depth: int) -> g.Node:
        r = self.random
        over = r.choice(self.below(level))
        function = r.choice(FUNCTIONS)
        of = self.truth(over, depth - 1) if function == "count" else self.number(over, depth - 1)
        if function == "best_mean":
            of = self.fact(over, r.choice(["mark", "signed", "weight"]))
        weight = None
        if function == "weighted_mean" or (function == "best_mean" and r.random() < 0.4):
            weight = self.fact(over, "weight")
            if over in ("b", "s") and r.random() < 0.7:
                weight = g.DatumUse(level=over, type=WEIGHT, name="b.ects" if over == "b" else "s.share")
        by = None
        if function == "latest":
            by = self.fact(over, r.choice(["day", "mark"]))
        where = self.truth(over, 1) if r.random() < 0.4 else None
        empty = None if function in ("count", "sum") else self.plain_number(level)
        best = FIGURES[r.randint(0, 2)] if function == "best_mean" else None
        drop = function == "best_mean" and r.random() < 0.3
        return g.Aggregate(
            level=level, type=LOOSE, function=function, over=over, of=of, weight=weight, where=where, by=by, best=best,
            drop=drop, empty=empty,
        )  # fmt: skip

    def truth(self, level: str, depth: int) -> g.Node:
        r = self.random
        if depth == 0 or r.random() < 0.2:
            found = self.defined(level, g.Kind.BOOL) if r.random() < 0.3 else None
            return found or self.fact(level, "bool")
        choice = r.randint(0, 8)
        if choice == 0:
            return g.Not(level=level, type=g.BOOL, operand=self.truth(level, depth - 1))
        if choice == 1:
            operands = tuple(self.truth(level, depth - 1) for _ in range(r.randint(2, 3)))
            return g.Logic(level=level, type=g.BOOL, operator=r.choice(["and", "or"]), operands=operands)
        if choice == 2 and self.below(level):
            over = r.choice(self.below(level))
            where = self.truth(over, 1) if r.random() < 0.5 else None
            return g.Aggregate(level=level, type=g.BOOL, function=r.choice(["all", "any"]), over=over,
                               of=self.truth(over, depth - 1), where=where)  # fmt: skip
        if choice == 3:
            return self.branch(level, depth, self.truth, g.BOOL)
        if choice == 4 and (made := self.decided(level)):
            return made
        make = r.choice([self.number, self.number, self.number, self.day, self.colour, self.truth])
        operators: list[Operator] = ["==", "!=", "<", "<=", ">=", ">"]
        operators = operators[:2] if make in (self.colour, self.truth) else operators
        left, right = make(level, depth - 1), make(level, depth - 1)
        return g.Compare(level=level, type=g.BOOL, operator=r.choice(operators), left=left, right=right)

    def decided(self, level: str) -> g.Node | None:
        at = self.above(level)
        fitting = [d for d in self.decisions.values() if d.level == at]
        if not fitting:
            return None
        found = self.random.choice(fitting)
        return g.DecisionUse(level=at, type=g.BOOL, decision=found.name, option=self.random.choice("pqr"))

    def colour(self, level: str, depth: int) -> g.Node:
        if depth > 1 and self.random.random() < 0.5:
            return self.branch(level, depth, self.colour, COLOUR)
        if self.random.random() < 0.3:
            return g.Constant(level="", type=COLOUR, value=self.random.choice(WORDS))
        return self.fact(level, "colour")

    def day(self, level: str, depth: int) -> g.Node:
        if depth > 1 and self.random.random() < 0.4:
            return self.branch(level, depth, self.day, DAY)
        if self.random.random() < 0.2:
            return g.Constant(level="", type=DAY, value=740002)
        if depth > 0 and self.random.random() < 0.4:
            deadline = self.random.choice(list(DEADLINES))
            return g.DueDate(level=level, type=DAY, deadline=deadline, start=self.day(level, depth - 1))
        return self.fact(level, "day")


def value_of(random: Random, kind: str, unknown: float) -> g.Value | None:
    if random.random() < unknown:
        return None
    values: dict[str, Callable[[], g.Value]] = {
        "bool": lambda: random.random() < 0.6,
        "mark": lambda: Fraction(random.choice([0, 700, 1000, 1000, 2000, random.randint(0, 2000)]), 100),
        "signed": lambda: Fraction(random.randint(-12, 12), 2),
        "weight": lambda: Fraction(random.randint(0, 5)),
        "divisor": lambda: Fraction(random.randint(1, 4)),
        "any": lambda: Fraction(random.choice([0, 3, -7, 10**12 if random.random() < 0.02 else 10])),
        "day": lambda: 740000 + random.randint(0, 4),
        "colour": lambda: random.choice(WORDS),
    }
    return values[kind]()


def persons(regulation: g.Regulation, seed: int, count: int, unknown: float) -> list[PersonFacts]:
    random = Random(seed)
    return [person(regulation, random, f"p{i}", unknown if random.random() < 0.7 else 0) for i in range(count)]


def person(regulation: g.Regulation, random: Random, name: str, unknown: float) -> PersonFacts:
    listed = {
        fact.name: {
            m.key: value_of(random, fact.name.split(".")[1], unknown) for m in regulation.levels[fact.level].members
        }
        for fact in regulation.facts.values()
        if fact.level not in RECORDED and random.random() < 0.95
    }
    rows = {}
    for level in RECORDED:
        parents = [m.key for m in regulation.levels[PARENT[level]].members]
        rows[level] = [
            RowFacts(random.choice(parents), f"n{i}", {f"{level}.{k}": value_of(random, k, unknown) for k in FACTS})
            for i in range(random.randint(0, 4))
        ]
    return PersonFacts("r", name, listed, rows)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    unknown=st.sampled_from([0.0, 0.1, 0.5]),
    block=st.sampled_from([2, cohort.GENERAL_BLOCK]),
    common=st.sampled_from([1, cohort_spans.COMMON]),
)
def test_a_cohort_and_each_of_its_persons_alone_come_out_the_same(
    seed: int, unknown: float, block: int, common: int
) -> None:
    """However the cohort is cut, and whether or not means are brought to one denominator."""
    regulation = Graphs(seed).regulation()
    people = persons(regulation, seed + 1, 5, unknown)

    with patch.object(cohort, "GENERAL_BLOCK", block), patch.object(cohort_spans, "COMMON", common):
        outcome = cohort.evaluate_cohort(regulation, cohort_of(regulation, "r", people))

    assert tuple(outcome) == regulation.order
    for i, one in enumerate(people):
        alone = evaluate(regulation, one)
        for name in outcome:
            assert outcome[name].of(i) == list(alone.outcomes(name).values()), (name, i)
            assert exported(outcome[name], i) == outcome[name].of(i), (name, i)


def exported(column: Column, person: int) -> list[Outcome]:
    """One person's outcomes, read from the arrays that are exported."""
    bounds = column.whole()
    if column.rows is None:
        columns = [np.broadcast_to(part, bounds.low.shape)[:, person] for part in bounds_of(bounds)]
    else:
        columns = [np.broadcast_to(part, bounds.low.shape)[column.rows == person] for part in bounds_of(bounds)]
    found: list[Outcome] = []
    for low, high, den, low_open, high_open in zip(*(part.tolist() for part in columns), strict=True):
        match column.kind:
            case None:
                found.append(Verdict(*(frozenset(i for i in range(9) if mask >> i & 1) for mask in (low, high))))
            case g.Kind.BOOL:
                found.append(Truth(bool(low), bool(high)))
            case g.Kind.CHOICE:
                found.append(ChoiceSpan(frozenset(name for name in column.names.index if low & column.names.bit(name))))
            case _:
                ends = (
                    None if is_open else Fraction(end, den) for end, is_open in ((low, low_open), (high, high_open))
                )
                found.append(Span(*ends))
    return found


def bounds_of(bounds: ColumnBounds) -> list[np.ndarray]:
    return [bounds.low, bounds.high, bounds.den, bounds.low_open, bounds.high_open]
