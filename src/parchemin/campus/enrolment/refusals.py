"""What is refused about registrations, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class NoSuchStudyYear(Refusal):
    code = "no_such_stage"

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


class NoSuchModality(Refusal):
    def __init__(self, modality: str, known: str) -> None:
        super().__init__(
            _("“%(modality)s” is no modality of this regulation.") % {"modality": modality},
            _("Choose one of: %(known)s.") % {"known": known or "—"},
        )


class NotItsIntake(Refusal):
    def __init__(self, intake: str) -> None:
        super().__init__(
            _("“%(intake)s” is an intake of another programme.") % {"intake": intake},
            _("Choose an intake of their own programme."),
        )


class NotOfferedThatYear(Refusal):
    code = "no_such_unit"

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


class ChangeReasonMissing(Refusal):
    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("A change needs its reason."), _("Say why in a sentence: it stays beside the change."))


class AgainstTheJury(Refusal):
    """A registration that is not what the last jury decided, without a reason."""

    def __init__(self, number: str, words: str, jury: str) -> None:
        super().__init__(
            _("Of %(number)s, the jury decided otherwise: “%(words)s” (%(jury)s). Nothing was written.")
            % {"number": number, "words": words, "jury": jury},
            _("Choose the year of study and the kind of registration it decided, or say why beside the student."),
        )


class ListEmpty(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This list holds no student."), _("Fill in one line a student below the headings, then send it again.")
        )


class HeadingsMissing(Refusal):
    """No line of the file has the headings that a list of students needs."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            _("The list lacks these columns: %(missing)s.") % {"missing": missing},
            _("Write the headings on the first line, as in the file to fill in."),
        )


class HeadingTwice(Refusal):
    def __init__(self, heading: str) -> None:
        super().__init__(
            _("Two columns mean the same thing: “%(heading)s”.") % {"heading": heading},
            _("Keep one of them and send the list again."),
        )


class AlreadyImported(Refusal):
    """The very same file was imported in this intake."""

    def __init__(self, who: str, when: str) -> None:
        super().__init__(
            _("%(who)s already imported this very file, on %(when)s.") % {"who": who, "when": when},
            _("Its students are in the intake: there is nothing to do."),
        )


class ListNotClean(Refusal):
    def __init__(self, count: int) -> None:
        super().__init__(
            _("The list still has problems (%(count)d): nothing was written.") % {"count": count},
            _("Correct the lines listed below in the spreadsheet, then send it again."),
        )


class ListGone(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Another list was sent in the place of this one."), _("Look at the last one sent, and import that.")
        )


class NotAStudent(Refusal):
    """A file of another root: nothing of a registration concerns it."""

    code = "not_a_student"

    def __init__(self, number: str, root: str) -> None:
        super().__init__(
            _("%(number)s is not the file of a student: %(root)s.") % {"number": number, "root": root},
            _("Enrol the person in an intake first, then register them."),
        )


class NobodyChosen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody is chosen."), _("Tick at least one student, or register all those shown."))
