"""Requests about absences: filed by the student before the last day, decided with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import access
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper
from parchemin.campus.assessment.queries import law_of_year
from parchemin.campus.assessment.refusals import (
    DecidedMeanwhile,
    GroundMissing,
    NoCheckHere,
    NoSuchVerdict,
    NotAbsent,
    NotExcused,
    ReasonMissing,
    RequestExists,
    RequestTooLate,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common import journal
from parchemin.campus.common.events import publish
from parchemin.campus.people.models import Grant, Person, Role
from parchemin.campus.people.permissions import Forbidden
from parchemin.campus.rulings.actions import Said, keep
from parchemin.campus.rulings.law import Law
from parchemin.campus.rulings.models import Declaration, Dossier
from parchemin.campus.rulings.queries import law_for
from parchemin.campus.rulings.terms import Due

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


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a text accepts in a request: its grounds and kinds of document (none: plain words), and the last day."""

    grounds: tuple[str, ...]
    documents: tuple[str, ...]
    follow_ups: tuple[str, ...]
    due: Due | None


def grounds_for(dossier: Dossier, paper: Paper) -> Grounds:
    law = law_for(dossier)
    level = level_of(law, paper)
    due = None
    day = paper.facts.get(law.canonical("assessment.day", level), "") if level else ""
    deadline = law.deadline_from("absence")
    if day and deadline:
        due = law.due(deadline, date.fromisoformat(day))
    return Grounds(
        _choices(law, "ground", level), _choices(law, "document", level), _choices(law, "follow_up", level), due
    )


def level_of(law: Law, paper: Paper) -> str:
    unit = law.units.get(paper.unit) or law_of_year(paper.programme, paper.year).units[paper.unit]
    return unit.mark.partition(".")[0]


def _choices(law: Law, word: str, level: str) -> tuple[str, ...]:
    fact = law.fact(law.canonical(f"assessment.{word}", level))
    return fact.choices if fact else ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was already sniffed, capped and stored."""

    path: str
    name: str
    digest: str


def file_request(
    dossier: Dossier,
    paper: Paper,
    *,
    ground: str,
    document_kind: str = "",
    words: str = "",
    document: Document | None = None,
    by: Person,
    at: datetime,
) -> AbsenceRequest:
    """A student asks that their absence be excused, once, before the last day that the text gives."""
    if dossier.person_id != by.pk:
        raise Forbidden(access.READ_REQUEST.says)
    if not Mark.objects.filter(paper=paper, dossier=dossier, superseded_at=None, state=Mark.State.ABSENT).exists():
        raise NotAbsent
    allowed = grounds_for(dossier, paper)
    if (ground not in allowed.grounds) if allowed.grounds else not ground.strip():
        raise GroundMissing(", ".join(allowed.grounds))
    if document_kind not in allowed.documents and allowed.documents:
        raise GroundMissing(", ".join(allowed.documents))
    if allowed.due is not None and timezone.localdate(at) > allowed.due.day:
        raise RequestTooLate(allowed.due.day, allowed.due.article, ", ".join(contacts(dossier.programme)))
    kept = document or Document("", "", "")
    try:
        with transaction.atomic():
            made = AbsenceRequest.objects.create(
                paper=paper,
                dossier=dossier,
                ground=ground.strip()[:80],
                document_kind=document_kind,
                words=words.strip()[:4000],
                document=kept.path,
                document_name=kept.name,
                document_digest=kept.digest,
                due=allowed.due.day if allowed.due else None,
                at=at,
            )
            publish(RequestFiled(paper.pk, dossier.pk, at))
            journal.record(
                "assessment.file_request",
                dossier.number,
                chain=dossier.programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"paper": str(paper.pk), "document": kept.digest},
            )
    except IntegrityError as duplicate:
        raise RequestExists from duplicate
    return made


def contacts(programme: Programme) -> list[str]:
    """Who answers for a programme: the addresses of its office."""
    held = Grant.objects.filter(
        school=programme.school_id, role=Role.OFFICE, ended=None, scope__in=("", programme.slug)
    )
    return list(held.order_by("person__email").values_list("person__email", flat=True).distinct()[:3])


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
        raise ReasonMissing
    said = Said(request.dossier, fact, place_of(request.paper), text, was=was)
    return keep([said], reason=reason.strip()[:400], by=by, at=at)


def check_fact(law: Law, paper: Paper) -> str:
    """The fact of the text that holds the mark of a special check; "" when it has none."""
    return law.canonical("assessment.check_mark", level_of(law, paper))


def place_of(paper: Paper) -> str:
    """Where a paper stands among the facts of somebody."""
    return f"{paper.slot}/{paper.name}" if paper.slot else paper.name


def _ruled(
    request: AbsenceRequest, kind: str, verdict: str, reason: str, by: Person, at: datetime, seen: int | None
) -> AbsenceRuling:
    if not reason.strip():
        raise ReasonMissing
    ruling = AbsenceRuling(request=request, kind=kind, verdict=verdict, reason=reason.strip()[:400], by=by, at=at)
    with transaction.atomic():
        AbsenceRequest.objects.select_for_update().get(pk=request.pk)  # one decision at a time
        current = {one.kind: one for one in request.rulings.filter(superseded_at=None).select_related("by")}
        standing = current.get(kind)
        if seen is not None and (standing.pk if standing else 0) != seen:
            raise DecidedMeanwhile(str(standing.by) if standing else "—", spoken(standing.verdict) if standing else "—")
        if kind == "follow_up" and ("document" not in current or current["document"].verdict != "accepted"):
            raise NotExcused
        AbsenceRuling.objects.filter(request=request, kind=kind, superseded_at=None).update(superseded_at=at)
        made = journal.record_rows(
            "assessment.rule_on_request",
            request.dossier.number,
            [ruling],
            chain=request.dossier.programme.school.slug,
            actor=by.pk,
            at=at,
            payload={"kind": kind, "verdict": verdict},
        )[0]
        publish(RequestRuled(request.pk, kind))
    return made


def spoken(verdict: str) -> str:
    """A verdict in words: those of the office are translated, those of a text are its own."""
    known = {"accepted": _("accepted"), "refused": _("refused")}
    return str(known.get(verdict, verdict.replace("_", " ")))
