"""What the regulation says of one student, or of a whole programme, line by line as `parchemin decide` does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api import finding
from parchemin.campus.api.finding import OfMoment, OfYear, gone_by, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.refusals import NothingThere, Place
from parchemin.campus.api.schemas import REFUSED, LineOut, ObtainedOut, Outcomes
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.access import EXPORT
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import ObtainedDecision, obtained
from parchemin.campus.dossiers.queries.entries import entered_before, of_intake
from parchemin.campus.dossiers.queries.years import entry_year
from parchemin.campus.law.cohorts import reported
from parchemin.campus.law.moved import as_known
from parchemin.campus.law.persons import evaluation_of, lines_for
from parchemin.campus.law.terms import Language, OutcomeLine

OUTCOMES = Group("outcomes", rank=50)
KEY = KeyAuth(OUTCOMES.scope("read", _("read outcomes")))
AT_ONCE = 500  # students evaluated together: the first lines leave early, and memory stays small
STREAMED = {
    "responses": {
        200: {
            "description": "A line of JSON a student, each with the shape of the outcomes of one student.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        }
    }
}


@OUTCOMES.router.get("/students/{student}/outcomes", auth=KEY, response={200: Outcomes, **REFUSED})
@needing(EXPORT)
def read_outcomes(request: ApiRequest, student: UUID, year: OfYear = None, moment: OfMoment = None) -> Outcomes:
    """Every decision and requirement of one student, with their articles: as things stand, or as a year was.

    Or as they were known at a moment gone by.
    """
    return outcomes_of(request, finding.student(request, student), year, moment)


@OUTCOMES.router.get("/programmes/{programme}/outcomes", auth=KEY, response=REFUSED, openapi_extra=STREAMED)
@needing(EXPORT)
def stream_outcomes(
    request: ApiRequest,
    programme: UUID,
    intake: UUID | None = None,
    year: OfYear = None,
    moment: OfMoment = None,
) -> StreamingHttpResponse:
    """The outcomes of every student of a programme, or of an intake, as things stand or as a year was.

    Or as they were known at a moment gone by. Newline-delimited JSON, a line a student.
    """
    EXPORT.demand(request.person, found := finding.programme(request, programme))
    rows = finding.students(request).filter(programme=found)
    known = gone_by(request, moment)
    rows = rows.filter(opened_at__lte=known) if known else rows
    rows = of_intake(rows, intake, known) if intake else rows
    rows = rows if year is None else entered_before(rows, first_day(year + 1), known)
    lines = _streamed(rows, known or request.at, year, known, _language())
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")


def outcomes_of(request: ApiRequest, dossier: Dossier, year: int | None, moment: datetime | None) -> Outcomes:
    EXPORT.demand(request.person, dossier.programme)
    known = gone_by(request, moment)
    if known is not None and known < dossier.opened_at:
        raise NothingThere((Place("query.at", "before their file was opened"),))
    [then] = as_known([dossier], known)
    if year is not None and year < entry_year(then):
        raise NothingThere((Place("query.year", "before the year in which they enter"),))
    at = known or request.at
    evaluation = evaluation_of(dossier, at=at, year=year, known=known)
    done = obtained([dossier], year=year, known=known).get(dossier.pk, ())
    return _told(dossier, lines_for(evaluation, _language()), done)


def _streamed(
    rows: QuerySet[Dossier], at: datetime, year: int | None, known: datetime | None, language: Language
) -> Iterator[str]:
    last = 0
    while dossiers := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last, diplomas = dossiers[-1].pk, obtained(dossiers, year=year, known=known)
        for dossier, lines in reported(dossiers, at=at, year=year, known=known, language=language):
            told = _told(dossier, lines, diplomas.get(dossier.pk, ())).model_dump(mode="json")
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _told(dossier: Dossier, lines: list[OutcomeLine], diplomas: Iterable[ObtainedDecision]) -> Outcomes:
    done = [ObtainedOut.model_validate(asdict(one)) for one in diplomas]
    return Outcomes(student=dossier.ref, number=dossier.number, lines=[_line(line) for line in lines], obtained=done)


def _line(line: OutcomeLine) -> LineOut:
    return LineOut.model_validate({name: value for name, value in asdict(line).items() if name != "person"})


def _language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "fr"
