"""Reads about transcripts: those in force, how far an issuance has come, the periods there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parchemin.campus.awards.models import About, Issuance, IssuanceLine, RevisionDue, Transcript, TranscriptEvent
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import both_years
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.queries import by_name

# --- periods -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TranscriptScope:
    """What a transcript may be asked about: a year, a year of study in it, or all the studies."""

    year: int | None
    stage: str
    label: str

    @property
    def code(self) -> str:
        """As it stands in an address, and as the subject of its transcripts."""
        return f"{self.year} {self.stage}".strip() if self.year is not None else "all"


def periods_of(programme: Programme) -> list[TranscriptScope]:
    """Every period in which somebody of the programme follows something, or of which a transcript stands, the latest
    first, then all the studies."""
    followed, told = (
        rows.order_by().values_list("year", "stage") for rows in (_followed(programme), _standing(programme))
    )
    every = set(told.union(followed).order_by())
    law, pairs = latest_law(programme), [(-year, stage) for year, stage in every if year is not None]
    found = [TranscriptScope(-year, stage, period_label(law, -year, stage)) for year, stage in sorted(pairs)]
    return [*found, TranscriptScope(None, "", period_label(None, None, ""))] if every else []


def _followed(programme: Programme) -> QuerySet[Registration]:
    """A year without a unit (the first of two, where all is examined in the second) has nothing to tell."""
    return Registration.objects.current().filter(dossier__programme=programme).exclude(units=[])


def _standing(programme: Programme) -> QuerySet[Transcript]:
    """Whoever follows nothing any more keeps the period of the transcript that stands: it is replaced or withdrawn."""
    return Transcript.objects.filter(dossier__programme=programme, ended_at=None)


def latest_law(programme: Programme) -> Law | None:
    publication = programme.publications.order_by("-number").first()
    return law_of(publication) if publication else None


def period_label(law: Law | None, year: int | None, stage: str) -> str:
    if year is None:
        return _("All the studies")
    words = {one.key: one.label for one in law.study_years} if law else {}
    return both_years(year) + (f", {words.get(stage, stage)}" if stage else "")


def registered(programme: Programme, period: TranscriptScope) -> QuerySet[Dossier]:
    """Those who follow something in a period, or whose transcript of it stands, by name."""
    rows = _followed(programme)
    if period.year is not None:
        rows = rows.filter(year=period.year, stage=period.stage)
    told = _standing(programme).filter(year=period.year, stage=period.stage)
    found = Dossier.objects.filter(Q(pk__in=rows.values("dossier")) | Q(pk__in=told.values("dossier")))
    return found.select_related("person").order_by(*by_name("person"), "number")


# --- transcripts ---------------------------------------------------------------------------------------------------


def in_force(dossier: Dossier, about: About) -> Transcript | None:
    """The one transcript in force of a dossier on a period, whatever it was made for."""
    return Transcript.objects.filter(dossier=dossier, year=about.year, stage=about.stage, ended_at=None).first()


def in_force_by_dossier(dossiers: Sequence[Dossier], period: TranscriptScope) -> dict[int, Transcript]:
    rows = Transcript.objects.filter(dossier__in=dossiers, year=period.year, stage=period.stage, ended_at=None)
    return {one.dossier_id: one for one in with_outdated(rows.defer("content")).prefetch_related("events")}


def transcripts_of(dossiers: QuerySet[Dossier]) -> QuerySet[Transcript]:
    """Every transcript of these, those in force first, then as the journal has them, each with what happened to it."""
    found = with_outdated(Transcript.objects.filter(dossier__in=dossiers).defer("content"))
    return (
        found.select_related("dossier__programme__school", "dossier__person")
        .prefetch_related("events")
        .order_by(IsNull(F("ended_at"), True).desc(), "-entry_id")
    )


def with_outdated(rows: QuerySet[Transcript]) -> QuerySet[Transcript]:
    """The same, each with `outdated`: what it tells was corrected, or another was asked for and is not made yet, or
    could not be made; and `refusal`: why it could not be, "" where nothing was refused since."""
    making = Issuance.objects.filter(
        _same_year("year"),
        programme=OuterRef("dossier__programme"),
        stage=OuterRef("stage"),
        dossiers__contains=[OuterRef("dossier_id")],
    )
    settled = IssuanceLine.objects.filter(issuance=OuterRef("pk"), dossier=OuterRef(OuterRef("dossier_id")))
    corrected = RevisionDue.objects.filter(transcript=OuterRef("pk"))
    # What was issued or found unchanged last is the one in force: a refusal counts while nothing is settled after it.
    lines = IssuanceLine.objects.filter(
        _same_year("issuance__year"), dossier=OuterRef("dossier_id"), issuance__stage=OuterRef("stage")
    )
    last = Subquery(lines.order_by("-pk").values("what")[:1])
    return rows.annotate(refusal=Coalesce(last, Value(""), output_field=CharField())).annotate(
        outdated=Q(ended_at=None) & (~Q(refusal="") | Exists(corrected) | Exists(making.exclude(Exists(settled))))
    )


def _same_year(name: str) -> Q:
    """Of the year of a transcript, or of all the studies as it is."""
    return Q(**{name: OuterRef("year")}) | (Q(**{name: None}) & Q(IsNull(OuterRef("year"), True)))


@dataclass(frozen=True, slots=True)
class State:
    """How a transcript stands: valid, being replaced since something it tells was corrected ("outdated"), superseded or
    withdrawn, and since when; `reason` and `successor` if any. refusal: why the one to replace it could not be made."""

    kind: str
    event: TranscriptEvent
    refusal: str = ""

    @property
    def stands(self) -> bool:
        """Whether nothing has taken its place."""
        return self.kind in ("issued", "outdated")

    @property
    def words(self) -> str:
        """As it is called wherever it is shown."""
        return _("not replaced") if self.refusal else str(_WORDS[self.kind][0])

    @property
    def tone(self) -> str:
        return "no" if self.refusal else _WORDS[self.kind][1]

    @property
    def reason(self) -> str:
        """For the school: why it was withdrawn, or why the one to replace it could not be made."""
        return self.refusal or self.event.reason


_WORDS = {
    "issued": (gettext_lazy("in force"), "ok"),
    "outdated": (gettext_lazy("being replaced"), "wait"),
    "superseded": (gettext_lazy("superseded"), "mute"),
    "withdrawn": (gettext_lazy("withdrawn"), "no"),
}


def state_of(transcript: Transcript) -> State:
    """What its last event says; prefetch `events` and annotate `with_outdated` when there are many."""
    last = max(transcript.events.all(), key=lambda event: event.pk)
    if last.kind == TranscriptEvent.Kind.ISSUED:
        outdated, refusal = _outdated(transcript)
        return State("outdated" if outdated else last.kind, last, refusal)
    return State(last.kind, last)


def _outdated(transcript: Transcript) -> tuple[bool, str]:
    said = transcript
    if not hasattr(said, "outdated"):
        said = with_outdated(Transcript.objects.filter(pk=transcript.pk).defer("content")).get()
    return bool(getattr(said, "outdated", False)), getattr(said, "refusal", "")


# --- issuances -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IssuanceProgress:
    """How far an issuance has come."""

    issuance: Issuance
    issued: int
    unchanged: int
    refused: int

    @property
    def total(self) -> int:
        return len(self.issuance.dossiers)

    @property
    def done(self) -> int:
        return self.issued + self.unchanged + self.refused

    @property
    def finished(self) -> bool:
        return self.done >= self.total


def progress_of(issuances: QuerySet[Issuance]) -> list[IssuanceProgress]:
    """In one query, whatever their number."""
    counts = {kind: Count("lines", filter=Q(lines__outcome=kind)) for kind in IssuanceLine.Outcome.values}
    rows = issuances.select_related("programme__school", "asked_by").annotate(**counts)
    return [IssuanceProgress(one, *(getattr(one, kind) for kind in IssuanceLine.Outcome.values)) for one in rows]
