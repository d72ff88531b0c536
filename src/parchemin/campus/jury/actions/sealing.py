"""A jury is closed, its decisions are published; a mistake found later is corrected, never erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from itertools import chain
from uuid import UUID

from django.db import IntegrityError, transaction

from parchemin.campus.common.events import tell
from parchemin.campus.common.evidence import untrue_of
from parchemin.campus.common.journal import Payload, last_line, last_moment, record
from parchemin.campus.documents import merkle
from parchemin.campus.jury import access
from parchemin.campus.jury.actions.deciding import keep, ruling
from parchemin.campus.jury.actions.drawing import files_of
from parchemin.campus.jury.actions.holding import conducts, held, write
from parchemin.campus.jury.actions.opening import changed
from parchemin.campus.jury.models import Ballot, Case, Jury, JuryEvent, Minutes, Question, Ruling
from parchemin.campus.jury.queries import law_of_jury
from parchemin.campus.jury.queries.overtaken import confirmable, overtaken, possible_now
from parchemin.campus.jury.queries.published import leaf_of, leaves_of
from parchemin.campus.jury.queries.standing import facts_of, rulings_on, sitting_in
from parchemin.campus.jury.refusals import (
    DrawnMeanwhile,
    FactsChanged,
    JuryPublishedAlready,
    NotClosed,
    NotLawful,
    ReasonMissing,
    SameAsBefore,
    StillOpen,
)
from parchemin.campus.people.models import Person


@dataclass(frozen=True, slots=True)
class MinutesDue:
    """Minutes, or an addendum, are to be made: a task does it."""

    minutes: UUID


@dataclass(frozen=True, slots=True)
class JuryPublished:
    """The decisions of a jury may be read by those concerned, from now on."""

    jury: UUID


def close_jury(jury: Jury, *, by: Person, at: datetime) -> Minutes:
    """Seal it: all is decided, and no fact changed since the files were drawn."""
    with transaction.atomic():
        jury = held(jury)
        conducts(jury, by)
        _all_decided(jury)
        at = max(at, last_moment(jury.programme.school.slug))  # a clock set back: what is known is all that was written
        anew, gone = changed(jury, files_of(jury, at=at))
        if anew or gone:
            left = Case.objects.current().filter(jury=jury, dossier__in=gone)
            raise FactsChanged([one.number for one in anew] + list(left.values_list("dossier__number", flat=True)))
        about = Case.objects.current().filter(jury=jury).values_list("dossier", flat=True)
        untrue = untrue_of(chain(sitting_in(jury), rulings_on(list(about))))  # their facts: by the task, they are many
        closed = JuryEvent.objects.create(jury=jury, kind=JuryEvent.Kind.CLOSED, at=at, by=by)
        write("jury.close", jury, jury.title, by, at, rows=[closed])
        return _minutes(jury, 0, None, untrue, by, at)


def _all_decided(jury: Jury) -> None:
    open_still = Question.objects.filter(jury=jury, case__superseded_at=None).exclude(
        pk__in=Ruling.objects.current().filter(jury=jury).values("question")
    )
    rows = open_still.order_by("case__dossier__number").values_list("case__dossier__number", "state")
    pending = list(dict.fromkeys(number for number, state in rows if state == Question.State.PENDING))
    undecided = list(dict.fromkeys(number for number, state in rows if state != Question.State.PENDING))
    ballots = Ballot.objects.filter(jury=jury, verdict=None).count()
    if pending or undecided or ballots:
        raise StillOpen(undecided, pending, ballots)


def _minutes(
    jury: Jury, number: int, corrected: Ruling | None, untrue: Sequence[str], by: Person, at: datetime
) -> Minutes:
    """Sealed, on what the journal says: what is otherwise is told in the line, and stands there once it is put back.

    untrue: asked before the first line of the act is written, since nobody writes in the journal from then on.
    """
    leaves = [leaf_of(one) for one in leaves_of(jury)]
    last = last_line(jury.programme.school.slug)
    made = Minutes.objects.create(
        jury=jury,
        number=number,
        root=merkle.root(leaves),
        leaves=len(leaves),
        last_entry=last.digest if last else "",
        corrected=corrected,
        at=at,
    )
    told: Payload = {"jury": str(jury.pk), "number": number, "version": version("parchemin")}
    school = jury.programme.school.slug
    record("jury.minutes", jury.title[:200], chain=school, actor=by.pk, at=at, payload=told, rows=[made], untrue=untrue)
    tell(MinutesDue(made.pk))
    return made


def ask_again(minutes: Minutes, *, by: Person, at: datetime) -> None:
    """Have a file made that could not be: the worker had stopped, or a name could not be printed."""
    access.PUBLISH.demand(by, minutes.jury)
    with transaction.atomic():
        if Minutes.objects.filter(pk=minutes.pk, digest=None).exists():
            write("jury.ask_again", minutes.jury, minutes.jury.title, by, at, number=minutes.number)
            tell(MinutesDue(minutes.pk))


def publish_jury(jury: Jury, *, by: Person, at: datetime) -> JuryEvent:
    """From now on those concerned read what was decided, and the marks of that year are definitive."""
    access.PUBLISH.demand(by, jury)
    try:
        with transaction.atomic():
            jury = held(jury)
            if jury.state in ("called", "opened"):
                raise NotClosed
            if jury.state == "published":
                raise JuryPublishedAlready
            made = JuryEvent.objects.create(jury=jury, kind=JuryEvent.Kind.PUBLISHED, at=at, by=by)
            write("jury.publish", jury, jury.title, by, at, rows=[made])
            tell(JuryPublished(jury.pk))
    except IntegrityError as race:
        raise JuryPublishedAlready from race
    return made


def lawful_now(standing: Ruling, *, at: datetime) -> list[str]:
    """What may take the place of a ruling: what was lawful at the closing, and what the law says on today's facts."""
    question = standing.question
    possible = possible_now(standing.jury, [question.case.dossier], at=at)
    now = possible.get((question.case.dossier_id, question.name, question.member), [])
    return list(dict.fromkeys([*question.options, *now]))


def correct(standing: Ruling, option: str, *, reason: str, by: Person, at: datetime) -> Ruling:
    """Put another ruling in the place of one, after the closing, with the reason. An addendum is made.

    The same is decided again where what it stood on has changed and the law still leaves it possible.
    """
    access.CORRECT.demand(by, standing)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        jury = held(standing.jury)
        if jury.state not in ("closed", "published"):
            raise NotClosed
        at = max(at, jury.happened["closed"].at)  # a clock set back: it comes after what it corrects
        question = standing.question
        if option == standing.option:
            stale = overtaken(jury, only=[question.case.dossier_id])
            if standing.pk not in confirmable(jury, stale, at=at):
                raise SameAsBefore
        if option not in (options := lawful_now(standing, at=at)):
            raise NotLawful(option, [law_of_jury(jury).option_label(question.name, one) for one in options])
        about = [question.case.dossier_id]
        untrue = untrue_of(chain(sitting_in(jury), facts_of(about), rulings_on(about)))
        if not (ended := Ruling.objects.filter(pk=standing.pk).supersede(at)):
            raise DrawnMeanwhile(question.case.dossier.number)
        made = ruling(question, option, by=by, at=at)
        made.by, made.correction, made.reason = "jury", True, reason.strip()[:400]
        [made] = keep("jury.correct", [made], jury, by, at, others=ended)
        number = Minutes.objects.filter(jury=jury).count()
        _minutes(jury, number, made, untrue, by, at)
    return made
