"""A jury from its opening to its publication, on the three programmes: what is decided, by whom, under which law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import translation

from parchemin.campus.assessment.models import Paper
from parchemin.campus.common import journal
from parchemin.campus.documents import merkle
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Ballot, Case, JuryEvent, Question, Ruling
from parchemin.campus.jury.queries import (
    definitive_years,
    proof_of,
    published_rulings,
)
from parchemin.campus.jury.queries.cohort import Wanted, progress_of, table, waiting
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.refusals import (
    AlreadyOpened,
    AlreadyRuled,
    AlreadyVoted,
    BallotClosed,
    BallotCounted,
    BallotUnderWay,
    FactMissing,
    FactsChanged,
    Irregular,
    IsSetApart,
    NotClosed,
    NothingToPutOff,
    NotItsDay,
    NotLawful,
    NotOpen,
    NotTied,
    NoVoice,
    ReasonMissing,
    SameAsBefore,
    StillOpen,
)
from parchemin.campus.law.cohorts import rule
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, icn_jury, ipag_jury, lille_jury
from tests.campus.school import mark

pytestmark = pytest.mark.django_db


def all_vote(session: Session, ballot: Ballot, choices: dict[str, str]) -> Ballot:
    for name, choice in choices.items():
        actions.vote(ballot, choice, by=session.members[name], at=HELD)
    return actions.close_ballot(ballot, by=session.helene, at=HELD)


def everything_decided(session: Session) -> None:
    """Confirm, adopt what has no choice, take the first option of the rest, put off what lacks a fact."""
    for case in Case.objects.filter(jury=session.jury, questions__state="pending").distinct():
        actions.put_off(case, reason="dossier incomplet", by=session.helene, at=HELD)
    current = Question.objects.filter(jury=session.jury, case__superseded_at=None)
    ruled = Ruling.objects.filter(jury=session.jury, superseded_at=None).values("question")
    for question in current.exclude(pk__in=ruled).select_related("jury"):
        actions.decide(question, question.options[0], by=session.helene, at=HELD)


# --- opening -----------------------------------------------------------------------------------------------------


def test_a_jury_opens_only_when_every_requirement_of_the_text_is_met(cast: Cast) -> None:
    session = icn_jury(cast)
    actions.withdraw(session.seat_of(session.members["Paule"]), by=cast.odile, at=NOON)

    with pytest.raises(Irregular) as refusal:
        session.open()

    assert refusal.value.unmet == ("au moins quatre représentants",)
    assert not JuryEvent.objects.exists()
    assert not Case.objects.exists()


def test_a_jury_opens_on_its_day_at_any_hour_and_not_before(cast: Cast) -> None:
    session = icn_jury(cast)
    eve = HELD.replace(hour=21, minute=59) - timedelta(days=1)  # 23:59 in Paris

    with pytest.raises(NotItsDay) as refusal:
        session.open(at=eve)

    assert "2 juillet 2027" in str(refusal.value)
    assert not JuryEvent.objects.exists()
    session.open(at=eve + timedelta(minutes=1))
    assert session.jury.events.get(kind=JuryEvent.Kind.OPENED).at == eve + timedelta(minutes=1)


def test_where_the_text_is_silent_usage_asks_for_a_president_and_two_voices(cast: Cast) -> None:
    session = lille_jury(cast)

    with pytest.raises(Irregular) as refusal:
        actions.open_jury(session.jury, present=[session.seat_of(session.yves).pk], known={}, by=cast.odile, at=HELD)

    assert len(refusal.value.unmet) == 2


def test_opening_draws_what_the_law_says_of_each(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()

    ruled = {r.dossier: r for r in rule(session.students.values(), ["année.progression"], at=HELD)}
    for name, dossier in session.students.items():
        case, question = session.case(name), session.question(name)
        assert (case.inputs, case.digest) == (ruled[dossier.pk].inputs, ruled[dossier.pk].digest)
        assert tuple(question.options) == ruled[dossier.pk].lines["année.progression", "A1"].options
    assert session.question("Nadia").proposal == "passage"
    assert session.case("Inès").missing == ["module:S2-RH"]
    assert session.question("Inès").articles == ["3.2.1"]
    with pytest.raises(AlreadyOpened):
        session.open()


def test_who_is_not_in_order_is_set_apart_until_put_in_order_and_drawn_again(cast: Cast) -> None:
    session = icn_jury(cast)
    registration = Registration.objects.get(dossier=session.students["Paul"])
    change_registration(registration, reason="droits", in_order=False, by=cast.odile, at=NOON)
    session.open()

    assert session.case("Paul").set_apart == "not_in_order"
    assert not Question.objects.filter(case=session.case("Paul")).exists()
    with pytest.raises(IsSetApart):
        actions.put_off(session.case("Paul"), reason="attente", by=session.helene, at=HELD)
    registration = Registration.objects.get(dossier=session.students["Paul"], superseded_at=None)
    change_registration(registration, reason="payé", in_order=True, by=cast.odile, at=HELD)
    assert actions.redraw(session.jury, by=session.helene, at=HELD) == ["icn-pge-paul"]
    assert session.question("Paul").proposal == "passage"


# --- deciding ----------------------------------------------------------------------------------------------------


def test_a_vote_is_counted_by_the_article_of_the_programme(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    question = session.question("Inès")
    ballot = actions.put_to_vote(question, "redoublement_semestriel", by=session.helene, at=HELD)
    with pytest.raises(BallotUnderWay):
        actions.put_to_vote(question, "redoublement_annuel", by=session.helene, at=HELD)

    closed = all_vote(session, ballot, {"Hélène": "for", "Marc": "against", "Yves": "abstain"})

    assert (closed.votes_for, closed.votes_against, closed.abstentions) == (1, 1, 3), "who does not vote abstains"
    assert (closed.tied, closed.verdict) == (True, None), "what who presides voted is secret as any voice is"
    for act in (actions.put_to_vote, actions.decide):
        with pytest.raises(BallotUnderWay):
            act(question, "redoublement_semestriel", by=session.helene, at=HELD)
    with pytest.raises(Forbidden):
        actions.give_casting_voice(ballot, "against", by=session.marc, at=HELD)
    decided = actions.give_casting_voice(ballot, "for", by=session.helene, at=HELD)
    assert (decided.verdict, decided.articles, decided.usage, decided.casting) == ("adopted", ["3.3.4"], False, "for")
    with pytest.raises(NotTied):
        actions.give_casting_voice(ballot, "against", by=session.helene, at=HELD)
    ruling = Ruling.objects.get(question=question)
    assert (ruling.option, ruling.by, ruling.articles) == ("redoublement_semestriel", "jury", ["3.2.1", "3.3.4"])


def test_a_tie_where_who_presides_gives_no_casting_voice_decides_nothing_by_usage_either(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()
    question = session.question("Hugo")
    ballot = actions.put_to_vote(question, question.options[0], by=session.helene, at=HELD)

    all_vote(session, ballot, {"Hélène": "abstain", "Marc": "against", "Yves": "for"})
    closed = actions.give_casting_voice(ballot, "abstain", by=session.helene, at=HELD)

    assert (closed.verdict, closed.articles, closed.usage) == ("undecided", [], True)
    assert not Ruling.objects.exists()


def test_only_a_lawful_option_is_put_to_the_vote_or_decided(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    for act in (actions.put_to_vote, actions.decide):
        with pytest.raises(NotLawful):
            act(session.question("Inès"), "passage", by=session.helene, at=HELD)
    assert not Ruling.objects.exists()
    assert not Ballot.objects.exists()


def test_a_member_votes_once_and_only_when_there(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    actions.mark_presence(session.seat_of(session.yves), False, by=session.helene, at=HELD)
    receipt = actions.vote(ballot, "for", by=session.marc, at=HELD)

    assert len(receipt) == 14
    with pytest.raises(AlreadyVoted):
        actions.vote(ballot, "against", by=session.marc, at=HELD)
    with pytest.raises(NoVoice):
        actions.vote(ballot, "for", by=session.yves, at=HELD)
    with pytest.raises(Forbidden):
        actions.vote(ballot, "for", by=cast.odile, at=HELD)


def test_only_who_presides_conducts_and_the_vice_president_when_they_are_away(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    for person in (session.marc, session.yves, cast.odile, cast.ada):
        with pytest.raises(Forbidden):
            actions.confirm(session.jury, "jury", by=person, at=HELD)
    actions.mark_presence(session.seat_of(session.helene), False, by=cast.odile, at=HELD)

    assert actions.confirm(session.jury, "jury", by=session.marc, at=HELD) == 2


def test_two_tabs_that_decide_the_same_question_the_later_is_told(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    question = session.question("Inès")
    actions.decide(question, "redoublement_annuel", by=session.helene, at=HELD)

    with pytest.raises(AlreadyRuled, match="redoublement annuel"):
        actions.decide(question, "redoublement_semestriel", by=session.helene, at=HELD)

    assert Ruling.objects.get(superseded_at=None).option == "redoublement_annuel"


def test_a_decision_is_taken_back_with_a_reason_and_stays_in_the_record(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    ruling = actions.decide(session.question("Inès"), "redoublement_annuel", by=session.helene, at=HELD)
    with pytest.raises(ReasonMissing):
        actions.take_back(ruling, reason=" ", by=session.helene, at=HELD)

    actions.take_back(ruling, reason="une pièce arrive", by=session.helene, at=HELD)
    actions.decide(session.question("Inès"), "redoublement_semestriel", by=session.helene, at=HELD)

    assert list(Ruling.objects.order_by("pk").values_list("option", flat=True)) == [
        "redoublement_annuel",
        "redoublement_semestriel",
    ]


def test_a_missing_fact_is_never_decided_but_may_be_put_off_and_brought_back(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()
    assert session.question("Inès").state == "pending"
    with pytest.raises(FactMissing):
        actions.decide(session.question("Inès"), "attribution", by=session.helene, at=HELD)

    actions.put_off(session.case("Inès"), reason="mémoire non déposé", by=session.helene, at=HELD)
    assert (session.case("Inès").set_apart, session.case("Inès").reason) == ("put_off", "mémoire non déposé")
    assert actions.redraw(session.jury, by=session.helene, at=HELD) == [], "nothing changed: it stays put off"
    actions.bring_back(session.case("Inès"), by=session.helene, at=HELD)
    assert session.question("Inès").state == "pending"


def test_files_that_wait_for_a_fact_are_put_off_together_for_one_reason_and_keep_their_own_draw(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()
    names = list(session.students)
    before = {name: session.case(name).draw for name in names}
    with pytest.raises(ReasonMissing):
        actions.put_off_waiting(session.jury, reason="  ", by=session.helene, at=HELD)
    assert progress_of(session.jury).waiting == waiting(session.jury).count() > 0
    held_up = [name for name in names if session.question(name).state == "pending"]

    count = actions.put_off_waiting(session.jury, reason="stage en cours", by=session.helene, at=HELD)

    assert count == len(held_up)
    assert {(session.case(n).set_apart, session.case(n).reason) for n in held_up} == {("put_off", "stage en cours")}
    assert {n: session.case(n).draw for n in held_up} == {n: before[n] for n in held_up}
    with pytest.raises(NothingToPutOff):
        actions.put_off_waiting(session.jury, reason="stage en cours", by=session.helene, at=HELD)


# --- closing -----------------------------------------------------------------------------------------------------


def test_closing_says_what_is_missing(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()

    with pytest.raises(StillOpen) as refusal:
        actions.close_jury(session.jury, by=session.helene, at=HELD)

    assert refusal.value.pending == ("lille-ipm-inès",)
    assert refusal.value.undecided == ("lille-ipm-hugo",)
    assert session.jury.state == "opened"


def test_a_mark_changed_since_the_drawing_keeps_the_jury_open_and_only_that_file_is_looked_at_anew(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    everything_decided(session)
    paper = Paper.objects.get(programme=session.programme, unit="module:S2-RH")
    mark(paper, {session.students["Inès"]: "12"}, by=cast.ada, at=HELD, why="copie recomptée")

    with pytest.raises(FactsChanged) as refusal:
        actions.close_jury(session.jury, by=session.helene, at=HELD)

    assert refusal.value.numbers == ("icn-pge-inès",)
    assert actions.redraw(session.jury, by=session.helene, at=HELD) == ["icn-pge-inès"]
    assert session.question("Inès").proposal == "passage"
    assert Ruling.objects.filter(superseded_at=None).count() == 2, "the others stand"
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD.replace(hour=16))


@pytest.mark.parametrize("make", [icn_jury, lille_jury, ipag_jury])
def test_a_jury_of_each_programme_is_held_sealed_published_and_proved(
    make: Callable[[Cast], Session], cast: Cast
) -> None:
    session = make(cast)
    session.open()
    everything_decided(session)
    with pytest.raises(NotClosed):
        actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)

    rulings = Ruling.objects.filter(jury=session.jury, superseded_at=None)
    assert minutes.leaves == rulings.count() > 0
    for ruling in rulings:
        leaf, proof, root = proof_of(ruling)
        assert root == minutes.root
        assert merkle.verify(leaf, proof, root)
    student = rulings[0].question.case.dossier
    assert published_rulings(student) == []
    assert definitive_years([student.pk]) == set()
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    assert [one.option for one in published_rulings(student)] == [
        r.option for r in rulings.filter(question__case__dossier=student).order_by("question__rank")
    ]
    assert definitive_years([student.pk]) == {(student.pk, 2026)}
    assert list(journal.broken(cast.school.slug)) == []
    assert list(journal.altered(cast.school.slug)) == []
    with pytest.raises(NotOpen):
        actions.decide(Question.objects.filter(jury=session.jury)[0], "x", by=session.helene, at=HELD)


def test_a_correction_supersedes_with_its_reason_and_makes_an_addendum(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    everything_decided(session)
    first = actions.close_jury(session.jury, by=session.helene, at=HELD)
    actions.publish_jury(session.jury, by=session.helene, at=HELD)
    former = Ruling.objects.get(question=session.question("Inès"))
    for option, reason, refused in (
        ("redoublement_semestriel", "", ReasonMissing),
        ("passage", "erreur", NotLawful),
        (former.option, "erreur", SameAsBefore),
    ):
        with pytest.raises(refused):
            actions.correct(former, option, reason=reason, by=session.helene, at=HELD)
    for person in (cast.odile, cast.ada, session.yves):
        with pytest.raises(Forbidden):
            actions.correct(former, "redoublement_semestriel", reason="erreur", by=person, at=HELD)

    later = HELD.replace(hour=15)
    made = actions.correct(former, "redoublement_semestriel", reason="erreur de saisie", by=session.helene, at=later)

    former.refresh_from_db()
    assert (former.superseded_at, made.correction, made.reason) == (later, True, "erreur de saisie")
    assert published_rulings(session.students["Inès"])[0].corrected_at == later
    addendum = session.jury.minutes.get(number=1)
    told = minutes_data(addendum)
    assert (told.held_at, told.corrected_by) == (minutes_data(first).held_at, str(session.helene)), "no other sitting"
    assert told.corrected_at == later
    assert addendum.root != first.root
    assert proof_of(made)[2] == addendum.root


# --- the table ---------------------------------------------------------------------------------------------------


def test_the_table_filters_and_sorts(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    actions.decide(session.question("Nadia"), "passage", by=session.helene, at=HELD)

    def numbers(**wanted: object) -> list[str]:
        return [row.number.rpartition("-")[2] for row in table(session.jury, Wanted(**wanted))[1]]  # type: ignore[arg-type]

    assert numbers() == ["inès", "nadia", "paul"]
    assert numbers(q="pau") == ["paul"]
    assert numbers(q="%") == []
    assert numbers(state="choice") == ["inès"]
    assert numbers(state="decided") == ["nadia"]
    assert numbers(state="todo") == ["inès", "paul"]
    assert numbers(missing=1) == ["inès"]
    assert numbers(proposal="passage") == ["nadia", "paul"]
    assert numbers(sort="-missing")[0] == "inès"
    assert numbers(sort="average1")[0] == "inès"
    assert numbers(sort="-name") == ["paul", "nadia", "inès"]
    assert numbers(q="ines DURAND") == ["inès"]
    Person.objects.filter(pk=session.students["Inès"].student.pk).update(family_name="Étienne")
    Person.objects.filter(pk=session.students["Paul"].student.pk).update(family_name="Zola")
    Person.objects.filter(pk=session.students["Nadia"].student.pk).update(family_name="Aït-Saïd")
    assert numbers() == ["nadia", "inès", "paul"]
    assert numbers(by="rule") == []
    progress = progress_of(session.jury)
    assert (progress.questions, progress.decided, progress.single_left) == (3, 1, 1)


def test_no_person_of_another_school_may_do_anything(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    stranger: Person = cast.ysolde
    for act in (
        lambda: actions.redraw(session.jury, by=stranger, at=HELD),
        lambda: actions.close_jury(session.jury, by=stranger, at=HELD),
        lambda: actions.publish_jury(session.jury, by=stranger, at=HELD),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"Hélène": "for"}, "Ce vote est déjà dépouillé : son résultat est acquis."),
        ({"Hélène": "for", "Marc": "against"}, "Ce vote est déjà dépouillé : les voix sont partagées."),
    ],
    ids=["decided", "tied"],
)
def test_who_counts_a_vote_twice_is_told_that_it_is_counted(cast: Cast, choices: dict[str, str], says: str) -> None:
    session = icn_jury(cast)
    session.open()
    ballot = actions.put_to_vote(session.question("Inès"), "redoublement_semestriel", by=session.helene, at=HELD)
    all_vote(session, ballot, choices)

    with translation.override("fr"), pytest.raises(BallotCounted) as refused:
        actions.close_ballot(ballot, by=session.helene, at=HELD)

    assert str(refused.value).startswith(says)
    with pytest.raises(BallotClosed):
        actions.vote(ballot, "for", by=session.members["Yves"], at=HELD)
