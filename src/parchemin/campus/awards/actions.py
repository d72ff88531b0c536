"""What is done about transcripts: ask for them, issue one, withdraw one. None changes: another supersedes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parchemin.campus.awards import access
from parchemin.campus.awards.models import (
    About,
    Issuance,
    IssuanceLine,
    Purpose,
    RevisionDue,
    Transcript,
    TranscriptEvent,
)
from parchemin.campus.awards.queries import keys
from parchemin.campus.awards.queries.contents import Composed, compose, printed
from parchemin.campus.awards.queries.issued import TranscriptScope, in_force, latest_law, period_label, registered
from parchemin.campus.awards.refusals import (
    ChangedBehind,
    NobodyToIssue,
    NothingFollowed,
    NotRegisteredThen,
    NotStanding,
    WithdrawalReasonMissing,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.actions import PlannedTask, schedule
from parchemin.campus.clock.models import DueTask
from parchemin.campus.clock.queries import ahead
from parchemin.campus.common import figures, journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.files import PDF, FileContent, NotKept, clean_name, keeping
from parchemin.campus.common.locks import hold_row, unshared
from parchemin.campus.common.reading import note_anew
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.documents.making import SealedDocument, make_document
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import usage
from parchemin.campus.people.models import Person

REVISION = "awards.revision"
ISSUED = figures.counter("transcripts", "What came of transcripts asked for.", "outcome")
TRIES = 3  # how often a transcript is composed again because another was issued meanwhile


class IssuanceAsked:
    """The event: an issuance was asked for. Whoever makes it reacts in the same transaction."""

    def __init__(self, issuance: Issuance) -> None:
        self.issuance = issuance


def issue_for_period(
    programme: Programme, period: TranscriptScope, only: Dossier | None = None, *, by: Person, at: datetime
) -> Issuance:
    """Ask for the transcripts of a period: of everybody registered for it, or of one of them."""
    access.ISSUE.demand(by, programme)
    found = registered(programme, period)
    dossiers = list((found.filter(pk=only.pk) if only else found).values_list("pk", flat=True))
    if not dossiers:
        raise NotRegisteredThen(only.number) if only else NobodyToIssue
    about = Issuance(
        programme=programme,
        purpose=Purpose.PHASE,
        subject=period.code,
        year=period.year,
        stage=period.stage,
        label=period.label,
    )
    return ask(about, dossiers, by=by, at=at)


def ask(about: Issuance, dossiers: Sequence[int], *, by: Person, at: datetime) -> Issuance:
    """Write down what is to be issued, and have it made. For who has asked their own permission."""
    about.dossiers, about.asked_by, about.asked_at = list(dossiers), by, at
    payload: journal.Payload = {"purpose": about.purpose, "subject": about.subject, "people": len(dossiers)}
    with transaction.atomic():
        about.save(force_insert=True)
        _due(about).filter(transcript__dossier__in=about.dossiers).delete()
        school = about.programme.school.slug
        journal.record("awards.ask", str(about.pk), chain=school, actor=by.pk, at=at, payload=payload)
        tell(IssuanceAsked(about))
    return about


def _due(about: About) -> QuerySet[RevisionDue]:
    """What was corrected of the transcripts in force on a period, and is said by none yet."""
    return RevisionDue.objects.filter(transcript__year=about.year, transcript__stage=about.stage)


# --- again -------------------------------------------------------------------------------------------------------


ABOUT = ("purpose", "subject", "year", "stage", "label")


def issue_anew(programme: Programme, concerned: QuerySet[Transcript], *, by: Person, at: datetime) -> None:
    """Each period of these transcripts is issued anew to who has one. For who has asked their own permission."""
    periods: dict[tuple[str, str, int | None, str, str], list[int]] = defaultdict(list)
    for *about, dossier in concerned.order_by("dossier").values_list(*ABOUT, "dossier"):
        periods[tuple(about)].append(dossier)
    for about, dossiers in periods.items():
        told = dict(zip(ABOUT, about, strict=True))
        ask(Issuance(programme=programme, **told), dossiers, by=by, at=at)


def revise_later(concerned: QuerySet[Transcript], *, by: Person, at: datetime) -> None:
    """Something that these transcripts in force tell was corrected: another of each is made once nothing comes for a
    while. In the caller's transaction.

    One task serves all that comes before half of its delay is spent: it cannot be running then.
    """
    rows = list(concerned.select_related("dossier__programme__school").defer("content"))
    RevisionDue.objects.bulk_create(RevisionDue(transcript=one, at=at, by=by) for one in rows)
    delay = timedelta(minutes=usage("délai_du_relevé"))
    for programme, year, stage in {(one.dossier.programme, one.year, one.stage) for one in rows}:
        period = f"{programme.pk} {year} {stage}"
        waiting = DueTask.objects.filter(kind=REVISION, key__startswith=f"{period} ", due_at__gte=at + delay / 2)
        if not ahead(waiting).exists():
            label = period_label(latest_law(programme), year, stage)
            told = {"programme": str(programme.pk), "year": year, "stage": stage}
            key, school = f"{period} {uuid4()}", programme.school.slug
            with unshared():  # its key is new: whatever is held already, nobody waits for it
                schedule(REVISION, PlannedTask(key, at + delay, label, school, programme.slug, told), at=at)


def revise(programme: Programme, period: TranscriptScope, *, due_at: datetime, at: datetime) -> bool:
    """Have the transcripts of a period made anew that something was corrected of; whether there was any.

    Of whom something was corrected less than half the delay before this was due has its own task, which will do it all.
    """
    fresh = due_at - timedelta(minutes=usage("délai_du_relevé")) / 2
    due = _due(Issuance(year=period.year, stage=period.stage)).filter(transcript__dossier__programme=programme)
    due.filter(transcript__ended_at__isnull=False).delete()
    due = due.exclude(transcript__in=RevisionDue.objects.filter(at__gt=fresh).values("transcript"))
    last = due.select_related("by").order_by("at").last()
    if last is None:
        return False
    issue_anew(programme, Transcript.objects.filter(pk__in=due.values("transcript")), by=last.by, at=at)
    return True


# --- one ---------------------------------------------------------------------------------------------------------


class _Meanwhile(Exception):
    """Another transcript was issued since this one was composed."""


def settle(issuance: Issuance, composed: Composed, *, at: datetime) -> IssuanceLine:
    """Issue one transcript, unless the one in force says the same. Done twice, it does it once."""
    for _attempt in range(TRIES):
        if done := IssuanceLine.objects.filter(issuance=issuance, dossier=composed.dossier).first():
            return done
        standing = in_force(composed.dossier, issuance)
        try:
            try:
                return _settle(issuance, composed, standing, at)
            except NotKept:
                raise  # nothing is said of this student: the task is done again
            except Refusal as refusal:
                return _line(issuance, composed.dossier, IssuanceLine.Outcome.REFUSED, at, refusal=refusal)
        except (IntegrityError, _Meanwhile):
            [composed] = compose(issuance, [composed.dossier], at=at)
    raise RuntimeError(f"transcripts of {composed.dossier} are issued faster than they can be made")


def _settle(issuance: Issuance, composed: Composed, standing: Transcript | None, at: datetime) -> IssuanceLine:
    if composed.untrue:
        raise ChangedBehind(composed.dossier.number)
    if composed.content is None:
        raise NothingFollowed(composed.dossier.number)
    if standing is not None and _same(standing, composed):
        return _line(issuance, composed.dossier, IssuanceLine.Outcome.UNCHANGED, at, transcript=standing)
    made = _transcript(issuance, composed, at)
    document = _document(made, composed, at)
    made.sha256 = document.sha256
    name = clean_name(f"releve-{composed.dossier.number}-{made.key[:5]}.pdf")
    with keeping(FileContent(name, PDF, document.bytes), at=at) as made.file:
        return _keep(issuance, made, standing, composed.beside, at)


def _same(standing: Transcript, composed: Composed) -> bool:
    now = (composed.content, composed.final, composed.law.version, composed.law.digest)
    return (standing.content, standing.final, standing.version, standing.regulation) == now


def _transcript(issuance: Issuance, composed: Composed, at: datetime) -> Transcript:
    return Transcript(
        id=uuid4(),
        dossier=composed.dossier,
        purpose=issuance.purpose,
        subject=issuance.subject,
        year=issuance.year,
        stage=issuance.stage,
        label=issuance.label,
        key=keys.fresh(),
        content=composed.content,
        final=composed.final,
        version=composed.law.version,
        regulation=composed.law.digest,
        issued_at=at,
        by=issuance.asked_by,
    )


def _document(made: Transcript, composed: Composed, at: datetime) -> SealedDocument:
    language, school = composed.law.language, composed.dossier.programme.school.slug
    with translation.override(language):
        return make_document(
            "transcript",
            printed(
                made.content,
                key=made.key,
                final=made.final,
                version=made.version,
                on=timezone.localdate(at),
                head=journal.last_line(school),
            ),
            title=_("Transcript of marks"),
            language=language,
            at=at,
            school=school,
        )


def _keep(
    issuance: Issuance, made: Transcript, standing: Transcript | None, untrue: Sequence[str], at: datetime
) -> IssuanceLine:
    """One transaction: the former ends, the new one stands, both say so, and the issuance has its line.

    untrue: the tables of which a row was not as the journal says while it was composed.
    """
    by, chain = issuance.asked_by, issuance.programme.school.slug
    with transaction.atomic():
        hold_row(made.dossier)
        now = in_force(made.dossier, issuance)
        if (now and now.pk) != (standing and standing.pk):
            raise _Meanwhile
        events = [TranscriptEvent(transcript=made, kind=TranscriptEvent.Kind.ISSUED, at=at, by=by)]
        if standing is not None:
            _end(standing, at)
            ended = TranscriptEvent.Kind.SUPERSEDED
            events.insert(0, TranscriptEvent(transcript=standing, kind=ended, successor=made, at=at, by=by))
        journal.give_keys(events)
        told = {"supersedes": standing.key if standing else None, "issuance": str(issuance.pk)}
        others = [*events, standing] if standing else events
        journal.record_rows(
            "awards.issue",
            made.key,
            [made],
            chain=chain,
            actor=by.pk,
            at=at,
            payload=told,
            others=others,
            untrue=untrue,
        )
        TranscriptEvent.objects.bulk_create(events)
        return _line(issuance, made.dossier, IssuanceLine.Outcome.ISSUED, at, transcript=made)


def _end(standing: Transcript, at: datetime) -> None:
    note_anew(standing)
    if not Transcript.objects.filter(pk=standing.pk, ended_at=None).update(ended_at=at):
        raise _Meanwhile
    standing.ended_at = at


def _line(
    issuance: Issuance,
    dossier: Dossier,
    outcome: IssuanceLine.Outcome,
    at: datetime,
    *,
    transcript: Transcript | None = None,
    refusal: Refusal | None = None,
) -> IssuanceLine:
    what, remedy = (str(refusal.what)[:400], str(refusal.remedy)[:400]) if refusal else ("", "")
    with transaction.atomic():
        line = IssuanceLine.objects.create(
            issuance=issuance,
            dossier=dossier,
            outcome=outcome,
            transcript=transcript,
            what=what,
            remedy=remedy,
            at=at,
        )
        transaction.on_commit(ISSUED.labels(str(outcome.value)).inc)
    return line


def withdraw(transcript: Transcript, *, reason: str, by: Person, at: datetime) -> TranscriptEvent:
    """Say that a transcript no longer counts, with the reason; nothing takes its place until another is issued."""
    access.WITHDRAW.demand(by, transcript)
    if not reason.strip():
        raise WithdrawalReasonMissing
    chain = transcript.dossier.programme.school.slug
    with transaction.atomic():
        hold_row(transcript.dossier)
        note_anew(transcript)
        if not Transcript.objects.filter(pk=transcript.pk, ended_at=None).update(ended_at=at):
            raise NotStanding
        transcript.ended_at = at
        made = TranscriptEvent.objects.create(
            transcript=transcript, kind=TranscriptEvent.Kind.WITHDRAWN, reason=reason.strip()[:400], at=at, by=by
        )
        rows = [transcript, made]
        journal.record("awards.withdraw", transcript.key, chain=chain, actor=by.pk, at=at, rows=rows)
        return made
