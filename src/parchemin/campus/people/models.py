"""Persons, schools and grants. A grant is what makes somebody something somewhere, from a day to a day."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.models import Evidence


class Role(models.TextChoices):
    """The roles a person may hold in a school. Screens name them in French, with a complete English."""

    STUDENT = "student", _("student")
    APPLICANT = "applicant", _("applicant")
    TEACHER = "teacher", _("teacher")
    COACH = "coach", _("coach")
    OFFICE = "office", _("programme office")
    JURY = "jury", _("jury member")
    DIRECTOR = "director", _("director")


NOWHERE = "erased.invalid"  # a domain that is nobody's, for ever (RFC 2606)
STAFF = (Role.TEACHER, Role.COACH, Role.OFFICE, Role.JURY, Role.DIRECTOR)


class People(BaseUserManager["Person"]):
    """Persons, as the sign-in asks for them."""

    def create_user(self, email: str, password: str | None = None, **named: str) -> Person:
        """For the sign-in package and for tests; the school's life goes through `actions.enter_person`."""
        person = self.model(email=email.strip().lower(), **named)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class School(Evidence):
    """A school. Nothing of one school is ever seen from another."""

    VOUCHED = ("slug", "name")
    CHAIN = "slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Someone who signs in. The email is their one official address, in small letters."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)

    remembered_grants: list[Grant]  # set by `access.remember_grants` for one request, never stored

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]
    objects = People()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="an_email_in_small_letters"),
        )
        ordering = ("family_name", "given_name", "id")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def erased(self) -> bool:
        """Nothing says who they were any more."""
        return self.email.endswith(f"@{NOWHERE}")


class Grant(Evidence):
    """A role held in a school. `scope` narrows it to a programme (its slug); "" is the whole school.

    A grant is ended, never removed, so that what somebody did can always be set beside what they were.
    """

    VOUCHED = ("person_id", "school_id", "role", "scope", "since", "by_id")
    STATE = ("ended",)
    CHAIN = "school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    school = models.ForeignKey(School, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "school", "role", "scope"),
                condition=models.Q(ended=None),
                name="one_current_grant_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(ended__gte=models.F("since")), name="ends_after_it_begins"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="a_role_that_exists"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Title(Evidence):
    """What somebody is called in a school ("maître de conférences en droit"). Ended, never changed: another follows."""

    VOUCHED = ("person_id", "school_id", "words", "since", "by_id")
    STATE = ("ended",)
    CHAIN = "school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="titles")
    school = models.ForeignKey(School, models.PROTECT, related_name="titles")
    words = models.CharField(max_length=120)
    since = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "school"), condition=models.Q(ended=None), name="one_current_title"
            ),
        )

    def __str__(self) -> str:
        return self.words
