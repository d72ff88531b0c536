"""Files that were erased: they stand for what points at them, and take nothing more."""

from __future__ import annotations

from collections.abc import Iterable

from parchemin.campus.common.models import Commitment
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.retention.queries import VERB


def erased_among(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Those of these files that were somebody's, and were erased: the line that vouches for one says so. A file about
    nobody from the beginning is not one of them."""
    nobodys = {str(one.pk): one for one in dossiers if one.person_id is None}
    if not nobodys:
        return []
    table = Dossier._meta.db_table
    told = Commitment.objects.filter(relation=table, key__in=list(nobodys), closed=None, entry__verb=VERB)
    return [nobodys[key] for key in sorted(told.values_list("key", flat=True))]
