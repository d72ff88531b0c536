"""What is refused about people, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class EmailTaken(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This address already belongs to somebody."), _("Find the person, or check the address."))


class AlreadyHeld(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This person already holds this role."), _("There is nothing to do."))


class AlreadyEnded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This role was already ended."), _("There is nothing to do."))
