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
