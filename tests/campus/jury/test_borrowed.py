"""What somebody changes behind the campus for the time of an act, and puts back: the act tells it for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parchemin.campus.assessment.actions.papers import remove_paper, set_paper
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.common.evidence import open_commitments
from parchemin.campus.common.proving import altered
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Minutes, Ruling
from parchemin.campus.jury.queries.standing import drawn_otherwise
from parchemin.campus.jury.refusals import FactsChanged
from parchemin.campus.jury.tasks import make_minutes
from tests.campus.behind import one_behind
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, icn_jury
from tests.campus.school import mark

pytestmark = pytest.mark.django_db


def decided(session: Session) -> None:
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    actions.decide(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)


def named(session: Session) -> set[str]:
    return {table for _line, table in altered(session.cast.school.slug)}


def test_a_ruling_borrowed_while_a_jury_is_closed_is_named_once_it_is_put_back(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    decided(session)
    ruling = Ruling.objects.get(question=session.question("Inès"))

    one_behind("update jury_ruling set option = 'passage' where id = %s", ruling.pk)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)
    one_behind("update jury_ruling set option = %s where id = %s", ruling.option, ruling.pk)

    assert named(session) == {"jury_minutes", "untrue jury_ruling"}
    assert {line for line, _table in altered(cast.school.slug)} == set(told_of(minutes))


def told_of(minutes: Minutes) -> list[int]:
    chain = minutes.jury.programme.school.slug
    return list(open_commitments(chain, Minutes).filter(key=str(minutes.pk)).values_list("entry__number", flat=True))


def test_a_ruling_that_is_no_more_what_was_sealed_is_named_with_the_minutes_and_the_addenda_that_tell_it(
    cast: Cast,
) -> None:
    session = closed_icn_jury(cast)
    nadia = Ruling.objects.get(question=session.question("Nadia"))
    standing = Ruling.objects.get(question=session.question("Inès"))
    other = next(one for one in standing.question.options if one != standing.option)
    actions.correct(standing, other, reason="erreur de saisie", by=session.helene, at=HELD)
    assert not named(session)

    one_behind("update jury_ruling set salt = '' where id = %s", nadia.pk)

    told = list(altered(cast.school.slug))
    assert [table for _line, table in told].count("jury_minutes") == 2
    assert {table for _line, table in told} == {"jury_minutes", "jury_ruling"}


MARK = "update assessment_mark set value = %s where id ="
MARK += " (select id from assessment_mark where dossier_id = %s order by id limit 1)"


def closed_on_a_borrowed_mark(cast: Cast) -> tuple[Session, Minutes]:
    """Paul's mark is 10, and was 19 for those who drew the files and closed the jury."""
    session = icn_jury(cast)
    one_behind(MARK, 19, session.students["Paul"].pk)
    session.open()
    decided(session)
    return session, actions.close_jury(session.jury, by=session.helene, at=HELD)


def test_a_mark_borrowed_until_the_minutes_are_made_is_told_by_their_line(cast: Cast) -> None:
    session, minutes = closed_on_a_borrowed_mark(cast)
    make_minutes.func(str(minutes.pk))
    one_behind(MARK, 10, session.students["Paul"].pk)

    assert named(session) == {"untrue assessment_mark"}


def test_a_mark_put_back_before_the_minutes_are_made_leaves_a_file_that_was_drawn_otherwise(cast: Cast) -> None:
    session, minutes = closed_on_a_borrowed_mark(cast)
    one_behind(MARK, 10, session.students["Paul"].pk)
    assert drawn_otherwise(minutes) == [f"jury_case:{session.case('Paul').pk}"]
    make_minutes.func(str(minutes.pk))

    assert named(session) == {"untrue jury_case"}


IN_ORDER = "update enrolment_registration set in_order = {0} where dossier_id = %s"
OF_STAGE = "update enrolment_registration set stage = '{0}' where dossier_id = %s"
OF_YEAR = "update enrolment_registration set year = {0} where dossier_id = %s"
GONE = "update enrolment_registration set interrupted = {0} where dossier_id = %s"
ENDED = "update enrolment_registration set superseded_at = {0} where dossier_id = %s"


@pytest.mark.parametrize("made", ["while it is borrowed", "once it is put back"])
@pytest.mark.parametrize(
    ("statement", "borrowed", "put_back"),
    [
        (IN_ORDER, "false", "true"),
        (OF_STAGE, "A2", "A1"),
        (OF_YEAR, "2027", "2026"),
        (GONE, "'2026-10-01'", "null"),
        (ENDED, "now()", "null"),
    ],
    ids=["not in order", "another stage", "another year", "interrupted", "ended"],
)
def test_who_is_hidden_from_a_jury_is_told_by_its_minutes(
    cast: Cast, statement: str, borrowed: str, put_back: str, made: str
) -> None:
    session = icn_jury(cast)
    paul = session.students["Paul"].pk
    one_behind(statement.format(borrowed), paul)
    session.open()
    decided(session)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)
    if made == "once it is put back":
        one_behind(statement.format(put_back), paul)
    make_minutes.func(str(minutes.pk))
    if made != "once it is put back":
        one_behind(statement.format(put_back), paul)

    assert named(session) & {"untrue enrolment_registration", "untrue jury_case"}


