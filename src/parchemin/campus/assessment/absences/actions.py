"""Requests about absences: filed by the student before the last day, decided with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from parchemin.campus.assessment import access
from parchemin.campus.assessment.absences.queries import check_fact, grounds_for, office_addresses, place_of, spoken
from parchemin.campus.assessment.actions.papers import hold_paper
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper
from parchemin.campus.assessment.refusals import (
    DecidedMeanwhile,
    GroundMissing,
    NoCheckHere,
    NoSuchVerdict,
    NotAbsent,
    NotExcused,
    RequestExists,
    RequestTooLate,
    RulingReasonMissing,
)
from parchemin.campus.common import journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.files import FileContent, keeping
from parchemin.campus.common.locks import hold_row
from parchemin.campus.common.records import replace
from parchemin.campus.dossiers.actions import Statement, keep
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import Person

DOCUMENT_VERDICTS = ("accepted", "refused")


@dataclass(frozen=True, slots=True)
class RequestRuled:
    """A request was decided on, by the office ("document") or a director ("follow_up")."""

    request: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class RequestFiled:
    """A student asked that their absence at a paper be excused."""

    paper: UUID
    dossier: int
    at: datetime


def file_request(
    dossier: Dossier,
    paper: Paper,
    *,
    ground: str,
    document_kind: str = "",
    words: str = "",
    document: FileContent | None = None,
    by: Person,
    at: datetime,
) -> AbsenceRequest:
    """A student asks that their absence be excused, once, before the last day that the text gives."""
    access.ASK.demand(by, dossier)
    if not Mark.objects.current().filter(paper=paper, dossier=dossier, state=Mark.State.ABSENT).exists():
        raise NotAbsent
    allowed = grounds_for(dossier, paper)
    if (ground not in allowed.grounds) if allowed.grounds else not ground.strip():
        raise GroundMissing(", ".join(allowed.grounds))
    if document_kind not in allowed.documents and allowed.documents:
        raise GroundMissing(", ".join(allowed.documents))
    if allowed.due is not None and allowed.due.gone(timezone.localdate(at)):
        raise RequestTooLate(allowed.due.day, allowed.due.article, ", ".join(office_addresses(dossier.programme)))
    try:
        with keeping(document, at=at) if document else transaction.atomic() as kept:
            hold_paper(paper)
            made = AbsenceRequest.objects.create(
                paper=paper,
                dossier=dossier,
                ground=ground.strip()[:80],
                document_kind=document_kind,
                words=words.strip()[:4000],
                document=kept,
                due=allowed.due.day if allowed.due else None,
                at=at,
            )
            tell(RequestFiled(paper.pk, dossier.pk, at))
            journal.record(
                "assessment.file_request",
                dossier.number,
                chain=dossier.programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"paper": str(paper.pk), "document": document.sha256 if document else ""},
                rows=[made],
            )
    except IntegrityError as duplicate:
        raise RequestExists from duplicate
    return made


def rule_on_document(
    request: AbsenceRequest, verdict: str, reason: str, *, by: Person, at: datetime, seen: int | None = None
) -> AbsenceRuling:
    """The office says whether the document stands, with the reason.

    seen: the key of the ruling the writer saw, 0 for none: one made meanwhile is told, not replaced. None replaces it.
    """
    access.RULE_ON_REQUEST.demand(by, request)
    if verdict not in DOCUMENT_VERDICTS:
        raise NoSuchVerdict(", ".join(DOCUMENT_VERDICTS))
    return _ruled(request, "document", verdict, reason, by, at, seen)


def follow_up(
    request: AbsenceRequest, verdict: str, reason: str, *, by: Person, at: datetime, seen: int | None = None
) -> AbsenceRuling:
    """A director says what comes of an excused absence, among what the text allows."""
    access.FOLLOW_UP.demand(by, request)
    allowed = grounds_for(request.dossier, request.paper).follow_ups
    if verdict not in allowed:
        raise NoSuchVerdict(", ".join(word.replace("_", " ") for word in allowed) or "—")
    return _ruled(request, "follow_up", verdict, reason, by, at, seen)


def check_mark(
    request: AbsenceRequest, text: str, reason: str, *, by: Person, at: datetime, was: str | None = None
) -> list[Declaration]:
    """The mark of the special check that a director decided on, declared with its reason."""
    access.FOLLOW_UP.demand(by, request)
    law = law_for(request.dossier)
    fact = check_fact(law, request.paper)
    if not fact or not request.paper.slot:
        raise NoCheckHere
    if not reason.strip():
        raise RulingReasonMissing
    said = Statement(request.dossier, fact, place_of(request.paper), text, was, request.paper.year)
    return keep([said], reason=reason.strip()[:400], by=by, at=at)


def _ruled(
    request: AbsenceRequest, kind: str, verdict: str, reason: str, by: Person, at: datetime, seen: int | None
) -> AbsenceRuling:
    if not reason.strip():
        raise RulingReasonMissing
    ruling = AbsenceRuling(request=request, kind=kind, verdict=verdict, reason=reason.strip()[:400], by=by, at=at)
    with transaction.atomic():
        hold_row(request)  # one decision at a time
        current = {one.kind: one for one in request.rulings.current().select_related("by")}
        former = current.get(kind)
        if seen is not None and (former.pk if former else 0) != seen:
            raise DecidedMeanwhile(str(former.by) if former else "—", spoken(former.verdict) if former else "—")
        if kind == "follow_up" and ("document" not in current or current["document"].verdict != "accepted"):
            raise NotExcused
        made = replace(
            [ruling],
            {former.where: former} if former else {},
            verb="assessment.rule_on_request",
            subject=request.dossier.number,
            chain=request.dossier.programme.school.slug,
            actor=by.pk,
            at=at,
            payload={"kind": kind, "verdict": verdict},
        )[0]
        tell(RequestRuled(request.pk, kind))
    return made
