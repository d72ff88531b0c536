"""How long what students send to excuse an absence is kept, and what is kept of somebody's marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.absences.queries import grounds_for
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Teaching
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.locks import hold
from parchemin.campus.common.years import university_year
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, Blank, Erasure, OwnTable, RetentionRule, keeps

YEARS = 1  # after the end of the university year


def _due(programme: Programme, today: date) -> Iterable[str]:
    """The requests of the years that ended long enough ago of which a document or words are left."""
    last = university_year(today) - 1 - YEARS
    old = AbsenceRequest.objects.filter(paper__programme=programme, paper__year__lte=last)
    ruled = AbsenceRuling.objects.exclude(reason="").values("request")
    return [str(key) for key in old.filter(_LEFT | Q(pk__in=ruled)).values_list("pk", flat=True)]


_LEFT = Q(document__isnull=False) | ~Q(words="")


def _erasure(key: str) -> Erasure | None:
    rows = AbsenceRequest.objects.filter(pk=UUID(key))
    found = hold(rows.select_related("paper__programme__school", "dossier__programme__school"))
    if not found:
        return None
    request = found[0]
    rulings = hold(AbsenceRuling.objects.filter(request=request).exclude(reason=""))
    if request.document_id is None and not request.words and not rulings:
        return None
    files = [request.document] if request.document else []
    blanks = [Blank(request, _left(request)), *(Blank(ruling, {"reason": ""}) for ruling in rulings)]
    return Erasure(request.dossier.programme.school, request.dossier.number, blanks, files)


def _left(request: AbsenceRequest) -> dict[str, str | None]:
    """The ground stays where the text names it: the mark was decided on it. Words of one's own go."""
    allowed = grounds_for(request.dossier, request.paper)
    left: dict[str, str | None] = {"document": None, "words": ""}
    if not allowed.grounds:
        left["ground"] = ""
    if not allowed.documents:
        left["document_kind"] = ""
    return left


keeps(
    RetentionRule(
        name="absence",
        what=_("The document and the words sent to excuse an absence, and the reasons given of the decision"),
        kept=_("one year"),
        since=_("the end of the university year of the exam"),
        why=_("GDPR, articles 5, 1, e and 9: data about health serve to excuse an absence, and for nothing else"),
        due=_due,
        erasure=_erasure,
    )
)


@OWN_DATA.at(40)
def marks(person: Person) -> Iterator[OwnTable]:
    """Marks handed in: those being entered are nobody's yet."""
    found = Mark.objects.filter(dossier__person=person, paper__submission__isnull=False)
    rows = found.select_related("dossier", "paper").order_by("paper__year", "paper__label", "at", "pk")
    heads = (_("Student or file number"), _("Year"), _("Paper"), _("Mark"), _("Written on"), _("Until"), _("Reason"))
    lines = tuple(
        (one.dossier.number, one.paper.year, one.paper.label, written(one), one.at, one.superseded_at, one.why)
        for one in rows
    )
    yield OwnTable(_("Marks"), heads, lines)
    asked = AbsenceRequest.objects.filter(dossier__person=person).select_related("paper", "document").order_by("at")
    told = (_("Paper"), _("Asked on"), _("Ground"), _("Words"), _("Document"), _("Decisions"))
    yield OwnTable(_("Absences"), told, tuple(_asked(one) for one in asked))
    taught = Teaching.objects.filter(person=person).order_by("year", "unit")
    columns = (_("Year"), _("Unit"), _("Since"), _("Until"))
    yield OwnTable(_("Units marked"), columns, tuple((one.year, one.unit, one.since, one.ended) for one in taught))


def _asked(one: AbsenceRequest) -> tuple[str | date, ...]:
    ruled = " · ".join(f"{ruling.verdict} ({ruling.reason})" for ruling in one.rulings.order_by("at"))
    document = one.document.name if one.document else ""
    return one.paper.label, one.at, one.ground, one.words, document, ruled
