"""A registration that does not go on: cancelled, interrupted, resumed, moved; what hangs on it, and what stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common import journal
from parchemin.campus.common.models import Entry
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.actions import (
    cancel_registrations,
    change_registration,
    interrupt_registration,
    register,
    resume_registration,
)
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.followers import followers, last_years
from parchemin.campus.enrolment.queries.registrations import eligible, registered
from parchemin.campus.enrolment.refusals import (
    AlreadyInterrupted,
    ChangedMeanwhile,
    ChangeReasonMissing,
    MarksDropped,
    NotInterrupted,
    NotInThatYear,
    NotRegistered,
    YearMarked,
)
from parchemin.campus.people.access import Forbidden
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, hand_in, intake_of, mark, programme_of, students_of
from tests.campus.small_school import SmallSchool, small_school

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
DROIT, COMPTA = "module:S1-DROIT", "module:S1-COMPTA"


@pytest.fixture
def first_years(cast: Cast) -> list[Registration]:
    """Nadia and Paul, registered together for their first year at `icn-pge`."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    students = students_of(intake_of(programme, date(2025, 9, 1), by=cast.ada), "Nadia Paul", by=cast.ada)
    return register(list(students.values()), 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)


def history(dossier: Dossier) -> list[tuple[str, str]]:
    rows = Registration.objects.filter(dossier=dossier).order_by("pk")
    return [(row.state or ("interrupted" if row.interrupted else ""), row.reason) for row in rows]


def test_who_is_cancelled_is_registered_no_more_for_anybody_who_asks_and_may_be_again(
    cast: Cast, first_years: list[Registration]
) -> None:
    nadia, paul = first_years
    programme = nadia.dossier.programme

    [line] = cancel_registrations([nadia], reason="inscrite par erreur", by=cast.odile, at=LATER)

    assert not Registration.objects.current().filter(dossier=nadia.dossier).exists()
    assert Registration.objects.as_of(NOON).get(dossier=nadia.dossier) == nadia, "it was in force then"
    assert not Registration.objects.as_of(LATER).filter(dossier=nadia.dossier).exists()
    assert followers([nadia.dossier_id]) == []
    assert last_years([nadia.dossier_id]) == {}
    assert nadia.dossier not in registered(programme, 2025)
    assert nadia.dossier in eligible(programme, 2025)
    assert (line.units, line.reason, line.by) == (nadia.units, "inscrite par erreur", cast.odile)
    assert Registration.objects.current().get(dossier=paul.dossier) == paul
    entry = Entry.objects.get(verb="enrolment.cancel_registration")
    assert entry.subject == nadia.dossier.number
    assert "inscrite par erreur" not in str(entry.payload), "the row says why, and can be forgotten; the journal cannot"

    [again] = register([nadia.dossier], 2025, stage="A1", nature="enseignement", by=cast.odile, at=LATER)

    assert Registration.objects.current().get(dossier=nadia.dossier) == again
    assert history(nadia.dossier) == [("", ""), ("cancelled", "inscrite par erreur"), ("", "")]


def test_a_cancelled_line_in_force_is_refused_by_the_database(first_years: list[Registration]) -> None:
    nadia, _ = first_years
    nadia.pk, nadia.year, nadia.state = None, 2030, "cancelled"
    with pytest.raises(IntegrityError, match="cancelled_is_never_in_force"):
        nadia.save(force_insert=True)


def test_a_whole_act_is_undone_at_once_or_not_at_all(cast: Cast, first_years: list[Registration]) -> None:
    mark(
        exam_of(first_years[0].dossier.programme, 2025, "S1-DROIT", by=cast.ada),
        {first_years[1].dossier: "12"},
        by=cast.ada,
    )
    with pytest.raises(YearMarked):
        cancel_registrations(first_years, reason="mauvaise rentrée", by=cast.odile, at=LATER)
    assert Registration.objects.current().count() == 2

    mark(exam_of(first_years[0].dossier.programme, 2024, "S1-DROIT", by=cast.ada), {}, by=cast.ada)
    paper = first_years[0].dossier.programme.papers.get(year=2025)
    mark(paper, {first_years[1].dossier: ""}, by=cast.ada, why="erreur")
    cancel_registrations(first_years, reason="mauvaise rentrée", by=cast.odile, at=LATER)

    assert not Registration.objects.current().exists()
    assert Entry.objects.filter(verb="enrolment.cancel_registration").count() == 1


