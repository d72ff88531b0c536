"""What juries say of a registration: who is before one, and of whom one decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.queries.settled import SETTLED
from parchemin.campus.enrolment.queries.traces import MEANT_FOR, TRACES, RegistrationTrace
from parchemin.campus.jury.models import Case, Jury, JuryEvent
from parchemin.campus.jury.queries import decided_years


@SETTLED.at(60)
def drawn(dossiers: Collection[int]) -> Iterable[int]:
    """Those whose file a jury has before it, or had: it was drawn under their text."""
    cases = Case.objects.current().filter(dossier__in=dossiers, set_apart="")
    return cases.values_list("dossier_id", flat=True)


@MEANT_FOR.at(60)
def juries_called_for(intake: Intake) -> list[str]:
    """The juries of an intake by name."""
    return list(Jury.objects.filter(for_intakes__intake=intake).values_list("title", flat=True))


@TRACES.at(60)
def cases_kept(dossiers: Sequence[int], year: int) -> Iterator[RegistrationTrace]:
    """The years decided, and the files of a year before a jury: whoever is set apart is before none."""
    decided = decided_years(dossiers)
    for (dossier, decided_year), one in decided.items():
        if decided_year == year:
            yield RegistrationTrace(dossier, "", "decided", one.jury)
    cases = Case.objects.current().filter(dossier__in=dossiers, jury__year=year, set_apart="")
    rows = cases.exclude(jury__kind=Jury.Kind.ADMISSION).values_list("dossier_id", "jury_id", "jury__title")
    closed = set(JuryEvent.objects.filter(kind=JuryEvent.Kind.CLOSED).values_list("jury_id", flat=True))
    for dossier, jury, title in rows:
        yield RegistrationTrace(dossier, "", "ruled" if jury in closed else "case", title)
