"""What is refused about papers, marks and absences, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.numbers import day


class NoSuchUnit(Refusal):
    def __init__(self, unit: str) -> None:
        super().__init__(
            _("The regulation has nothing to mark under “%(unit)s”.") % {"unit": unit}, _("Choose one of its units.")
        )


class PaperExists(Refusal):
    def __init__(self, label: str) -> None:
        super().__init__(
            _("“%(label)s” is already among the assessments of this session.") % {"label": label},
            _("Change that one, or give another name."),
        )


class TooManyPapers(Refusal):
    def __init__(self, most: int, article: str) -> None:
        self.article = article
        super().__init__(
            _("The regulation allows %(most)d assessments a session at most (%(article)s).")
            % {"most": most, "article": article},
            _("Change one that is there instead of adding another."),
        )


class OneMarkOnly(Refusal):
    def __init__(self, article: str) -> None:
        self.article = article
        super().__init__(
            _("The regulation gives this unit one mark of its own (%(article)s): it has no assessments to set.")
            % {"article": article},
            _("Enter that mark; what it is made of stays with the teacher."),
        )


class AlreadyMarked(Refusal):
    def __init__(self, label: str) -> None:
        super().__init__(
            _("“%(label)s” already has marks: what was marked stays as it was announced.") % {"label": label},
            _("Set another assessment beside it, or leave it as it is."),
        )


class NotSatYet(Refusal):
    def __init__(self, label: str, sat_on: date) -> None:
        super().__init__(
            _("“%(label)s” is sat on %(day)s: it has no mark before.") % {"label": label, "day": day(sat_on)},
            _("Enter the marks from that day on; if it was sat earlier, change its day first, in its syllabus."),
        )


class AudienceTaken(Refusal):
    def __init__(self, label: str, audience: str) -> None:
        what = (
            _("“%(label)s” is already set for %(audience)s.") % {"label": label, "audience": audience}
            if audience
            else _("“%(label)s” is already set for everybody whom the others leave.") % {"label": label}
        )
        super().__init__(what, _("Change that one, give another name, or choose other intakes or modalities."))


class SittersMarked(Refusal):
    def __init__(self, label: str, count: int, some: str) -> None:
        self.count = count
        super().__init__(
            _("“%(label)s” would take from %(count)d students an assessment in which they have marks: %(some)s.")
            % {"label": label, "count": count, "some": some},
            _(
                "Nothing was changed and their marks stand. Leave their intake or modality out, or have those marks "
                "cleared while they are not submitted, then set it."
            ),
        )


class PaperNameMissing(Refusal):
    code = "name_missing"

    def __init__(self) -> None:
        super().__init__(
            _("An assessment needs a name of letters and digits, at most 80 long."),
            _("Write one: “examen”, “dossier”."),
        )


class AlreadyTeaching(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This person already marks this unit this year."), _("There is nothing to do."))


class NotATeacher(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s holds no teacher's role in this programme.") % {"name": name},
            _("Have a director give that role first."),
        )


class NotOnTheList(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s is not among those who sit this assessment.") % {"number": number},
            _("Check the number, or register them for the unit (and the session) first."),
        )


class StudiesInterrupted(NotOnTheList):
    """A mark for somebody who had interrupted their studies when the paper was sat."""

    def __init__(self, number: str, since: date) -> None:
        Refusal.__init__(
            self,
            _("%(number)s does not sit this assessment: their studies are interrupted since %(day)s.")
            % {"number": number, "day": day(since)},
            _("Leave them out. If they were there, the programme office changes the interruption first."),
        )


class MarkRefused(Refusal):
    """A mark that cannot be taken, with what may be written."""

    def __init__(self, number: str, given: str, why: object, remedy: object) -> None:
        self.number, self.given, self.why = number, given, why
        super().__init__(_("%(number)s: %(why)s") % {"number": number, "why": why}, remedy)


class NothingInItsPlace(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s: a mark that was submitted is corrected, not taken away.") % {"number": number},
            _("Write the right mark, or ABS."),
        )


class PaperGone(Refusal):
    def __init__(self, label: str) -> None:
        super().__init__(
            _("“%(label)s” is no longer among the assessments.") % {"label": label},
            _("Load the page again; ask the programme office what took its place."),
        )


class NothingUnderstood(Refusal):
    def __init__(self) -> None:
        super().__init__(_("What was sent cannot be read."), _("Load the page again, then do it once more."))


class NoSessionToOpen(Refusal):
    def __init__(self, unit: str) -> None:
        super().__init__(
            _("The regulation opens no second session of “%(unit)s” by registration.") % {"unit": unit},
            _("Choose one of the units listed."),
        )


class NotEntitled(Refusal):
    def __init__(self, number: str, unit: str) -> None:
        super().__init__(
            _("%(number)s has no second session to sit in “%(unit)s” as things stand.")
            % {"number": number, "unit": unit},
            _("Look at the list again: marks changed meanwhile."),
        )


class PreviewExpired(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This preview is too old, or is not the one that was shown."), _("Choose the file again."))


class MarkColumnsMissing(Refusal):
    """No line of the file has the headings that a sheet of marks needs."""

    def __init__(self) -> None:
        super().__init__(
            _("No line of this sheet names both a column “number” and a column “mark”."),
            _("Start from the file that this page exports: it has the columns that are expected."),
        )


class MarksSubmitted(Refusal):
    code = "submitted"

    def __init__(self) -> None:
        super().__init__(
            _("These marks were submitted: one changes only by a correction, with its reason."),
            _("Give the reason of the correction."),
        )


class AlreadySubmitted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("These marks were already submitted."), _("There is nothing to do."))


class MarksMissing(Refusal):
    def __init__(self, count: int, some: str) -> None:
        self.count = count
        super().__init__(
            _("%(count)d students have neither mark nor absence: %(some)s.") % {"count": count, "some": some},
            _("Enter a mark or an absence for each, then submit."),
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's value stands where the writer saw another."""

    dossier: int
    number: str
    theirs: str
    who: str
    key: int = 0
    at: datetime | None = None


