"""What a regulation's rules say of each fact, and the invented records that follow from it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np

from parchemin.records import demo
from parchemin.records.habits import Habits
from parchemin.regulation.evaluation.facts import unknown
from parchemin.regulation.meaning.graph import (
    BOOL,
    Aggregate,
    Compare,
    Constant,
    Deadline,
    Definition,
    DueDate,
    FactUse,
    Kind,
    Node,
    Not,
    ParameterUse,
    Regulation,
    Type,
)
from tests.records.programmes import DAY, MARK, WEIGHT, fact, school

HOURS = Type(Kind.NUMBER, "hours")


def use(regulation: Regulation, name: str) -> FactUse:
    found = regulation.facts[name]
    return FactUse(level=found.level, type=found.type, name=name)


def ruled(**nodes: Node) -> Regulation:
    regulation = school()
    extra = [fact("étudiant.déposé_le", DAY), fact("étudiant.fraude", BOOL, False), fact("module.choisi", BOOL, False)]
    return replace(
        regulation,
        facts={**regulation.facts, **{f.name: f for f in extra}},
        deadlines={"dépôt": Deadline("dépôt", "entrée", 10, "working")},
        definitions={
            f"étudiant.{name}": Definition(f"étudiant.{name}", node.level, node, "", "requirement")
            for name, node in nodes.items()
        },
    )


def rules() -> Regulation:
    bare = ruled()
    hours = use(bare, "expérience.heures")
    one = Constant(level="", type=WEIGHT, value=Fraction(1))
    return ruled(
        heures=Compare(
            level="étudiant",
            type=BOOL,
            operator=">=",
            left=Aggregate(level="étudiant", type=HOURS, function="sum", over="expérience", of=hours),
            right=Constant(level="", type=HOURS, value=Fraction(1365)),
        ),
        note=Compare(
            level="épreuve",
            type=BOOL,
            operator="<=",
            left=ParameterUse(level="", type=MARK, name="seuil"),
            right=use(bare, "épreuve.note"),
        ),
        sans_fraude=Not(level="étudiant", type=BOOL, operand=use(bare, "étudiant.fraude")),
        un_choix=Compare(
            level="étudiant",
            type=BOOL,
            operator="==",
            left=Aggregate(
                level="étudiant", type=WEIGHT, function="count", over="module", of=use(bare, "module.choisi")
            ),
            right=one,
        ),
        à_temps=Compare(
            level="étudiant",
            type=BOOL,
            operator="<=",
            left=use(bare, "étudiant.déposé_le"),
            right=DueDate(level="étudiant", type=DAY, deadline="dépôt", start=use(bare, "étudiant.entrée")),
        ),
    )


def test_the_rules_say_which_figures_and_answers_each_fact_meets() -> None:
    habits = Habits(rules())

    assert habits.near["épreuve.note"] == [(">=", Fraction(10))]
    assert habits.far["expérience.heures"] == [Fraction(1365)]
    assert habits.required == {"étudiant.fraude": False}
    assert habits.selected == {"module.choisi": 1}
    assert habits.due == {"étudiant.déposé_le": ("dépôt", "étudiant.entrée")}


def test_invented_facts_follow_the_rules_for_most_persons() -> None:
    listed = demo(rules(), 400, 1)["étudiant"].listed
    filed, entered = listed["étudiant.déposé_le"][0].astype(int), listed["étudiant.entrée"][0].astype(int)
    known = (filed != unknown(np.dtype(np.int32))) & (entered != unknown(np.dtype(np.int32)))

    assert (filed - entered)[known].max() < 25
    assert 0 < listed["étudiant.fraude"].sum() < 40
    assert (listed["module.choisi"].sum(axis=0) == 1).mean() > 0.8


def test_the_same_seed_tells_the_same_story_in_another_process() -> None:
    told = (
        "from parchemin.records import demo; from tests.records.test_habits import rules; import hashlib;"
        "c = demo(rules(), 50, 3)['étudiant'];"
        "print(hashlib.sha256(b''.join(a.tobytes() for a in c.rows['expérience'].facts.values())).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", told],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src:."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
