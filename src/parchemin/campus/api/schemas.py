"""What the API takes and gives: the part that stages share, then the catalogue, students and what the law says of them.

Names are English; marks are text, never JSON numbers; dates and moments are ISO 8601. What is taken is closed: a name
that nobody knows is refused, so that a misspelt one is never left out in silence.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt

WORDS = r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"  # no control character, no space around

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=WORDS)]
Number = Annotated[str, Field(min_length=1, max_length=40, pattern=WORDS)]
Reason = Annotated[str, Field(min_length=1, max_length=400, pattern=WORDS)]
Year = Annotated[StrictInt, Field(ge=1900, le=2200, description="2025 for the university year 2025-2026.")]
Word = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"


class Taken(Schema):
    """What is sent."""

    model_config = ConfigDict(extra="forbid")


# --- refusals --------------------------------------------------------------------------------------------------------


class Where(Schema):
    at: str
    what: str
    theirs: str | None = None
    by: str | None = None
    key: int | None = None


class Refused(Schema):
    """Every refusal. `what` and `remedy` are for people, in their language; `code` is stable, for programs."""

    what: str
    remedy: str
    code: str
    places: list[Where] | None = None


REFUSED = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Refused)


# --- the catalogue ---------------------------------------------------------------------------------------------------


class ProgrammeOut(Schema):
    id: UUID
    slug: str
    title: str
    school: str


class Programmes(Schema):
    items: list[ProgrammeOut]
    next: str | None


class TextOut(Schema):
    id: UUID
    number: int
    title: str
    in_force: date
    digest: str
    published_at: datetime


class Texts(Schema):
    items: list[TextOut]
    next: str | None


class TextFiles(TextOut):
    """A text with its files: path, and Markdown."""

    files: dict[str, str]


class IntakeOut(Schema):
    id: UUID
    name: str
    starts: date
    text: UUID


class Intakes(Schema):
    items: list[IntakeOut]
    next: str | None


# --- students --------------------------------------------------------------------------------------------------------


class StudentOut(Schema):
    """A student in a programme; the same person in another programme is another. `id` is null in a preview."""

    id: UUID | None
    number: str
    given_name: str
    family_name: str
    email: str
    programme: UUID
    intake: UUID
    entry: date


class Students(Schema):
    items: list[StudentOut]
    next: str | None


# --- dossiers --------------------------------------------------------------------------------------------------------


class DossierOut(Schema):
    """A file: somebody or something as a root of a text. One about nobody has no name. `id` is null in a preview."""

    id: UUID | None
    root: str
    number: str
    given_name: str | None
    family_name: str | None
    email: str | None
    programme: UUID
    intake: UUID
    entry: date


class DossiersOut(Schema):
    items: list[DossierOut]
    next: str | None


# --- outcomes --------------------------------------------------------------------------------------------------------


class LineOut(Schema):
    """A line of `parchemin decide`: see docs/cli.md."""

    name: str
    canonical: str
    member: str
    value: str
    state: str
    by: str
    who: str
    options: list[str]
    articles: list[str]
    version: str


class ObtainedOut(Schema):
    """A diploma or a title obtained by a published decision: it stands, whatever the lines say of what is registered
    since."""

    name: str
    label: str
    words: str
    jury: str
    year: int
    published: datetime


class Outcomes(Schema):
    student: UUID
    number: str
    lines: list[LineOut]
    obtained: list[ObtainedOut]
