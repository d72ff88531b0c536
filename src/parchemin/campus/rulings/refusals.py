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


class TooManyFiles(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("A text has at most %(most)d files.") % {"most": most}, _("Send the files of the regulation only.")
        )


class NoTextInside(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No file of a regulation was found in what you sent."),
            _("Send the .md files of the text, or a .zip of their folder."),
        )


class NotInUtf8(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is not written in UTF-8.") % {"name": name},
            _("Save it again as UTF-8 (“Save as”, “Encoding”), then send it."),
        )


class DraftChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This draft was changed meanwhile, in another window. What you wrote here is not saved."),
            _("Copy what you wrote, open the draft again, and put it there."),
        )


class LastFile(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A text has at least one file."), _("Throw the whole draft away instead."))


class PublishedMeanwhile(Refusal):
    def __init__(self, number: int) -> None:
        super().__init__(
            _("Another text was published meanwhile: it is number %(number)d.") % {"number": number},
            _("Look at what changes from it, then publish again if you still mean to."),
        )


class NotConfirmed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing was published: the box was not ticked."),
            _("Tick the box that says what publishing means, then publish."),
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
