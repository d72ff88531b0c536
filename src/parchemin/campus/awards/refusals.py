"""What is refused about transcripts, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class KeyUnreadable(Refusal):
    """What was typed cannot be a key: its length, or a sign that no key has."""

    def __init__(self, signs: int, strange: str = "") -> None:
        what = _("This is not a key: a key has 25 letters and digits, and this has %(signs)d.") % {"signs": signs}
        if strange and signs == 25:
            what = _("This is not a key: no key holds “%(sign)s”.") % {"sign": strange}
        super().__init__(what, _("Copy the five groups of five signs printed at the foot of the document."))


class KeyMistyped(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("One sign of this key is wrong, or two are exchanged."),
            _("Compare it group by group with the document; 8 and B, 5 and S, 2 and Z look alike."),
        )


class KeyUnknown(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No document was issued here under this key."),
            _(
                "Check that the address at the foot of the document is the one you are at. "
                "If it is, ask the school: the document may be forged."
            ),
        )


class TooManyTries(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__(
            _("Too many attempts came from your network."),
            _("Wait %(minutes)d minutes, then try again with the document before you.") % {"minutes": minutes},
        )


class NobodyToIssue(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nobody is registered there: no transcript was issued."),
            _("Choose another year, or register the students first."),
        )


class NotRegisteredThen(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("The student %(number)s is not registered for this period.") % {"number": number},
            _("Choose a period for which they are registered."),
        )


class NothingFollowed(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("The student %(number)s follows nothing in this period that is marked and was not acquired before.")
            % {"number": number},
            _(
                "Choose another period, or add what they follow to their registration. If a transcript of it still "
                "stands and should not, withdraw it."
            ),
        )


class ChangedBehind(Refusal):
    """Something that the transcript would tell is not what the journal says of it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("What is known of the student %(number)s is not what the journal says: something was changed behind it.")
            % {"number": number},
            _(
                "Have whoever runs the campus prove the journal (parchemin campus journal), put right what it names, "
                "then issue the transcript again."
            ),
        )


class WithdrawalReasonMissing(Refusal):
    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(
            _("A transcript is withdrawn with a reason."), _("Write why: the student and the office will read it.")
        )


class NotStanding(Refusal):
    """Superseded or withdrawn already: nothing more can happen to it."""

    def __init__(self) -> None:
        super().__init__(
            _("This transcript is no longer in force: it was superseded or withdrawn meanwhile."),
            _("Open the one that stands in its place."),
        )
