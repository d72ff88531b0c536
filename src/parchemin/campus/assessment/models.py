"""Papers, who teaches what, marks, submissions, and requests about absences.

A mark is a line that stands for ever; another supersedes it. At most one is current for a student and a paper, and the
database itself sees to it.
"""

from __future__ import annotations

import json
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Evidence
from parchemin.campus.common.records import Record, one_current
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person


class Teaching(Evidence):
    """Somebody marks a unit in a year. It is ended, never removed."""

    VOUCHED = ("programme_id", "year", "unit", "person_id", "since", "by_id")
    STATE = ("ended",)
    CHAIN = "programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="teachings")
    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, related_name="teachings")
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "year", "unit", "person"),
                condition=models.Q(ended=None),
                name="one_current_teaching",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.unit} {self.year}"


class Paper(Evidence):
    """One thing that is marked in a year: an exam, a dossier, a project, or a unit's one mark.

    unit: "module:S1-DROIT". slot: the member it is recorded under ("S1-DROIT/1"), "" when the unit has one mark of its
    own. name: its own name under the slot ("examen"), "" likewise. facts: what the syllabus fixes for everyone, as kept
    ({"épreuve.coefficient": "2"}). audiences: whom it is for, among the papers of that name. Once a mark stands, none
    of it changes: the syllabus is what was marked.
    """

    VOUCHED = ("programme_id", "year", "unit", "slot", "name", "made_by_id", "made_at")
    STATE = ("label", "facts", "for_whom")
    CHAIN = "programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="papers")
    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=120)
    slot = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(  # what an audience points at, so that it stands where its paper does
                fields=("id", "programme", "year", "unit", "slot", "name"), name="a_paper_at_its_place"
            ),
        )
        ordering = ("unit", "slot", "name", "made_at", "id")

    def __str__(self) -> str:
        return f"{self.label} {self.year}"

    @property
    def for_whom(self) -> list[str]:
        """Whom it is for, in keys, and where that is said to be its place, as evidence tells it."""
        told = self.audiences.values_list("intake_id", "modality", "programme_id", "year", "unit", "slot", "name")
        return sorted(json.dumps([str(one) for one in row], ensure_ascii=False) for row in told)

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Whom it is for, in names: an intake ("": any) and a modality ("": any). Prefetch `audiences__intake`."""
        return {(one.intake.name if one.intake else "", one.modality) for one in self.audiences.all()}

    @property
    def audience(self) -> str:
        """Whom it is for, in words: "FALL 24 2025, SPRING 12 2026 · distance"; "" when it is for whoever is left."""
        pairs = self.pairs
        intakes, modalities = ({pair[i] for pair in pairs} - {""} for i in range(2))
        if len(pairs) == max(len(intakes), 1) * max(len(modalities), 1):
            return _joined(", ".join(sorted(intakes)), ", ".join(sorted(modalities)))
        return ", ".join(sorted(_joined(*pair) for pair in pairs))

    @property
    def title(self) -> str:
        """What it is called beside the papers of other people."""
        return _joined(self.label, self.audience)


def _joined(*parts: str) -> str:
    return " · ".join(part.replace("_", " ") for part in parts if part)


class PaperAudience(models.Model):
    """One of those whom a paper is for: an intake (None: any), a modality ("": any), or both.

    Both left open: everybody whom the other papers of that name leave. programme, year, unit, slot and name are those
    of the paper, which the database holds them to: so two papers of one name are never for the same people.
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="audiences")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=120)
    slot = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=80, blank=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", null=True)
    modality = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "year", "unit", "slot", "name", "intake", "modality"),
                nulls_distinct=False,
                name="one_paper_an_audience",
            ),
        )
        ordering = ("intake__starts", "intake__name", "modality")

    def __str__(self) -> str:
        return _joined(str(self.intake or ""), self.modality)


class Mark(Record):
    """A mark of a student on a paper, or the word that there is none.

    value: exact, on the step that the text allows; None unless `state` is "given". An absence is a state, never a zero.
    why: the reason of a correction after submission.
    """

    CHAIN = "dossier__programme__school__slug"
    VOUCHED = ("paper_id", "dossier_id", "state", "value", "why", "by_id", "at")

    class State(models.TextChoices):
        GIVEN = "given", _("given")
        ABSENT = "absent", _("absent")
        CLEARED = "cleared", _("cleared")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="marks")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="marks")
    state = models.CharField(max_length=10, choices=State.choices)
    value = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    why = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            one_current("paper", "dossier", name="one_current_mark"),
            models.CheckConstraint(
                condition=models.Q(state="given", value__isnull=False)
                | models.Q(state__in=("absent", "cleared"), value=None),
                name="a_value_when_given_only",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier} {self.paper}: {self.value if self.state == self.State.GIVEN else self.state}"


class Submission(Evidence):
    """The marks of a paper handed in: from then on one changes only by a reasoned correction."""

    VOUCHED = ("paper_id", "at", "by_id")
    CHAIN = "paper__programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="submission")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.paper}"


class AbsenceRequest(Evidence):
    """A student asks that an absence be excused, with a document.

    ground and document_kind: as the text names them, or plain words where it names none. document: the file, None where
    none was sent; due: the last day the text gives, None where it gives none.
    """

    VOUCHED = ("paper_id", "dossier_id", "at", "due")
    STATE = ("ground", "document_kind", "words", "document_id")
    CHAIN = "dossier__programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="requests")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="absence_requests")
    ground = models.CharField(max_length=80)
    document_kind = models.CharField(max_length=80, blank=True)
    words = models.TextField(max_length=4000, blank=True)
    document = models.OneToOneField(KeptFile, models.PROTECT, related_name="+", null=True, db_column="document")
    due = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("paper", "dossier"), name="one_request_an_absence"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.dossier} {self.paper}"


class AbsenceRuling(Record):
    """What was decided of a request, with the reason: whether the document stands, or (`follow_up`) what comes of it.

    kind "document": verdict "accepted" or "refused", by the office. kind "follow_up": verdict is one of the text's
    choices, by a director. A later ruling of the same kind supersedes.
    """

    CHAIN = "request__dossier__programme__school__slug"
    VOUCHED = ("request_id", "kind", "verdict", "reason", "by_id", "at")

    request = models.ForeignKey(AbsenceRequest, models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=20, choices=(("document", _("document")), ("follow_up", _("follow-up"))))
    verdict = models.CharField(max_length=80)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (one_current("request", "kind", name="one_current_absence_ruling"),)

    def __str__(self) -> str:
        return f"{self.request}: {self.verdict}"
