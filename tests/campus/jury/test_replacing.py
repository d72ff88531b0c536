"""A jury that decides otherwise than one that published of the same year says why; the minutes tell it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parchemin.campus.assessment.models import Paper
from parchemin.campus.jury import actions
from parchemin.campus.jury.facts import published_of
from parchemin.campus.jury.models import Minutes, Ruling
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.queries.published import published_rulings
from parchemin.campus.jury.refusals import ReplacesDecision
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, MEMBERS, Session, closed_icn_jury, icn_jury, seated
from tests.campus.jury.test_pages import client_of, page
from tests.campus.school import mark

pytestmark = pytest.mark.django_db
LATER = HELD + timedelta(days=60)
OTHER = "redoublement_semestriel"


def another_jury(first: Session, title: str, held_at: datetime) -> Session:
    """A second jury of the year and of the same decision, its members seated."""
    jury = actions.call_jury(
        first.programme,
        2026,
        stage="A1",
        title=title,
        kind="progression",
        held_at=held_at,
        place="Nancy",
        decisions=[("année.progression", "A1")],
        by=first.cast.odile,
        at=NOON,
    )
    return seated(Session(first.cast, first.programme, jury, first.students), MEMBERS)


@pytest.fixture
def again(cast: Cast) -> Session:
    """A second jury of the year, open: the first published that Inès starts her year again, and that others pass."""
    first = closed_icn_jury(cast)
    actions.publish_jury(first.jury, by=cast.odile, at=HELD)
    made = another_jury(first, "Second jury", LATER)
    made.open(at=LATER)
    return made


def test_the_same_decision_takes_no_reason_and_another_takes_one_however_it_is_taken(again: Session) -> None:
    ines = again.question("Inès")
    for act in (actions.decide, actions.put_to_vote):
        with pytest.raises(ReplacesDecision, match="Jury de première année"):
            act(ines, OTHER, by=again.helene, at=LATER)
        with pytest.raises(ReplacesDecision):
            act(ines, OTHER, reason="  ", by=again.helene, at=LATER)
    assert not Ruling.objects.filter(jury=again.jury).exists()
    assert actions.decide(ines, "redoublement_annuel", by=again.helene, at=LATER).reason == ""


def test_of_two_juries_held_at_the_same_moment_the_one_published_later_prevails_wherever_it_is_told(cast: Cast) -> None:
    first = icn_jury(cast)
    other = another_jury(first, "Au même moment", HELD)
    sessions = {"redoublement_annuel": first, OTHER: other}
    for option, session in sessions.items():
        session.open()
        actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
        actions.decide(session.question("Inès"), option, by=session.helene, at=HELD)
    for option in (OTHER, "redoublement_annuel"):
        actions.close_jury(sessions[option].jury, by=sessions[option].helene, at=HELD)
        at = HELD + timedelta(hours=1 if option == OTHER else 2)
        actions.publish_jury(sessions[option].jury, by=cast.odile, at=at)

    inès = first.students["Inès"]
    told = [(one.option, one.overruled) for one in published_rulings(inès) if one.name == "année.progression"]
    assert told == [("redoublement_annuel", ""), (OTHER, first.jury.title)]
    assert [one.option for one in published_of([inès])][-1] == "redoublement_annuel"


def test_the_reason_stands_beside_the_decision_and_in_the_minutes(again: Session) -> None:
    ballot = actions.put_to_vote(again.question("Inès"), OTHER, reason="Recours accepté", by=again.helene, at=LATER)
    for name in ("Hélène", "Marc", "Yves"):
        actions.vote(ballot, "for", by=again.members[name], at=LATER)
    actions.close_ballot(ballot, by=again.helene, at=LATER)
    actions.confirm(again.jury, "jury", by=again.helene, at=LATER)
    actions.close_jury(again.jury, by=again.helene, at=LATER)

    rulings = {one.question.case.dossier.student.given_name: one for one in Ruling.objects.filter(jury=again.jury)}
    assert (rulings["Inès"].option, rulings["Inès"].reason) == (OTHER, "Recours accepté")
    assert rulings["Nadia"].reason == "", "what is decided again alike says nothing"
    told = minutes_data(Minutes.objects.get(jury=again.jury))
    said = {one.name: one.decision for one in told.decisions}
    assert [name for name, words in said.items() if "Recours accepté" in words] == [
        rulings["Inès"].question.case.dossier.listed_name
    ]


def test_what_would_replace_a_decision_without_a_rule_is_not_confirmed_with_others(again: Session) -> None:
    paper = Paper.objects.get(programme=again.programme, year=2026, unit="module:S2-RH")
    mark(paper, {again.students["Inès"]: "12"}, why="relue", by=again.cast.ada, at=LATER)
    actions.redraw(again.jury, by=again.helene, at=LATER)
    [only] = again.question("Inès").options

    actions.confirm(again.jury, "jury", by=again.helene, at=LATER)

    decided = {one.question.case.dossier.student.given_name for one in Ruling.objects.filter(jury=again.jury)}
    assert decided == {"Nadia", "Paul"}
    assert actions.decide(again.question("Inès"), only, reason="relue", by=again.helene, at=LATER).reason == "relue"


def test_the_page_of_the_file_asks_why_beside_the_options_that_replace(again: Session) -> None:
    shown = client_of(again.helene).get(page("file", again, again.students["Inès"].ref)).content.decode()

    assert shown.count('id="instead-') == len(again.question("Inès").options) - 1
