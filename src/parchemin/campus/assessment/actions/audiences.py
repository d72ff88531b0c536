"""Whom a paper is for: what may be named, that nobody has two papers of one name, and that no mark is left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

from parchemin.campus.assessment.facts.sitting import Audience, PaperPlace, paper_for
from parchemin.campus.assessment.models import Mark, Paper, PaperAudience
from parchemin.campus.assessment.refusals import AudienceTaken, SittersMarked
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import modalities as modalities_of
from parchemin.campus.enrolment.refusals import NoSuchModality, NotItsIntake
from parchemin.campus.law.law import Law


def audiences_wanted(
    programme: Programme, law: Law, intakes: Collection[Intake], modalities: Collection[str]
) -> list[Audience]:
    """What is asked for, as pairs; refused where the programme has no such intake, or the text no such modality."""
    known = modalities_of(law)
    for modality in modalities:
        if modality not in known:
            raise NoSuchModality(modality, ", ".join(known))
    for intake in intakes:
        if intake.programme_id != programme.pk:
            raise NotItsIntake(intake.name)
    keys: list[UUID | None] = [intake.pk for intake in intakes] or [None]
    return list(dict.fromkeys(product(keys, modalities or [""])))


def say_audience(paper: Paper, wanted: Iterable[Audience]) -> None:
    """Write whom a paper is for, in the place of what was said of it."""
    paper.audiences.all().delete()
    where = {"programme_id": paper.programme_id, "year": paper.year, "unit": paper.unit, "slot": paper.slot}
    PaperAudience.objects.bulk_create(
        PaperAudience(paper=paper, name=paper.name, intake_id=intake, modality=modality, **where)
        for intake, modality in wanted
    )


def refuse_taken(others: Mapping[Audience, UUID], wanted: Iterable[Audience]) -> None:
    """Two papers of one name are never for the same people."""
    for audience in wanted:
        if audience in others:
            [row] = PaperAudience.objects.filter(
                paper=others[audience], intake=audience[0], modality=audience[1]
            ).select_related("paper", "intake")
            raise AudienceTaken(row.paper.label, str(row))


def most_sat(offered: Mapping[PaperPlace, Mapping[Audience, UUID]], slot: str) -> int:
    """How many papers of a session the same person may have to sit at most, whatever their intake and modality."""
    here = [audiences for place, audiences in offered.items() if place[3] == slot]
    intakes = {intake for audiences in here for intake, _ in audiences} | {None}
    modalities = {modality for audiences in here for _, modality in audiences} | {""}
    return max(
        sum(paper_for(audiences, intake, modality) is not None for audiences in here)
        for intake, modality in product(intakes, modalities)
    )


def refuse_split(paper: Paper, before: Mapping[Audience, UUID], after: Mapping[Audience, UUID]) -> None:
    """Whoever has a mark on a paper keeps that paper: none of another audience takes them from it."""
    rows = Registration.objects.current().filter(
        dossier__programme=paper.programme, year=paper.year, units__contains=[paper.unit]
    )
    leaving: dict[UUID, list[int]] = defaultdict(list)
    for one in rows if before else ():
        former = paper_for(before, *one.sat_with(paper.unit))
        if former is not None and former != paper_for(after, *one.sat_with(paper.unit)):
            leaving[former].append(one.dossier_id)
    marks = Mark.objects.current().exclude(state=Mark.State.CLEARED)
    for former, dossiers in leaving.items():
        marked = marks.filter(paper=former, dossier__among=dossiers).values("dossier")
        numbers = list(Dossier.objects.filter(pk__in=marked).order_by("number").values_list("number", flat=True))
        if numbers:
            raise SittersMarked(paper.label, len(numbers), _some(numbers))


def _some(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")


def following_intakes(programme: Programme) -> dict[UUID | None, UUID]:
    """Of each intake, the one that came a year later: its name is the same but for the year."""
    intakes = list(Intake.objects.filter(programme=programme))
    by_name = {(one.name, one.starts.year): one.pk for one in intakes}
    named = {one.pk: one.name.replace(str(one.starts.year), str(one.starts.year + 1)) for one in intakes}
    nexts = ((one.pk, by_name.get((named[one.pk], one.starts.year + 1))) for one in intakes)
    return {key: later for key, later in nexts if later is not None and key != later}
