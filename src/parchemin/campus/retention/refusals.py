"""What is refused about erasing, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class NobodyThere(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody of the school has this address."), _("Check the address."))


class MustBeKept(Refusal):
    def __init__(self, who: str, why: str) -> None:
        super().__init__(
            _("The data of %(who)s cannot be erased: %(why)s.") % {"who": who, "why": why},
            _("What may be erased is erased by itself at the end of its time: see the table."),
        )


class NothingLeft(Refusal):
    """All that is the school's is erased, and who they are is kept by another."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing of theirs is left to erase in this school: what remains is of another school."),
            _("They ask that other school, whose directors alone may erase it."),
        )


class RequestReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say what they asked, and when."), _("It is kept."))
