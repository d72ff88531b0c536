"""What registrations say of the road: the years somebody is registered for, and the units they follow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from parchemin.campus.dossiers.queries.road import PARTS, RoadPart
from parchemin.campus.enrolment.models import Registration


@PARTS.at(20)
class EnrolmentPart(RoadPart):
    @cached_property
    def registrations(self) -> list[Registration]:
        return list(Registration.objects.current().filter(dossier=self.road.dossier).order_by("year"))

    def years(self) -> list[int]:
        return [registration.year for registration in self.registrations]

    def followed(self) -> Mapping[str, int]:
        return {unit: registration.year for registration in self.registrations for unit in registration.units}
