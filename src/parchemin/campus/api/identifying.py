"""Who asks: the key that a request shows, its person, and how often they ask. A session's cookie opens nothing here."""

from __future__ import annotations

import hmac
import re
import time
from datetime import datetime
from typing import cast

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from parchemin.campus.api import access
from parchemin.campus.api.actions import PREFIX, digest_of
from parchemin.campus.api.models import Count, Key, Use
from parchemin.campus.api.refusals import KeyRefused, NoRoleLeft, ScopeMissing, TooMany
from parchemin.campus.common.throttle import network_of
from parchemin.campus.people.access import current
from parchemin.campus.people.models import Person

PER_MINUTE = 600  # requests of one key
WRONG_PER_MINUTE = 30  # requests of one address with a key that is not good
_SHOWN = re.compile(rf"{PREFIX}_(?P<handle>[0-9a-f]{{12}})_(?P<secret>[0-9A-Za-z_-]{{43}})")


class ApiRequest(HttpRequest):
    """A request as operations see it."""

    key: Key
    person: Person
    at: datetime


class KeyAuth(HttpBearer):
    """Lets in who shows a good key that has the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Key:
        at = timezone.now()
        kind, _, shown = request.headers.get(self.header, "").partition(" ")
        return self.authenticate(request, shown.strip() if kind.lower() == "bearer" else "", at)

    def authenticate(self, request: HttpRequest, token: str, at: datetime | None = None) -> Key:
        at = at or timezone.now()
        key = _found(token, at)
        if key is None:
            _count(f"address {_address(request)}", WRONG_PER_MINUTE)
            raise KeyRefused
        _count(f"key {key.handle}", PER_MINUTE)
        person = key.person
        person.remembered_grants = list(current(person).filter(school=key.school_id))  # a key acts in its school only
        if not access.MAKE_KEYS.allows(person, key.school):
            raise NoRoleLeft
        if self.scope not in key.scopes:
            raise ScopeMissing(self.scope)
        asked = cast("ApiRequest", request)
        asked.key, asked.person, asked.at = key, person, at
        return key


def _found(shown: str, at: datetime) -> Key | None:
    """The good key of this secret. Whether the handle is unknown or the secret wrong takes the same work."""
    parts = _SHOWN.fullmatch(shown)
    if parts is None:
        return None
    today = timezone.localdate(at)
    used = Use.objects.filter(key=OuterRef("pk"), day=today)
    rows = Key.objects.filter(handle=parts["handle"]).select_related("person", "school")
    key = rows.annotate(used_today=Exists(used)).first()
    same = hmac.compare_digest(key.digest if key else "", digest_of(parts["secret"]))
    if key is None or not same or not key.good_on(today) or not key.person.is_active:
        return None
    if not key.used_today:
        Use.objects.bulk_create([Use(key=key, day=today)], ignore_conflicts=True)
    return key


def _count(who: str, most: int) -> None:
    """One more request in this minute. One statement, so that no two workers count the same."""
    now = int(time.time())
    table = Count._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (who, minute, count) values (%s, %s, 1) on conflict (who) do update set"
            f" count = case when {table}.minute = excluded.minute then {table}.count + 1 else 1 end,"
            " minute = excluded.minute returning count",
            [who, now // 60],
        )
        (count,) = cursor.fetchone()
    if count > most:
        raise TooMany(60 - now % 60)


def _address(request: HttpRequest) -> str:
    """Of who asks, as the proxies tell it. Those of whom nothing is told (a server on a socket) count as one."""
    try:
        return network_of(str(get_adapter(request).get_client_ip(request)))[:80]
    except (PermissionDenied, ImproperlyConfigured):
        return "unknown"
