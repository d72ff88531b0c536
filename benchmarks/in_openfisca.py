"""The measured regulation as an OpenFisca system: one variable per mark, per module and per semester."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.oracle import SEMESTERS
from parchemin.regulation.evaluation.facts import Cohort

PERIOD = "2026"
MODULES = [(s, m) for s, ects in enumerate(SEMESTERS) for m in range(len(ects))]
Student = build_entity(key="student", plural="students", label="A student", is_person=True)


def system() -> Any:
    made = TaxBenefitSystem([Student])
    for index, (s, _) in enumerate(MODULES):
        for session in (1, 2):
            _add(made, f"mark_{index}_{session}", float, None)
            _add(made, f"registered_{index}_{session}", bool, None)
        _add(made, f"note_{index}", float, _note(index))
        _add(made, f"validated_{index}", bool, _validated(index, s))
    _add(made, "repeats", int, None)
    for s, ects in enumerate(SEMESTERS):
        own = [i for i, (semester, _) in enumerate(MODULES) if semester == s]
        _add(made, f"average_{s}", float, _average(own, ects))
        _add(made, f"semester_validated_{s}", bool, _all([f"validated_{i}" for i in own]))
        _add(made, f"semester_credits_{s}", int, _credits(own, ects))
        _add(made, f"result_{s}", int, _result(s, own))
    for y in range(3):
        _add(made, f"progression_{y}", int, _progression(y))
    _add(made, "credits", int, _total([f"semester_credits_{s}" for s in range(6)]))
    _add(made, "diploma", int, _diploma)
    _add(made, "distinction", int, _distinction)
    return made


def _add(made: Any, name: str, value: type, formula: Any) -> None:
    body: dict[str, Any] = {"value_type": value, "entity": Student, "definition_period": DateUnit.YEAR, "label": name}
    if formula is not None:
        body["formula"] = formula
    made.add_variable(type(name, (Variable,), body))


def _note(i: int) -> Any:
    def formula(student: Any, period: Any) -> Any:
        resit = student(f"registered_{i}_2", period)
        return np.where(resit, student(f"mark_{i}_2", period), student(f"mark_{i}_1", period))

    return formula


def _validated(i: int, s: int) -> Any:
    def formula(student: Any, period: Any) -> Any:
        note = student(f"note_{i}", period)
        return (note >= 10) + ((student(f"average_{s}", period) >= 10) * (note > 7))

    return formula


def _average(own: list[int], ects: tuple[int, ...]) -> Any:
    def formula(student: Any, period: Any) -> Any:
        return sum(student(f"note_{i}", period) * w for i, w in zip(own, ects, strict=True)) / sum(ects)

    return formula


def _all(names: list[str]) -> Any:
    return lambda student, period: reduce(np.logical_and, [student(name, period) for name in names])


def _total(names: list[str]) -> Any:
    return lambda student, period: sum(student(name, period) for name in names)


def _credits(own: list[int], ects: tuple[int, ...]) -> Any:
    return lambda student, period: sum(student(f"validated_{i}", period) * w for i, w in zip(own, ects, strict=True))


def _result(s: int, own: list[int]) -> Any:
    def formula(student: Any, period: Any) -> Any:
        straight = reduce(np.logical_and, [student(f"note_{i}", period) >= 10 for i in own])
        return np.where(straight, 1, np.where(student(f"semester_validated_{s}", period), 2, 4))

    return formula


def _progression(y: int) -> Any:
    def formula(student: Any, period: Any) -> Any:
        both = student(f"semester_validated_{2 * y}", period) * student(f"semester_validated_{2 * y + 1}", period)
        credits = student(f"semester_credits_{2 * y}", period) + student(f"semester_credits_{2 * y + 1}", period)
        jury = np.where(student("repeats", period) < 2, 12, 8)
        return np.where(both, 1, np.where(credits >= 45, 2, jury))

    return formula


def _diploma(student: Any, period: Any) -> Any:
    credits = student("credits", period)
    return np.where(credits == 180, 1, np.where(credits >= 150, 2, 4))


def _distinction(student: Any, period: Any) -> Any:
    average = sum(student(f"average_{s}", period) for s in range(6)) / 6
    by_average = np.where(average >= 16, 2, np.where(average >= 14, 4, np.where(average >= 12, 8, 16)))
    return np.where(student("credits", period) == 180, by_average, 1)


def inputs(made: Any, cohort: Cohort) -> Any:
    """A simulation holding the cohort's facts (the time this takes is not measured)."""
    simulation = SimulationBuilder().build_default_simulation(made, count=len(cohort))
    marks, registered = cohort.listed["session.note"], cohort.listed["session.inscrit"]
    for i in range(len(MODULES)):
        for session in (1, 2):
            row = 2 * i + session - 1
            simulation.set_input(f"mark_{i}_{session}", PERIOD, (marks[row] / np.float32(100)).astype(np.float32))
            simulation.set_input(f"registered_{i}_{session}", PERIOD, registered[row] == 1)
    simulation.set_input("repeats", PERIOD, cohort.listed["étudiant.redoublements"][0].astype(np.int32))
    return simulation


def outcomes(simulation: Any) -> dict[str, Any]:
    """The same decisions as the engine's, as bits of rows, and credits."""
    return {
        "semestre.résultat": np.stack([simulation.calculate(f"result_{s}", PERIOD) for s in range(6)]),
        "année.progression": np.stack([simulation.calculate(f"progression_{y}", PERIOD) for y in range(3)]),
        "étudiant.diplôme": simulation.calculate("diploma", PERIOD)[None],
        "étudiant.mention": simulation.calculate("distinction", PERIOD)[None],
        "étudiant.crédits": simulation.calculate("credits", PERIOD)[None],
    }
