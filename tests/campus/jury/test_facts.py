"""What juries give back: whom the office registers next year is told what was decided, and why it is done otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import chain
from re import findall
from typing import Any

import pytest
from django.urls import reverse

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import (
    Registrant,
    change_registration,
    interrupt_registration,
    register,
    register_all,
)
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import decisions_before, goes_against
from parchemin.campus.enrolment.refusals import (
    AgainstTheJury,
    BegunBeforeInterrupted,
    NoFurtherStudy,
    NoUnitInterrupted,
)
from parchemin.campus.jury import actions
from parchemin.campus.law.publications import law_for
from parchemin.campus.looks.numbers import day
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, icn_jury, lille_jury
from tests.campus.jury.test_pages import client_of
from tests.campus.school import students_of

pytestmark = pytest.mark.django_db
NEXT = 2027


@pytest.fixture
def session(cast: Cast) -> Session:
    return closed_icn_jury(cast)


def publish(session: Session) -> None:
    actions.publish_jury(session.jury, by=session.cast.odile, at=HELD)


def page(stage: str, nature: str) -> str:
    return reverse("enrolment:register") + f"?programme=icn-pge&year={NEXT}&stage={stage}&nature={nature}"


def test_only_what_is_published_is_told_and_it_serves_once(session: Session) -> None:
    files = list(session.students.values())
    assert decisions_before(files, NEXT) == {}

    publish(session)

    told = {name: decisions_before(files, NEXT)[file.pk].option for name, file in session.students.items()}
    assert told == {"Nadia": "passage", "Paul": "passage", "Inès": "redoublement_annuel"}
    ines = session.students["Inès"]
    register([ines], NEXT, stage="A1", nature="redoublement_annuel", by=session.cast.odile, at=HELD)
    later = decisions_before(files, NEXT + 1)
    assert later[ines.pk].option == "redoublement_annuel", "it is still what was decided of her"
    assert [later[file.pk].served for file in files] == [file == ines for file in files]
    assert not goes_against(later[ines.pk], law_for(ines), "A2", "enseignement"), "that decision has served"


def test_where_a_text_does_not_say_what_leads_on_what_was_decided_is_told_and_a_reason_asked(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()
    hugo = session.question("Hugo")
    actions.decide(hugo, hugo.options[0], by=session.helene, at=HELD)
    actions.put_off_waiting(session.jury, reason="une note manque", by=session.helene, at=HELD)
    for question in session.case("Hugo").questions.exclude(pk=hugo.pk):
        actions.decide(question, question.options[0], by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    publish(session)

    file = session.students["Hugo"]
    assert decisions_before([file], NEXT)[file.pk].option == hugo.options[0]
    with pytest.raises(NoFurtherStudy):
        register([file], NEXT, by=session.cast.odile, at=HELD)
    register([file], NEXT, reason="ajourné, reprend son stage", by=session.cast.odile, at=HELD)


def test_the_list_says_what_the_jury_decided_of_each(session: Session) -> None:
    publish(session)

    shown = client_of(session.cast.odile).get(page("A2", "enseignement")).content.decode()

    assert len(findall(r"passage au semestre impair suivant\s*<span", shown)) == 2
    assert len(findall(r"redoublement annuel\s*<span", shown)) == 1


def test_the_list_is_narrowed_to_those_of_one_decision(session: Session) -> None:
    publish(session)
    office = client_of(session.cast.odile)
    narrowed = page("A2", "enseignement") + "&decision=passage au semestre impair suivant"
    assert [one.person.given_name for one in office.get(narrowed).context["found"]] == ["Nadia", "Paul"]

    seen = office.post(narrowed, {"everyone": "yes"}).context

    (group,) = seen["first"]
    assert [one.dossier.person.given_name for one in group] == ["Nadia", "Paul"]
    assert seen["again"] == []


@pytest.mark.parametrize(
    ("name", "stage", "nature", "otherwise"),
    [
        ("Inès", "A1", "redoublement_annuel", False),
        ("Inès", "A1", "enseignement", True),
        ("Inès", "A2", "enseignement", True),
        ("Nadia", "A2", "enseignement", False),
        ("Nadia", "A2", "exceptionnelle", False),
        ("Nadia", "A1", "enseignement", True),
        ("Nadia", "A2", "redoublement_annuel", True),
    ],
)
def test_a_registration_that_is_not_what_was_decided_needs_a_reason(
    session: Session, name: str, stage: str, nature: str, otherwise: bool
) -> None:
    publish(session)
    file = session.students[name]
    seen = client_of(session.cast.odile).post(page(stage, nature), {"dossier": file.pk})
    context: Any = seen.context
    first: list[list[Any]] = context["first"]
    again: list[Any] = context["again"]
    (one,) = [*chain.from_iterable(first), *again]
    assert one.otherwise is otherwise
    assert (f'name="reason-{file.pk}"' in seen.content.decode()) is otherwise
    if otherwise:
        with pytest.raises(AgainstTheJury):
            registered(session, file, stage, nature, "  ")
        assert not Registration.objects.filter(year=NEXT).exists()

    registered(session, file, stage, nature, "Avis du conseil" if otherwise else "")

    assert Registration.objects.get(dossier=file, year=NEXT).reason == ("Avis du conseil" if otherwise else "")


def registered(session: Session, file: Dossier, stage: str, nature: str, reason: str) -> None:
    register_all(
        [Registrant(file, None, reason)],
        NEXT,
        stage=stage,
        nature=nature,
        in_order=True,
        by=session.cast.odile,
        at=HELD,
    )


def test_the_reason_is_given_beside_the_student_and_stays_in_the_record(session: Session) -> None:
    publish(session)
    nadia, ines = session.students["Nadia"], session.students["Inès"]
    office = client_of(session.cast.odile)
    sent = {"dossier": [nadia.pk, ines.pk], "confirmed": "yes", "in_order": "yes"}

    refused = office.post(page("A2", "enseignement"), sent)
    assert refused.status_code == 409
    assert "le jury en a décidé autrement" in refused.content.decode()
    assert not Registration.objects.filter(year=NEXT).exists()

    assert office.post(page("A2", "enseignement"), sent | {f"reason-{ines.pk}": "Recours accepté"}).status_code == 302
    reasons = dict(Registration.objects.filter(year=NEXT).values_list("dossier__person__given_name", "reason"))
    assert reasons == {"Nadia": "", "Inès": "Recours accepté"}


@pytest.mark.parametrize("refused", [True, False])
def test_a_refusal_is_shown_apart_with_its_jury_and_day_and_stops_until_somebody_says_why(
    cast: Cast, refused: bool
) -> None:
    session = icn_jury(cast)
    session.open()
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    option = "non_autorisation" if refused else "redoublement_annuel"
    actions.decide(session.question("Inès"), option, by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    publish(session)
    ines, office = session.students["Inès"], client_of(session.cast.odile)

    seen = office.get(page("A1", "redoublement_annuel"))
    assert [one[0] for one in seen.context["apart"]] == [ines] * refused
    told = decisions_before([ines], NEXT)[ines.pk]
    said = seen.content.decode().split(f"{told.jury}, <time")
    assert day(told.published) in said[1]
    proposed = office.post(page("A1", "redoublement_annuel"), {"everyone": "yes"}).context
    assert (ines in [one.dossier for one in proposed["again"]]) is not refused
    if refused:
        with pytest.raises(NoFurtherStudy, match="Jury de première année"):
            registered(session, ines, "A1", "redoublement_annuel", "")
    registered(session, ines, "A1", "redoublement_annuel", "recours accepté" if refused else "")

    last = decisions_before([ines], NEXT + 1)[ines.pk]
    assert last.served


def test_who_was_registered_before_a_refusal_was_published_is_stopped_the_year_after(cast: Cast) -> None:
    session = icn_jury(cast)
    ines = session.students["Inès"]
    early = {"stage": "A2", "nature": "enseignement", "by": cast.odile, "at": HELD - timedelta(days=2)}
    register([ines], NEXT, **early)  # type: ignore[arg-type]
    session.open()
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    actions.decide(session.question("Inès"), "non_autorisation", by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    publish(session)

    with pytest.raises(NoFurtherStudy):
        register([ines], NEXT + 1, stage="A3", nature="enseignement", by=cast.odile, at=HELD + timedelta(days=300))


def test_who_has_interrupted_is_set_apart_with_the_day_and_one_who_interrupts_all_year_too(cast: Cast) -> None:
    session = icn_jury(cast)
    nadia, paul = session.students["Nadia"], session.students["Paul"]
    standing = {one.dossier: one for one in Registration.objects.current().filter(year=2026)}
    interrupt_registration(standing[nadia], date(2026, 11, 3), reason="santé", by=cast.odile, at=HELD)
    all_year = partial(change_registration, nature="interruption", reason="césure", by=cast.odile, at=HELD)
    with pytest.raises(NoUnitInterrupted):
        all_year(standing[paul])
    with pytest.raises(BegunBeforeInterrupted, match="Droit"):
        all_year(standing[paul], units=[], dropped=standing[paul].units)
    max_ = students_of(paul.intake, "Max", by=cast.ada)["Max"]
    [begun] = register([max_], 2026, stage="A1", nature="enseignement", by=cast.ada, at=HELD)
    all_year(begun, units=[])

    session.open()

    apart = {one.dossier: (one.set_apart, one.reason) for one in session.jury.cases.exclude(set_apart="")}
    assert apart == {nadia: ("interrupted", "depuis le 3 novembre 2026"), max_: ("interrupted", "")}
