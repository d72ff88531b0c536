"""What a decision or a transcript stands on: the rows that the journal vouches for and that are read for it.

Before something is sealed they are compared with what was committed to of them (`evidence.untrue_of`): a row changed
behind the campus for the time of an act, then put back, would leave the act alone. Those that nothing is current of
any more are among them: a row whose end was written behind the campus would be read by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet

from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper, Submission
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.evidence import open_commitments
from parchemin.campus.common.models import Commitment, Entry, Evidence, with_beside
from parchemin.campus.dossiers.models import Declaration, Dossier, FormerEntry
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes, Presence, Question, Ruling, Seat
from parchemin.campus.jury.queries.overtaken import decisions_of
from parchemin.campus.law.cohorts import rule

OF_DOSSIER: Mapping[type[Evidence], str] = {
    Dossier: "pk",
    FormerEntry: "dossier",
    Registration: "dossier",
    Declaration: "dossier",
    Mark: "dossier",
    AbsenceRequest: "dossier",
    AbsenceRuling: "request__dossier",
}
"""Where what is known of somebody is kept, and the way from there to their file."""


def facts_of(dossiers: Collection[int]) -> Iterator[Evidence]:
    """What is known of these, of whatever year: the files, registrations, declarations, marks and absences, and what is
    said of their papers and intakes."""
    keys = list(dossiers)
    for kind, path in OF_DOSSIER.items():
        yield from with_beside(kind._base_manager.filter(**{f"{path}__among": keys})).iterator()
    marked = Mark.objects.filter(dossier__among=keys).values("paper")
    yield from Paper.objects.filter(pk__in=marked)
    yield from Submission.objects.filter(paper__in=marked)
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


def stood_on(jury: Jury) -> Iterator[Evidence]:
    """What is known of those whom a jury decides of."""
    return facts_of(list(Case.objects.current().filter(jury=jury).values_list("dossier", flat=True)))


def drawn_otherwise(minutes: Minutes) -> list[str]:
    """The files of a jury that hold others facts than those of its closing, each its table and key.

    Drawn on what somebody had changed behind the campus, and put back since: nothing else is otherwise there. Whoever a
    line was written about since the closing is left out: it tells what they stood on. So is everybody where a clock was
    set back since: what was known at the closing cannot be told from what came later.
    """
    jury, closed, later = minutes.jury, minutes.at, _lines_since(minutes)
    if later.filter(at__lt=closed).exists():
        return []
    drawn = Case.objects.current().filter(jury=jury).exclude(inputs="").select_related("dossier")
    since = _told_of(later, [case.dossier_id for case in drawn])
    cases = {case.dossier_id: case for case in drawn if case.dossier_id not in since}
    subjects = [case.dossier for case in cases.values()]
    ruled = rule(subjects, decisions_of(jury), at=closed, year=jury.year, known=closed)
    found = [case for one in ruled if one.inputs != (case := cases[one.dossier]).inputs]
    return sorted(f"{case._meta.db_table}:{case.pk}" for case in found)


def _lines_since(minutes: Minutes) -> QuerySet[Entry]:
    """The lines written since that of these minutes."""
    chain = minutes.jury.programme.school.slug
    line = open_commitments(chain, Minutes).filter(key=str(minutes.pk)).values("entry__number")
    return Entry.objects.filter(chain=chain, number__gt=line[:1])


def _told_of(lines: QuerySet[Entry], dossiers: Collection[int]) -> set[int]:
    """Those of these files of which these lines tell something."""
    found: set[int] = set()
    for kind, path in OF_DOSSIER.items():
        told = Commitment.objects.filter(relation=kind._meta.db_table, entry__in=lines)
        rows = kind._base_manager.filter(pk__in=list(told.values_list("key", flat=True)))
        found.update(rows.filter(**{f"{path}__among": list(dossiers)}).values_list(path, flat=True))
    return found
