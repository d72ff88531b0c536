"""Reads about absences and the requests that follow them: what a student sees, what the office has to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parchemin.campus.assessment import access
from parchemin.campus.assessment.facts import (
    ABSENCE,
    CHECK_MARK,
    DOCUMENT,
    DOCUMENT_AUTHENTIC,
    FOLLOW_UP,
    GROUND,
    REQUEST_DAY,
    REQUEST_FILED,
    day_at,
    last_day_to_ask,
)
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper
from parchemin.campus.assessment.queries.papers import law_of_paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common.files import JPEG, PDF, PNG
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.answers import decided_at, decided_of_row, decisions_at
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.terms import Due
from parchemin.campus.looks.shapes import Tone
from parchemin.campus.people.models import Person, Role

DOCUMENTS = (PDF, JPEG, PNG)
FILTERS = ("to_decide", "to_follow", "decided", "all")


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
    due = last_day_to_ask(law, paper, level)
    return Grounds(_choices(law, GROUND, level), _choices(law, DOCUMENT, level), _choices(law, FOLLOW_UP, level), due)


def level_of(law: Law, paper: Paper) -> str:
    unit = law.units.get(paper.unit) or law_of_paper(paper).units[paper.unit]
    return unit.mark.partition(".")[0]


def _choices(law: Law, name: str, level: str) -> tuple[str, ...]:
    fact = law.fact(law.canonical(name, level))
    return fact.choices if fact else ()


def office_addresses(programme: Programme) -> list[str]:
    """Where to write to the office of a programme: three addresses at most."""
    return list(those_with(programme, Role.OFFICE).order_by("email").values_list("email", flat=True)[:3])


def check_fact(law: Law, paper: Paper) -> str:
    """The fact of the text that holds the mark of a special check; "" when it has none."""
    return law.canonical(CHECK_MARK, level_of(law, paper))


def place_of(paper: Paper) -> str:
    """Where a paper stands among the facts of somebody."""
    return f"{paper.slot}/{paper.name}" if paper.slot else paper.name


def spoken(verdict: str) -> str:
    """A verdict in words: those of the office are translated, those of a text are its own."""
    known = {"accepted": _("accepted"), "refused": _("refused")}
    return str(known.get(verdict, verdict.replace("_", " ")))


@dataclass(frozen=True)
class Absence:
    """An absence recorded against somebody, with what was asked and decided. day: of the paper, where it is known."""

    dossier: Dossier
    paper: Paper
    day: date | None
    grounds: Grounds
    request: AbsenceRequest | None
    rulings: Mapping[str, AbsenceRuling]
    today: date

    @property
    def late(self) -> bool:
        return self.request is None and self.grounds.due is not None and self.grounds.due.gone(self.today)

    @property
    def open(self) -> bool:
        """A request may still be filed."""
        return self.request is None and not self.late

    @property
    def left(self) -> int | None:
        """Days of the calendar until the last one."""
        return (self.grounds.due.day - self.today).days if self.grounds.due is not None else None

    @property
    def state(self) -> tuple[Tone, str]:
        if self.request is None:
            return ("no", _("too late")) if self.late else ("wait", _("to be excused"))
        return state_of(self.rulings)


def state_of(rulings: Mapping[str, AbsenceRuling]) -> tuple[Tone, str]:
    """How a request stands, in a colour and few words."""
    document, after = rulings.get("document"), rulings.get("follow_up")
    if document is None:
        return "info", _("filed, awaiting a decision")
    if document.verdict != "accepted":
        return "no", _("refused")
    return ("ok", spoken(after.verdict)) if after is not None else ("ok", _("accepted"))


def absences_of(person: Person, at: datetime) -> list[Absence]:
    """Every absence recorded against somebody, the latest first, in a number of queries that does not grow.

    An absence is shown as soon as it is entered, before the marks are handed in: the days to ask are running.
    """
    marks = (
        Mark.objects.current()
        .filter(dossier__person=person, state=Mark.State.ABSENT)
        .select_related("paper", "dossier__programme__school")
        .order_by("-pk")
    )
    found = list(marks)
    asked = AbsenceRequest.objects.filter(dossier__person=person).select_related("document")
    requests = {(r.paper_id, r.dossier_id): r for r in asked}
    rulings = rulings_of(list(requests.values()))
    return sorted(
        (_absence(mark, requests.get((mark.paper_id, mark.dossier_id)), rulings, at) for mark in found),
        key=lambda one: one.day or date.min,
        reverse=True,
    )


def _absence(
    mark: Mark, request: AbsenceRequest | None, rulings: Mapping[object, Mapping[str, AbsenceRuling]], at: datetime
) -> Absence:
    law = law_for(mark.dossier)
    day = day_at(law, mark.paper, level_of(law, mark.paper))
    own = rulings.get(request.pk, {}) if request else {}
    return Absence(
        mark.dossier, mark.paper, day, grounds_for(mark.dossier, mark.paper), request, own, timezone.localdate(at)
    )


def rulings_of(requests: Sequence[AbsenceRequest]) -> dict[object, dict[str, AbsenceRuling]]:
    """The rulings in force of requests, by request and kind."""
    rows = AbsenceRuling.objects.current().filter(request__in=requests).select_related("by")
    found: dict[object, dict[str, AbsenceRuling]] = {}
    for ruling in rows:
        found.setdefault(ruling.request_id, {})[ruling.kind] = ruling
    return found


# --- the office -----------------------------------------------------------------------------------------------


def requests_for(person: Person, which: str = "to_decide") -> QuerySet[AbsenceRequest]:
    """The requests that somebody decides on, the oldest to decide first."""
    current = AbsenceRuling.objects.current().filter(request=OuterRef("pk"))
    documents, after = current.filter(kind="document"), current.filter(kind="follow_up")
    rows = access.RULE_ON_REQUEST.among(AbsenceRequest.objects.all(), person)
    if which == "to_decide":
        rows = rows.exclude(Exists(documents))
    elif which == "to_follow":
        rows = rows.filter(Exists(documents.filter(verdict="accepted"))).exclude(Exists(after))
    elif which == "decided":
        rows = rows.filter(Exists(documents))
    return rows.select_related("dossier__person", "dossier__programme__school", "paper").order_by("at")


def waits_for_director(request: AbsenceRequest) -> bool:
    """Whether the text leaves what follows from an excused absence to somebody, for a paper of this form."""
    law = law_for(request.dossier)
    grounds = grounds_for(request.dossier, request.paper)
    if not grounds.follow_ups or not request.paper.slot:
        return False
    found = treatment(law, request, {DOCUMENT_AUTHENTIC: "true"})
    return found is None or found.by != "rule"


def treatment(law: Law, request: AbsenceRequest, known: Mapping[str, str]) -> Treatment | None:
    """What a paper missed so becomes by its own facts, without the rest of the student's file."""
    level = level_of(law, request.paper)
    said = {
        ABSENCE: "true",
        REQUEST_FILED: "true",
        REQUEST_DAY: timezone.localdate(request.at).isoformat(),
        GROUND: request.ground,
        DOCUMENT: request.document_kind,
        **known,
    }
    facts = dict(request.paper.facts)
    facts |= {name: kept for one, kept in said.items() if (name := law.canonical(one, level))}
    for decision in decisions_at(law, level):
        if (line := decided_of_row(law, decision, place_of(request.paper), facts)) is not None:
            return Treatment(line.by, line.state, tuple(line.options), line.who, tuple(line.articles))
    return None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a text makes of an absence. by: rule, jury, or "" while open; options in the text's words."""

    by: str
    state: str
    options: tuple[str, ...]
    who: str
    articles: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return [option.replace("_", " ") for option in self.options]


def effect(request: AbsenceRequest, verdict: str, *, at: datetime) -> Treatment | None:
    """What the absence becomes in the student’s file under a verdict; None where the text is silent."""
    law = law_for(request.dossier)
    level, place = level_of(law, request.paper), place_of(request.paper)
    authentic = law.canonical(DOCUMENT_AUTHENTIC, level)
    supposing = {(authentic, place): "true" if verdict == "accepted" else "false"} if authentic else {}
    evaluation = evaluation_of(request.dossier, at=at, supposing=supposing, drafts=True)
    for decision in decisions_at(law, level):
        if (line := decided_at(evaluation, decision, place)) is not None:
            return Treatment(line.by, line.state, tuple(line.options), line.who, tuple(line.articles))
    return None


def check_of(request: AbsenceRequest) -> tuple[str, str]:
    """The special check's mark: the fact of the text, and what is declared of it ("" for none)."""
    law = law_for(request.dossier)
    fact = check_fact(law, request.paper) if request.paper.slot else ""
    if not fact:
        return "", ""
    kept = (
        Declaration.objects.holding(request.paper.year)
        .filter(dossier=request.dossier, fact=fact, place=place_of(request.paper))
        .values_list("value", flat=True)
    )
    return fact, kept.first() or ""
