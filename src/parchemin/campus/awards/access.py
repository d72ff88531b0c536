"""Who may issue, read and withdraw transcripts. Checking one asks nothing: its key is enough."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.awards.models import Issuance, Transcript
from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.access import Permission

ISSUE: Permission[Programme] = Permission(
    name="awards.issue",
    says=_("Only the programme office or a director may issue transcripts."),
    rows=lambda person: offices(person),
)
FOLLOW: Permission[Issuance] = Permission(
    name="awards.follow",
    says=_("Only the programme office or a director may follow the transcripts being made."),
    rows=lambda person: offices(person, "programme"),
)
READ: Permission[Transcript] = Permission(
    name="awards.read",
    says=_("Only the student, their programme office and directors may read a transcript."),
    rows=lambda person: Q(dossier__person=person) | offices(person, "dossier__programme"),
)
KEEP: Permission[Transcript] = Permission(
    name="awards.keep",
    says=_("Only the person concerned keeps this list: theirs for ever, students or not."),
    rows=lambda person: Q(dossier__person=person),
)
WITHDRAW: Permission[Transcript] = Permission(
    name="awards.withdraw",
    says=_("Only the programme office or a director may withdraw a transcript."),
    rows=lambda person: offices(person, "dossier__programme"),
)
