"""The texts that somebody is working on."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.people.models import Person


class Draft(models.Model):
    """A text that somebody prepares: theirs alone, changed and thrown away as they like, until it is published.

    files: as in a publication. number: how many times it was changed, so that two tabs do not undo one another. base:
    the publication it started from. proofs: what was proved of it when its number was `proved_number`.
    """

    class Proving(models.TextChoices):
        NOT_ASKED = ""
        ASKED = "asked"
        RUNNING = "running"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="drafts")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    base = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="+")
    files = models.JSONField()
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proving = models.CharField(max_length=10, blank=True, choices=Proving.choices, default=Proving.NOT_ASKED)
    proved_number = models.PositiveIntegerField(default=0)
    proved = models.PositiveIntegerField(default=0)
    to_prove = models.PositiveIntegerField(default=0)
    proofs = models.JSONField(default=list)

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return f"{self.programme} ({self.number})"
