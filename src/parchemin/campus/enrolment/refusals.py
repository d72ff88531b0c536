"""What is refused about registrations, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.numbers import day


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


class NotEnteredYet(Refusal):
    """A year before that in which somebody enters."""

    def __init__(self, number: str, year: str, entry: date) -> None:
        super().__init__(
            _("%(number)s enters on %(day)s: they cannot be registered for %(year)s.")
            % {"number": number, "day": day(entry), "year": year},
            _("Choose a later year. If the day of their entry is wrong, put them in the intake that they entered."),
        )


class IntakeNotBegun(Refusal):
    """An intake with which nobody studies in a year: it begins after it."""

    def __init__(self, intake: str, year: str, starts: date) -> None:
        super().__init__(
            _("“%(intake)s” begins on %(day)s: nobody studies with it in %(year)s.")
            % {"intake": intake, "day": day(starts), "year": year},
            _("Choose an intake that has begun by then."),
        )


class NotAboutTheIntake(Refusal):
    """A fact of something else than the person: everybody of an intake cannot have it in common."""

    code = "not_about_the_intake"

    def __init__(self, fact: str) -> None:
        super().__init__(
            _("“%(fact)s” is no fact about the student in this regulation.") % {"fact": fact},
            _("Say of an intake what is true of each of its students; declare the rest of each."),
        )


class NotOfferedThatYear(Refusal):
    code = "no_such_unit"

    def __init__(self, unit: str) -> None:
        super().__init__(
            _("The regulation has no unit “%(unit)s” in that year of study.") % {"unit": unit},
            _("Choose among the units of that year."),
        )


class NoUnitInterrupted(Refusal):
    """Units for a year of interruption."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody follows a unit while their studies are interrupted. Nothing was written."),
            _("Leave every unit out; or, if the year was begun, interrupt its registration from a day."),
        )


class BegunBeforeInterrupted(Refusal):
    """A year that would be one of interruption from its first day, although something was sat in it."""

    def __init__(self, who: str, labels: Sequence[str]) -> None:
        super().__init__(
            _("%(who)s began that year: a mark or an absence is kept of %(units)s. Nothing was written.")
            % {"who": who, "units": ", ".join(labels)},
            _("Interrupt the registration from the day on which they left: what was sat before it is kept."),
        )


