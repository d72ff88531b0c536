"""What somebody changes behind the campus for the time of an act, and puts back: the act tells it for ever."""

from __future__ import annotations

import pytest

from parchemin.campus.common.evidence import altered, open_commitments
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Minutes, Ruling
from parchemin.campus.jury.refusals import FactsChanged
from parchemin.campus.jury.tasks import make_minutes
from tests.campus.behind import one_behind
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, icn_jury

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


def test_a_mark_borrowed_from_the_drawing_to_the_closing_is_told_by_the_minutes(cast: Cast) -> None:
    session = icn_jury(cast)
    paul = session.students["Paul"].pk
    mark = "select id from assessment_mark where dossier_id = %s order by id limit 1"
    one_behind(f"update assessment_mark set value = 19 where id = ({mark})", paul)
    session.open()
    decided(session)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    one_behind(f"update assessment_mark set value = 10 where id = ({mark})", paul)

    assert named(session) == {"untrue assessment_mark"}


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
