"""What juries say of a registration: who is before one, and of whom a published one decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parchemin.campus.enrolment.queries.traces import TRACES, RegistrationTrace
from parchemin.campus.jury.models import Case, Jury, JuryEvent


@TRACES.at(60)
def cases_kept(dossiers: Sequence[int], year: int) -> Iterator[RegistrationTrace]:
    """Who is set apart is before no jury: nothing is decided of them."""
    cases = Case.objects.current().filter(dossier__in=dossiers, jury__year=year, set_apart="")
    rows = cases.exclude(jury__kind=Jury.Kind.ADMISSION).values_list("dossier_id", "jury_id", "jury__title")
    published = set(JuryEvent.objects.filter(kind=JuryEvent.Kind.PUBLISHED).values_list("jury_id", flat=True))
    for dossier, jury, title in rows:
        yield RegistrationTrace(dossier, "", "decided" if jury in published else "case", title)