def test_of_two_who_change_one_registration_the_second_is_told_that_it_changed(
    cast: Cast, first_years: list[Registration]
) -> None:
    nadia, _ = first_years
    change_registration(nadia, in_order=False, reason="impayé", by=cast.odile, at=LATER)

    with pytest.raises(ChangedMeanwhile) as refusal:
        change_registration(nadia, in_order=False, reason="impayé", by=cast.odile, at=LATER)

    assert "entre-temps" in str(refusal.value)
    assert history(nadia.dossier) == [("", ""), ("", "impayé")]


def test_it_takes_a_reason_the_right_and_a_registration_in_force(cast: Cast, first_years: list[Registration]) -> None:
    nadia, _ = first_years
    with pytest.raises(ChangeReasonMissing):
        cancel_registrations([nadia], reason=" ", by=cast.odile, at=LATER)
    assert nadia.dossier.person is not None
    for somebody in (cast.émile, cast.ysolde, nadia.dossier.person):
        with pytest.raises(Forbidden):
            cancel_registrations([nadia], reason="x", by=somebody, at=LATER)
        with pytest.raises(Forbidden):
            interrupt_registration(nadia, date(2026, 1, 5), reason="x", by=somebody, at=LATER)
    cancel_registrations([nadia], reason="x", by=cast.odile, at=LATER)
    with pytest.raises(NotRegistered):
        cancel_registrations([nadia], reason="x", by=cast.odile, at=LATER)
    with pytest.raises(NotRegistered):
        change_registration(nadia, reason="x", in_order=False, by=cast.odile, at=LATER)
    assert len(history(nadia.dossier)) == 2


def test_an_interruption_keeps_its_day_takes_the_kind_of_the_text_and_is_resumed(
    cast: Cast, first_years: list[Registration]
) -> None:
    nadia, _ = first_years
    for wrong in (date(2025, 7, 31), date(2026, 8, 1)):
        with pytest.raises(NotInThatYear):
            interrupt_registration(nadia, wrong, reason="santé", by=cast.odile, at=LATER)

    stopped = interrupt_registration(
        nadia, date(2026, 8, 1) - timedelta(days=1), reason="santé", by=cast.odile, at=LATER
    )

    assert (stopped.nature, stopped.interrupted, stopped.units) == ("interruption", date(2026, 7, 31), nadia.units)
    assert Registration.objects.current().get(dossier=nadia.dossier) == stopped, "they are registered all the same"
    with pytest.raises(AlreadyInterrupted):
        interrupt_registration(stopped, date(2026, 1, 5), reason="santé", by=cast.odile, at=LATER)
    changed = change_registration(stopped, reason="frais", in_order=False, by=cast.odile, at=LATER)
    assert changed.interrupted == stopped.interrupted, "what else changes leaves it interrupted"

    resumed = resume_registration(changed, reason="retour", by=cast.odile, at=LATER)

    assert (resumed.nature, resumed.interrupted, resumed.in_order) == ("enseignement", None, False)
    with pytest.raises(NotInterrupted):
        resume_registration(resumed, reason="retour", by=cast.odile, at=LATER)
    assert list(journal.altered(cast.school.slug)) == []


def test_a_unit_with_a_mark_is_left_out_only_when_it_is_named(cast: Cast, first_years: list[Registration]) -> None:
    nadia, paul = first_years
    hand_in(
        exam_of(nadia.dossier.programme, 2025, "S1-DROIT", by=cast.ada),
        {nadia.dossier: "12", paul.dossier: "ABS"},
        by=cast.ada,
    )
    kept = [unit for unit in nadia.units if unit not in (DROIT, COMPTA)]

    for one in first_years:
        with pytest.raises(MarksDropped) as refusal:
            change_registration(one, units=kept, reason="erreur", by=cast.odile, at=LATER)
        assert refusal.value.units == (DROIT,), "nothing is kept of the other"
        with pytest.raises(MarksDropped):
            change_registration(one, units=kept, reason="erreur", dropped=[COMPTA], by=cast.odile, at=LATER)
    assert Registration.objects.count() == 2

    made = change_registration(nadia, units=kept, reason="erreur", dropped=[DROIT], by=cast.odile, at=LATER)
    assert made.units == kept


