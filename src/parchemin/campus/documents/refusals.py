"""What is refused about documents, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class NotPrintable(Refusal):
    """A text holds a character that no font of the documents has: an archive may not show a blank instead."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            _("This document cannot be made: “%(text)s” is in none of its fonts.") % {"text": text},
            _("Correct the name or the text that holds it, then ask for the document again."),
        )


class SealMissing(Refusal):
    """The settings say where the seals of the schools are kept, and this school has none there."""

    def __init__(self, school: str) -> None:
        super().__init__(
            _("The seal of the school “%(school)s” is missing.") % {"school": school},
            _("Put key.pem and certificate.pem in its folder under PARCHEMIN_SEALS, then ask again."),
        )


class SealUnreachable(Refusal):
    """The time-stamp authority that the settings name did not answer as it should."""

    def __init__(self) -> None:
        super().__init__(
            _("The document was not sealed: the time-stamp authority did not answer."),
            _("Try again later, or ask whoever runs the campus to look at PARCHEMIN_TIMESTAMP_URL."),
        )
