"""What the API refuses by itself, and what to do instead. Its `code` is stable; its status is in `document.STATUS`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import singledispatch

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.access import Forbidden


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what was sent, and what of it. theirs, by and key: of a mark that somebody else wrote."""

    at: str
    what: str
    theirs: str | None = None
    by: str | None = None
    key: int | None = None


@singledispatch
def places_of(refusal: Refusal) -> tuple[Place, ...]:
    """The places that a refusal names. A stage registers what it says of a refusal of its own."""
    places: tuple[Place, ...] = getattr(refusal, "places", ())
    return places


def code_of(refusal: Refusal) -> str:
    """`AlreadyRegistered` is told as "already_registered"."""
    return refusal.code or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", type(refusal).__name__).lower()


class KeyRefused(Refusal):
    """No key, or none that is good: which of these is not said."""

    def __init__(self) -> None:
        super().__init__(
            _("This request shows no key that is good."),
            _("Send “Authorization: Bearer …” with a key made in the campus, neither expired nor revoked."),
        )


class NoRoleLeft(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _("Whom this key belongs to is no longer of an office or a director in its school."),
            _("Have somebody who is make a key."),
        )


class ScopeMissing(Forbidden):
    def __init__(self, scope: str) -> None:
        super().__init__(
            _("This key may not be used for this: it has not the scope “%(scope)s”.") % {"scope": scope},
            _("Make a key that has it."),
        )


class TooMany(Refusal):
    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(_("Too many requests in one minute."), _("Wait %(wait)d seconds.") % {"wait": wait})


class NothingThere(Refusal):
    def __init__(self, places: tuple[Place, ...] = ()) -> None:
        self.places = places
        super().__init__(
            _("There is nothing here of this name, or it is not yours to see."),
            _("Check the address; GET /api/v1/programmes lists what this key sees."),
        )


class Malformed(Refusal):
    """What was sent is not what the document of the API says."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        super().__init__(
            _("What was sent is not what this address takes."), _("Correct each place named, then send it again.")
        )


class Unreadable(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The body is not JSON."), _("Send JSON in UTF-8, with “Content-Type: application/json”."))


class OtherRequest(Refusal):
    """An Idempotency-Key already names another request."""

    def __init__(self) -> None:
        super().__init__(
            _("This Idempotency-Key already names another request."), _("Send a new one with each new request.")
        )


class AnswerErased(Refusal):
    """A request that was done, of somebody who was erased since."""

    def __init__(self) -> None:
        super().__init__(
            _("This request was done; what was answered to it is erased, with the person it was about."),
            _("Do not send it again: send a new one, with a new Idempotency-Key, for anything else."),
        )


class BadIdempotencyKey(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("An Idempotency-Key is 8 to 100 letters, digits, “-” or “_”."), _("Send a UUID, for example.")
        )


class NameMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A key needs a name."), _("Say which system will use it."))


class NoScope(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A key needs at least one scope."), _("Choose what the system has to do, and no more."))


class BadExpiry(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("A key is good for %(most)d days at most, from today on.") % {"most": most}, _("Choose another last day.")
        )


class AlreadyRevoked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This key was already revoked."), _("There is nothing to do."))