def test_a_mark_pointed_at_another_file_until_the_minutes_are_made_is_told_by_their_line(cast: Cast) -> None:
    session = icn_jury(cast)
    ines, paul = session.students["Inès"].pk, session.students["Paul"].pk
    key = Mark.objects.get(dossier=ines, paper__unit="module:S2-RH").pk
    one_behind("update assessment_mark set dossier_id = %s, superseded_at = at where id = %s", paul, key)
    session.open()
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)
    make_minutes.func(str(minutes.pk))
    one_behind("update assessment_mark set dossier_id = %s, superseded_at = null where id = %s", ines, key)

    assert named(session) == {"untrue assessment_mark"}


def test_a_lawful_line_about_somebody_hides_nothing_of_what_their_file_was_drawn_on(cast: Cast) -> None:
    session, minutes = closed_on_a_borrowed_mark(cast)
    paul, nadia = session.students["Paul"], session.students["Nadia"]
    one_behind(MARK, 10, paul.pk)
    declare([Statement(paul, "étudiant.voie", "", "AST")], reason="vu", by=cast.ada, at=HELD + timedelta(seconds=1))
    began = HELD - timedelta(milliseconds=200)  # it was under way as the jury closed
    declare([Statement(nadia, "étudiant.voie", "", "AST")], reason="vu", by=cast.ada, at=began)

    assert drawn_otherwise(minutes) == [f"jury_case:{session.case('Paul').pk}"]


@pytest.mark.parametrize("passed", [timedelta(minutes=2), timedelta(days=-40)], ids=["later", "a clock set back"])
def test_what_people_write_from_the_closing_until_the_minutes_are_made_accuses_nobody(
    cast: Cast, passed: timedelta
) -> None:
    session, later = closed_icn_jury(cast), HELD + passed
    paul, nadia = session.students["Paul"], session.students["Nadia"]
    mark(Paper.objects.earliest("pk"), {paul: "4"}, by=cast.ada, at=later, why="erreur de report")
    declare([Statement(nadia, "étudiant.voie", "", "AST")], reason="vu", by=cast.ada, at=later)
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1", "épreuve.jour": f"{later:%Y-%m-%d}"}
    here = session.programme, 2026, "module:S2-RH", "S2-RH/1", "oral"
    oral = set_paper(*here, facts=facts, by=cast.ada, at=later)
    minutes = Minutes.objects.get(jury=session.jury)
    assert drawn_otherwise(minutes) == []
    set_paper(*here, facts=facts | {"épreuve.coefficient": "3"}, changed=oral, by=cast.ada, at=later)

    assert drawn_otherwise(minutes) == []
    make_minutes.func(str(minutes.pk))
    assert not named(session)


@pytest.mark.parametrize("change", ["a coefficient", "removed"])
def test_a_paper_that_nobody_has_a_mark_on_is_changed_once_a_jury_is_closed_and_accuses_nobody(
    cast: Cast, change: str
) -> None:
    session = icn_jury(cast)
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1", "épreuve.jour": "2027-06-01"}
    here = session.programme, 2026, "module:S2-RH", "S2-RH/1", "oral"
    oral = set_paper(*here, facts=facts, by=cast.ada, at=HELD - timedelta(days=30))
    session.open()
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)
    later = HELD + timedelta(seconds=1)
    if change == "removed":
        remove_paper(oral, by=cast.ada, at=later)
    else:
        set_paper(*here, facts=facts | {"épreuve.coefficient": "3"}, changed=oral, by=cast.ada, at=later)
    make_minutes.func(str(minutes.pk))

    assert not named(session)


def test_a_clock_set_back_before_the_closing_accuses_nobody(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    paul, soon = session.students["Paul"], HELD + timedelta(seconds=10)
    mark(Paper.objects.earliest("pk"), {paul: "14"}, by=cast.ada, at=soon, why="erreur de report")
    actions.redraw(session.jury, by=session.helene, at=soon)
    decided(session)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD + timedelta(seconds=5))
    make_minutes.func(str(minutes.pk))

    assert minutes.at == soon
    assert not named(session)


def test_what_is_borrowed_while_the_files_are_drawn_alone_is_drawn_anew_before_the_closing(cast: Cast) -> None:
    session = icn_jury(cast)
    nadia = session.students["Nadia"]
    mark = "select m.id from assessment_mark m join assessment_paper p on p.id = m.paper_id"
    mark += " where m.dossier_id = %s and p.unit = 'module:S2-RH'"
    one_behind(f"update assessment_mark set value = 3 where id = ({mark})", nadia.pk)
    session.open()
    one_behind(f"update assessment_mark set value = 10 where id = ({mark})", nadia.pk)
    for question in (session.question("Nadia"), session.question("Paul"), session.question("Inès")):
        actions.decide(question, question.options[0], by=session.helene, at=HELD)

    with pytest.raises(FactsChanged, match=nadia.number):
        actions.close_jury(session.jury, by=session.helene, at=HELD)


def test_what_is_borrowed_while_the_file_of_the_minutes_is_made_is_told_by_its_line(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    minutes = Minutes.objects.get(jury=session.jury)
    one_behind(
        "update jury_seat set quality = 'doyen' where jury_id = %s and office = 'president'", str(session.jury.pk)
    )
    make_minutes.func(str(minutes.pk))
    one_behind(
        "update jury_seat set quality = 'professeur' where jury_id = %s and office = 'president'", str(session.jury.pk)
    )

    assert named(session) == {"untrue jury_seat"}
