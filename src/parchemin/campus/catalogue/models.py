"""Programmes, their regulations as published (the very files, never changed), their intakes; who answers what."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.models import Evidence
from parchemin.campus.people.models import Person, Role, School


class Programme(Evidence):
    """A programme of a school. `slug` is the name its regulation gives itself."""

    VOUCHED = ("school_id", "slug", "title")
    CHAIN = "school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="programmes")
    slug = models.SlugField(max_length=60, allow_unicode=True)
    title = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("school", "slug"), name="one_programme_a_slug"),)
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class Publication(Evidence):
    """A text published for a programme: `files` holds each file's path and text, amendments included.

    digest: of the words and rules of every article, as the engine computes it, and of the amendments. A later
    publication supersedes this one for what comes after it; nothing is taken back.
    """

    VOUCHED = ("programme_id", "number", "title", "in_force", "digest", "files", "published_at", "published_by_id")
    CHAIN = "programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    in_force = models.DateField()
    digest = models.CharField(max_length=64)
    files = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="one_publication_a_number"),
            models.UniqueConstraint(fields=("programme", "digest"), name="one_publication_a_text"),
        )
        ordering = ("programme", "number")

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


class OpenIntakes(models.Manager["Intake"]):
    """The intakes that were not cancelled: whoever lists or chooses intakes sees these."""

    def get_queryset(self) -> models.QuerySet[Intake]:
        return super().get_queryset().filter(cancelled_at=None)


class Intake(Evidence):
    """A rentrée: those who enter a programme on a day, under the text in force on that day.

    publication: that text, as it is known: until the intake has started, it follows what is published and in force by
    its first day; from then on it never changes ("a cohort stays on the version of its entry"). Within it, the version
    in force on `starts` is theirs (amendments are dated). cancelled_at: None, unless it was cancelled while empty.
    """

    VOUCHED = ("programme_id", "opened_at", "opened_by_id")
    STATE = ("publication_id", "name", "starts", "cancelled_at")
    CHAIN = "programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="intakes")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="intakes")
    name = models.CharField(max_length=100)
    starts = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects = OpenIntakes()
    every = models.Manager["Intake"]()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "name"), condition=models.Q(cancelled_at=None), name="one_open_intake_a_name"
            ),
        )
        ordering = ("-starts", "name")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A subject that people have questions about, and who answers: a person, or all who hold a role in the programme.

    Ended, never changed: another follows.
    """

    ANSWERING = ((Role.OFFICE, _("programme office")), (Role.DIRECTOR, _("director")))

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="contacts")
    subject = models.CharField(max_length=120)
    about = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=20, choices=ANSWERING, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "subject"), condition=models.Q(ended=None), name="one_current_contact"
            ),
            models.CheckConstraint(condition=models.Q(person=None) ^ models.Q(role=""), name="a_person_or_a_role"),
        )
        ordering = ("subject",)

    def __str__(self) -> str:
        return self.subject


class GuideQuestion(models.Model):
    """What somebody asked about a subject, and to which addresses it went."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(max_length=4000)
    sent_to = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_question"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.contact}"
