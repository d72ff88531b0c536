"""What a decision or a transcript stands on: the rows that the journal vouches for and that are read for it.

Before something is sealed they are compared with what was committed to of them (`evidence.untrue_of`): a row changed
behind the campus for the time of an act, then put back, would leave the act alone. Those that nothing is current of
any more are among them: a row whose end was written behind the campus would be read by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper, Submission
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.models import Evidence, with_beside
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Presence, Question, Ruling, Seat


def facts_of(dossiers: Collection[int]) -> Iterator[Evidence]:
    """What is known of these, of whatever year: the files, registrations, declarations, marks and absences, and what is
    said of their papers and intakes."""
    keys = list(dossiers)
    yield from Dossier.objects.filter(pk__among=keys)
    yield from with_beside(Registration.objects.filter(dossier__among=keys))
    yield from Declaration.objects.filter(dossier__among=keys).iterator()
    yield from Mark.objects.filter(dossier__among=keys).iterator()
    marked = Mark.objects.filter(dossier__among=keys).values("paper")
    yield from Paper.objects.filter(pk__in=marked)
    yield from Submission.objects.filter(paper__in=marked)
    yield from AbsenceRequest.objects.filter(dossier__among=keys)
    yield from AbsenceRuling.objects.filter(request__dossier__among=keys)
    studied = Registration.objects.filter(dossier__among=keys).values("intake")
    entered = Dossier.objects.filter(pk__among=keys).values("intake")
    yield from IntakeFact.objects.filter(intake__in=Intake.objects.filter(pk__in=studied.union(entered)))


def rulings_on(dossiers: Collection[int]) -> Iterator[Evidence]:
    """What juries had before them of these and decided; and what became of these juries."""
    cases = Case.objects.filter(dossier__among=list(dossiers))
    yield from cases.iterator()
    yield from Question.objects.filter(case__in=cases).iterator()
    yield from Ruling.objects.filter(question__case__in=cases).iterator()
    yield from Jury.objects.filter(pk__in=cases.values("jury"))
    yield from JuryEvent.objects.filter(jury__in=cases.values("jury"))


def sitting_in(jury: Jury) -> Iterator[Evidence]:
    """A jury, who sat in it and was there, and what became of it."""
    yield jury
    for model in (JuryEvent, Seat, Presence):
        yield from model._base_manager.filter(jury=jury)


def told_in_minutes(jury: Jury) -> Iterator[Evidence]:
    """What the minutes of a jury tell: who sat and was there, the files, what was decided."""
    yield from sitting_in(jury)
    for kind in (Case, Question, Ruling):
        yield from kind._base_manager.filter(jury=jury).iterator()
