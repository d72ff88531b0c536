"""What is refused at the directory's door. To who signs in, all of them say the same: nobody learns who exists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.models import Person


class DirectoryOpensNothing(Refusal):
    """`reason` (a few words, for the log) and `person` (whom it would have opened) are shown to nobody."""

    def __init__(self, reason: str, person: Person | None = None) -> None:
        super().__init__(
            _("This school account does not open an account of the campus."),
            _(
                "If you have one, sign in with your address and your password (“Forgotten password?” gives you one), "
                "then link your school account from the menu of your name. Otherwise write to your programme office."
            ),
        )
        self.reason, self.person = reason, person


class DirectoryNotBelieved(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The school’s directory did not confirm who you are."),
            _(
                "Start again from the sign-in page. If it happens again, sign in with your address and your password, "
                "and tell your programme office."
            ),
        )


class LinkNotPossible(Refusal):
    """`reason`, as above."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("This school account cannot be linked to yours."),
            _(
                "Check in the school’s directory that you are signed in there as yourself, and start again. Otherwise "
                "write to your programme office."
            ),
        )
        self.reason = reason


class NoMeansOfYourOwn(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("You have no password yet, and a school account is linked by who has one."),
            _("Sign out, choose “Forgotten password?” on the sign-in page, then start again with your new password."),
        )


class LastWayIn(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Without this school account you could not sign in any more: you have no password."),
            _("Sign out, choose “Forgotten password?” on the sign-in page, then remove it."),
        )
