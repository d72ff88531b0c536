"""The office: a syllabus set inside the regulation, taken over from a year before; who teaches; the second session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parchemin.campus.assessment.actions.marks import Entered, enter_marks, open_session, submit
from parchemin.campus.assessment.actions.papers import copy_papers, open_own_marks, set_paper
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.assessment.queries.papers import entitlements, progress, sitting
from parchemin.campus.assessment.refusals import NotEntitled
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Declaration
from parchemin.campus.enrolment.actions import change_registration, register
from parchemin.campus.enrolment.actions.registering import write_registrations
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.publications import law_of
from tests.campus.assessment.conftest import LAW, YEAR, Marking, signed_in
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, programme_of

LATER = NOON + timedelta(days=365)

UNIT = f"/marks/follow/icn-pge/{YEAR}/syllabus/units/{LAW}/"


def sent(name: str, weight: str, slot: str = "S1-DROIT/1", prefix: str = "s0") -> dict[str, str]:
    facts = {"fact0": "dossier", "fact1": weight, "fact2": "2026-12-01"}
    return {"slot": slot, f"{prefix}-name": name} | {f"{prefix}-{key}": value for key, value in facts.items()}


def test_a_paper_is_set_changed_and_removed_on_its_page(marking: Marking) -> None:
    office = signed_in(marking.odile)

    assert office.post(UNIT, sent("projet", "2")).status_code == 302
    assert office.post(UNIT, sent("projet", "3")).status_code == 302
    paper = Paper.objects.get(name="projet")
    kept = {"épreuve.type": "dossier", "épreuve.coefficient": "3", "épreuve.jour": "2026-12-01"}
    assert paper.facts == kept
    assert office.post(f"/marks/papers/{paper.pk}/remove").status_code == 302
    assert not Paper.objects.filter(name="projet").exists()


@pytest.mark.parametrize(("weight", "said"), [("101", "100"), ("0", "100"), ("1,5", "pas de 1"), ("lourd", "nombre")])
def test_what_the_regulation_does_not_allow_is_refused_in_its_words(marking: Marking, weight: str, said: str) -> None:
    shown = signed_in(marking.odile).post(UNIT, sent("projet", weight))

    assert shown.status_code == 409
    assert said in shown.content.decode()
    assert not Paper.objects.filter(name="projet").exists()


def test_one_paper_more_than_the_regulation_allows_is_refused_with_its_article(marking: Marking) -> None:
    office = signed_in(marking.odile)
    for number in range(5):
        assert office.post(UNIT, sent(f"projet {number}", "1")).status_code == 302

    shown = office.post(UNIT, sent("projet 5", "1"))

    assert shown.status_code == 409
    assert "§3.1.1" in shown.content.decode()
    assert Paper.objects.filter(unit=LAW, slot="S1-DROIT/1").count() == 6


def test_last_year_s_syllabus_is_taken_over_without_its_days_and_only_once(marking: Marking) -> None:
    first = copy_papers(marking.programme, YEAR + 1, by=marking.odile, at=NOON)
    again = copy_papers(marking.programme, YEAR + 1, by=marking.odile, at=NOON)

    assert {(paper.unit, paper.name) for paper in first} == {(LAW, "examen"), ("module:S1-COMPTA", "examen")}
    assert {tuple(paper.facts) for paper in first} == {("épreuve.type", "épreuve.coefficient")}
    assert again == []


def test_a_unit_of_one_mark_is_opened_and_has_no_papers_to_set(cast: Cast) -> None:
    programme: Programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    unit = next(iter(law_of(programme.publications.get()).units.values()))

    opened = open_own_marks(programme, YEAR, by=cast.ada, at=NOON)

    assert unit.name in {paper.unit for paper in opened}
    page = f"/marks/follow/lille-ipm/{YEAR}/syllabus/units/{unit.name}/"
    assert "une seule note" in signed_in(cast.ada).get(page).content.decode()


def test_who_no_longer_teaches_a_unit_no_longer_sees_its_marks(marking: Marking) -> None:
    teacher = signed_in(marking.thomas)
    assert teacher.get(f"/marks/papers/{marking.exam.pk}/").status_code == 200

    signed_in(marking.odile).post(f"/marks/teachings/{Teaching.objects.get(unit=LAW).pk}/end")

    assert teacher.get(f"/marks/papers/{marking.exam.pk}/").status_code == 404


def test_the_follow_up_counts_those_who_sit_and_says_what_is_late(marking: Marking) -> None:
    enter_marks(marking.exam, [Entered(marking.students["Nadia"], "abs")], by=marking.thomas, at=NOON)

    law, accounting = sorted(progress(marking.programme, YEAR), key=lambda one: -one.entered)

    assert (law.expected, law.entered, law.missing, law.state) == (3, 1, 2, "going")
    assert (accounting.expected, accounting.entered, accounting.state) == (3, 0, "todo")
    assert law.day == NOON.date()
    assert (law.late(law.day), law.late(law.day + timedelta(days=8))) == (0, 8)


GATE = "module.inscrit_en_session_2"


def semester(marking: Marking, lost: str) -> None:
    """Everyone at 10 everywhere in the first year, save Nadia, who has 2 in one module."""
    declare(
        [Statement(d, "étudiant.voie", "", "BCE") for d in marking.students.values()],
        reason="",
        by=marking.ada,
        at=NOON,
    )
    law = law_of(marking.programme.publications.get())
    for unit in law.units_of("A1"):
        paper = Paper.objects.filter(unit=unit.name).first() or exam_of(
            marking.programme, YEAR, unit.key, by=marking.odile
        )
        entries = [
            Entered(dossier, "2" if (name, unit.name) == ("Nadia", lost) else "10")
            for name, dossier in marking.students.items()
        ]
        enter_marks(paper, entries, by=marking.odile, at=NOON)
        submit(paper, by=marking.odile, at=NOON)


def test_the_second_session_is_for_those_who_certainly_lost_a_unit(marking: Marking) -> None:
    assert entitlements(marking.programme, YEAR, at=NOON) == [], "no mark yet: nothing is lost"
    semester(marking, LAW)

    (one,) = entitlements(marking.programme, YEAR, at=NOON)

    assert (one.dossier, one.unit, one.registered) == (marking.students["Nadia"], LAW, False)


def test_those_ticked_are_registered_and_sit_the_second_session(marking: Marking) -> None:
    semester(marking, LAW)
    nadia = marking.students["Nadia"]
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}
    again = set_paper(marking.programme, YEAR, LAW, "S1-DROIT/2", "examen", facts=facts, by=marking.odile, at=NOON)
    assert not sitting(again).exists()

    page = f"/marks/follow/icn-pge/{YEAR}/second-session/"
    answer = signed_in(marking.odile).post(page, {"chosen": f"{nadia.ref} {LAW}"})

    assert answer.status_code == 302
    assert list(sitting(again)) == [nadia]
    (counted,) = [one for one in progress(marking.programme, YEAR, [LAW]) if one.paper == again]
    assert (counted.expected, counted.entered) == (1, 0)


def resat(marking: Marking) -> Paper:
    """Nadia lost law in the first session, sat the second and lost it again, with 5."""
    semester(marking, LAW)
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}
    second = set_paper(marking.programme, YEAR, LAW, "S1-DROIT/2", "examen", facts=facts, by=marking.odile, at=NOON)
    open_session(marking.programme, YEAR, [(marking.students["Nadia"], LAW)], by=marking.odile, at=NOON)
    enter_marks(second, [Entered(marking.students["Nadia"], "5")], by=marking.odile, at=NOON)
    submit(second, by=marking.odile, at=NOON)
    return second


def is_registered_again(marking: Marking) -> str:
    """What is in force of the second session of law for Nadia: "true", or "" when nothing is said."""
    said = Declaration.objects.holding().filter(dossier=marking.students["Nadia"], fact=GATE)
    return "".join(said.values_list("value", flat=True))


def test_a_second_session_is_of_its_year_and_ends_when_the_unit_is_followed_again(marking: Marking) -> None:
    second = resat(marking)
    nadia = marking.students["Nadia"]
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}
    first = exam_of(marking.programme, YEAR + 1, "S1-DROIT", by=marking.odile)
    next_second = set_paper(
        marking.programme, YEAR + 1, LAW, "S1-DROIT/2", "examen", facts=facts, by=marking.odile, at=NOON
    )

    register([nadia], YEAR + 1, stage="A1", nature="enseignement", units=[LAW], by=marking.odile, at=LATER)

    assert is_registered_again(marking) == ""
    ended = Declaration.objects.get(dossier=nadia, fact=GATE, since=YEAR + 1)
    assert (ended.by, ended.reason) == (marking.odile, "Recommencé en 2027-2028")
    assert (list(sitting(first)), list(sitting(next_second))) == ([nadia], [])
    assert list(sitting(second)) == [nadia], "she sat it then, and the list of that year still says so"
    (counted,) = [one for one in progress(marking.programme, YEAR, [LAW]) if one.paper == second]
    assert (counted.expected, counted.entered) == (1, 1)

    enter_marks(first, [Entered(nadia, "3")], by=marking.odile, at=LATER)
    submit(first, by=marking.odile, at=LATER)
    assert entitlements(marking.programme, YEAR, at=LATER) == [], "that year is over for her"
    (one,) = entitlements(marking.programme, YEAR + 1, at=LATER)
    assert (one.dossier, one.unit, one.registered) == (nadia, LAW, False)
    open_session(marking.programme, YEAR + 1, [(nadia, LAW)], by=marking.odile, at=LATER)
    assert list(sitting(next_second)) == [nadia]
    change_registration(
        nadia.registrations.get(year=YEAR + 1), reason="Dossier complet", in_order=False, by=marking.odile, at=LATER
    )
    assert is_registered_again(marking) == "true", "a registration that is corrected begins nothing again"


def test_units_that_are_kept_and_years_put_in_afterwards_end_nothing(marking: Marking) -> None:
    resat(marking)
    nadia = marking.students["Nadia"]
    register([nadia], YEAR + 1, stage="A1", nature="enseignement", units=[], by=marking.odile, at=NOON)
    assert is_registered_again(marking) == "true"

    told = {name: getattr(nadia.registrations.get(year=YEAR), name) for name in ("intake", "stage", "nature", "units")}
    before = Registration(dossier=nadia, year=YEAR - 1, in_order=True, **told)  # as they were once written
    write_registrations("enrolment.register", [before], by=marking.odile, at=NOON)
    assert is_registered_again(marking) == "true"

    again = nadia.registrations.get(year=YEAR + 1)
    change_registration(again, reason="Le droit aussi", units=[LAW], by=marking.odile, at=NOON)
    assert is_registered_again(marking) == ""


def test_the_office_sees_which_second_sessions_end_before_it_registers(marking: Marking) -> None:
    resat(marking)
    nadia = marking.students["Nadia"]

    page = signed_in(marking.odile).post(
        f"/students/registrations/new/?programme=icn-pge&year={YEAR + 1}&stage=A1", {"dossier": nadia.pk}
    )

    (proposed,) = page.context["again"]
    assert proposed.ended == {LAW}
    assert page.content.decode().count("ce qui était dit de sa seconde session cesse") == 1


def test_nobody_is_registered_who_is_not_entitled(marking: Marking) -> None:
    semester(marking, LAW)
    pairs = [(marking.students["Nadia"], LAW), (marking.students["Paul"], LAW)]

    with pytest.raises(NotEntitled):
        open_session(marking.programme, YEAR, pairs, by=marking.odile, at=NOON)

    assert not Declaration.objects.filter(fact="module.inscrit_en_session_2").exists()
    page = f"/marks/follow/icn-pge/{YEAR}/second-session/"
    for chosen in ("x", f"{marking.students['Paul'].ref} module:NUL", "", "00000000-0000-0000-0000-000000000000 x"):
        assert signed_in(marking.odile).post(page, {"chosen": chosen}).status_code == 409
