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


class NoSuchScope(Refusal):
    def __init__(self, scope: str) -> None:
        super().__init__(
            _("The school has no programme “%(scope)s”.") % {"scope": scope}, _("Choose one of those listed.")
        )


class LastDirector(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This is the last director of the school."), _("Give somebody else that role first, then end this one.")
        )


class NotOfTheStaff(Refusal):
    def __init__(self, who: str) -> None:
        super().__init__(
            _("%(who)s holds no role in the staff of this school.") % {"who": who}, _("Give them a role first.")
        )
