"""Versions as the pages of texts name them, in the language of the page, and the cohort of an intake."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, gettext

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.subjects import subjects_of
from parchemin.campus.law.simulating import Gathered, gathered
from parchemin.campus.law.terms import Language
from parchemin.campus.looks.numbers import day
from parchemin.campus.texts.queries import Version, spoken


def language() -> Language:
    """The language of the page."""
    return spoken(get_language() or "fr")


def named(version: Version) -> str:
    """A version in words."""
    return gettext("No. %(number)d, in force from %(day)s") % {
        "number": version.publication.number,
        "day": day(version.day),
    }


def cohort_of_intake(programme: Programme, intake: str, at: datetime) -> Gathered:
    """Those of an intake, or everyone of the programme."""
    dossiers = Dossier.objects.students().filter(programme=programme)
    if intake:
        dossiers = dossiers.filter(intake__in=[i.pk for i in intakes(programme) if str(i.pk) == intake])
    return gathered(subjects_of(dossiers), programme.school.slug, at=at)


def intakes(programme: Programme) -> list[Intake]:
    return list(programme.intakes.order_by("-starts"))
