"""Juries: who sits, the cases drawn, the questions asked of them, votes, rulings and minutes.

Everything here stands for ever: a jury moves on by events, a case or a ruling by another that supersedes it. Once a
jury is closed the database refuses any more, but for a correction, which says why and takes the former's place.
"""

from __future__ import annotations

import json
from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Evidence, OneLine
from parchemin.campus.common.records import Record, one_current
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person


class Jury(Evidence):
    """A jury called for a year of a programme, on some of the decisions of its text.

    root: of another root than those who study ("candidat"), whose files of the intakes of that year it judges; "" for
    students, who are those registered. stage: the year of study ("A2"), "" where the text has none. for_intakes,
    modalities: of whom, none for all of the year. decisions: [name, member] of the text's decisions, in the order in
    which they are looked at.
    """

    VOUCHED = ("programme_id", "year", "root", "stage", "title", "kind", "called_at", "called_by_id")
    STATE = ("held_at", "place", "called_on", "modalities", "for_whom")
    CHAIN = "programme__school__slug"

    class Kind(models.TextChoices):
        PROGRESSION = "progression", _("progression jury")
        DIPLOMA = "diploma", _("diploma jury")
        ADMISSION = "admission", _("admission jury")
        OTHER = "other", _("jury")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="juries")
    year = models.PositiveSmallIntegerField()
    root = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    decisions = models.JSONField()
    modalities = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "year", "title"), name="one_jury_a_title"),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="a_jury_of_our_time"),
            models.CheckConstraint(condition=~Q(decisions=[]), name="a_jury_called_on_something"),
            models.CheckConstraint(condition=Q(root="") | Q(stage=""), name="years_of_study_are_of_students"),
        )
        ordering = ("-held_at", "title")

    def __str__(self) -> str:
        return self.title

    @property
    def audience(self) -> str:
        """Of whom it is called, in words: "FALL 24 2025, SPRING 12 2026 · distance"; "" for all of the year."""
        intakes = ", ".join(sorted(one.intake.name for one in self.for_intakes.all()))
        modalities = ", ".join(self.modalities).replace("_", " ")
        return " · ".join(part for part in (intakes, modalities) if part)

    @property
    def called_on(self) -> list[str]:
        """Its decisions, as evidence tells them."""
        return [f"{name}/{member}" for name, member in self.decisions]

    @property
    def for_whom(self) -> list[str]:
        """The keys of its intakes, as evidence tells them."""
        return sorted(str(one.intake_id) for one in self.for_intakes.all())

    @property
    def happened(self) -> dict[str, JuryEvent]:
        """The events by kind, the last of each; prefetch `events` when there are many juries."""
        return {event.kind: event for event in sorted(self.events.all(), key=lambda event: event.pk)}

    @property
    def state(self) -> str:
        """called, opened, closed or published."""
        done = self.happened
        return next((kind for kind in ("published", "closed", "opened") if kind in done), "called")


