"""What the API takes and gives. Names are English; marks are text, never JSON numbers; dates and moments are ISO 8601.

What is taken is closed: a name that nobody knows is refused, so that a misspelt one is never left out in silence.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt
from pydantic_core import PydanticCustomError

WORDS = r"^[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"  # no control character, no space around
ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"
MARK = r"^(ABS|[0-9]{1,4}(\.[0-9]{1,4})?)?$"


def _text(value: object) -> object:
    if isinstance(value, int | float):
        raise PydanticCustomError("mark_is_text", 'A mark is text, "12.5": a JSON number is a float, and is not exact.')
    return value


Name = Annotated[str, Field(min_length=1, max_length=100, pattern=WORDS)]
Number = Annotated[str, Field(min_length=1, max_length=40, pattern=WORDS)]
Reason = Annotated[str, Field(min_length=1, max_length=400, pattern=WORDS)]
Year = Annotated[StrictInt, Field(ge=1900, le=2200, description="2025 for the university year 2025-2026.")]
Word = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
MarkText = Annotated[
    str,
    BeforeValidator(_text),
    Field(pattern=MARK, description='"12.5"; "ABS" for an absence; "" to clear.', examples=["12.5", "ABS", ""]),
]


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


# --- students and registrations --------------------------------------------------------------------------------------


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


class EntrantIn(Taken):
    number: Number
    given_name: Name
    family_name: Name
    email: Annotated[str, Field(max_length=254, pattern=ADDRESS)]


class EnrolIn(Taken):
    intake: UUID
    entrants: Annotated[list[EntrantIn], Field(min_length=1, max_length=500)]
    dry_run: StrictBool = False


class Enrolled(Schema):
    dry_run: bool
    students: list[StudentOut]


class RegistrationOut(Schema):
    """A year's registration; one with `superseded_at` was replaced. `id` is null in a preview."""

    id: int | None
    student: UUID
    number: str
    year: int
    stage: str
    nature: str
    units: list[str]
    in_order: bool
    reason: str
    by: str
    at: datetime
    superseded_at: datetime | None


class Registrations(Schema):
    items: list[RegistrationOut]
    next: str | None


class RegisterIn(Taken):
    """`units` left out or null: all those of the year of study."""

    students: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    year: Year
    stage: Word = ""
    nature: Word = ""
    units: Annotated[list[Word], Field(max_length=500)] | None = None
    in_order: StrictBool = True
    dry_run: StrictBool = False


class Registered(Schema):
    dry_run: bool
    registrations: list[RegistrationOut]


class ChangeIn(Taken):
    """What changes, with the reason; what is left out or null stays."""

    reason: Reason
    stage: Word | None = None
    nature: Word | None = None
    units: Annotated[list[Word], Field(max_length=500)] | None = None
    in_order: StrictBool | None = None
    dry_run: StrictBool = False


# --- marks -----------------------------------------------------------------------------------------------------------


class PaperOut(Schema):
    id: UUID
    year: int
    unit: str
    slot: str
    name: str
    label: str
    facts: dict[str, str]
    submitted: bool


class Papers(Schema):
    items: list[PaperOut]
    next: str | None


class MarkOut(Schema):
    """How one student stands on a paper. key: of the mark that stands, 0 for none: send it back as `seen`."""

    student: UUID
    number: str
    key: int
    state: str = Field(description="given, absent, cleared, or none")
    mark: str = Field(description='"12.5", "ABS" or ""')
    why: str
    by: str
    at: datetime | None


class Marks(Schema):
    items: list[MarkOut]
    next: str | None


class MarkIn(Taken):
    student: UUID
    mark: MarkText
    seen: Annotated[StrictInt, Field(ge=0, description="The key of the mark that you saw, 0 for none.")]


class MarksIn(Taken):
    """why: the reason of a correction, once the marks are submitted."""

    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=1000)]
    why: Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class Written(Schema):
    marks: list[MarkOut]


class Submitted(Schema):
    paper: UUID
    at: datetime
    by: str


# --- outcomes and absences -------------------------------------------------------------------------------------------


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


class Outcomes(Schema):
    student: UUID
    number: str
    lines: list[LineOut]


class JuryRulingOut(Schema):
    """What a jury decided of one question. option: as the text names it; words: as it is said."""

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


class JuryRulings(Schema):
    items: list[JuryRulingOut]


class TranscriptOut(Schema):
    """state: issued, superseded or withdrawn, `since` when. check: where anyone checks it. sha256: of the PDF."""

    id: UUID
    label: str
    final: bool
    issued_at: datetime
    state: str
    since: datetime
    reason: str
    check: str
    sha256: str


class Transcripts(Schema):
    items: list[TranscriptOut]
    next: str | None


class RulingOut(Schema):
    kind: str
    verdict: str
    reason: str
    by: str
    at: datetime


class AbsenceOut(Schema):
    id: UUID
    student: UUID
    number: str
    paper: UUID
    ground: str
    document_kind: str
    has_document: bool
    due: date | None
    at: datetime
    rulings: list[RulingOut]


class Absences(Schema):
    items: list[AbsenceOut]
    next: str | None
