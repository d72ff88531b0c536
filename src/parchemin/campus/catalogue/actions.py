"""What is done with the catalogue: opening a programme, adding a publication that was reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.catalogue.refusals import (
    AlreadyPublished,
    IntakeExists,
    NothingPublished,
    NotYetInForce,
    ProgrammeExists,
)
from parchemin.campus.common import journal
from parchemin.campus.people.models import Person, School


def open_programme(school: School, slug: str, title: str, *, by: Person, at: datetime) -> Programme:
    """Open a programme in a school."""
    access.OPEN_PROGRAMMES.demand(by, school)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(school=school, slug=slug, title=title)
            journal.record("catalogue.open_programme", slug, chain=school.slug, actor=by.pk, at=at)
    except IntegrityError as duplicate:
        raise ProgrammeExists from duplicate
    return programme


def add_publication(
    programme: Programme,
    files: Mapping[str, str],
    *,
    title: str,
    in_force: date,
    digest: str,
    by: Person,
    at: datetime,
) -> Publication:
    """Keep a reviewed text for ever. The review is `rulings.actions.publish`'s."""
    access.PUBLISH.demand(by, programme)
    try:
        with transaction.atomic():
            Programme.objects.select_for_update().get(pk=programme.pk)
            last = programme.publications.aggregate(last=Max("number"))["last"] or 0
            publication = Publication.objects.create(
                programme=programme,
                number=last + 1,
                title=title,
                in_force=in_force,
                digest=digest,
                files=dict(files),
                published_at=at,
                published_by=by,
            )
            journal.record(
                "catalogue.publish",
                programme.slug,
                chain=programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"number": publication.number, "digest": digest},
            )
    except IntegrityError as duplicate:
        raise AlreadyPublished from duplicate
    return publication


def open_intake(programme: Programme, name: str, starts: date, *, by: Person, at: datetime) -> Intake:
    """Open an intake under the text of the programme last published. Those who enter stay under that text."""
    access.OPEN_INTAKE.demand(by, programme)
    publication = programme.publications.order_by("-number").first()
    if publication is None:
        raise NothingPublished
    if publication.in_force > starts:
        raise NotYetInForce(publication.in_force, starts)
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                programme=programme, publication=publication, name=name, starts=starts, opened_at=at, opened_by=by
            )
            journal.record(
                "catalogue.open_intake",
                f"{programme.slug} {name}",
                chain=programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"starts": starts.isoformat(), "publication": publication.number},
            )
    except IntegrityError as duplicate:
        raise IntakeExists(name) from duplicate
    return intake
