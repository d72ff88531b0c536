"""What other systems ask of juries: what they decided of a student and published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from parchemin.campus.api import finding
from parchemin.campus.api.finding import needing
from parchemin.campus.api.identifying import ApiRequest
from parchemin.campus.api.operations.outcomes import KEY, OUTCOMES
from parchemin.campus.api.schemas import REFUSED
from parchemin.campus.dossiers.access import EXPORT
from parchemin.campus.jury.queries.overtaken import to_take_again_of
from parchemin.campus.jury.queries.published import Published, published_rulings


class JuryRulingOut(Schema):
    """What a jury decided of one question. option: as the text names it; words: as it is said.

    overruled: the later jury that decided the same of the same year, which prevails; "" where none did. to_take_again:
    what it was decided on has changed since, so that it follows the law no more, until the jury takes it again.
    """

    jury: str
    year: int
    stage: str
    name: str
    member: str
    option: str
    words: str
    by: str
    articles: list[str]
    published_at: datetime
    corrected_at: datetime | None
    overruled: str
    to_take_again: bool


class JuryRulings(Schema):
    items: list[JuryRulingOut]


@OUTCOMES.router.get("/students/{student}/rulings", auth=KEY, response={200: JuryRulings, **REFUSED})
@needing(EXPORT)
def list_rulings(request: ApiRequest, student: UUID) -> JuryRulings:
    """What juries decided of a student and published, the latest jury first. Nothing is told before it is published."""
    dossier = finding.student(request, student)
    EXPORT.demand(request.person, dossier.programme)
    again = to_take_again_of(dossier.pk)
    return JuryRulings(items=[_ruling(one, one.ruling in again) for one in published_rulings(dossier)])


def _ruling(one: Published, to_take_again: bool) -> JuryRulingOut:
    return JuryRulingOut(
        jury=one.jury,
        year=one.year,
        stage=one.stage,
        name=one.name,
        member=one.member,
        option=one.option,
        words=one.words,
        by=one.by,
        articles=list(one.articles),
        published_at=one.published_at,
        corrected_at=one.corrected_at,
        overruled=one.overruled,
        to_take_again=to_take_again,
    )