class NoUnitTicked(Refusal):
    """A registration that would follow nothing, without its being said."""

    code = "no_unit"

    def __init__(self, who: str) -> None:
        super().__init__(
            _("No unit is ticked for %(who)s: they would follow nothing that year. Nothing was written.")
            % {"who": who},
            _("Tick the units they follow; or, if they follow none that year, tick “No unit that year”."),
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


class ChangedMeanwhile(Refusal):
    """A registration in the place of which another was put while it was looked at."""

    def __init__(self, number: str, year: int) -> None:
        super().__init__(
            _("The registration of %(number)s for %(year)d-%(next)d was changed meanwhile. Nothing was written.")
            % {"number": number, "year": year, "next": year + 1},
            _("Look at it as it is now, then change it if need be."),
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


class NoFurtherStudy(AgainstTheJury):
    """A registration of somebody whose last published decision leads to no further study, without a reason."""

    def __init__(self, number: str, words: str, jury: str, published: datetime) -> None:
        Refusal.__init__(
            self,
            _("What was last decided of %(number)s leads to no registration: “%(words)s” (%(jury)s, %(day)s).")
            % {"number": number, "words": words, "jury": jury, "day": day(published)},
            _("Leave them out, or say beside them why they are registered. Nothing was written."),
        )


class AlreadyObtained(Refusal):
    """A registration of somebody who has obtained all that the studies lead to, without a reason."""

    def __init__(self, number: str, words: str, jury: str) -> None:
        super().__init__(
            _("%(number)s has finished: “%(words)s” (%(jury)s). Nothing was written.")
            % {"number": number, "words": words, "jury": jury},
            _("Leave them out, or say beside them why they are registered again."),
        )


class UnitsAcquired(Refusal):
    """Units that somebody had acquired before the year of a registration. units: their names."""

    def __init__(self, number: str, units: Sequence[str], said: Sequence[str]) -> None:
        self.units = tuple(units)
        super().__init__(
            _("%(number)s has acquired already: %(units)s. Nothing was written.")
            % {"number": number, "units": ", ".join(said)},
            _("Register them without these units: what is acquired stays, and is not taken again."),
        )


class NothingSinceAcquired(Refusal):
    """Registrations chosen to leave out what is acquired, of which none has anything acquired any more."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing that was acquired before stands in these registrations. Nothing was written."),
            _("Look at the list again: somebody may have changed them, or a mark was corrected."),
        )


class MarksDropped(Refusal):
    """A unit left out of a registration although a mark or an absence of it is kept. units: their names."""

    def __init__(self, units: Sequence[str], labels: Sequence[str]) -> None:
        self.units = tuple(units)
        super().__init__(
            _("A mark or an absence is kept of what would be left out: %(units)s. Nothing was written.")
            % {"units": ", ".join(labels)},
            _("Keep these units, or tick them below as left out knowingly: their marks would then count no more."),
        )


class MarksLeft(MarksDropped):
    """Other papers than those on which somebody has marks. lost: the units whose marks would count no more; revived:
    those where a mark set aside before would count again. Of each, then, its name in words."""

    def __init__(
        self, lost: Sequence[str], revived: Sequence[str], said_lost: Sequence[str], said_revived: Sequence[str]
    ) -> None:
        self.units = tuple(dict.fromkeys([*lost, *revived]))
        self.revived = frozenset(revived)
        what = [
            *([_("the marks of %(units)s would count no more") % {"units": ", ".join(said_lost)}] if lost else []),
            *(
                [_("marks set aside before would count again: %(units)s") % {"units": ", ".join(said_revived)}]
                if revived
                else []
            ),
        ]
        Refusal.__init__(
            self,
            _("Other papers would be sat: %(what)s. Nothing was written.") % {"what": " ; ".join(map(str, what))},
            _("Say below of each whether its marks are kept, on the papers sat before, or it is to be marked anew."),
        )


class NothingToKeep(Refusal):
    """A unit whose marks cannot be kept where it was sat: it was not followed before, or is followed no more."""

    code = "no_such_unit"

    def __init__(self, number: str, unit: str) -> None:
        super().__init__(
            _("%(number)s has nothing to keep of “%(unit)s”: it is not followed both before and after.")
            % {"number": number, "unit": unit},
            _("Keep the marks of units that are followed all the same."),
        )


class YearDecided(Refusal):
    """A year of which a jury that is closed decided."""

    def __init__(self, number: str, jury: str) -> None:
        super().__init__(
            _("A jury decided of that year of %(number)s: %(jury)s.") % {"number": number, "jury": jury},
            _("What was decided stands. Correct the decision, in the jury, if it should not have been taken."),
        )


class BeforeAJury(Refusal):
    """Somebody whose file a jury has drawn, and that is not closed yet."""

    def __init__(self, number: str, jury: str) -> None:
        super().__init__(
            _("The file of %(number)s is before a jury: %(jury)s.") % {"number": number, "jury": jury},
            _("Say that it is not in order, draw the file again so that the jury sets it apart, then cancel."),
        )


class YearMarked(Refusal):
    """A year of which marks or absences are kept."""

    def __init__(self, number: str, kept: str) -> None:
        super().__init__(
            _("Something is kept of that year of %(number)s: %(kept)s. Nothing was written.")
            % {"number": number, "kept": kept},
            _("Who was there is not cancelled: interrupt the registration, or clear what was entered by mistake."),
        )


class NotInThatYear(Refusal):
    """A day outside the university year of a registration."""

    def __init__(self, day_: date, year: int) -> None:
        super().__init__(
            _("%(day)s is no day of %(year)d-%(next)d.") % {"day": day(day_), "year": year, "next": year + 1},
            _("Give a day of that university year."),
        )


class AlreadyInterrupted(Refusal):
    def __init__(self, number: str, since: date) -> None:
        super().__init__(
            _("The registration of %(number)s is interrupted since %(day)s.") % {"number": number, "day": day(since)},
            _("Resume it first, then interrupt it from another day."),
        )


class NotInterrupted(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("The registration of %(number)s is not interrupted.") % {"number": number},
            _("Look at it again: somebody may have resumed it."),
        )


class RegisteredOnce(Refusal):
    """Somebody who was registered keeps the intake of their entry."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s was registered: the intake of their entry, and its text, stay theirs.") % {"number": number},
            _("Change the intake of a year instead: “Change”, beside that registration."),
        )


class EntryMoved(Refusal):
    """Somebody whose entry was moved while they were being registered."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s was put in another intake meanwhile. Nothing was written.") % {"number": number},
            _("Look at their file again, then register them."),
        )


class SettledAlready(Refusal):
    """Somebody of whom something was marked or decided keeps the intake of their entry."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("Something was marked or decided of %(number)s: their intake, its day and its text stay theirs.")
            % {"number": number},
            _("Open another intake, and another file there for whoever is to be judged again."),
        )


class IntakeBegun(Refusal):
    """An intake that people study with already, or that has started."""

    def __init__(self, intake: str, registered: int) -> None:
        what = gettext("“%(intake)s” has started.")
        if registered:
            what = ngettext(
                "%(count)d person was registered with “%(intake)s”.",
                "%(count)d people were registered with “%(intake)s”.",
                registered,
            )
        super().__init__(
            what % {"count": registered, "intake": intake},
            _("Open another intake, and move there those who should be of it."),
        )


class IntakeNamed(Refusal):
    """An intake for which something was set or called."""

    def __init__(self, intake: str, meant: Sequence[str]) -> None:
        super().__init__(
            _("Something is meant for “%(intake)s”: %(what)s.") % {"intake": intake, "what": ", ".join(meant[:5])},
            _("Take it away, or give it to another intake, first."),
        )


class IntakeNotEmpty(Refusal):
    def __init__(self, intake: str, people: int) -> None:
        super().__init__(
            ngettext(
                "“%(intake)s” is not empty: %(count)d person is of it.",
                "“%(intake)s” is not empty: %(count)d people are of it.",
                people,
            )
            % {"intake": intake, "count": people},
            _("Move them to another intake first."),
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


class WorksForTheSchool(Refusal):
    """Somebody to be enrolled whose address is that of somebody who works for the school."""

    def __init__(self, email: str, who: str) -> None:
        super().__init__(
            _("%(email)s is the address of %(who)s, who works for the school. Nobody was enrolled.")
            % {"email": email, "who": who},
            _("Give the student’s own address; if they study too, say so as the reason."),
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
