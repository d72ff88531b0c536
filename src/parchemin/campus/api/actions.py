"""What is done with keys: one is made, with its secret told once; one is revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from parchemin.campus.api import access
from parchemin.campus.api.groups import every_scope
from parchemin.campus.api.models import Key
from parchemin.campus.api.refusals import AlreadyRevoked, BadExpiry, NameMissing, NoScope
from parchemin.campus.common import journal
from parchemin.campus.common.reading import note_anew
from parchemin.campus.people.models import Person, School

MOST_DAYS = 366
PREFIX = "parchemin"


def make_key(
    school: School, name: str, scopes: Sequence[str], expires: date, *, by: Person, at: datetime
) -> tuple[Key, str]:
    """Make a key of one's own; gives it with what other systems show, which is kept nowhere."""
    access.MAKE_KEYS.demand(by, school)
    if not name.strip():
        raise NameMissing
    if not scopes or not set(scopes) <= every_scope().keys():
        raise NoScope
    today = timezone.localdate(at)
    if not today <= expires <= today + timedelta(days=MOST_DAYS):
        raise BadExpiry(MOST_DAYS)
    handle, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    with transaction.atomic():
        key = Key.objects.create(
            person=by,
            school=school,
            name=name.strip()[:100],
            handle=handle,
            digest=digest_of(secret),
            scopes=[scope for scope in every_scope() if scope in scopes],
            expires=expires,
            made_at=at,
        )
        told = {"name": key.name, "scopes": " ".join(key.scopes), "expires": expires.isoformat()}
        journal.record("api.make_key", handle, chain=school.slug, actor=by.pk, at=at, payload=told, rows=[key])
    return key, f"{PREFIX}_{handle}_{secret}"


def revoke_key(key: Key, *, by: Person, at: datetime) -> None:
    """From now on the key opens nothing; what was done with it stands."""
    access.SEE_KEY.demand(by, key)
    with transaction.atomic():
        note_anew(key)
        if not Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at, revoked_by=by):
            raise AlreadyRevoked
        key.revoked_at, key.revoked_by = at, by
        journal.record("api.revoke_key", key.handle, chain=key.school.slug, actor=by.pk, at=at, rows=[key])


def digest_of(secret: str) -> str:
    """A plain SHA-256 is enough for 256 random bits: there is nothing to guess them from."""
    return hashlib.sha256(secret.encode()).hexdigest()
