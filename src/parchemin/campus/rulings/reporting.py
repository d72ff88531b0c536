"""What the law says of many people, in the lines that `parchemin decide` reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from parchemin.campus.rulings.gathering import cohort_of
from parchemin.campus.rulings.models import Dossier
from parchemin.campus.rulings.queries import law_of
from parchemin.campus.rulings.texts import versions_of
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.reported import OutcomeLine as Line
from parchemin.regulation.evaluation.reported import lines_of
from parchemin.regulation.findings import Language


def reported(dossiers: Sequence[Dossier], *, at: datetime, language: Language) -> Iterator[tuple[Dossier, list[Line]]]:
    """Each dossier of one programme with its lines. The queries do not grow in number with the dossiers."""
    by_publication: dict[UUID, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        by_publication[dossier.publication_id].append(dossier)
    for publication, members in by_publication.items():
        law = law_of(members[0].publication)
        cohort = cohort_of(law, [(d.pk, d.number) for d in members], at=at)
        for share in shares(versions_of(publication), law.regulation, cohort):
            told: dict[str, list[Line]] = defaultdict(list)
            for line in lines_of(share.regulation, share.cohort, None, language):
                told[line.person].append(line)
            yield from ((members[i], told[members[i].number]) for i in share.persons.tolist())


__all__ = ["Language", "Line", "reported"]
