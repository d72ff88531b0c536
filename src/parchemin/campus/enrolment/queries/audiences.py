"""What something of a year may be for: the intakes that study in it, and the modalities of its text."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.years import first_day
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import modalities
from parchemin.campus.law.law import Law


@dataclass(frozen=True, slots=True)
class AudiencesOffered:
    """What there is to choose from: nothing where a year has one intake and its text one way of studying."""

    intakes: tuple[Intake, ...] = ()
    modalities: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.intakes or self.modalities)


def audiences_offered(programme: Programme, law: Law, *years: int) -> AudiencesOffered:
    """The intakes of these years, the latest first, where there are several; and the modalities of a text."""
    found = tuple(intakes_of_years(programme, *years))
    return AudiencesOffered(found if len(found) > 1 else (), tuple(modalities(law)))


def intakes_of_years(programme: Programme, *years: int) -> list[Intake]:
    """The intakes that somebody is registered with in one of these years, or that start in one."""
    here = Registration.objects.current().filter(intake=OuterRef("pk"), year__in=years)
    starting = Q(pk__in=())
    for year in years:
        starting |= Q(starts__gte=first_day(year), starts__lt=first_day(year + 1))
    rows = Intake.objects.filter(Exists(here) | starting, programme=programme)
    return list(rows.order_by("-starts", "name"))
