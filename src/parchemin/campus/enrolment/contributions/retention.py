"""What is kept of somebody's registrations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from parchemin.campus.enrolment.models import Registration
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable


@OWN_DATA.at(30)
def registrations(person: Person) -> Iterator[OwnTable]:
    rows = Registration.objects.filter(dossier__person=person).select_related("dossier").order_by("year", "at", "pk")
    heads = (
        _("Student or file number"),
        _("Year"),
        _("Year of study"),
        _("Kind"),
        _("Units"),
        _("Written on"),
        _("Until"),
        _("Reason"),
    )
    yield OwnTable(_("Registrations"), heads, tuple(_told(one) for one in rows))


def _told(one: Registration) -> tuple[str | int | date | None, ...]:
    told = (one.dossier.number, one.year, one.stage, one.nature, ", ".join(one.units))
    return (*told, one.at, one.superseded_at, one.reason)
