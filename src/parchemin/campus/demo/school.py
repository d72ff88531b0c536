"""The demonstration school: made once, whole or not at all, through the actions that people use.

`seed()` is called by the service on the first start of a campus, `sign_ins()` after it. Everything is drawn by seeded
dice: for the same moment, the same school.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation

from parchemin.campus.assessment.models import Mark, Teaching
from parchemin.campus.clock.actions import cancel, run_due
from parchemin.campus.clock.models import DueTask
from parchemin.campus.clock.queries import ahead
from parchemin.campus.common.demonstration import PARIS, STEPS, Agenda, on
from parchemin.campus.common.locks import unshared
from parchemin.campus.common.years import university_year
from parchemin.campus.demo.acts import STAFFS
from parchemin.campus.demo.names import address
from parchemin.campus.demo.scene import ROOT, Scene
from parchemin.campus.demo.stories import STORIES
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person, Role
from parchemin.campus.retention.actions import SWEEP, plan_sweeps

PASSWORD = "parchemin"  # known to all: the demonstration is only ever made in the embedded profile
STUDENT = "ten"  # the story of the student named on the first start
TURNS = timedelta(days=115)  # of a university year: on 24 November all that the stories tell of it has happened

type Hear = Callable[[float, str], None]  # the share that is done, and of what


@dataclass(frozen=True, slots=True)
class Report:
    """What was made."""

    students: int
    marks: int
    acts: int


def available() -> bool:
    """Whether the regulations of the demonstration are at hand: they stand in the repository, not in the package."""
    return all((ROOT / staff.programme).is_dir() for staff in STAFFS)


def seed(at: datetime | None = None, *, scale: float = 1.0, hear: Hear | None = None) -> Report:
    """Make the demonstration, as it stands at a moment. scale: of the crowd; the stories are always all there.

    Its last year is the one of that moment once the stories stand in it; until then, the year before, which is over.

    Its people write in French, whoever starts it: a reason is kept as it was written.
    """
    now = (at or timezone.now()).astimezone(PARIS)
    scene = Scene(Agenda(now), university_year(timezone.localdate(now - TURNS)), scale)
    told = hear or (lambda share, what: None)
    with transaction.atomic(), unshared(), translation.override(settings.LANGUAGE_CODE):
        opened = on(scene.year - 6, 8, 3)
        for i, staff in enumerate(STAFFS):
            told(0.15 * i / len(STAFFS), staff.name)
            scene.found(staff, opened)
        for step in STEPS:
            step(scene)
        scene.agenda.run(on(scene.year - 3, 8, 1), lambda share: told(0.15 + 0.85 * share, ""))
        _play_clock(now)
        Person.objects.filter(email__endswith="example.org").update(password=make_password(PASSWORD))
    told(1.0, "")
    return Report(Dossier.objects.count(), Mark.objects.count(), scene.agenda.done)


def _play_clock(now: datetime) -> None:
    """What fell due by now was run, each at its moment. Mails asked for by then are judged again when they leave.

    Of the nights that went by, none had anything to erase: the next one is the first.
    """
    nights = ahead(DueTask.objects.filter(kind=SWEEP)).values_list("key", flat=True)
    cancel(SWEEP, *nights, at=now)
    plan_sweeps(at=now)
    for due_at in list(ahead(DueTask.objects.filter(due_at__lte=now)).values_list("due_at", flat=True)):
        run_due(due_at)


def sign_ins() -> list[tuple[str, str, str, str]]:
    """One person for each role of the largest school, and whoever directs the two others."""
    first = STAFFS[0]
    teaching = Teaching.objects.filter(programme__slug=first.programme).values("person").annotate(n=Count("pk"))
    busiest = teaching.order_by("-n", "person__email")[0]["person"]
    return [
        _row(Role.DIRECTOR, first.slug, _named(first.director, first.domain)),
        _row(Role.OFFICE, first.slug, _named(first.offices.split(", ")[0], first.domain)),
        _row(Role.TEACHER, first.slug, Person.objects.get(pk=busiest)),
        _row(Role.JURY, first.slug, _named(first.jury.split(", ")[0], first.domain)),
        _row(Role.STUDENT, first.slug, Person.objects.get(dossiers__number=STORIES[STUDENT].number)),
        *(_row(Role.DIRECTOR, staff.slug, _named(staff.director, staff.domain)) for staff in STAFFS[1:]),
    ]


def _named(name: str, domain: str) -> Person:
    given, family = name.split(" ", 1)
    return Person.objects.get(email=address(given, family, domain))


def _row(role: Role, school: str, person: Person) -> tuple[str, str, str, str]:
    return f"{role.label} · {school}", str(person), person.email, PASSWORD
