"""What is refused about registrations, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class NoSuchStage(Refusal):
    def __init__(self, stage: str, known: str) -> None:
        if not known:
            super().__init__(
                _("This regulation has no year of study: “%(stage)s” means nothing in it.") % {"stage": stage},
                _("Leave the year of study empty."),
            )
            return
        super().__init__(
            _("“%(stage)s” is no year of study of this regulation.") % {"stage": stage or "—"},
            _("Choose one of: %(known)s.") % {"known": known},
        )


class NoSuchNature(Refusal):
    def __init__(self, nature: str, known: str) -> None:
        super().__init__(
            _("“%(nature)s” is no kind of registration of this regulation.") % {"nature": nature or "—"},
            _("Choose one of: %(known)s.") % {"known": known or "—"},
        )


class NoSuchUnit(Refusal):
    def __init__(self, unit: str) -> None:
        super().__init__(
            _("The regulation has no unit “%(unit)s” in that year of study.") % {"unit": unit},
            _("Choose among the units of that year."),
        )


class AlreadyRegistered(Refusal):
    def __init__(self, number: str, year: int) -> None:
        super().__init__(
            _("%(number)s is already registered for %(year)d-%(next)d.")
            % {"number": number, "year": year, "next": year + 1},
            _("Change that registration, with a reason, instead of making another."),
        )


class NotRegistered(Refusal):
    def __init__(self, number: str, year: int) -> None:
        super().__init__(
            _("%(number)s is not registered for %(year)d-%(next)d.")
            % {"number": number, "year": year, "next": year + 1},
            _("Register them for that year first."),
        )


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A change needs its reason."), _("Say why in a sentence: it stays beside the change."))
