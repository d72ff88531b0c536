"""Whom a paper is for: one paper a person whatever is set, no mark left behind, each audience handed in by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.actions.papers import (
    assign_teacher,
    copy_papers,
    open_own_marks,
    remove_paper,
    set_paper,
)
from parchemin.campus.assessment.contributions.desk import marks_to_hand_in
from parchemin.campus.assessment.facts.sitting import paper_for
from parchemin.campus.assessment.models import Paper, PaperAudience
from parchemin.campus.assessment.queries.awaited import papers_awaited
from parchemin.campus.assessment.queries.papers import papers_meant_for, progress, sitters_of_year, sitting
from parchemin.campus.assessment.refusals import AudienceTaken, SittersMarked, TooManyPapers
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.common.locks import unshared
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.refusals import MarksLeft, NoSuchModality
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.portraits import portrait_of
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Role
from tests.campus.assessment.conftest import marking_in, signed_in
from tests.campus.assessment.intakes import FALL_12, FALL_24, SPRING_12, YEAR, Intakes, three_intakes
from tests.campus.conftest import NOON, Cast
from tests.campus.school import hand_in

EXAM = "épreuve:E1"
LAW, SLOT = "module:S1-DROIT", "S1-DROIT/1"
FACTS = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}
WINTER = (FALL_24, SPRING_12)


def opened(school: Intakes, *intakes: str, modalities: tuple[str, ...] = (), unit: str = EXAM) -> Paper:
    """The one mark of a unit, opened for some."""
    named = [school.intakes[name] for name in intakes]
    [paper] = open_own_marks(
        school.programme, YEAR, units=[unit], intakes=named, modalities=modalities, by=school.cast.odile, at=NOON
    )
    return paper


def exam(school: Intakes, *intakes: str, name: str = "examen", changed: Paper | None = None) -> Paper:
    named = [school.intakes[one] for one in intakes]
    return set_paper(
        school.programme,
        YEAR,
        LAW,
        SLOT,
        name,
        facts=FACTS,
        intakes=named,
        changed=changed,
        by=school.cast.odile,
        at=NOON,
    )


def names_of(school: Intakes, paper: Paper) -> set[str]:
    keys = set(sitting(paper).values_list("pk", flat=True))
    return {name for name, dossier in school.students.items() if dossier.pk in keys}


# --- who sits ---------------------------------------------------------------------------------------------------


@given(
    offered=st.sets(st.tuples(st.sampled_from(["F", "S", None]), st.sampled_from(["site", "far", ""]))),
    intake=st.sampled_from(["F", "S", "W"]),
    modality=st.sampled_from(["site", "far", ""]),
)
def test_the_paper_that_says_most_of_somebody_is_theirs(
    offered: set[tuple[str | None, str]], intake: str, modality: str
) -> None:
    keys = {name: UUID(int=i) for i, name in enumerate("FSW")}
    papers = {(keys[one] if one else None, said): (one, said) for one, said in offered}

    found = paper_for(papers, keys[intake], modality)

    theirs = [(one, said) for one, said in offered if one in (intake, None) and said in (modality, "")]
    weighed = sorted(theirs, key=lambda pair: (pair[0] is not None, pair[1] != ""))
    assert found == (weighed[-1] if weighed else None)


SOME_INTAKES = st.sets(st.sampled_from(sorted(WINTER)), max_size=2)
SOME_MODALITIES = st.sets(st.sampled_from(["présentiel", "distance"]))
AUDIENCES = st.lists(st.tuples(SOME_INTAKES, SOME_MODALITIES), max_size=4)


@pytest.fixture
def at_lille(cast: Cast) -> Intakes:
    return three_intakes(cast, "lille-ipm")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=AUDIENCES)
def test_whatever_is_set_somebody_sits_one_paper_at_most_alone_as_among_others(
    at_lille: Intakes, wanted: list[tuple[set[str], set[str]]]
) -> None:
    school, unit = at_lille, "ue:Pratiques"
    with transaction.atomic(), unshared():
        for intakes, modalities in wanted:
            open_own_marks(
                school.programme,
                YEAR,
                units=[unit],
                intakes=[school.intakes[name] for name in sorted(intakes)],
                modalities=sorted(modalities),
                by=school.cast.odile,
                at=NOON,
            )
        papers = list(Paper.objects.filter(programme=school.programme, unit=unit))
        together = sitters_of_year(school.programme, YEAR, papers)
        offered = {(row.intake_id, row.modality) for row in PaperAudience.objects.filter(paper__in=papers)}
        for dossier in school.students.values():
            mine = {key for key, who in together.items() if dossier.pk in who.tolist()}
            at = Registration.objects.current().get(dossier=dossier, year=YEAR)
            named = {(at.intake_id, at.modality), (at.intake_id, ""), (None, at.modality), (None, "")}
            assert len(mine) == (1 if named & offered else 0)
            alone = sitters_of_year(school.programme, YEAR, papers, [dossier.pk])
            assert {key for key, who in alone.items() if len(who)} == mine == papers_meant_for(dossier, papers)
            assert {paper.pk for paper in papers if sitting(paper).filter(pk=dossier.pk).exists()} == mine
        assert sum(one.expected for one in progress(school.programme, YEAR)) == sum(map(len, together.values()))
        transaction.set_rollback(True)


def test_the_others_sit_the_general_paper(cast: Cast) -> None:
    school = three_intakes(cast)

    general, fall = opened(school), opened(school, FALL_12)

    assert (names_of(school, fall), names_of(school, general)) == ({"Ana", "Alix"}, {"Béa", "Bob", "Cléa"})
    assert (fall.audience, general.audience) == (FALL_12, "")


def test_a_paper_of_a_modality_and_one_of_an_intake_leave_the_intake_first(cast: Cast) -> None:
    school = three_intakes(cast, "lille-ipm")
    distant = opened(school, modalities=("distance",), unit="ue:Pratiques")
    fall = opened(school, FALL_12, unit="ue:Pratiques")

    there = {r.dossier_id for r in Registration.objects.filter(modality="distance").exclude(intake__name=FALL_12)}
    assert set(sitting(distant).values_list("pk", flat=True)) == there
    assert names_of(school, fall) == {"Ana", "Alix"}
    with pytest.raises(NoSuchModality):
        opened(school, modalities=("ailleurs",))


def test_the_law_is_told_of_the_paper_that_somebody_sits(cast: Cast) -> None:
    school = three_intakes(cast)
    general, fall = opened(school), opened(school, FALL_12)
    hand_in(general, dict.fromkeys([school.students[name] for name in ("Béa", "Bob", "Cléa")], "8"), by=cast.ada)
    hand_in(fall, dict.fromkeys([school.students[name] for name in ("Ana", "Alix")], "15"), by=cast.ada)

    told = {name: mark_of(dossier) for name, dossier in school.students.items()}

    assert told == {"Ana": "15", "Alix": "15", "Béa": "8", "Bob": "8", "Cléa": "8"}


def mark_of(dossier: Dossier) -> str:
    units = [unit for period in portrait_of(evaluation_of(dossier, at=NOON)).every for unit in period.units]
    return next(one.mark for one in units if one.unit.name == EXAM)


# --- one paper an audience ----------------------------------------------------------------------------------------


def test_two_papers_of_one_name_are_never_for_the_same_people_not_even_in_the_tables(cast: Cast) -> None:
    school = three_intakes(cast, "icn-pge")
    exam(school)
    fall = exam(school, FALL_12)

    with pytest.raises(AudienceTaken, match="FALL 12 2026"):
        exam(school, FALL_12, SPRING_12)
    row = fall.audiences.get()
    with pytest.raises(IntegrityError, match="one_paper_an_audience"), transaction.atomic():
        PaperAudience.objects.filter(pk=row.pk).update(intake=None)
    with pytest.raises(IntegrityError, match="an_audience_where_its_paper_stands"):
        _behind("update assessment_paperaudience set name = 'autre' where id = %s", row.pk)
    with pytest.raises(IntegrityError, match="a paper is for somebody"):
        _behind("delete from assessment_paperaudience where id = %s", row.pk)


def _behind(statement: str, key: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [key])
        cursor.execute("set constraints all immediate")


def test_a_paper_is_given_to_others_while_nothing_is_marked_and_back_to_all_when_it_is_removed(cast: Cast) -> None:
    school = three_intakes(cast, "icn-pge")
    general, fall = exam(school), exam(school, FALL_12)

    exam(school, SPRING_12, changed=fall)

    assert (names_of(school, fall), names_of(school, general)) == ({"Cléa"}, {"Ana", "Alix", "Béa", "Bob"})
    remove_paper(fall, by=cast.odile, at=NOON)
    assert names_of(school, general) == set(school.students)


def test_the_most_that_the_text_allows_is_counted_for_each_person(cast: Cast) -> None:
    school = three_intakes(cast, "icn-pge")
    exam(school, name="partiel")
    set_for_all = 1
    while True:
        try:
            exam(school, name=f"contrôle {set_for_all}")
        except TooManyPapers:
            break
        set_for_all += 1
    exam(school, FALL_12, name="partiel")  # in the place of theirs: as many as before

    with pytest.raises(TooManyPapers):
        exam(school, FALL_12, name="oral")


# --- what is marked stays -----------------------------------------------------------------------------------------


def test_a_paper_is_not_set_apart_for_an_intake_that_has_marks_on_the_general_one(cast: Cast) -> None:
    school = three_intakes(cast)
    general = opened(school)
    enter_marks(general, [Entered(school.students["Ana"], "12")], by=cast.odile, at=NOON)

    with pytest.raises(SittersMarked) as refused:
        opened(school, FALL_12)
    assert "ipag-msc-ana" in str(refused.value.what)
    assert list(Paper.objects.filter(unit=EXAM)) == [general]

    spring = opened(school, SPRING_12)
    assert (names_of(school, spring), names_of(school, general)) == ({"Cléa"}, {"Ana", "Alix", "Béa", "Bob"})
    enter_marks(general, [Entered(school.students["Ana"], "", None)], by=cast.odile, at=NOON)
    assert names_of(school, opened(school, FALL_12)) == {"Ana", "Alix"}


def test_nobody_is_moved_away_from_the_papers_they_have_marks_on_without_it_being_named(cast: Cast) -> None:
    school = three_intakes(cast)
    opened(school, FALL_12)
    winter = opened(school, *WINTER)
    ana, bob = school.students["Ana"], school.students["Bob"]
    enter_marks(opened(school, FALL_12), [Entered(ana, "12")], by=cast.odile, at=NOON)
    enter_marks(winter, [Entered(bob, "9")], by=cast.odile, at=NOON)

    def moved(who: Dossier, intake: str, **more: Any) -> Registration:
        here = Registration.objects.current().get(dossier=who, year=YEAR)
        to = school.intakes[intake]
        return change_registration(here, intake=to, reason="demandé", by=cast.odile, at=NOON, **more)

    with pytest.raises(MarksLeft) as refused:
        moved(ana, SPRING_12)
    assert refused.value.units == (EXAM,)
    assert Registration.objects.current().get(dossier=ana).intake == school.intakes[FALL_12]
    assert moved(bob, SPRING_12).intake == school.intakes[SPRING_12], "the same paper is theirs"
    assert moved(ana, SPRING_12, dropped=[EXAM]).intake == school.intakes[SPRING_12]
    page = signed_in(cast.odile).get(reverse("assessment:of-dossier", args=[ana.ref]))
    assert [one["left"] for one in page.context["shown"]] == [True]
    assert "ne compte plus" in page.content.decode()


def test_december_is_handed_in_and_decided_while_july_is_not_begun(cast: Cast) -> None:
    school = three_intakes(cast)
    december, july = opened(school, *WINTER), opened(school, FALL_12)

    hand_in(december, dict.fromkeys([*school.of(FALL_24), *school.of(SPRING_12)], "11"), by=cast.odile)

    told = {one.paper.pk: (one.expected, one.entered, one.state) for one in progress(school.programme, YEAR)}
    assert told == {december.pk: (3, 3, "submitted"), july.pk: (2, 0, "todo")}
    waiting = papers_awaited(school.programme, YEAR, [dossier.pk for dossier in school.students.values()])
    assert set(waiting) == {dossier.pk for dossier in school.of(FALL_12)}
    assert {str(one) for papers in waiting.values() for one in papers} == {f"{july.label} · {FALL_12}"}


def test_who_registers_after_the_handing_in_is_seen_as_lacking_by_name(cast: Cast) -> None:
    school = three_intakes(cast)
    december = opened(school, *WINTER)
    opened(school, FALL_12)
    hand_in(december, dict.fromkeys([*school.of(FALL_24), *school.of(SPRING_12)], "11"), by=cast.odile)
    office = signed_in(cast.odile)
    assert "ni note ni absence" not in office.get(f"/marks/follow/ipag-msc/{YEAR}/").content.decode()

    late = school.arrive("Zoé", FALL_24)

    one = next(one for one in progress(school.programme, YEAR) if one.paper == december)
    assert (one.expected, one.entered, one.missing, one.state) == (4, 3, 1, "lacking")
    assert one.lacking == (str(late.person),)
    page = office.get(f"/marks/follow/ipag-msc/{YEAR}/?state=lacking").content.decode()
    assert "1 n’a ni note ni absence" in page
    assert str(late.person) in page
    enter_marks(december, [Entered(late, "9")], by=cast.odile, at=NOON, why="inscrite en décembre")
    one = next(one for one in progress(school.programme, YEAR) if one.paper == december)
    assert (one.state, one.lacking) == ("submitted", ())


# --- the year after -----------------------------------------------------------------------------------------------


def test_papers_copied_are_for_the_intakes_that_came_a_year_later_else_for_whoever_is_left(cast: Cast) -> None:
    school = three_intakes(cast, "icn-pge")
    exam(school)
    exam(school, FALL_24)
    exam(school, SPRING_12, name="dossier")
    after = open_intake(school.programme, "FALL 24 2026", school.intakes[FALL_12].starts, by=cast.ada, at=NOON)

    made = copy_papers(school.programme, YEAR + 1, by=cast.odile, at=NOON)

    told = {(paper.name, paper.audience) for paper in made}
    assert told == {("examen", ""), ("examen", after.name), ("dossier", "")}
    assert copy_papers(school.programme, YEAR + 1, by=cast.odile, at=NOON) == []


# --- pages and sheets ---------------------------------------------------------------------------------------------


def test_the_office_sets_a_paper_for_an_intake_on_the_page_of_its_unit(cast: Cast) -> None:
    school = three_intakes(cast, "icn-pge")
    office, page = signed_in(cast.odile), f"/marks/follow/icn-pge/{YEAR}/syllabus/units/{LAW}/"
    assert "FALL 24 2025" in office.get(page).content.decode()
    sent = {"slot": SLOT, "s0-name": "examen", "s0-fact0": "écrit_terminal", "s0-fact1": "1"}

    assert office.post(page, sent).status_code == 302
    assert office.post(page, sent | {"s0-intakes": [str(school.intakes[FALL_24].pk)]}).status_code == 302

    assert {paper.audience for paper in Paper.objects.filter(unit=LAW)} == {"", "FALL 24 2025"}
    fall = Paper.objects.get(audiences__intake__name=FALL_24)
    changed = office.get(f"{page}?change={fall.pk}").content.decode()
    assert f'name="changed" value="{fall.pk}"' in changed
    again = sent | {"s0-intakes": [str(school.intakes[SPRING_12].pk)], "changed": str(fall.pk)}
    assert office.post(page, again).status_code == 302
    assert {paper.audience for paper in Paper.objects.filter(unit=LAW)} == {"", "SPRING 12 2026"}


def test_the_marks_of_an_intake_are_opened_on_the_syllabus_and_found_by_it(cast: Cast) -> None:
    school = three_intakes(cast)
    office, key = signed_in(cast.odile), str(school.intakes[FALL_12].pk)

    assert office.post(f"/marks/follow/ipag-msc/{YEAR}/syllabus/open", {"intakes": [key]}).status_code == 302
    assert office.post(f"/marks/follow/ipag-msc/{YEAR}/syllabus/open", {}).status_code == 302

    assert Paper.objects.filter(unit=EXAM).count() == 2
    whole = office.get(f"/marks/follow/ipag-msc/{YEAR}/").content.decode()
    mine = office.get(f"/marks/follow/ipag-msc/{YEAR}/?intake={key}").content.decode()
    assert "tous les autres" in whole
    assert "tous les autres" not in mine
    assert mine.count('<th scope="row">') == Paper.objects.filter(audiences__intake__name=FALL_12).count()


def test_a_sheet_says_whose_it_is_in_its_name_and_above_its_headings(cast: Cast) -> None:
    school = three_intakes(cast)
    december = opened(school, *WINTER)
    office = signed_in(cast.odile)

    answer = office.get(f"/marks/papers/{december.pk}/export.csv")

    assert "fall-24-2025-spring-12-2026" in answer["Content-Disposition"]
    first = answer.content.decode("utf-8-sig").splitlines()[0]
    assert "FALL 24 2025, SPRING 12 2026" in first
    assert "FALL 24 2025, SPRING 12 2026" in office.get(f"/marks/papers/{december.pk}/").content.decode()


def test_a_programme_with_one_intake_and_no_modality_is_asked_nothing(db: None) -> None:
    marking = marking_in()

    page = signed_in(marking.odile).get(f"/marks/follow/icn-pge/{YEAR}/syllabus/units/{LAW}/").content.decode()

    assert "s0-intakes" not in page
    assert "s0-modalities" not in page


def test_submitting_asks_for_the_marks_of_the_audience_only(cast: Cast) -> None:
    school = three_intakes(cast)
    opened(school)
    spring = opened(school, SPRING_12)

    enter_marks(spring, [Entered(school.students["Cléa"], "ABS")], by=cast.odile, at=NOON)

    assert submit(spring, by=cast.odile, at=NOON).paper == spring


def test_the_desks_count_a_paper_that_somebody_registered_since_lacks(cast: Cast) -> None:
    school = three_intakes(cast)
    december = opened(school, *WINTER)
    hand_in(december, dict.fromkeys([*school.of(FALL_24), *school.of(SPRING_12)], "11"), by=cast.odile)
    at = datetime(2026, 12, 20, 9, tzinfo=UTC)
    teacher = enter_person("luc@example.org", "Luc", "Martin", by=None, at=NOON)
    grant_role(teacher, cast.school, Role.TEACHER, "ipag-msc", by=cast.ada, at=NOON)
    assign_teacher(school.programme, YEAR, EXAM, teacher, by=cast.odile, at=NOON)
    assert [block.count for person in (cast.odile, teacher) for block in marks_to_hand_in(person, at)] == [0, 0]

    school.arrive("Zoé", FALL_24)

    assert [block.count for person in (cast.odile, teacher) for block in marks_to_hand_in(person, at)] == [1, 1]
    page = signed_in(teacher).get("/marks/").content.decode()
    assert "1 n’a ni note ni absence" in page
    assert "FALL 24 2025, SPRING 12 2026" in page
