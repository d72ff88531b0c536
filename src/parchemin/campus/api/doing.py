"""Doing what a request asks: once, however often it is sent; with the key in the journal; or only to see what it would.

Everything is in one transaction: the lines of the action, the line that names the key, and the answer kept for a
request that is sent again. What met another act is done again, from the start (`common.attempts`).
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, cast

from django.db import transaction
from ninja import Schema, Status

from parchemin.campus.api.forgetting import KEPT_DAYS
from parchemin.campus.api.identifying import ApiRequest
from parchemin.campus.api.models import Replay
from parchemin.campus.api.refusals import AnswerErased, BadIdempotencyKey, OtherRequest
from parchemin.campus.common import journal
from parchemin.campus.common.attempts import attempt
from parchemin.campus.common.models import Entry

MOST_LINES = 20  # of the journal, that one action writes
_NAME = re.compile(r"[0-9A-Za-z_-]{8,100}")

type Act[**P] = Callable[Concatenate[ApiRequest, P], Status[Any]]


class Preview(Status[Any]):
    """The answer to a request that only asks what would be done: all that was written is taken back."""


def act[**P](operation: Act[P]) -> Act[P]:
    """Wraps an operation that writes."""

    @wraps(operation)
    def once(request: ApiRequest, *args: P.args, **kwargs: P.kwargs) -> Status[Any]:
        return attempt(lambda: answer(request, *args, **kwargs))

    def answer(request: ApiRequest, *args: P.args, **kwargs: P.kwargs) -> Status[Any]:
        with transaction.atomic():
            kept = _claimed(request)
            if kept is not None and kept.status:
                return _again(kept)
            answered = operation(request, *args, **kwargs)
            if isinstance(answered, Preview):
                transaction.set_rollback(True)
                return Status(answered.status_code, answered.value)
            _tell(request, operation.__name__)
            if kept is not None:
                assert isinstance(answered.value, Schema)
                kept.status, kept.answer = answered.status_code, answered.value.model_dump(mode="json")
                kept.save()
        return answered

    told = inspect.signature(operation, eval_str=True)  # its names mean what they mean where it is written, not here
    once.__signature__ = told  # type: ignore[attr-defined]
    return cast("Act[P]", once)


def _again(kept: Replay) -> Status[Any]:
    if not kept.answer:
        raise AnswerErased
    return Status(kept.status, kept.answer)


def _claimed(request: ApiRequest) -> Replay | None:
    """The row of this request's name. One that is being answered elsewhere is waited for: the name is unique."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return None
    if not _NAME.fullmatch(name):
        raise BadIdempotencyKey
    Replay.objects.filter(at__lt=request.at - timedelta(days=KEPT_DAYS)).delete()
    asked = hashlib.sha256(b"\n".join((f"{request.method} {request.get_full_path()}".encode(), request.body)))
    made = Replay(key=request.key, name=name, asked=asked.hexdigest(), at=request.at)
    Replay.objects.bulk_create([made], ignore_conflicts=True)
    kept = Replay.objects.get(key=request.key, name=name)
    if kept.asked not in {made.asked, ""}:  # erased: `_again` says so
        raise OtherRequest
    return kept


def _tell(request: ApiRequest, operation: str) -> None:
    """The line that names the key, after those of the action: by the same person, at the same moment."""
    chain = request.key.school.slug
    last = Entry.objects.filter(chain=chain).order_by("-number")[:MOST_LINES]  # ours are the last: who writes holds it
    numbers = sorted(line.number for line in last if (line.actor, line.at) == (request.person.pk, request.at))
    if numbers:
        told = {"key": request.key.handle, "name": request.key.name, "lines": " ".join(map(str, numbers))}
        journal.record("api.act", operation, chain=chain, actor=request.person.pk, at=request.at, payload=told)
