"""Programmes, texts, intakes and who answers: what is done is kept with its line; what is refused leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import ANY

import pytest
from django.core import mail
from django.http import Http404
from django.utils import translation

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.actions import (
    LONGEST_QUESTION,
    MOST_QUESTIONS,
    ask,
    end_contact,
    open_intake,
    open_programme,
    set_contact,
)
from parchemin.campus.catalogue.models import Contact, GuideQuestion, Intake, Programme, Publication
from parchemin.campus.catalogue.queries import answering, programme_of, programmes_for, those_with
from parchemin.campus.catalogue.refusals import (
    ContactExists,
    IntakeExists,
    NobodyAnswers,
    NothingPublished,
    NotYetInForce,
    QuestionEmpty,
    QuestionTooLong,
    TextPublishedAlready,
    TooManyQuestions,
)
from parchemin.campus.catalogue.tasks import deliver
from parchemin.campus.common.models import Entry
from parchemin.campus.common.years import university_year
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.actions import grant_role
from parchemin.campus.people.models import Role
from tests.campus.catalogue.small import FIRST_DAY, intakes_of, text_of
from tests.campus.catalogue.small import programme_of as opened
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="catalogue.").order_by("number").values_list("verb", flat=True))


def test_texts_are_numbered_as_they_are_published_and_never_twice(cast: Cast) -> None:
    programme = opened(cast)
    first, second = text_of(cast, programme, "a"), text_of(cast, programme, "b")
    written = verbs()

    with pytest.raises(TextPublishedAlready) as refusal:
        text_of(cast, programme, "a")

    assert refusal.value.code == "already_published"
    assert (first.number, second.number) == (1, 2)
    assert second.files == {"texte.md": "b"}
    assert written == ["catalogue.open_programme", "catalogue.publish", "catalogue.publish"]
    assert verbs() == written
    assert list(programme.publications.values_list("digest", flat=True)) == ["a", "b"]
    assert text_of(cast, opened(cast, "icn-bba"), "a").number == 1, "another programme may have the same text"


def test_an_intake_stays_under_the_text_that_was_the_last_when_it_opened(cast: Cast) -> None:
    programme = opened(cast)
    text_of(cast, programme, "a")
    second = text_of(cast, programme, "b")
    (intake,) = intakes_of(cast, programme, "Rentrée 2026")
    text_of(cast, programme, "c")

    intake.refresh_from_db()
    assert intake.publication == second
    entry = Entry.objects.get(verb="catalogue.open_intake")
    assert (entry.subject, entry.payload) == (
        "icn-pge Rentrée 2026",
        {"starts": "2026-09-01", "publication": 2, "rows": 1, "opens": ANY},
    )


def test_an_intake_is_not_opened_without_a_text_in_force_nor_twice(cast: Cast) -> None:
    programme = opened(cast)
    with pytest.raises(NothingPublished):
        intakes_of(cast, programme, "Rentrée 2026")
    text_of(cast, programme, "a", in_force=FIRST_DAY)
    with translation.override("en"), pytest.raises(NotYetInForce) as early:
        open_intake(programme, "Avant", FIRST_DAY - timedelta(days=1), by=cast.ada, at=NOON)
    intakes_of(cast, programme, "Rentrée 2026")
    with pytest.raises(IntakeExists) as twice:
        intakes_of(cast, programme, "Rentrée 2026")

    assert "1 September 2026" in str(early.value)
    assert "31 August 2026" in str(early.value)
    assert "Rentrée 2026" in str(twice.value)
    assert list(Intake.objects.values_list("name", flat=True)) == ["Rentrée 2026"], "on the very day is not before"
    assert verbs().count("catalogue.open_intake") == 1


def test_only_those_who_may_open_and_publish_do(cast: Cast) -> None:
    programme = opened(cast)
    text_of(cast, programme, "a")
    acts: list[Callable[[], object]] = [
        lambda: open_programme(cast.school, "icn-msc", "Master", by=cast.odile, at=NOON),
        lambda: open_intake(programme, "Rentrée", FIRST_DAY, by=cast.émile, at=NOON),
        lambda: open_intake(programme, "Rentrée", FIRST_DAY, by=cast.ysolde, at=NOON),
        lambda: set_contact(programme, "Stages", "", role=Role.OFFICE, by=cast.émile, at=NOON),
    ]
    written = verbs()

    for act in acts:
        with pytest.raises(Forbidden):
            act()

    assert verbs() == written
    assert (Programme.objects.count(), Intake.objects.count(), Contact.objects.count()) == (1, 0, 0)


def test_a_subject_has_one_who_answers_until_it_is_ended(cast: Cast) -> None:
    programme = opened(cast)
    first = set_contact(programme, "  Les   stages ", " Tout  sur eux ", person=cast.odile, by=cast.ada, at=NOON)
    with pytest.raises(ContactExists):
        set_contact(programme, "Les stages", "", role=Role.DIRECTOR, by=cast.ada, at=NOON)

    end_contact(first, by=cast.odile, at=NOON + timedelta(days=1))
    end_contact(first, by=cast.odile, at=NOON + timedelta(days=2))
    second = set_contact(programme, "Les stages", "", role=Role.DIRECTOR, by=cast.ada, at=NOON)

    first.refresh_from_db()
    assert (first.subject, first.about, first.ended) == ("Les stages", "Tout sur eux", NOON + timedelta(days=1))
    assert answering(first) == [cast.odile]
    assert answering(second) == [cast.ada]
    assert verbs()[1:] == ["catalogue.set_contact", "catalogue.end_contact", "catalogue.set_contact"]


def test_a_question_to_a_role_goes_to_those_of_the_programme_before_those_of_the_school(cast: Cast) -> None:
    programme, other = opened(cast), opened(cast, "icn-bba")
    grant_role(cast.ada, cast.school, Role.OFFICE, "", by=cast.ada, at=NOON)

    assert answering(set_contact(programme, "Stages", "", role=Role.OFFICE, by=cast.ada, at=NOON)) == [cast.odile]
    assert answering(set_contact(other, "Stages", "", role=Role.OFFICE, by=cast.ada, at=NOON)) == [cast.ada]
    assert set(those_with(programme, Role.OFFICE)) == {cast.ada, cast.odile}
    assert set(those_with(programme, Role.OFFICE, Role.STUDENT)) == {cast.ada, cast.odile, cast.émile}
    assert set(those_with(other, Role.STUDENT)) == set()


def test_a_question_is_kept_and_mailed_to_who_answers_who_replies_to_the_one_who_asked(cast: Cast) -> None:
    contact = set_contact(opened(cast), "Stages", "", person=cast.odile, by=cast.ada, at=NOON)

    question = ask(contact, "  Puis-je partir en mars & avril ?  ", by=cast.émile, at=NOON)

    assert (question.words, question.sent_to) == ("Puis-je partir en mars & avril ?", [cast.odile.email])
    assert deliver.call(str(question.pk)) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == ([cast.odile.email], [cast.émile.email])
    assert sent.subject == "[Programme icn-pge] Stages"
    assert sent.body == f"Puis-je partir en mars & avril ?\n\n-- \n{cast.émile} <{cast.émile.email}>\n"


def test_a_question_that_says_nothing_or_too_much_or_to_nobody_is_not_kept(cast: Cast) -> None:
    contact = set_contact(opened(cast), "Stages", "", person=cast.odile, by=cast.ada, at=NOON)

    with pytest.raises(QuestionEmpty):
        ask(contact, " \n ", by=cast.émile, at=NOON)
    with pytest.raises(QuestionTooLong):
        ask(contact, "x" * (LONGEST_QUESTION + 1), by=cast.émile, at=NOON)
    with pytest.raises(Forbidden):
        ask(contact, "Bonjour", by=cast.ysolde, at=NOON)
    end_contact(contact, by=cast.ada, at=NOON)
    contact.refresh_from_db()
    with pytest.raises(NobodyAnswers):
        ask(contact, "Bonjour", by=cast.émile, at=NOON)

    assert not GuideQuestion.objects.exists()


def test_somebody_asks_so_many_questions_in_a_day_and_again_the_day_after(cast: Cast) -> None:
    contact = set_contact(opened(cast), "Stages", "", person=cast.odile, by=cast.ada, at=NOON)
    ask(contact, "x" * LONGEST_QUESTION, by=cast.émile, at=NOON)
    for _ in range(MOST_QUESTIONS - 1):
        ask(contact, "Encore", by=cast.émile, at=NOON)

    with pytest.raises(TooManyQuestions):
        ask(contact, "De trop", by=cast.émile, at=NOON + timedelta(hours=23))

    assert ask(contact, "Le lendemain", by=cast.émile, at=NOON + timedelta(days=1)).words == "Le lendemain"
    assert ask(contact, "Une autre", by=cast.odile, at=NOON).asked_by == cast.odile


def test_a_programme_is_reached_by_its_name_by_those_who_may_and_is_not_there_for_others(cast: Cast) -> None:
    programme = opened(cast)

    assert programme_of("icn-pge", cast.odile, access.PUBLISH) == programme
    for person, permission in ((cast.émile, access.PUBLISH), (cast.ysolde, access.READ)):
        with pytest.raises(Http404):
            programme_of("icn-pge", person, permission)


def test_programmes_are_counted_with_their_texts_and_intakes(cast: Cast) -> None:
    programme = opened(cast)
    opened(cast, "icn-bba")
    text_of(cast, programme, "a")
    text_of(cast, programme, "b")
    intakes_of(cast, programme, "Une", "Deux", "Trois")

    found = [(p.slug, *(getattr(p, name) for name in ("texts", "rentrees", "last"))) for p in programmes_for(cast.ada)]
    assert found == [("icn-bba", 0, 0, None), ("icn-pge", 2, 3, NOON)]
    assert Publication.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_university_year_begins_in_august(day: date, year: int) -> None:
    assert university_year(day) == year
