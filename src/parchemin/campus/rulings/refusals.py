"""What is refused about rulings, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.regulation.findings import Finding


class TextRefused(Refusal):
    """A text with errors is not published. `findings` are the errors, each with its place and remedy."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            _("The text has errors (%(count)d): it is not published.") % {"count": len(findings)},
            _("Correct each of them, then publish again."),
        )


class AnotherProgramme(Refusal):
    def __init__(self, name: str, slug: str) -> None:
        super().__init__(
            _("This text is the regulation of “%(name)s”, not of “%(slug)s”.") % {"name": name, "slug": slug},
            _("Publish it in its own programme, or correct the name at its top."),
        )


class ValueRefused(Refusal):
    """A value that is not one of the fact's. `accepted` says what may be written."""

    def __init__(self, fact: str, given: str, why: str, accepted: str = "") -> None:
        self.fact, self.given, self.accepted = fact, given, accepted
        if not why:
            super().__init__(
                _("The regulation has no fact “%(fact)s”.") % {"fact": fact}, _("Choose one of those listed.")
            )
            return
        super().__init__(
            _("“%(fact)s”: %(why)s") % {"fact": fact, "why": why}, _("Write %(accepted)s.") % {"accepted": accepted}
        )


class DossierExists(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("The number %(number)s is taken, or this person is already in this intake.") % {"number": number},
            _("Find their file, or give another number."),
        )


class ChangedMeanwhile(Refusal):
    """Somebody else changed it since it was read."""

    def __init__(self, value: str, who: str) -> None:
        self.value, self.who = value, who
        super().__init__(
            _("%(who)s changed it meanwhile: it is now “%(value)s”.") % {"who": who, "value": value or "—"},
            _("Look at the new value, then change it again if you still mean to."),
        )


class NoSuchPlace(Refusal):
    def __init__(self, place: str) -> None:
        super().__init__(
            _("The regulation has no “%(place)s” there.") % {"place": place or "—"}, _("Choose one of those listed.")
        )
