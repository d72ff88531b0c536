"""What registrations say of the road: the years somebody is registered for, the units they follow, and
in which years they study no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.urls import reverse

from parchemin.campus.dossiers.queries.road import PARTS, Interruption, RoadPart
from parchemin.campus.enrolment.facts import NATURE
from parchemin.campus.enrolment.models import Registration, is_interruption


@PARTS.at(20)
class EnrolmentPart(RoadPart):
    @cached_property
    def registrations(self) -> list[Registration]:
        rows = Registration.objects.current().filter(dossier=self.road.dossier)
        return list(rows.select_related("by").order_by("year"))

    def years(self) -> list[int]:
        return [registration.year for registration in self.registrations]

    def followed(self) -> Mapping[str, int]:
        return {unit: registration.year for registration in self.registrations for unit in registration.units}

    def interruptions(self) -> Iterator[Interruption]:
        law, ref = self.road.law, self.road.dossier.ref
        kind = law.fact(law.canonical(NATURE)) if law.canonical(NATURE) else None
        for one in self.registrations:
            if one.left_on is not None:
                article = kind.article if kind and is_interruption(one.nature) else ""
                url = reverse("enrolment:of-dossier", args=[ref])
                yield Interruption(one.year, one.interrupted, str(one.by), one.at, one.reason, article, url)
