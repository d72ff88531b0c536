"""Decisions without a ballot: the rule confirmed, what the jury agrees on, files put off and brought back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from parchemin.campus.common import journal
from parchemin.campus.jury.actions.drawing import File, files_of, supersede, write_files
from parchemin.campus.jury.actions.holding import conducts, held, write
from parchemin.campus.jury.models import Ballot, Case, Jury, Question, Ruling
from parchemin.campus.jury.queries import law_of_jury
from parchemin.campus.jury.queries.cohort import waiting
from parchemin.campus.jury.queries.obtained import decided_elsewhere, ruled_on_elsewhere
from parchemin.campus.jury.refusals import (
    AlreadyRuled,
    BallotUnderWay,
    DrawnMeanwhile,
    FactMissing,
    IsSetApart,
    NothingToConfirm,
    NothingToPutOff,
    NotLawful,
    NotRuled,
    ReasonMissing,
    ReplacesDecision,
)
from parchemin.campus.people.models import Person


def decide(question: Question, option: str, *, reason: str = "", by: Person, at: datetime) -> Ruling:
    """Write down what the jury agrees on without a ballot, among what is lawful.

    reason: why, where another jury published otherwise of the same year.
    """
    with transaction.atomic():
        jury = held(question.jury)
        conducts(jury, by)
        question = ready(question, option)
        if Ballot.objects.filter(question=question, verdict=None).exists():
            raise BallotUnderWay
        made = ruling(question, option, by=by, at=at)
        made.reason = why_replaced(question, option, reason)
        return keep("jury.decide", [made], jury, by, at)[0]


def ready(question: Question, option: str) -> Question:
    """The question as it stands, refused unless the option may be taken now."""
    found = Question.objects.select_related("case__dossier", "jury__programme").get(pk=question.pk)
    case, number = found.case, found.case.dossier.number
    if case.superseded_at is not None:
        raise DrawnMeanwhile(number)
    if case.set_apart:
        raise IsSetApart(number, case.get_set_apart_display())
    if found.state == Question.State.PENDING:
        raise FactMissing(number)
    law = law_of_jury(found.jury)
    for standing in Ruling.objects.current().filter(question=found).select_related("person"):
        raise AlreadyRuled(law.option_label(found.name, standing.option), str(standing.person))
    if option not in found.options:
        raise NotLawful(option, [law.option_label(found.name, one) for one in found.options])
    return found


def why_replaced(question: Question, option: str, reason: str) -> str:
    """The reason of a decision that takes the place of another jury's; "" where it takes none, or by the rule.

    Raises `ReplacesDecision` when it is missing.
    """
    dossier = question.case.dossier
    former = decided_elsewhere(question.jury, [dossier]).get(question.asked)
    if former is None or former.option == option or (question.by == "rule" and option == question.proposal):
        return ""
    if not reason.strip():
        raise ReplacesDecision(dossier.number, former.words, former.title)
    return reason.strip()[:400]


def ruling(question: Question, option: str, *, by: Person, at: datetime) -> Ruling:
    """A ruling to be kept. It is the rule's when the rule says so, the jury's otherwise."""
    rule = question.by == "rule" and option == question.proposal
    return Ruling(
        jury_id=question.jury_id,
        question=question,
        option=option,
        by="rule" if rule else "jury",
        articles=question.articles,
        salt=secrets.token_hex(16),
        person=by,
        at=at,
    )


def keep(
    verb: str, made: list[Ruling], jury: Jury, by: Person, at: datetime, others: Sequence[Ruling] = ()
) -> list[Ruling]:
    """Rulings with the line that vouches for them. A second one on a question is refused by the database itself."""
    try:
        with transaction.atomic():
            chain, told = jury.programme.school.slug, {"jury": str(jury.pk)}
            return journal.record_rows(
                verb, jury.title, made, chain=chain, actor=by.pk, at=at, payload=told, others=others
            )
    except IntegrityError as race:
        raise AlreadyRuled(made[0].option if len(made) == 1 else "—", "—") from race


def undecided(jury: Jury, by: Literal["rule", "jury"]) -> QuerySet[Question]:
    """What one act may confirm: what the rule decides, or what is left to the jury with one lawful option only."""
    found = Question.objects.filter(
        jury=jury, case__superseded_at=None, case__set_apart="", state=Question.State.SETTLED, by=by
    )
    ruled = Ruling.objects.current().filter(jury=jury).values("question")
    voted = Ballot.objects.filter(jury=jury, verdict=None).values("question")
    return found.exclude(proposal="").exclude(pk__in=ruled).exclude(pk__in=voted)


def confirm(jury: Jury, which: Literal["rule", "jury"], *, by: Person, at: datetime) -> int:
    """Confirm together what the rule decides, or what the text leaves to the jury without any choice.

    What would take the place of another jury's decision without a rule is left: it takes a reason, one by one.
    """
    with transaction.atomic():
        jury = held(jury)
        conducts(jury, by)
        asked = undecided(jury, which).annotate(about=F("case__dossier"))
        former = decided_elsewhere(jury, ruled_on_elsewhere(jury)) if which == "jury" else {}
        told = {place: one.option for place, one in former.items()}
        same = [one for one in asked if told.get((one.about, one.name, one.member), one.proposal) == one.proposal]
        made = [ruling(question, question.proposal, by=by, at=at) for question in same]
        if not made:
            raise NothingToConfirm
        return len(keep(f"jury.confirm_{which}", made, jury, by, at))


def take_back(standing: Ruling, *, reason: str, by: Person, at: datetime) -> None:
    """Before the closing, the jury thinks again: the ruling is superseded and its question is to be decided."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        jury = held(standing.jury)
        conducts(jury, by)
        if not (ended := Ruling.objects.filter(pk=standing.pk).supersede(at)):
            raise NotRuled
        journal.record(
            "jury.take_back",
            jury.title,
            chain=jury.programme.school.slug,
            actor=by.pk,
            at=at,
            payload={"jury": str(jury.pk), "ruling": standing.pk},
            rows=ended,
            why=journal.because(reason, standing.question.case.dossier),
        )


