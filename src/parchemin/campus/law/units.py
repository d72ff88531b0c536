"""Something marked or credited, for one person: its mark, where that comes from, and its grade, decided here once.

A student's road, a transcript and what is supposed read the same grade: none of them decides it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import standing
from parchemin.campus.law.terms import Unit
from parchemin.campus.law.thresholds import limits_of
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.explanation.cones import cone

type State = Literal["yes", "no", "open"]
type Grade = Literal[
    "validated",
    "compensated",
    "eliminated",
    "exempted",
    "not_validated",
    "credited",
    "not_credited",
    "open",
    "marked",
]
WON = ("validated", "compensated", "exempted", "credited")


@dataclass(frozen=True, slots=True)
class UnitPortrait:
    """Something marked or credited, for one person. mark: exact ("12.5", "94/9"), settled, or the last that is
    (`so_far` says which); "" for none. session: the one that a settled mark comes from, "" where there is one only.

    validated, eliminated, exempted, second_right, second_registered: "" where the text does not say. shortfall: what
    the text calls falling too low. grade: all that in a word, as `grade_of` says; "credited" and "not_credited" of what
    has no mark and no validation, but credits that the text counts on a condition. threshold, floor: the marks at which
    it is acquired, and that must be passed.
    """

    unit: Unit
    mark: str
    so_far: str
    session: str
    grade: Grade
    validated: State | Literal[""]
    eliminated: State | Literal[""]
    shortfall: str
    exempted: State | Literal[""]
    second_right: State | Literal[""]
    second_registered: State | Literal[""]
    threshold: str
    floor: str
    floor_lost: bool
    second_article: str
    about: str
    article: str

    @property
    def settled(self) -> str:
        """The mark that nothing replaces any more."""
        return "" if self.so_far else self.mark


def grade_of(mark: str, threshold: str, validated: str, exempted: str = "", eliminated: str = "") -> Grade:
    """How something stands, in a word, by what the text says of it: "yes", "no", "open", "" where it says nothing.

    "compensated": acquired although its own mark does not reach the figure that acquires it. "marked": the text does
    not say whether it is acquired, and its mark is known; "open" while something is not.
    """
    if not validated:
        return "marked" if mark else "open"
    if exempted == "yes":
        return "exempted"
    if validated == "yes":
        return "compensated" if mark and threshold and Fraction(mark) < Fraction(threshold) else "validated"
    if validated == "no":
        return "eliminated" if eliminated == "yes" else "not_validated"
    return "open"


def truth(evaluation: Evaluation, name: str, key: str) -> State | Literal[""]:
    """A condition at a member; "" where the text has none."""
    found = standing(evaluation, name, key).state if name else ""
    return "" if found == "number" else found


def article_of(law: Law, name: str) -> str:
    """The article that a definition or a fact is written in; "" where the text has none."""
    declared = law.regulation.definitions.get(name) or law.regulation.facts.get(name)
    return declared.place.article if declared else ""


@lru_cache(maxsize=4096)
def marks_of(law: Law, unit: str) -> tuple[str, tuple[str, ...]]:
    """The mark of a unit, and the marks on the way to it (the first session's, the second's), in the order of the
    text."""
    found = law.units[unit]
    own = [
        d.name
        for d in law.regulation.definitions.values()
        if d.level == found.level and d.node.type.unit == "mark" and d.level != law.root
    ]
    named = [name for name in own if law.regulation.definitions[name].canonical.endswith(".mark")]
    main = named[0] if named else (found.mark if not found.slots else (own[-1] if own else ""))
    return main, tuple(name for name in own if name != main)


# --- one person ------------------------------------------------------------------------------------------------


def unit_of(evaluation: Evaluation, law: Law, unit: Unit) -> UnitPortrait:
    """A unit of the text, for one person."""
    mark, so_far = _mark(evaluation, law, unit)
    main, _ = marks_of(law, unit.name)
    limits = limits_of(law, unit.name, main)
    at_root = unit.level == law.root
    passes = limits.passes if _decides(law, limits.passes) else ""
    validation = passes if at_root else (law.validations.get(unit.level, "") or passes)
    failing = limits.fails if at_root else (law.named(unit.level, "eliminated") or limits.fails)

    def said(word: str) -> State | Literal[""]:
        return "" if at_root else truth(evaluation, law.named(unit.level, word), unit.key)

    shortfall = law.regulation.definitions[failing] if failing else None
    settled, validated, exempted = "" if so_far else mark, truth(evaluation, validation, unit.key), said("exempted")
    return UnitPortrait(
        unit=unit,
        mark=mark,
        so_far=so_far,
        session=unit.slots[said("second_session_retained") == "yes"][1] if settled and len(unit.slots) > 1 else "",
        grade=grade_of(settled, limits.threshold, validated, exempted, said("eliminated")),
        validated=validated,
        eliminated=truth(evaluation, failing, unit.key),
        shortfall=shortfall.label if shortfall else "",
        exempted=exempted,
        second_right=said("right_to_session_2"),
        second_registered=said("registered_for_session_2"),
        threshold=limits.threshold,
        floor=limits.floor,
        floor_lost=limits.floor_lost,
        second_article=article_of(law, law.named(unit.level, "right_to_session_2")) if not at_root else "",
        about=validation or failing,
        article=article_of(law, validation or failing) or unit.article,
    )


def _decides(law: Law, condition: str) -> bool:
    """Whether what the studies lead to hangs on a condition: else it is a remark, not what acquires a unit."""
    return any(condition in cone(law.regulation, name) for name in law.final_decisions)


def _mark(evaluation: Evaluation, law: Law, unit: Unit) -> tuple[str, str]:
    """The mark, and what it is called while another may still replace it."""
    main, on_the_way = marks_of(law, unit.name)
    if mark := standing(evaluation, main, unit.key).text if main else "":
        return mark, ""
    for name in reversed(on_the_way):
        if mark := standing(evaluation, name, unit.key).text:
            return mark, law.regulation.definitions[name].label
    return "", ""


def credited_of(evaluation: Evaluation, law: Law, unit: Unit, condition: str, *, named: bool) -> UnitPortrait:
    """Something that has no mark of its own, for one person. condition: on which it is acquired, or its credits are
    counted. named: the text calls the condition its validation."""
    acquired = truth(evaluation, condition, unit.key)
    said: dict[str, Grade] = {"yes": "credited", "no": "not_credited"}
    grade = grade_of("", "", acquired) if named else said.get(acquired, "open")
    article = article_of(law, condition) or unit.article
    return UnitPortrait(unit, "", "", "", grade, acquired, "", "", "", "", "", "", "", False, "", condition, article)
