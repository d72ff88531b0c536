"""What is refused about the catalogue, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class ProgrammeExists(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The school already has a programme of this name."), _("Open that one, or choose a name."))


class AlreadyPublished(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This very text is already published."), _("Change the text, or leave it as it is."))
