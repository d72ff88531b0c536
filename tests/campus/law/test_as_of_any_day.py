"""What was known at a moment is told as it was then, of each alone or of all together, whatever was written since."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parchemin.campus.assessment.absences.actions import file_request, follow_up, rule_on_document
from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.models import AbsenceRequest, Paper
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.actions import Statement, declare, take_back
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.actions import (
    cancel_registrations,
    change_registration,
    interrupt_registration,
    say_of_intake,
)
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury import actions as jury
from parchemin.campus.jury.queries.files import file_of
from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.publications import law_for
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, closed_icn_jury
from tests.campus.school import exam_of, intake_of, mark, programme_of, register, students_of

pytestmark = pytest.mark.django_db

HOUR, BEGUN = timedelta(hours=1), datetime(2024, 9, 3, 12, tzinfo=NOON.tzinfo)
YEARS, UNITS = (2024, 2025), ("module:S1-DROIT", "module:S1-COMPTA")
GATE = "module.inscrit_en_session_2"

who, year, unit, yes = st.integers(0, 2), st.sampled_from(YEARS), st.sampled_from(UNITS), st.booleans()
said = st.sampled_from((GATE, "module.équivalence")), st.sampled_from(("oui", "non", None))
acts = st.one_of(
    st.tuples(st.just("register"), who, year, yes),
    st.tuples(st.just("change"), who, year, unit, yes),
    st.tuples(st.just("cancel"), who, year),
    st.tuples(st.just("interrupt"), who, year),
    st.tuples(st.just("declare"), who, *said, st.sampled_from((None, *YEARS))),
    st.tuples(st.just("take_back"), who, year),
    st.tuples(st.just("say"), st.sampled_from(("BCE", "AST", None))),
    st.tuples(st.just("mark"), who, year, st.sampled_from((1, 2)), st.sampled_from(("7", "12", "ABS", ""))),
    st.tuples(st.just("submit"), year, st.sampled_from((1, 2))),
    st.tuples(st.just("excuse"), who, year),
    st.tuples(st.just("document"), st.sampled_from(("accepted", "refused"))),
    st.tuples(st.just("follow_up"), st.sampled_from(("contrôle_particulier", "note_nulle"))),
)

LIFE: tuple[tuple[Any, ...], ...] = (
    ("register", 0, 2024, True),
    ("declare", 0, "module.équivalence", "oui", None),
    ("declare", 0, "module.équivalence", None, None),
    ("mark", 0, 2024, 1, "ABS"),
    ("submit", 2024, 1),
    ("excuse", 0, 2024),
    ("document", "accepted"),
    ("follow_up", "contrôle_particulier"),
    ("mark", 0, 2024, 1, "12"),
    ("declare", 0, GATE, "oui", None),
    ("register", 0, 2025, True),
    ("change", 0, 2025, "module:S1-COMPTA", False),
    ("register", 1, 2025, True),
    ("cancel", 1, 2025),
    ("register", 1, 2025, False),
    ("declare", 1, "module.équivalence", "oui", 2025),
    ("declare", 1, "module.équivalence", "non", 2024),
    ("take_back", 1, 2025),
    ("interrupt", 1, 2025),
    ("say", "BCE"),
    ("say", None),
)


class School:
    """Three students of `icn-pge` over two years, who may do everything that a source tells of."""

    def __init__(self, cast: Cast) -> None:
        self.by = cast.ada
        self.programme = programme_of(cast.school, "icn-pge", by=cast.ada, at=BEGUN)
        intake = intake_of(self.programme, date(2024, 9, 2), by=cast.ada, at=BEGUN)
        self.students = list(students_of(intake, "Nadia Paul Inès", by=cast.ada, at=BEGUN).values())
        self.papers = {
            (of, session): exam_of(self.programme, of, "S1-DROIT", session, by=cast.ada, at=BEGUN)
            for of in YEARS
            for session in (1, 2)
        }

    def act(self, name: str, *told: Any, at: datetime) -> None:
        """Done, or refused as it would be to anybody: nothing is then written."""
        with suppress(Refusal):
            getattr(self, f"_{name}")(*told, at=at)

    def _register(self, place: int, of: int, in_order: bool, *, at: datetime) -> None:
        one = [self.students[place]]
        register(one, of, stage="A1", nature="enseignement", in_order=in_order, by=self.by, at=at)

    def _change(self, place: int, of: int, kept: str, in_order: bool, *, at: datetime) -> None:
        standing = Registration.objects.current().filter(dossier=self.students[place], year=of).first()
        if standing is not None:
            change_registration(standing, units=[kept], in_order=in_order, reason="demandé", by=self.by, at=at)

    def _cancel(self, place: int, of: int, *, at: datetime) -> None:
        standing = list(Registration.objects.current().filter(dossier=self.students[place], year=of))
        cancel_registrations(standing, reason="demandé", by=self.by, at=at)

    def _interrupt(self, place: int, of: int, *, at: datetime) -> None:
        for standing in Registration.objects.current().filter(dossier=self.students[place], year=of):
            interrupt_registration(standing, date(of, 11, 3), reason="demandé", by=self.by, at=at)

    def _declare(self, place: int, fact: str, text: str | None, since: int | None, *, at: datetime) -> None:
        one = Statement(self.students[place], fact, "S1-DROIT", text, since=since)
        declare([one], reason="dit", by=self.by, at=at)

    def _say(self, text: str | None, *, at: datetime) -> None:
        intake = self.students[0].intake
        say_of_intake(intake, {"étudiant.voie": (text, None)}, reason="dit", by=self.by, at=at)

    def _take_back(self, place: int, since: int, *, at: datetime) -> None:
        standing = Declaration.objects.current().filter(dossier=self.students[place], since=since)
        take_back(list(standing), reason="par erreur", by=self.by, at=at)

    def _mark(self, place: int, of: int, session: int, text: str, *, at: datetime) -> None:
        mark(self.papers[of, session], {self.students[place]: text}, by=self.by, at=at, why="relu")

    def _submit(self, of: int, session: int, *, at: datetime) -> None:
        submit(self.papers[of, session], by=self.by, at=at)

    def _excuse(self, place: int, of: int, *, at: datetime) -> None:
        one = self.students[place]
        kind = "certificat_médical"
        file_request(one, self.papers[of, 1], ground="maladie", document_kind=kind, by=one.student, at=at)

    def _document(self, verdict: str, *, at: datetime) -> None:
        if (request := AbsenceRequest.objects.order_by("at").first()) is not None:
            rule_on_document(request, verdict, "vu", by=self.by, at=at)

    def _follow_up(self, verdict: str, *, at: datetime) -> None:
        if (request := AbsenceRequest.objects.order_by("at").first()) is not None:
            follow_up(request, verdict, "vu", by=self.by, at=at)


def digests(whom: Sequence[Dossier], **when: Any) -> dict[str, str]:
    """What is known of each, as one digest of every fact."""
    law = law_for(whom[0])
    cohort = cohort_of(law, [(one.pk, one.number) for one in whom], **when)
    return dict(zip((one.number for one in whom), digests_of(law, cohort), strict=True))


@given(st.lists(acts, min_size=2, max_size=8))
@example(life=list(LIFE))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_since_a_moment_is_told_as_it_was(school: School, life: list[tuple[Any, ...]]) -> None:
    start = transaction.savepoint_create()
    then: dict[tuple[datetime, int | None], dict[str, str]] = {}
    for place, (name, *told) in enumerate(life):
        at = BEGUN + HOUR * (place + 1)
        school.act(name, *told, at=at)
        then |= {(at, of): digests(school.students, at=at, year=of) for of in (None, 2024)}

    for (at, of), known in then.items():
        when = {"at": at, "year": of, "known": at}
        assert digests(school.students, **when) == known
        assert digests(school.students[::-1], **when) == known, "in any order"
        alone = {k: v for one in school.students for k, v in digests([one], **when).items()}
        assert alone == known, "alone, or with others"
    transaction.savepoint_rollback(start)


LATER_ACTS = st.one_of(
    st.tuples(st.just("register"), who, st.just(2025), yes),
    st.tuples(st.just("change"), who, st.just(2025), unit, yes),
    st.tuples(st.just("cancel"), who, st.just(2025)),
    st.tuples(st.just("declare"), who, *said, st.just(2025)),
    st.tuples(st.just("take_back"), who, st.just(2025)),
    st.tuples(st.just("mark"), who, st.just(2025), st.sampled_from((1, 2)), st.sampled_from(("7", "12", "ABS", ""))),
)


@given(st.lists(acts, min_size=1, max_size=5), st.lists(LATER_ACTS, min_size=1, max_size=6))
@example(
    life=[("register", 0, 2024, True), ("declare", 0, GATE, "oui", None)],
    later=[
        ("register", 0, 2025, True),
        ("declare", 0, GATE, "non", 2025),
        ("declare", 0, "module.équivalence", "oui", 2025),
        ("change", 0, 2025, "module:S1-COMPTA", True),
        ("cancel", 0, 2025),
    ],
)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_year_is_told_as_it_was_whatever_is_said_since_a_later_one(
    school: School, life: list[tuple[Any, ...]], later: list[tuple[Any, ...]]
) -> None:
    start = transaction.savepoint_create()
    for place, (name, *told) in enumerate(life):
        school.act(name, *told, at=BEGUN + HOUR * (place + 1))
    at = BEGUN + timedelta(days=400)
    then = digests(school.students, at=at, year=2024)

    for place, (name, *told) in enumerate(later):
        school.act(name, *told, at=at + HOUR * place)
        assert digests(school.students, at=at, year=2024) == then, name
    for one in school.students:
        assert digests([one], at=at, year=2024) == {one.number: then[one.number]}
    transaction.savepoint_rollback(start)


@pytest.fixture
def school(cast: Cast) -> School:
    return School(cast)


def test_every_act_of_that_life_writes_something_that_is_then_told(school: School) -> None:
    """Were an act always refused, the property above would say nothing of its source."""
    seen = [digests(school.students, at=BEGUN)]
    for place, (name, *told) in enumerate(LIFE):
        at = BEGUN + HOUR * (place + 1)
        school.act(name, *told, at=at)
        seen.append(digests(school.students, at=at))

    silent = [LIFE[i][0] for i, (before, after) in enumerate(pairwise(seen)) if before == after]
    assert silent == ["mark", "declare"], "an absence is a draft until it is handed in; 2025 hides what is said of 2024"


# --- a jury --------------------------------------------------------------------------------------------------------


def test_a_sealed_file_explains_itself_by_the_facts_that_were_drawn(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    case, later = session.case("Nadia"), HELD + HOUR
    before = file_of(session.jury, case, at=HELD)
    drawn = digests([case.dossier], at=case.at, year=2026, known=case.at)[case.dossier.number]
    assert drawn == case.inputs

    law = Paper.objects.get(programme=session.programme, unit="module:S1-DROIT")
    mark(law, {case.dossier: "3"}, by=cast.ada, at=later, why="erreur de report")

    after = file_of(session.jury, case, at=later)
    assert [one.why for one in after.asked] == [one.why for one in before.asked]
    assert [one.today for one in before.asked] == [None]
    assert after.asked[0].today is not None
    assert digests([case.dossier], at=case.at, year=2026, known=case.at)[case.dossier.number] == case.inputs


def test_a_jury_counts_as_held_from_its_publication_on(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    nadia = session.students["Nadia"]
    jury.publish_jury(session.jury, by=cast.odile, at=HELD + HOUR)

    def held(known: datetime | None) -> object:
        at = known or HELD + HOUR * 3
        return evaluation_of(nadia, at=at, known=known).person.listed["étudiant.jurys_réunis"]["étudiant"]

    assert (held(HELD), held(HELD + HOUR * 2), held(None)) == (0, 1, 1)


def test_a_paper_set_since_is_not_told_and_one_changed_since_is(cast: Cast) -> None:
    school = School(cast)
    at = BEGUN + HOUR
    school.act("register", 0, 2024, True, at=at)
    before = digests(school.students, at=at)
    exam_of(school.programme, 2024, "S1-COMPTA", by=school.by, at=at + HOUR)
    exam_of(school.programme, 2024, "S1-DROIT", by=school.by, at=at + HOUR)

    assert digests(school.students, at=at + HOUR) != before
    assert digests(school.students, at=at, known=at) == before
