"""Marks of years that the campus did not keep, taken over from the former records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from parchemin.campus.assessment.facts import collected_by_papers
from parchemin.campus.assessment.refusals import NotOfAPaper
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.actions import Statement, keep
from parchemin.campus.dossiers.models import Declaration
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import Person


def take_over(said: Sequence[Statement], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """Keep what former records say of papers that the campus never had: all of it, or nothing.

    They are declarations, with their reason, that speak since the entry where no year is said; of a paper that the
    campus has, what its own marks say prevails.
    """
    access.DECLARE.demand_all(by, [one.dossier for one in said])
    for one in said:
        law = law_for(one.dossier)
        if one.fact not in collected_by_papers(law):
            raise NotOfAPaper(law.facts[one.fact].label if one.fact in law.facts else one.fact)
    dated = [replace(one, since=one.since or university_year(one.dossier.entry)) for one in said]
    return keep(dated, reason=reason, by=by, at=at)
