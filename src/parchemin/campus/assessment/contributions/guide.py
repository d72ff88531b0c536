"""What assessment brings to the guide of a programme: the days of papers, and who teaches what."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parchemin.campus.assessment.facts import day_of
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.catalogue.queries.guide import CALENDAR, TEACHING, Guide, GuideDay, UnitTaught
from parchemin.campus.enrolment.queries.texts import law_having, laws_of_year


@CALENDAR.at(20)
def days_of_papers(guide: Guide) -> Iterator[GuideDay]:
    """The day of each paper whose syllabus gives one."""
    if guide.publication is None:
        return
    rows = Paper.objects.filter(programme=guide.programme, year=guide.year)
    papers = list(rows.prefetch_related("audiences__intake"))
    laws = laws_of_year(guide.programme, guide.year) if papers else ()
    for paper in papers:
        if (day := day_of(law_having(laws, paper.unit), paper)) is not None:
            yield GuideDay(day, paper.title, _("assessment"))


@TEACHING.at(10)
def units_marked(guide: Guide) -> Iterator[UnitTaught]:
    """The units that each marks this year."""
    if guide.publication is None:
        return
    teachings = list(Teaching.objects.filter(programme=guide.programme, year=guide.year, ended=None))
    laws = laws_of_year(guide.programme, guide.year) if teachings else ()
    for teaching in teachings:
        units = law_having(laws, teaching.unit).units
        if teaching.unit in units:
            yield UnitTaught(teaching.person_id, units[teaching.unit].label)