class JuryIntake(models.Model):
    """One of the intakes that a jury is called for."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="for_intakes")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("jury", "intake"), name="an_intake_once_a_jury"),)

    def __str__(self) -> str:
        return f"{self.jury}: {self.intake}"


class JuryEvent(Evidence):
    """What happened to a jury. notes: at the opening, what was told and found of the composition; redrawn, whom."""

    VOUCHED = ("jury_id", "kind", "noted", "at", "by_id")
    CHAIN = "jury__programme__school__slug"

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        REDRAWN = "redrawn", _("redrawn")
        CLOSED = "closed", _("closed")
        PUBLISHED = "published", _("published")

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    notes = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table = "jury_event"
        constraints = (
            models.UniqueConstraint(
                fields=("jury", "kind"),
                condition=Q(kind__in=("opened", "closed", "published")),
                name="a_jury_moves_on_once",
            ),
        )
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.jury}: {self.kind}"

    @property
    def noted(self) -> str:
        """The notes, as evidence tells them."""
        return json.dumps(self.notes, ensure_ascii=False, sort_keys=True)


class Seat(Evidence):
    """Somebody who sits in a jury. represents: they count among the representatives that a text may ask for."""

    VOUCHED = ("jury_id", "person_id", "quality", "voice", "office", "represents", "seated_at", "seated_by_id")
    STATE = ("withdrawn_at",)
    CHAIN = "jury__programme__school__slug"

    class Voice(models.TextChoices):
        DELIBERATIVE = "deliberative", _("deliberative")
        CONSULTATIVE = "consultative", _("consultative")

    class Office(models.TextChoices):
        MEMBER = "", _("member")
        PRESIDENT = "president", _("president")
        VICE_PRESIDENT = "vice_president", _("vice-president")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="jury_seats")
    quality = models.CharField(max_length=200, blank=True)
    voice = models.CharField(max_length=20, choices=Voice.choices, default=Voice.DELIBERATIVE)
    office = models.CharField(max_length=20, choices=Office.choices, blank=True, default="")
    represents = models.BooleanField(default=False)
    seated_at = models.DateTimeField()
    seated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("jury", "person"), condition=Q(withdrawn_at=None), name="one_seat_a_person"
            ),
            models.UniqueConstraint(
                fields=("jury", "office"), condition=Q(withdrawn_at=None) & ~Q(office=""), name="one_of_each_office"
            ),
            models.CheckConstraint(
                condition=Q(office="") | Q(voice="deliberative"), name="who_presides_has_a_deliberative_voice"
            ),
        )
        ordering = ("person__family_name", "person__given_name")

    def __str__(self) -> str:
        return f"{self.person} ({self.jury})"


class Presence(Evidence):
    """A member is there, or no more: the last line of a seat says. The first ones are written at the opening."""

    VOUCHED = ("seat_id", "jury_id", "present", "at", "by_id")
    CHAIN = "jury__programme__school__slug"

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="presences")
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="presences")
    present = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.seat}: {self.present}"


class Case(Record):
    """A dossier before a jury, as it was drawn: what the law said of it, on which facts, under which text.

    set_apart: why no ruling is taken ("" when one is). reason: the jury's own when it put it off; the papers awaited
    and their teachers when marks are not handed in; what another jury granted when nothing is left to grant. averages:
    exact, as text, by "definition|member"; rounded: the same to four decimals, in order, only to sort and filter.
    missing: the units that are due and certainly not acquired. inputs: digest of the facts; digest and version: of the
    text.
    """

    CHAIN = "jury__programme__school__slug"
    ENDED_ALONE = ("jury.",)
    VOUCHED = (
        *("jury_id", "dossier_id", "draw", "set_apart", "reason"),
        *("averages", "missing", "inputs", "digest", "version"),
    )

    class Apart(models.TextChoices):
        NO = "", _("examined")
        NOT_IN_ORDER = "not_in_order", _("registration not in order")
        UNREGISTERED = "unregistered", _("not registered for the year")
        PUT_OFF = "put_off", _("put off by the jury")
        AWAITED = "awaited", _("marks not handed in")
        DECIDED = "decided", _("already decided")
        INTERRUPTED = "interrupted", _("studies interrupted")
        TWICE = "twice", _("registered twice")
        NO_MODALITY = "no_modality", _("modality not said")

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="cases")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="cases")
    draw = models.PositiveSmallIntegerField()
    set_apart = models.CharField(max_length=20, choices=Apart.choices, blank=True, default="")
    reason = models.CharField(max_length=400, blank=True)
    averages = models.JSONField(default=dict)
    rounded = ArrayField(models.DecimalField(max_digits=9, decimal_places=4, null=True))
    missing = ArrayField(models.CharField(max_length=120))
    inputs = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            one_current("jury", "dossier", name="one_current_case_a_dossier"),
            models.CheckConstraint(condition=~Q(set_apart="put_off") | ~Q(reason=""), name="put_off_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.dossier} ({self.jury})"


class Question(OneLine):
    """A decision to be taken of a case. options: what is lawful, in the order of the text.

    state: settled; pending (a fact is missing); contradiction (the text says two things, or nothing). by: rule or jury,
    "" while pending. proposal: what the rule says, or the one option left to the jury.
    """

    CHAIN = "jury__programme__school__slug"
    VOUCHED = ("jury_id", "case_id", "rank", "name", "member", "state", "by", "proposal", "options", "articles")

    class State(models.TextChoices):
        SETTLED = "settled", _("settled")
        PENDING = "pending", _("pending")
        CONTRADICTION = "contradiction", _("contradiction")

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="questions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    member = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, choices=State.choices)
    by = models.CharField(max_length=10, choices=(("rule", _("rule")), ("jury", _("jury"))), blank=True)
    proposal = models.CharField(max_length=120, blank=True)
    options = ArrayField(models.CharField(max_length=120))
    articles = ArrayField(models.CharField(max_length=60))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "name", "member"), name="one_question_a_decision"),)
        indexes = (models.Index(fields=("jury", "proposal")),)
        ordering = ("rank", "id")

    def __str__(self) -> str:
        return f"{self.name}[{self.member}] {self.case_id}"

    @property
    def asked(self) -> tuple[int, str, str]:
        """Of whom it asks what: the dossier, the decision and its member."""
        return self.case.dossier_id, self.name, self.member


class Ballot(Evidence):
    """An option of a question put to the vote. What is counted is written once, when who presides closes it.

    reason: why it would take the place of what another jury decided; "" where it takes none.

    verdict: None while it is under way. Closed without one, it is tied, and who presides still has to give the casting
    voice, which is an act of its own, known to all. "void": its voices could not be counted, and `words` says why.
    """

    VOUCHED = ("jury_id", "question_id", "option", "reason", "opened_at", "opened_by_id")
    STATE = (
        *("closed_at", "closed_by_id", "votes_for", "votes_against", "abstentions"),
        *("verdict", "words", "articles", "usage", "casting", "casting_at"),
    )
    CHAIN = "jury__programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="ballots")
    question = models.ForeignKey(Question, models.PROTECT, related_name="ballots")
    option = models.CharField(max_length=120)
    reason = models.CharField(max_length=400, blank=True, default="")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    abstentions = models.PositiveSmallIntegerField(null=True)
    verdict = models.CharField(max_length=12, null=True)
    words = models.CharField(max_length=120, null=True)
    articles = ArrayField(models.CharField(max_length=60), null=True)
    usage = models.BooleanField(null=True)
    casting = models.CharField(max_length=10, null=True)
    casting_at = models.DateTimeField(null=True)

    CLOSED = ("closed_at", "closed_by", "votes_for", "votes_against", "abstentions")
    DECIDED = ("verdict", "words", "articles", "usage")
    CASTING = ("casting", "casting_at")
    VOID: ClassVar = {
        "lost": _("void: it could not be counted"),
        "altered": _("void: a voice was changed behind the campus"),
        "counted": _("void: other voices had been counted by a closing that failed"),
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("question",), condition=Q(verdict=None), name="one_open_ballot_a_question"),
            models.CheckConstraint(
                condition=Q(
                    closed_at=None, closed_by=None, votes_for=None, votes_against=None, abstentions=None, verdict=None
                )
                | Q(
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    abstentions__isnull=False,
                )
                & (Q(verdict=None, casting=None) | Q(verdict__in=("adopted", "rejected", "undecided", "void"))),
                name="counted_when_closed_only",
            ),
            models.CheckConstraint(
                condition=Q(casting=None, casting_at=None)
                | Q(
                    casting__in=("for", "against", "abstain"),
                    casting_at__isnull=False,
                    votes_for=models.F("votes_against"),
                ),
                name="a_casting_voice_on_a_tie_only",
            ),
        )
        ordering = ("opened_at",)

    def __str__(self) -> str:
        return f"{self.question}: {self.option}"

    @property
    def tied(self) -> bool:
        """Closed on a tie that the text leaves to the casting voice."""
        return self.closed_at is not None and self.verdict is None

    @property
    def said(self) -> str:
        """What it came to: in the words of the text, or why it is void."""
        return str(self.VOID[self.words]) if self.words and self.verdict == "void" else self.words or ""


class Vote(Evidence):
    """The voice of one member on one ballot, once. Secret: it is counted, and shown to nobody.

    voice: under the key of the ballot, which is destroyed when it closes. receipt: given to the member when the vote is
    kept; it says that they voted, not what.
    """

    VOUCHED = ("jury_id", "ballot_id", "seat_id", "cast_at")  # who voted, and nothing of the voice
    CHAIN = "jury__programme__school__slug"

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="+")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    voice = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=20)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "seat"), name="one_vote_a_seat"),)

    def __str__(self) -> str:
        return self.receipt


class Ruling(Record):
    """What was decided. by: the rule, confirmed by the jury, or the jury itself; counts when there was a vote.

    salt: what keeps a proof that shows this ruling from giving away another. correction: it took the place of another
    after the closing, and `reason` says why. reason is also why it takes the place of what another jury decided.
    """

    CHAIN = "jury__programme__school__slug"
    ENDED_ALONE = ("jury.",)
    VOUCHED = (
        *("jury_id", "question_id", "option", "by", "votes_for", "votes_against", "abstentions"),
        *("articles", "reason", "correction", "salt", "person_id", "at"),
    )

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="rulings")
    question = models.ForeignKey(Question, models.PROTECT, related_name="rulings")
    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="ruling", null=True)
    option = models.CharField(max_length=120)
    by = models.CharField(max_length=10, choices=(("rule", _("rule")), ("jury", _("jury"))))
    articles = ArrayField(models.CharField(max_length=60))
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    abstentions = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    correction = models.BooleanField(default=False)
    salt = models.CharField(max_length=32)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            one_current("question", name="one_current_ruling_a_question"),
            models.CheckConstraint(condition=Q(correction=False) | ~Q(reason=""), name="a_correction_says_why"),
            models.CheckConstraint(
                condition=Q(votes_for=None, votes_against=None, abstentions=None)
                | Q(votes_for__isnull=False, votes_against__isnull=False, abstentions__isnull=False, by="jury"),
                name="a_vote_is_counted_whole",
            ),
            models.CheckConstraint(condition=Q(by__in=("rule", "jury")), name="ruled_by_rule_or_jury"),
        )

    def __str__(self) -> str:
        return f"{self.question}: {self.option}"


class Minutes(Evidence):
    """The minutes of a jury (number 0), or an addendum that a correction made. The file comes a moment after the row.

    root: of the Merkle tree of the rulings in force; leaves: how many. last_entry: digest of the journal's last line.
    digest: of the file, in hexadecimal, which the database holds to the file's own.
    """

    VOUCHED = ("jury_id", "number", "root", "leaves", "last_entry", "corrected_id", "at")
    STATE = ("digest", "made_at", "file_id")
    CHAIN = "jury__programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    root = models.CharField(max_length=64)
    leaves = models.PositiveIntegerField()
    last_entry = models.CharField(max_length=64)
    corrected = models.ForeignKey(Ruling, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    file = models.OneToOneField(KeptFile, models.PROTECT, related_name="+", null=True, db_column="file")
    digest = models.CharField(max_length=64, null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("jury", "number"), name="one_minutes_a_number"),
            models.CheckConstraint(
                condition=Q(file=None, digest=None, made_at=None)
                | Q(file__isnull=False, digest__isnull=False, made_at__isnull=False),
                name="a_file_with_its_digest",
            ),
            models.CheckConstraint(
                condition=Q(number=0, corrected=None) | Q(number__gt=0, corrected__isnull=False),
                name="an_addendum_for_a_correction",
            ),
        )
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.jury} {self.number}"
