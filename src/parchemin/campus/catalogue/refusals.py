"""What is refused about the catalogue, and what to do instead."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.numbers import day


class ProgrammeExists(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The school already has a programme of this name."), _("Open that one, or choose a name."))


class TextPublishedAlready(Refusal):
    code = "already_published"

    def __init__(self, number: int) -> None:
        super().__init__(
            _("This very text is already published: it is number %(number)s.") % {"number": number},
            _("Change something in it, or leave it as it is."),
        )


class IntakeExists(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The programme already has an intake named “%(name)s”.") % {"name": name},
            _("Open that one, or choose another name."),
        )


class NotYetInForce(Refusal):
    def __init__(self, in_force: date, starts: date) -> None:
        super().__init__(
            _("The text is in force from %(in_force)s, after the first day of the intake, %(starts)s.")
            % {"in_force": day(in_force), "starts": day(starts)},
            _("Publish a text that is in force on that day, or correct the first day."),
        )


class NothingPublished(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The programme has no published regulation."), _("Publish one first: an intake is under a text.")
        )


class ContactExists(Refusal):
    def __init__(self, subject: str) -> None:
        super().__init__(
            _("Somebody already answers “%(subject)s”.") % {"subject": subject},
            _("End that one first, or choose another subject."),
        )


class NobodyAnswers(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody answers this subject any more."), _("Choose another subject."))


class QuestionEmpty(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The message is empty."), _("Write your question in a few sentences, then send it."))


class QuestionTooLong(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("The message is longer than %(most)d signs.") % {"most": most},
            _("Shorten it; the person who answers will ask for what is missing."),
        )


class TooManyQuestions(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("You have sent %(most)d messages in a day.") % {"most": most},
            _("Wait for the answers, or write again tomorrow."),
        )
