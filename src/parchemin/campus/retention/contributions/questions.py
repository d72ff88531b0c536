"""What people asked from the guide of a programme: how long their words are kept, and what is kept of somebody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import GuideQuestion, Programme
from parchemin.campus.common.locks import hold
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import (
    OWN_DATA,
    WITH_PERSON,
    Blank,
    Erasure,
    OfPerson,
    OwnTable,
    RetentionRule,
    keeps,
)
from parchemin.campus.retention.queries import part_of

DAYS = 366  # a year is then over, whichever it was


def _due(programme: Programme, today: date) -> Iterable[str]:
    old = GuideQuestion.objects.filter(contact__programme=programme, at__date__lte=today - timedelta(days=DAYS))
    return [str(key) for key in old.exclude(words="").values_list("pk", flat=True)]


def _erasure(key: str) -> Erasure | None:
    asked = GuideQuestion.objects.filter(pk=UUID(key)).exclude(words="")
    found = hold(asked.select_related("contact__programme__school"))
    if not found:
        return None
    contact = found[0].contact
    return Erasure(contact.programme.school, contact.subject, [_emptied(found[0])])


def _emptied(question: GuideQuestion) -> Blank:
    return Blank(question, {"words": ""})


keeps(
    RetentionRule(
        name="question",
        what=_("The words of a question asked from the guide of a programme"),
        kept=_("one year, or until the account of who asked is erased"),
        since=_("the day it was asked"),
        why=_("GDPR, article 5, 1, e: it is answered by mail, and nothing is decided on it"),
        due=_due,
        erasure=_erasure,
    )
)


@WITH_PERSON.at(80)
def theirs(person: Person, part: OfPerson) -> Iterator[Blank]:
    asked = GuideQuestion.objects.filter(asked_by=person).exclude(words="").order_by("pk")
    for question in part_of(asked, part, school="contact__programme__school", since="at"):
        yield _emptied(question)


@OWN_DATA.at(80)
def questions(person: Person) -> Iterator[OwnTable]:
    asked = GuideQuestion.objects.filter(asked_by=person).select_related("contact").order_by("at")
    lines = tuple((one.contact.subject, one.words, ", ".join(one.sent_to), one.at) for one in asked)
    yield OwnTable(_("Questions asked"), (_("Subject"), _("Words"), _("Sent to"), _("Asked on")), lines)
