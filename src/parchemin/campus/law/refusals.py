"""What the law refuses: a text that does not hold, or is of another programme; a value, a figure that it lacks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parchemin.campus.common.refusals import Refusal
from parchemin.regulation.findings import Finding


class TextRefused(Refusal):
    """A text with errors is not published. `findings` are the errors, each with its place and remedy."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            ngettext_lazy(
                "The text has %(count)s error: it cannot be published yet.",
                "The text has %(count)s errors: it cannot be published yet.",
                "count",
            )
            % {"count": len(findings)},
            _("Each is said below, with its line and what to write instead."),
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


class NoSuchFigure(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The regulation has no figure “%(name)s”.") % {"name": name}, _("Choose one of those listed.")
        )


class FigureRefused(Refusal):
    """The engine's own words: what is wrong with a value supposed, and what to write."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