class MarkConflict(Refusal):
    """Nothing was written: the marks named had changed since they were read."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        told = ", ".join(f"{c.number} : {c.theirs or '—'} ({c.who})" for c in self.conflicts[:5])
        super().__init__(
            _("Changed meanwhile by somebody else: %(told)s.") % {"told": told},
            _("Look at what stands now, then enter yours again if you still mean to."),
        )


class NotAbsent(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No absence of yours is recorded at this assessment."),
            _("Wait until the absence is entered, or write to the programme office."),
        )


class RequestExists(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A request was already filed for this absence."), _("Write to the programme office to complete it.")
        )


class GroundMissing(Refusal):
    def __init__(self, known: str) -> None:
        super().__init__(
            _("A request needs its ground."),
            (_("Choose one of: %(known)s.") % {"known": known}) if known else _("Say why in a sentence."),
        )


class RequestTooLate(Refusal):
    def __init__(self, due: date, article: str, whom: str = "") -> None:
        said = {"due": day(due), "article": article.removeprefix("§")}
        super().__init__(
            _("The last day to ask was %(due)s (§%(article)s).") % said,
            (_("Write to %(whom)s: only the programme office can still look at your case.") % {"whom": whom})
            if whom
            else _("Write to the programme office: only it can still look at your case."),
        )


class NoSuchVerdict(Refusal):
    def __init__(self, known: str) -> None:
        super().__init__(
            _("This is not a decision that the regulation allows here."),
            _("Choose one of: %(known)s.") % {"known": known},
        )


class RulingReasonMissing(Refusal):
    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("A decision needs its reason."), _("Say why in a sentence: the student will read it."))


class DecidedMeanwhile(Refusal):
    """Somebody else decided since the request was read: theirs stands."""

    def __init__(self, who: str, verdict: str) -> None:
        super().__init__(
            _("%(who)s decided meanwhile: %(verdict)s.") % {"who": who, "verdict": verdict},
            _("Read that decision; if yours must replace it, decide again and say why."),
        )


class NotExcused(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The absence is not excused: the text has nothing follow from it."),
            _("Decide first whether the document stands."),
        )


class NoCheckHere(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The regulation has no special check to be marked here."),
            _("Decide on a special check first, where the text has one."),
        )


class NotOfAPaper(Refusal):
    def __init__(self, label: str) -> None:
        super().__init__(
            _("“%(label)s” is not said of a paper.") % {"label": label},
            _("Declare it on the student’s file; here only marks and what goes with them are taken over."),
        )
