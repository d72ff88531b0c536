"""How long the files of those who do not study are kept, and what is kept of somebody's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.locks import hold
from parchemin.campus.common.models import ActReason
from parchemin.campus.dossiers.models import Declaration, Dossier, FormerEntry
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import STAFF, Grant, Person, School
from parchemin.campus.retention.contributions.persons import ending, parting
from parchemin.campus.retention.models import (
    HELD_BY,
    OWN_DATA,
    WHY_KEPT,
    WITH_PERSON,
    Blank,
    Erasure,
    OfPerson,
    OwnTable,
    RetentionRule,
    keeps,
)
from parchemin.campus.retention.queries import held_elsewhere, of_school, part_of

YEARS = 2
UNKNOWN = "?"
FILES = Dossier._meta.db_table


def _due(programme: Programme, today: date) -> Iterable[str]:
    """Files of those who do not study in the programme, begun long enough ago."""
    limit = today.replace(year=today.year - YEARS, day=min(today.day, 28))
    studying = Dossier.objects.students().filter(programme=programme, person=OuterRef("person"))
    files = Dossier.objects.filter(programme=programme, studies=False, entry__lte=limit)
    told = Declaration.objects.filter(dossier=OuterRef("pk")).exclude(value__in=("", UNKNOWN), reason="")
    typed = ActReason.objects.filter(relation=FILES, key=Cast(OuterRef("pk"), TextField())).exclude(words="")
    left = files.filter(Q(person__isnull=False) | Exists(told) | Exists(typed)).filter(~Exists(studying))
    return [str(ref) for ref in left.values_list("ref", flat=True)]


def _erasure(key: str) -> Erasure | None:
    seen = Dossier.objects.filter(ref=UUID(key), studies=False).select_related("programme__school").first()
    if seen is None:
        return None
    school, scope = seen.programme.school, seen.programme.slug
    whose = Person.objects.filter(dossiers=seen)
    person = next(iter(hold(whose)), None)  # before their files, as who opens one
    roles = ending(person, school, scope) if person else []
    [dossier] = hold(Dossier.objects.filter(pk=seen.pk))
    if dossier.person_id != seen.person_id:  # erased meanwhile: what is left is seen the next night
        return None
    blanks, gone = parting(person) if person and _goes_with(dossier, person, school) else (list(_emptied(dossier)), [])
    here = Dossier.objects.filter(person=person, programme=seen.programme).exclude(pk=dossier.pk)
    ends = [] if here.exists() else roles
    return Erasure(school, dossier.number, blanks, gone=gone, ends=ends) if blanks else None


def _emptied(dossier: Dossier) -> Iterator[Blank]:
    """Its person goes from it, and what was declared becomes unknown, whenever it was."""
    if dossier.person_id is not None:
        yield Blank(dossier, {"person": None})
    for line in Declaration.objects.filter(dossier=dossier).order_by("pk"):
        if line.value not in ("", UNKNOWN) or line.reason:
            yield Blank(line, {"value": UNKNOWN if line.value else "", "reason": ""})
    for reason in _reasons([dossier]).exclude(words=""):
        yield Blank(reason, {"words": ""})


def _reasons(dossiers: Iterable[Dossier]) -> QuerySet[ActReason]:
    """Why something was done of these files, as it was typed."""
    found = ActReason.objects.filter(relation=FILES, key__in=[str(one.pk) for one in dossiers])
    return found.select_related("entry").order_by("pk")


def _goes_with(dossier: Dossier, person: Person, school: School) -> bool:
    """Whether the account of somebody goes with their file: they have no other anywhere, never worked here, and no
    other school gave them a role."""
    others = Dossier.objects.filter(person=person).exclude(pk=dossier.pk)
    worked = Grant.objects.filter(person=person, role__in=STAFF)
    return not (others.exists() or worked.exists() or held_elsewhere(person, school))


keeps(
    RetentionRule(
        name="application",
        what=_("The file of somebody who did not become a student: who they are, and what was declared"),
        kept=_("two years"),
        since=_("the first day of the intake it was opened for"),
        why=_("GDPR, article 5, 1, e"),
        due=_due,
        erasure=_erasure,
    )
)


@WHY_KEPT.at(20)
def studies(person: Person, school: School | None) -> Iterator[str]:
    if of_school(Dossier.objects.students().filter(person=person), "programme__school", school).exists():
        yield str(_("the record of their studies proves what they obtained, for a whole life"))


@HELD_BY.at(20)
def holders(person: Person) -> Iterator[tuple[UUID, datetime]]:
    yield from Dossier.objects.filter(person=person).order_by("pk").values_list("programme__school", "opened_at")


@WITH_PERSON.at(20)
def applications(person: Person, part: OfPerson) -> Iterator[Blank]:
    files = Dossier.objects.filter(person=person, studies=False)
    for dossier in hold(part_of(files, part, school="programme__school", since="opened_at")):
        yield from _emptied(dossier)


@OWN_DATA.at(20)
def files(person: Person) -> Iterator[OwnTable]:
    found = Dossier.objects.filter(person=person).select_related("programme__school", "intake").order_by("pk")
    heads = (_("School"), _("Programme"), _("Student or file number"), _("As"), _("Intake"), _("Entry"), _("Opened on"))
    yield OwnTable(_("Files opened"), heads, tuple(_file(one) for one in found))
    lines = Declaration.objects.filter(dossier__in=found).select_related("dossier").order_by("dossier", "at", "pk")
    said = (
        _("Student or file number"),
        _("Fact"),
        _("About"),
        _("Value"),
        _("Since"),
        _("Written on"),
        _("Until"),
        _("Reason"),
    )
    yield OwnTable(_("Declared facts"), said, tuple(_declared(one) for one in lines))
    former = FormerEntry.objects.filter(dossier__in=found).select_related("dossier", "intake", "publication")
    moved = tuple((one.dossier.number, one.intake.name, one.day, one.until) for one in former.order_by("dossier", "pk"))
    left = (_("Student or file number"), _("Intake"), _("Entry"), _("Until"))
    yield OwnTable(_("Entries before a move"), left, moved)
    numbers = {str(one.pk): one.number for one in found}
    typed = tuple((numbers[one.key], one.entry.verb, one.entry.at, one.words) for one in _reasons(found))
    yield OwnTable(_("Reasons given"), (_("Student or file number"), _("Act"), _("Written on"), _("Reason")), typed)


def _file(one: Dossier) -> tuple[str | date, ...]:
    programme = one.programme
    told = (programme.school.name, programme.title, one.number, one.root, one.intake.name)
    return (*told, one.entry, one.opened_at)


def _declared(one: Declaration) -> tuple[str | int | bool | date | None, ...]:
    value = "" if one.withdrawn else law_for(one.dossier).shown(one.fact, one.value)
    return (one.dossier.number, one.fact, one.place, value, one.since_years, one.at, one.superseded_at, one.reason)