def test_what_a_registration_ended_of_a_second_session_holds_again_without_it(
    cast: Cast, first_years: list[Registration]
) -> None:
    nadia, _ = first_years
    gate = "module.inscrit_en_session_2"
    said = [Statement(nadia.dossier, gate, "S1-DROIT", "oui"), Statement(nadia.dossier, gate, "S1-COMPTA", "oui")]
    declare(said, reason="", by=cast.odile, at=NOON)

    def opened() -> set[str]:
        rows = Declaration.objects.holding().filter(dossier=nadia.dossier, fact=gate)
        return set(rows.values_list("place", flat=True))

    both = {"nature": "redoublement_annuel", "stage": "A1", "units": [DROIT, COMPTA]}
    [again] = register([nadia.dossier], 2026, by=cast.odile, at=LATER, **both)  # type: ignore[arg-type]
    assert opened() == set()
    fewer = change_registration(again, units=[DROIT], reason="dispense", by=cast.odile, at=LATER + timedelta(hours=1))
    assert opened() == {"S1-COMPTA"}

    cancel_registrations([fewer], reason="erreur", by=cast.odile, at=LATER + timedelta(hours=2))

    assert opened() == {"S1-DROIT", "S1-COMPTA"}


class Registering(RuleBasedStateMachine):
    """Register, change, interrupt, resume, move, cancel, in any order: a simple model says what is in force and was."""

    here: SmallSchool
    other: Intake
    YEARS = st.integers(2040, 2041)
    WHO = st.integers(0, 1)

    def __init__(self) -> None:
        super().__init__()
        self.students = [self.here.new_student() for _ in range(2)]
        self.now = datetime(2040, 9, 1, tzinfo=UTC)
        self.model: dict[tuple[int, int], tuple[object, ...]] = {}
        self.moments: list[tuple[datetime, dict[tuple[int, int], tuple[object, ...]]]] = []
        self.written = 0

    def current(self, who: int, year: int) -> Registration | None:
        return Registration.objects.current().filter(dossier=self.students[who], year=year).first()

    def done(self, who: int, year: int, row: Registration | None) -> None:
        self.model.pop((who, year), None)
        if row is not None:
            self.model[who, year] = (row.in_order, row.interrupted, row.intake_id)
        self.written += 1
        self.moments.append((self.now, dict(self.model)))
        self.now += timedelta(minutes=1)

    @rule(who=WHO, year=YEARS)
    def register(self, who: int, year: int) -> None:
        known = (who, year) in self.model
        try:
            [row] = register([self.students[who]], year, by=self.here.odile, at=self.now)
        except Refusal:
            assert known
        else:
            assert not known
            self.done(who, year, row)

    @rule(who=WHO, year=YEARS, act=st.sampled_from(("order", "move", "interrupt", "resume", "cancel")))
    def change(self, who: int, year: int, act: str) -> None:
        row = self.current(who, year)
        assert (row is not None) == ((who, year) in self.model)
        if row is None:
            return
        told = {"reason": act, "by": self.here.odile, "at": self.now}
        try:
            match act:
                case "order":
                    made = change_registration(row, in_order=not row.in_order, **told)  # type: ignore[arg-type]
                case "move":
                    to = self.other if row.intake_id != self.other.pk else self.here.intake
                    made = change_registration(row, intake=to, **told)  # type: ignore[arg-type]
                case "interrupt":
                    made = interrupt_registration(row, date(year + 1, 1, 5), **told)  # type: ignore[arg-type]
                case "resume":
                    made = resume_registration(row, **told)  # type: ignore[arg-type]
                case _:
                    cancel_registrations([row], **told)  # type: ignore[arg-type]
                    self.done(who, year, None)
                    return
        except (AlreadyInterrupted, NotInterrupted):
            assert act == ("interrupt" if row.interrupted else "resume")
        else:
            self.done(who, year, made)

    @invariant()
    def what_stands_and_stood_is_what_the_model_says(self) -> None:
        for at, model in [*self.moments[-6:], (self.now, self.model)]:
            rows = Registration.objects.as_of(at).filter(dossier__in=self.students)
            found = {(self.students.index(r.dossier), r.year): (r.in_order, r.interrupted, r.intake_id) for r in rows}
            assert found == model
            assert len(rows) == len(found), "one a year"
        assert Registration.objects.filter(dossier__in=self.students).count() == self.written, "nothing is lost"


def test_whatever_is_done_one_registration_a_year_is_in_force_and_nothing_that_was_is_lost() -> None:
    here = small_school()
    Registering.here = here
    Registering.other = open_intake(here.programme, "Autre", date(2027, 1, 11), by=here.ada, at=NOON)
    calm = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Registering, settings=calm)
    assert list(journal.altered(here.school.slug)) == []
