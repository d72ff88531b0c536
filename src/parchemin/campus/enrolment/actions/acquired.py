"""Units that somebody is registered for and had acquired before, as is known since: they are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from parchemin.campus.enrolment.actions.registering import change_registration, may_register
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.acquired import acquired_before
from parchemin.campus.enrolment.refusals import ChangeReasonMissing, NothingSinceAcquired
from parchemin.campus.people.models import Person


def leave_acquired(
    registrations: Sequence[Registration],
    *,
    reason: str,
    dropped: Mapping[int, Collection[str]],
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Leave out of these registrations, of one year, the units acquired before it: all of them or none.

    dropped: by key of a registration, the units left out although a mark or an absence of theirs is kept, as they were
    seen: raises `MarksDropped` of another.
    """
    may_register([one.dossier for one in registrations], by)
    if not reason.strip():
        raise ChangeReasonMissing
    if not registrations:
        raise NothingSinceAcquired
    with transaction.atomic():
        acquired = acquired_before([one.dossier for one in registrations], registrations[0].year, at=at)
        left = {
            one: [unit for unit in one.units if unit not in acquired.get(one.dossier_id, ())] for one in registrations
        }
        changed = [(one, units) for one, units in left.items() if units != one.units]
        if not changed:
            raise NothingSinceAcquired
        return [
            change_registration(one, reason=reason, units=units, dropped=dropped.get(one.pk, ()), by=by, at=at)
            for one, units in changed
        ]
