"""What a decision or a transcript stands on: the rows that the journal vouches for and that are read for it.

Before something is sealed they are compared with what was committed to of them (`evidence.untrue_of`): a row changed
behind the campus for the time of an act, then put back, would leave the act alone. Those that nothing is current of
any more are among them: a row whose end was written behind the campus would be read by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from django.db.models import Q, QuerySet

from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper, Submission
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.evidence import open_commitments
from parchemin.campus.common.journal import ERASED
from parchemin.campus.common.models import Commitment, Entry, Evidence, with_beside
from parchemin.campus.dossiers.models import Declaration, Dossier, FormerEntry
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.enrolment.queries.registrations import interruption
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes, Presence, Question, Ruling, Seat
from parchemin.campus.jury.queries.juries import called
from parchemin.campus.jury.queries.overtaken import decisions_of
from parchemin.campus.law.cohorts import rule
from parchemin.campus.law.publications import law_for

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


# --- what a jury decided on, once it is closed -------------------------------------------------------------------


def drawn_otherwise(minutes: Minutes) -> list[str]:
    """The files of a jury that hold others facts, or another state, than was known at its closing, and the
    registrations of those that it had not before it: each a table and a key.

    Drawn on what somebody had changed behind the campus and has put back since: nothing else is otherwise there. Left
    out are those of whom a line tells something since that its moment puts before the closing (a clock set back, an act
    that was under way), or that erases; and what papers make, where one was changed or removed since. Nothing is said
    of files that another version of Parchemin drew: they hold their facts in a manner of their own.
    """
    if _version_of(minutes) != version("parchemin"):
        return []
    jury, closed, later = minutes.jury, minutes.at, _lines_since(minutes)
    before = later.filter(at__lt=closed)
    cases = {one.dossier_id: one for one in Case.objects.current().filter(jury=jury).select_related("dossier")}
    registered = {} if jury.root else {one.dossier_id: one for one in called(jury, known=closed)}
    unsure = _told_of(before | later.filter(verb=ERASED), {*cases, *registered})
    sure = [case for key, case in cases.items() if key not in unsure]
    found: list[Evidence] = [one for key, one in registered.items() if key not in cases and key not in unsure]
    if not jury.root:
        found += [case for case in sure if _set_apart_otherwise(case, registered.get(case.dossier_id))]
    papers = Commitment.objects.filter(Q(closed__in=later) | Q(entry__in=before), relation=Paper._meta.db_table)
    if not papers.exists():
        found += _on_other_facts(jury, [case for case in sure if case.inputs], closed)
    return sorted({f"{one._meta.db_table}:{one.pk}" for one in found})


def _version_of(minutes: Minutes) -> str:
    """The version of Parchemin that sealed minutes; "" for one that did not say so."""
    chain = minutes.jury.programme.school.slug
    line = Entry.objects.filter(chain=chain, verb="jury.minutes", payload__jury=str(minutes.jury_id))
    told = line.filter(payload__number=minutes.number).values_list("payload__version", flat=True).first()
    return str(told or "")


def _set_apart_otherwise(case: Case, registered: Registration | None) -> bool:
    """Whether a file is before a jury, or set apart, as no registration of theirs would have it."""
    apart = Case.Apart(case.set_apart)
    if registered is None:
        return apart != Case.Apart.UNREGISTERED
    if not registered.in_order:
        return apart not in (Case.Apart.NOT_IN_ORDER, Case.Apart.DECIDED)
    gap = interruption(law_for(case.dossier))
    reasons = {
        Case.Apart.UNREGISTERED: False,
        Case.Apart.NOT_IN_ORDER: False,
        Case.Apart.NO_MODALITY: not registered.modality,
        Case.Apart.INTERRUPTED: bool(registered.interrupted or (registered.nature and registered.nature == gap)),
    }
    return not reasons.get(apart, True)


def _on_other_facts(jury: Jury, cases: Iterable[Case], closed: datetime) -> list[Case]:
    of = {case.dossier_id: case for case in cases}
    subjects = [case.dossier for case in of.values()]
    ruled = rule(subjects, decisions_of(jury), at=closed, year=jury.year, known=closed)
    return [case for one in ruled if one.inputs != (case := of[one.dossier]).inputs]


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
