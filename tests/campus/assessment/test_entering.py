"""Marks entered: as typed, one by one or all or none, with conflicts, receipts, submission and corrections."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from parchemin.campus.assessment.actions.marks import Entered, enter_each, enter_marks, submit
from parchemin.campus.assessment.actions.papers import remove_paper, set_paper
from parchemin.campus.assessment.models import Mark
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.assessment.refusals import (
    AlreadyMarked,
    MarkConflict,
    MarkRefused,
    MarksMissing,
    MarksSubmitted,
    NotSatYet,
)
from parchemin.campus.common import journal
from parchemin.campus.people.access import Forbidden
from tests.campus.assessment.conftest import Marking
from tests.campus.conftest import NOON

PARIS = ZoneInfo("Europe/Paris")
LATER = NOON + timedelta(minutes=5)


def current(marking: Marking) -> dict[str, str]:
    marks = {m.dossier_id: m for m in Mark.objects.filter(paper=marking.exam, superseded_at=None)}
    return {name: written(marks.get(dossier.pk)) for name, dossier in marking.students.items()}


def enter(marking: Marking, seen: int | None = None, **texts: str) -> None:
    entries = [Entered(marking.students[name], text, seen) for name, text in texts.items()]
    enter_marks(marking.exam, entries, by=marking.thomas, at=NOON)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12,5", "12,5"), ("12.50", "12,5"), (" 20 ", "20"), ("abs", "ABS"), ("Absente", "ABS"), ("0", "0")],
)
def test_a_mark_is_kept_as_it_is_typed(marking: Marking, typed: str, kept: str) -> None:
    enter(marking, Nadia=typed)
    assert current(marking)["Nadia"] == kept


@pytest.mark.parametrize(
    "typed", ["20,01", "-1", "12,505", "douze", "?", "1e1", "=1+1", "12;5", "9" * 500, "nan", "１２ ３"]
)
def test_a_mark_off_the_scale_or_the_step_is_refused_with_what_may_be_written(marking: Marking, typed: str) -> None:
    with pytest.raises(MarkRefused):
        enter(marking, Nadia=typed, Paul="12")
    assert not Mark.objects.exists(), "all or none"


def test_a_paper_has_no_mark_before_the_day_it_is_sat_in_paris(marking: Marking) -> None:
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": "2026-11-12"}
    where = (marking.programme, 2026, "module:S1-DROIT", "S1-DROIT/1", "dossier")
    paper = set_paper(*where, facts=facts, by=marking.odile, at=NOON)
    mark = [Entered(marking.students["Nadia"], "12")]
    midnight = datetime(2026, 11, 12, tzinfo=PARIS)

    for enters in (enter_marks, enter_each):
        with pytest.raises(NotSatYet) as refused:
            enters(paper, mark, by=marking.thomas, at=midnight - timedelta(minutes=1))
    assert "12 novembre 2026" in str(refused.value)
    assert not Mark.objects.exists()
    with pytest.raises(NotSatYet):  # of nobody's marks, or of everybody's
        submit(paper, by=marking.thomas, at=midnight - timedelta(minutes=1))

    set_paper(*where, facts=facts | {"épreuve.jour": "2026-11-10"}, changed=paper, by=marking.odile, at=NOON)
    enter_marks(paper, mark, by=marking.thomas, at=midnight - timedelta(minutes=1))
    assert Mark.objects.count() == 1, "sat earlier: its day is changed first"


def test_one_refused_cell_does_not_hold_up_its_neighbours(marking: Marking) -> None:
    entries = [Entered(marking.students["Nadia"], "25", 0), Entered(marking.students["Paul"], "12", 0)]

    answered = enter_each(marking.exam, entries, by=marking.thomas, at=NOON)

    assert current(marking) == {"Nadia": "", "Paul": "12", "Inès": ""}
    assert list(answered.refused) == [marking.students["Nadia"].pk]
    assert list(answered.marks) == [marking.students["Paul"].pk]


def test_the_later_of_two_writers_is_told_of_the_other_and_nothing_of_theirs_is_lost(marking: Marking) -> None:
    enter(marking, seen=0, Nadia="12")
    seen_by_odile = Mark.objects.get().pk
    enter(marking, seen=seen_by_odile, Nadia="13")

    with pytest.raises(MarkConflict) as refused:
        enter_marks(marking.exam, [Entered(marking.students["Nadia"], "14", seen_by_odile)], by=marking.odile, at=LATER)

    (conflict,) = refused.value.conflicts
    assert (conflict.theirs, conflict.who, conflict.at) == ("13", "Thomas Martin", NOON)
    assert current(marking)["Nadia"] == "13"


def test_a_sending_whose_answer_was_lost_may_be_sent_again(marking: Marking) -> None:
    enter(marking, seen=0, Nadia="12")
    enter(marking, seen=0, Nadia="12")

    assert Mark.objects.count() == 1, "said twice, written once"


def test_only_who_teaches_the_unit_or_the_office_enters_marks(marking: Marking) -> None:
    entry = [Entered(marking.students["Nadia"], "12")]
    with pytest.raises(Forbidden):
        enter_marks(marking.exam, entry, by=marking.léa, at=NOON)
    enter_marks(marking.exam, entry, by=marking.odile, at=NOON)


def test_marks_are_submitted_once_everyone_has_a_mark_or_an_absence(marking: Marking) -> None:
    enter(marking, Nadia="12", Paul="abs")

    with pytest.raises(MarksMissing) as refused:
        submit(marking.exam, by=marking.thomas, at=NOON)
    assert "icn-pge-inès" in str(refused.value)

    enter(marking, Inès="0")
    submit(marking.exam, by=marking.thomas, at=NOON)


def test_after_submission_a_mark_changes_only_by_a_correction_that_keeps_the_former(marking: Marking) -> None:
    enter(marking, Nadia="12", Paul="abs", Inès="9")
    submit(marking.exam, by=marking.thomas, at=NOON)
    change = [Entered(marking.students["Nadia"], "13")]

    for empty in ("", "   "):
        with pytest.raises(MarksSubmitted):
            enter_marks(marking.exam, change, by=marking.thomas, at=LATER, why=empty)
    enter_marks(marking.exam, change, by=marking.thomas, at=LATER, why="erreur de report")

    former, now = Mark.objects.filter(dossier=marking.students["Nadia"]).order_by("pk")
    assert (former.value, former.superseded_at) == (Decimal(12), LATER)
    assert (now.value, now.why, now.by) == (Decimal(13), "erreur de report", marking.thomas)


def test_a_submitted_mark_is_corrected_but_not_taken_away(marking: Marking) -> None:
    enter(marking, Nadia="12", Paul="abs", Inès="9")
    submit(marking.exam, by=marking.thomas, at=NOON)
    entries = [Entered(marking.students["Nadia"], "")]

    answered = enter_each(marking.exam, entries, by=marking.thomas, at=LATER, why="je la retire")

    assert answered.refused
    assert current(marking)["Nadia"] == "12"


def test_what_is_marked_is_not_removed_from_the_syllabus(marking: Marking) -> None:
    enter(marking, Nadia="12")
    with pytest.raises(AlreadyMarked):
        remove_paper(marking.exam, by=marking.odile, at=NOON)


def test_every_mark_is_vouched_for_by_the_journal(marking: Marking) -> None:
    enter(marking, Nadia="12", Paul="abs")
    enter(marking, Nadia="13")

    assert list(journal.broken("icn")) == []
    assert list(journal.altered("icn")) == []