def put_off(case: Case, *, reason: str, by: Person, at: datetime) -> None:
    """The jury does not rule on a file this time, and says why."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        jury = held(case.jury)
        conducts(jury, by)
        case = _standing(case)
        if case.set_apart:
            raise IsSetApart(case.dossier.number, case.get_set_apart_display())
        if Ballot.objects.filter(question__case=case, verdict=None).exists():
            raise BallotUnderWay
        _put_off(jury, [case], reason, by, at)


def put_off_waiting(jury: Jury, *, reason: str, by: Person, at: datetime) -> int:
    """Put off together, for one reason, the files where a fact is missing and nothing is decided; gives how many."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        jury = held(jury)
        conducts(jury, by)
        cases = list(waiting(jury).select_related("dossier"))
        if not cases:
            raise NothingToPutOff
        _put_off(jury, cases, reason, by, at)
    return len(cases)


def _put_off(jury: Jury, cases: Sequence[Case], reason: str, by: Person, at: datetime) -> None:
    ended = supersede(jury, [case.dossier_id for case in cases], at=at)
    write("jury.set_aside", jury, jury.title, by, at, rows=ended)  # the files say why
    for draw, some in groupby(sorted(cases, key=attrgetter("draw")), key=attrgetter("draw")):
        files = [_set_apart(case, reason.strip()[:400]) for case in some]
        write_files("jury.put_off", jury, files, draw, by=by, at=at)


def _set_apart(case: Case, reason: str) -> File:
    return File(
        case.dossier_id,
        case.dossier.number,
        Case.Apart.PUT_OFF,
        reason,
        tuple(case.averages.items()),
        tuple(case.rounded),
        tuple(case.missing),
        case.inputs,
        case.digest,
        case.version,
    )


def bring_back(case: Case, *, by: Person, at: datetime) -> None:
    """A file that the jury had put off is looked at after all."""
    with transaction.atomic():
        jury = held(case.jury)
        conducts(jury, by)
        case = _standing(case)
        if case.set_apart == Case.Apart.PUT_OFF:
            ended = supersede(jury, [case.dossier_id], at=at)
            files = files_of(jury, at=at, only=[case.dossier_id])
            write_files("jury.bring_back", jury, files, case.draw, others=ended, by=by, at=at)


def _standing(case: Case) -> Case:
    found = Case.objects.select_related("dossier").get(pk=case.pk)
    if found.superseded_at is not None:
        raise DrawnMeanwhile(found.dossier.number)
    return found
