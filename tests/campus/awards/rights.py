"""Who issues, reads and checks transcripts; and who reads with a key how they stand."""

from __future__ import annotations

from django.db import transaction

from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Issuance, Transcript, TranscriptEvent
from parchemin.campus.awards.queries.contents import compose
from parchemin.campus.awards.queries.issued import TranscriptScope
from parchemin.campus.awards.queries.keys import fresh
from parchemin.campus.common import journal
from parchemin.campus.common.files import keeping
from tests.campus.conftest import NOON
from tests.campus.rights import A_PDF, Names, Requests, Sent, StageRights, World


def names(world: World) -> Names:
    period = TranscriptScope(2026, "A1", "2026-2027")
    issuance = issue_for_period(world.programme, period, world.student, by=world.cast.odile, at=NOON)
    transcript = _transcript(world, issuance)
    return {
        "transcripts/": {"pk": transcript.pk},
        "transcripts/issuances/": {"pk": issuance.pk},
        "verifier/": {"key": transcript.key, "slug": world.cast.school.slug},
    }


def _transcript(world: World, issuance: Issuance) -> Transcript:
    """One that is in force, as its task would have written it, but for the PDF."""
    nadia, odile = world.student, world.cast.odile
    (composed,) = compose(issuance, [nadia], at=NOON)
    row = Transcript(
        purpose=issuance.purpose,
        subject=issuance.subject,
        year=issuance.year,
        stage=issuance.stage,
        label=issuance.label,
        dossier=nadia,
        key=fresh(),
        content=composed.content,
        final=composed.final,
        version=composed.law.version,
        regulation=composed.law.digest,
        sha256=A_PDF.sha256,
        issued_at=NOON,
        by=odile,
    )
    with keeping(A_PDF, at=NOON) as row.file:
        (made,) = journal.record_rows("awards.issue", row.key, [row], chain="icn", actor=odile.pk, at=NOON)
    with transaction.atomic():
        issued = TranscriptEvent.objects.create(transcript=made, kind=TranscriptEvent.Kind.ISSUED, at=NOON, by=odile)
        journal.record("awards.issue", made.key, chain="icn", actor=odile.pk, at=NOON, rows=[issued])
    return made


def sent(world: World) -> Sent:
    return {"transcripts/issue": {"programme": "icn-pge", "period": "2026 A1"}}


def requests(world: World) -> Requests:
    return {"list_transcripts": ("GET", f"{world.of_student}/transcripts", "")}


RIGHTS = StageRights(
    rank=110,
    names=names,
    sent=sent,
    requests=requests,
    unreached={"GET verifier/sceaux/<slug:slug>.pem"},
    pages="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
302 404 404 404 404 200 200 404 404 200 404 GET transcripts/
302 404 404 404 404 302 404 404 404 302 404 POST transcripts/issue
302 200 200 200 200 200 200 200 200 200 200 GET transcripts/mine
302 404 404 404 404 200 404 404 404 200 404 GET transcripts/issuances/<uuid:pk>
302 404 404 404 404 302 404 404 404 302 404 POST transcripts/issuances/<uuid:pk>/resume
302 200 404 404 404 200 404 404 404 200 404 GET transcripts/<uuid:pk>
302 200 404 404 404 200 404 404 404 200 404 GET transcripts/<uuid:pk>/file
302 404 404 404 404 409 404 404 404 409 404 POST transcripts/<uuid:pk>/withdraw
200 200 200 200 200 200 200 200 200 200 200 GET verifier/
200 200 200 200 200 200 200 200 200 200 200 GET verifier/sceaux
404 404 404 404 404 404 404 404 404 404 404 GET verifier/sceaux/<slug:slug>.pem
200 200 200 200 200 200 200 200 200 200 200 GET verifier/<str:key>
409 409 409 409 409 409 409 409 409 409 409 POST verifier/<str:key>/fichier
""",
    operations="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
401 403 403 403 403 200 404 403 403 200 404 list_transcripts
""",
)
