"""An invented cohort: the same twice, accepted by the reader, and believable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from parchemin.records import demo, read, write
from parchemin.regulation.evaluation.facts import unknown
from parchemin.regulation.meaning.graph import BOOL
from tests.records.programmes import fact, school
from tests.records.test_writing import same


def test_the_same_seed_tells_the_same_story_and_another_does_not() -> None:
    for root, cohort in demo(school(), 40, 7).items():
        same(cohort, demo(school(), 40, 7)[root])
    one, two = demo(school(), 40, 7)["étudiant"], demo(school(), 40, 8)["étudiant"]
    assert one.rows["épreuve"].facts["épreuve.note"].tolist() != two.rows["épreuve"].facts["épreuve.note"].tolist()


def test_the_demo_is_a_folder_that_the_reader_accepts(tmp_path: Path) -> None:
    told = demo(school(), 60, 3)
    write(school(), told, tmp_path)
    for root, cohort in read(school(), tmp_path).items():
        same(told[root], cohort)


def test_marks_gather_around_twelve_with_some_exactly_on_the_threshold() -> None:
    marks = demo(school(), 2000, 1)["étudiant"].rows["épreuve"].facts["épreuve.note"]
    given = marks[marks != unknown(marks.dtype)]

    assert 1100 <= int(np.sort(given)[len(given) // 2]) <= 1300
    assert 0 <= given.min() < 700
    assert 1700 < given.max() <= 2000
    assert all((given == edge).sum() > 5 for edge in (999, 1000, 1001))
    assert 0 < len(marks) - len(given) < len(marks) // 20


def test_only_the_registered_sit_the_second_session_and_they_are_the_few() -> None:
    cohort = demo(school(), 500, 1)["étudiant"]
    registered = cohort.listed["session.inscrit"][1::2]
    rows = cohort.rows["épreuve"]
    second = (rows.member % 2) == 1

    assert 0.02 < registered.mean() < 0.4
    assert second.any()
    assert registered[rows.member[second] // 2, rows.person[second]].all()


def test_typed_facts_are_rare() -> None:
    exempted = demo(school(), 1000, 1)["étudiant"].listed["module.dispensé"]
    assert 0 < exempted.sum() < exempted.size // 20


def test_everyone_has_the_same_assessments_in_a_module() -> None:
    rows = demo(school(), 50, 1)["étudiant"].rows["épreuve"]
    first = {(int(p), int(m)): [] for p, m in zip(rows.person, rows.member, strict=True)}  # type: ignore[var-annotated]
    for p, m, name in zip(rows.person, rows.member, rows.names, strict=True):
        first[int(p), int(m)].append(name)
    for member in set(rows.member.tolist()):
        assert len({tuple(names) for (_, m), names in first.items() if m == member}) == 1


def test_the_absent_have_no_mark() -> None:
    away = fact("épreuve.absent", BOOL, False, "absence")
    regulation = school()
    regulation = replace(regulation, facts={**regulation.facts, away.name: away})
    facts = demo(regulation, 500, 1)["étudiant"].rows["épreuve"].facts
    absent, marks = facts["épreuve.absent"] == 1, facts["épreuve.note"]

    assert 0 < absent.sum() < len(absent) // 20
    assert (marks[absent] == unknown(marks.dtype)).all()
