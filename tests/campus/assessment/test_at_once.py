"""Several at once on real connections: fifty teachers, two first marks, a connection cut in the middle."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from parchemin.campus.assessment.actions.marks import Entered, enter_each, enter_marks, submit
from parchemin.campus.assessment.actions.papers import remove_paper, set_paper
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.assessment.refusals import AlreadyMarked, MarkConflict, MarksSubmitted, PaperGone
from parchemin.campus.common import journal
from parchemin.campus.common.models import Entry
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.access import Forbidden
from tests.campus.assessment.conftest import Marking, marking_in
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON
from tests.campus.school import exam_of

TYPISTS, CELLS = 50, 6
MODULES = ("S1-DROIT", "S1-COMPTA", "S1-QUANTI", "S1-MANAGEMENT")


def test_fifty_teachers_typing_at_once_lose_nothing(lasting: str) -> None:
    marking = marking_in(" ".join(f"É{i}" for i in range(20)))
    papers = [marking.exam, marking.other]
    papers += [exam_of(marking.programme, 2026, module, by=marking.odile) for module in MODULES[2:]]

    def typing(seed: int) -> Callable[[], list[tuple[int, str]]]:
        """Types into cells as they come, others' too: what is acknowledged is told, with the key it was given."""

        def work() -> list[tuple[int, str]]:
            dice, told = random.Random(seed), []
            for n in range(CELLS):
                paper, dossier = dice.choice(papers), dice.choice(list(marking.students.values()))
                standing = Mark.objects.filter(paper=paper, dossier=dossier, superseded_at=None).first()
                entry = Entered(dossier, f"{seed % 20},{n:02}", standing.pk if standing else 0)
                at = NOON + timedelta(seconds=seed)
                answered = enter_each(paper, [entry], by=marking.odile, at=at)
                told += [(mark.pk, written(mark)) for mark in answered.marks.values()]
            return told

        return work

    told = at_once(*(typing(seed) for seed in range(TYPISTS)))

    kept = {mark.pk: written(mark) for mark in Mark.objects.all()}
    acknowledged = [pair for one in told if isinstance(one, list) for pair in one]
    assert not [one for one in told if isinstance(one, Refusal)]
    assert len(acknowledged) >= TYPISTS
    assert [pair for pair in acknowledged if kept.get(pair[0]) != pair[1]] == []
    assert list(journal.broken("icn")) == []
    assert list(journal.altered("icn")) == []


def paper_of(marking: Marking, number: int) -> Paper:
    """One more paper: each is one more chance for two writers to meet."""
    module = MODULES[number % len(MODULES)]
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1"}
    name = f"essai {number}"
    return set_paper(
        marking.programme, 2026, f"module:{module}", f"{module}/1", name, facts=facts, by=marking.odile, at=NOON
    )


def writing(marking: Marking, paper: Paper, text: str, seen: int | None = None) -> Callable[[], object]:
    entry = Entered(marking.students["Nadia"], text, seen)
    return lambda: enter_marks(paper, [entry], by=marking.odile, at=NOON)


def test_of_two_first_marks_at_the_same_moment_one_stands_and_the_other_is_told(lasting: str) -> None:
    marking = marking_in()
    for number in range(8):
        paper = paper_of(marking, number)

        outcomes = at_once(writing(marking, paper, "12", 0), writing(marking, paper, "13", 0))

        (conflict,) = [one for one in outcomes if isinstance(one, MarkConflict)]
        stands = Mark.objects.get(paper=paper, superseded_at=None)
        assert conflict.conflicts[0].theirs == written(stands)
        assert conflict.conflicts[0].key == stands.pk


def test_a_mark_does_not_slip_in_behind_a_submission(lasting: str) -> None:
    marking = marking_in("Nadia")
    for number in range(6):
        paper = paper_of(marking, number)
        writing(marking, paper, "12")()

        changed, _ = at_once(writing(marking, paper, "13"), partial(submit, paper, by=marking.odile, at=NOON))

        submission = Entry.objects.filter(verb="assessment.submit").latest("number")
        assert not Entry.objects.filter(verb="assessment.enter_marks", number__gt=submission.number).exists()
        assert isinstance(changed, MarksSubmitted | dict)


def test_a_paper_is_not_removed_under_its_first_mark(lasting: str) -> None:
    marking = marking_in("Nadia")
    for number in range(6):
        paper = paper_of(marking, number)

        removing = partial(remove_paper, Paper.objects.get(pk=paper.pk), by=marking.odile, at=NOON)
        marked, removed = at_once(writing(marking, paper, "12"), removing)

        kept = Paper.objects.filter(pk=paper.pk).exists()
        assert kept == isinstance(removed, AlreadyMarked)
        assert kept != isinstance(marked, PaperGone | Forbidden)


def test_a_connection_cut_in_the_middle_writes_nothing_and_breaks_no_chain(lasting: str) -> None:
    marking = marking_in()
    entry = [Entered(marking.students["Nadia"], "12", 0)]
    record_rows = journal.record_rows

    def cut(*args: Any, **named: Any) -> object:
        made: object = record_rows(*args, **named)
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "record_rows", cut)
        with pytest.raises(OperationalError):
            enter_marks(marking.exam, entry, by=marking.thomas, at=NOON)
    connection.close()

    assert not Mark.objects.exists(), "never acknowledged, never written"
    enter_marks(marking.exam, entry, by=marking.thomas, at=NOON)
    assert list(journal.broken("icn")) == []
    assert list(journal.altered("icn")) == []
