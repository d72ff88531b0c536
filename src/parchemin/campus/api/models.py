"""Keys of other systems, the days they were used, the answers kept for a request sent twice, and counts of requests."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parchemin.campus.common.models import Evidence
from parchemin.campus.people.models import Person, School


class Key(Evidence):
    """A key of a person, in one school: who shows its secret acts as them there, within its scopes.

    handle: its public name, in the secret and in the journal. digest: SHA-256 of the secret, which is 256 random bits,
    shown once. scopes: names of some that stages declared (`groups`). expires: the last day it is good. A row is kept
    for ever; a key ends by being revoked.
    """

    VOUCHED = ("person_id", "school_id", "name", "handle", "digest", "scopes", "expires", "made_at")
    STATE = ("revoked_at", "revoked_by_id")
    CHAIN = "school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="api_keys")
    school = models.ForeignKey(School, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=100)
    handle = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40))
    expires = models.DateField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_key_revoked_by_somebody",
            ),
        )
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.handle})"

    def good_on(self, day: date) -> bool:
        return self.revoked_at is None and day <= self.expires


class Use(models.Model):
    """A day on which a key was used."""

    key = models.ForeignKey(Key, models.PROTECT, related_name="uses")
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="one_use_a_day"),)

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}"


class Replay(models.Model):
    """What was answered to a request that named itself (`Idempotency-Key`): sent again, it is answered so again.

    asked: SHA-256 of the method, the address and the body; "" once what was answered is erased. Written in the
    transaction of what was done: a refusal wrote nothing, and leaves nothing here. Kept some days, then dropped.
    """

    key = models.ForeignKey(Key, models.PROTECT, related_name="replays")
    name = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "name"), name="one_answer_a_name"),)

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """How often somebody asked in the current minute: a key, or an address that showed a wrong one."""

    who = models.CharField(max_length=100, primary_key=True)
    minute = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.who
