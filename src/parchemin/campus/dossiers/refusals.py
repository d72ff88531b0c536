"""What is refused about dossiers and what is declared of them, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years


class DossierExists(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("The number %(number)s is taken, or this person is already in this intake.") % {"number": number},
            _("Find their file, or give another number."),
        )


class StudiesThere(Refusal):
    """A second file of a student in a programme, without a reason."""

    code = "already_a_student"

    def __init__(self, who: str, number: str) -> None:
        super().__init__(
            _("%(who)s has a file in this programme already: %(number)s. Nothing was written.")
            % {"who": who, "number": number},
            _("Register that file for the year. If their former studies are over and they begin again, say why."),
        )


class NoSuchRoot(Refusal):
    """The text of an intake speaks of nobody of that kind."""

    code = "no_such_root"

    def __init__(self, root: str, roots: str) -> None:
        super().__init__(
            _("The regulation has no “%(root)s”.") % {"root": root or "—"},
            _("Choose one of these: %(roots)s.") % {"roots": roots},
        )


class StudentNeedsPerson(Refusal):
    """A file about nobody, of those who study."""

    code = "person_needed"

    def __init__(self) -> None:
        super().__init__(
            _("The file of a student is about a person."),
            _("Give their address, given name and family name."),
        )


class PersonIncomplete(Refusal):
    """An address without a name, or a name without an address."""

    code = "person_incomplete"

    def __init__(self) -> None:
        super().__init__(
            _("A person has an address, a given name and a family name."),
            _("Fill in all three; leave all three empty when the file is about nobody."),
        )


class DeclaredMeanwhile(Refusal):
    """Somebody else changed it since it was read."""

    code = "changed_meanwhile"

    def __init__(self, value: str, who: str) -> None:
        self.value, self.who = value, who
        super().__init__(
            _("%(who)s changed it meanwhile: it is now “%(value)s”.") % {"who": who, "value": value or "—"},
            _("Look at the new value, then change it again if you still mean to."),
        )


class CollectedElsewhere(Refusal):
    """A fact that a stage fills by itself: declared too, it would have two answers."""

    code = "collected_elsewhere"

    def __init__(self, label: str) -> None:
        super().__init__(
            _("“%(label)s” is not declared: it follows from what is recorded elsewhere.") % {"label": label},
            _("Record it where it belongs: a registration, a mark, an absence and its request, a jury."),
        )


class YearNotSpoken(Refusal):
    """A year since which nothing can be said of somebody."""

    code = "no_such_since"

    def __init__(self, year: int, number: str, first: int, last: int) -> None:
        entered = _("Nothing is said of %(number)s since %(year)s: the file begins later.")
        to_come = _(
            "Nothing is said of %(number)s since %(year)s: they are not registered for that year, which has not begun."
        )
        super().__init__(
            (entered if year < first else to_come) % {"year": both_years(year), "number": number},
            _("Choose a year from %(first)s to %(last)s.") % {"first": both_years(first), "last": both_years(last)},
        )


class NoSuchPlace(Refusal):
    def __init__(self, place: str) -> None:
        super().__init__(
            _("The regulation has no “%(place)s” there.") % {"place": place or "—"}, _("Choose one of those listed.")
        )


class IntakeGone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This intake was cancelled."), _("Choose another intake."))


class PersonBusy(Refusal):
    """Who a file is opened for is erased, or entered by somebody else, at that very moment."""

    code = "person_busy"

    def __init__(self, who: str) -> None:
        super().__init__(
            _("%(who)s is being erased, or entered by somebody else, at this moment. Nothing was written.")
            % {"who": who},
            _("Try again in a moment: who was erased is then entered anew."),
        )


class FileErased(Refusal):
    """A file that stands for what points at it, and takes nothing more."""

    code = "file_erased"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("The file %(number)s was erased: nothing more is written of it.") % {"number": number},
            _("If this person applies again, open another file."),
        )
