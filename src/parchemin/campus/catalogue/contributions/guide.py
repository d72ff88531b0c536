"""What the catalogue brings to the guide of a programme: the first day of each intake."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parchemin.campus.catalogue.queries.guide import CALENDAR, Guide, GuideDay
from parchemin.campus.common.years import university_year


@CALENDAR.at(10)
def first_days(guide: Guide) -> Iterator[GuideDay]:
    for intake in guide.programme.intakes.all():
        if university_year(intake.starts) == guide.year:
            yield GuideDay(intake.starts, intake.name, _("first day"))
