"""An example is made short and plain, and stays the example that it was."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.verification.concretise import assignments, changes
from parchemin.regulation.verification.pruning import Persons, pruned
from parchemin.regulation.verification.structure import Tree
from tests.regulation.verification.law import law


def always() -> bool:
    return True


LAW = law("""
    ## §2 Règle

    ```règles
    étudiant.essai = tous(module.note >= 10)
    étudiant.rendu = étudiant.réponse > étudiant.demande
    ```
""")


def someone(marks: dict[str, Value | None], **facts: Value) -> PersonFacts:
    listed = {f"étudiant.{name}": {"étudiant": value} for name, value in facts.items()}
    return PersonFacts(
        "étudiant", "exemple", {"module.note": marks, **listed}, {"stage": [RowFacts("étudiant", "r1", {})]}
    )


def shortened(text: Regulation, persons: Persons, name: str, *, family: str = "") -> Persons:
    wanted = [evaluate(text, person).outcome(name) for person in persons]
    return pruned(
        text, persons, lambda ps: [evaluate(text, p).outcome(name) for p in ps] == wanted, always, family=family
    )


def marks_of(*values: str) -> dict[str, Value | None]:
    keys = [member.key for member in LAW.levels["module"].members]
    return {key: Fraction(value) for key, value in zip(keys, values, strict=True)}


def test_what_does_not_matter_is_left_out() -> None:
    (short,) = shortened(LAW, (someone(marks_of("10", "11", "12"), redoublements=Fraction(1)),), "étudiant.essai")

    assert set(short.listed) == {"module.note"}
    assert short.rows == {}


def test_marks_are_rounded_where_any_would_do() -> None:
    (short,) = shortened(LAW, (someone(marks_of("10.03", "10.03", "10.03")),), "étudiant.essai")

    assert set(short.listed["module.note"].values()) == {Fraction(10)}


def test_days_stand_after_the_text() -> None:
    old = {"demande": date(1950, 1, 3).toordinal(), "réponse": date(1950, 1, 4).toordinal()}
    (short,) = shortened(LAW, (someone({}, **old),), "étudiant.rendu")

    asked, answered = (short.listed[f"étudiant.{name}"]["étudiant"] for name in ("demande", "réponse"))
    assert isinstance(asked, int)
    assert isinstance(answered, int)
    assert asked >= date.fromisoformat(LAW.version).toordinal()
    assert answered == asked + 1


def test_only_the_marks_that_matter_differ_between_two_persons() -> None:
    before, after = someone(marks_of("8", "12", "12")), someone(marks_of("10", "13", "14"))

    short = shortened(LAW, (before, after), "étudiant.essai", family="module.note")

    first = LAW.levels["module"].members[0].key
    assert changes(LAW, Tree(LAW), *short) == [(f"module[{first}].note", "8", "10")]


def test_what_all_members_share_is_said_once() -> None:
    all_twelve_but_one = someone(marks_of("12", "12", "8"))
    last = LAW.levels["module"].members[-1].key

    said = assignments(LAW, Tree(LAW), PersonFacts("étudiant", "x", all_twelve_but_one.listed))

    assert said == [("module[*].note", "12"), (f"module[{last}].note", "8")]
