"""What is kept of somebody's transcripts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from parchemin.campus.awards.models import Transcript
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable


@OWN_DATA.at(60)
def transcripts(person: Person) -> Iterator[OwnTable]:
    rows = Transcript.objects.filter(dossier__person=person).order_by("issued_at")
    heads = (_("Transcript"), _("Key"), _("Definitive"), _("Issued on"), _("Until"), _("SHA-256"))
    lines = tuple((one.label, one.key, one.final, one.issued_at, one.ended_at, one.sha256) for one in rows)
    yield OwnTable(_("Transcripts"), heads, lines)
