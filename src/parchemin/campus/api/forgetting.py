"""How long the answers to named requests are kept, and what of them goes with somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api.models import Replay
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.locks import hold
from parchemin.campus.people.models import Person, School
from parchemin.campus.retention.models import WITH_PERSON, Blank, Erasure, OfPerson, RetentionRule, keeps
from parchemin.campus.retention.queries import part_of

KEPT_DAYS = 7


def _due(programme: Programme, today: date) -> Iterable[str]:
    """A subject is a day of a school: one line of the journal for all that was answered then."""
    old = Replay.objects.filter(key__school=programme.school_id, at__date__lt=today - timedelta(days=KEPT_DAYS))
    return sorted({f"{programme.school_id} {day}" for day in old.values_list("at__date", flat=True)})


def _erasure(key: str) -> Erasure | None:
    school, _space, day = key.partition(" ")
    asked = School.objects.get(pk=UUID(school))
    found = hold(Replay.objects.filter(key__school=asked, at__date=date.fromisoformat(day)))
    return Erasure(asked, day, [], gone=found) if found else None


keeps(
    RetentionRule(
        name="answer",
        what=_("What was answered to another system, for a request that is sent again"),
        kept=_("seven days"),
        since=_("the request"),
        why=_("GDPR, article 5, 1, e: a request is not sent again later"),
        due=_due,
        erasure=_erasure,
    )
)


@WITH_PERSON.at(70)
def answers(person: Person, part: OfPerson) -> Iterator[Blank]:
    """What was answered of them, and the digest of what was asked, from which it could be guessed: the request stays
    known as done."""
    for replay in part_of(_about(person), part, school="key__school", since="at"):
        yield Blank(replay, {"answer": {}, "asked": ""})


def _about(person: Person) -> QuerySet[Replay]:
    told = Replay.objects.filter(key__school__grants__person=person).annotate(text=Cast("answer", TextField()))
    files = person.dossiers.values_list("ref", flat=True)
    names = [one for one in (person.email, person.family_name, *map(str, (person.pk, *files))) if one]
    found = Q(pk__in=())
    for name in names:
        found |= Q(text__icontains=name)
    return told.filter(found).distinct().order_by("pk")
