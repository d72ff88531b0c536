"""What is kept of somebody's transcripts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from parchemin.campus.awards.models import IssuanceLine, Transcript
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable


@OWN_DATA.at(60)
def transcripts(person: Person) -> Iterator[OwnTable]:
    rows = Transcript.objects.filter(dossier__person=person).order_by("issued_at")
    heads = (_("Transcript"), _("Key"), _("Definitive"), _("Issued on"), _("Until"), _("SHA-256"))
    lines = tuple((one.label, one.key, one.final, one.issued_at, one.ended_at, one.sha256) for one in rows)
    yield OwnTable(_("Transcripts"), heads, lines)


@OWN_DATA.at(61)
def transcripts_asked_for(person: Person) -> Iterator[OwnTable]:
    """What came of each time that one was asked for: also why none was issued."""
    rows = IssuanceLine.objects.filter(dossier__person=person).select_related("issuance").order_by("at", "pk")
    heads = (_("Transcript"), _("Asked for on"), _("What came of it"), _("Why not"))
    lines = tuple((one.issuance.label, one.at, str(one.get_outcome_display()), one.what) for one in rows)
    yield OwnTable(_("Transcripts asked for"), heads, lines)
