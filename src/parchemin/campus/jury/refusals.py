"""What is refused about juries, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.numbers import day

SHOWN = 5


def some(names: Sequence[str]) -> str:
    """The first few of a list, and how many more."""
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (gettext(" and %(rest)d more") % {"rest": rest} if rest > 0 else "")


# --- calling and composing ---------------------------------------------------------------------------------------


class AlreadyCalled(Refusal):
    def __init__(self, title: str) -> None:
        super().__init__(
            _("A jury called “%(title)s” already exists for this year.") % {"title": title},
            _("Open that one, or give another title."),
        )


class NothingToDecide(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A jury is called on one decision of the regulation at least."), _("Choose one of those listed.")
        )


class NoSuchDecision(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The regulation has no decision “%(name)s” that a jury may be called on.") % {"name": name},
            _("Choose one of those listed."),
        )


class NotAStudyYear(Refusal):
    code = "no_such_stage"

    def __init__(self, stage: str) -> None:
        super().__init__(
            _("“%(stage)s” is no year of study of this regulation.") % {"stage": stage or "—"},
            _("Choose one of those listed."),
        )


class TitleMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A jury needs a title."), _("Write the one that the minutes will bear."))


class NotAJuryMember(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s holds no jury role in this programme.") % {"name": name},
            _("Have a director give that role first."),
        )


class AlreadySeated(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s already sits in this jury, or this office is taken.") % {"name": name},
            _("Withdraw the seat that is there, then seat them again."),
        )


class VoiceOfOffice(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Who presides, or replaces who presides, has a deliberative voice."),
            _("Choose a deliberative voice, or another office."),
        )


class AlreadyOpened(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This jury is open: its composition no longer changes."),
            _("Write arrivals and departures on the page of the deliberation."),
        )


class HeldAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This jury is open or over: it is no longer moved."),
            _("To look at something again on another day, call another jury."),
        )


class NotItsDay(Refusal):
    def __init__(self, held_on: date) -> None:
        super().__init__(
            _("This jury is called for %(day)s: it does not open before.") % {"day": day(held_on)},
            _("Open it on that day, or move it first: who sits is told."),
        )


class Irregular(Refusal):
    """The composition is not what is asked. `unmet` are the requirements, in the words of the text."""

    def __init__(self, unmet: Sequence[str]) -> None:
        self.unmet = tuple(unmet)
        super().__init__(
            _("The composition is not regular: %(unmet)s.") % {"unmet": " ; ".join(unmet)},
            _("Seat who is missing, or answer what is asked, then open the jury."),
        )


class NobodyRegistered(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nobody is registered for that year, so there is nothing to deliberate."),
            _("Check the year and the year of study of the jury, or register the students first."),
        )


# --- deliberating ------------------------------------------------------------------------------------------------


class NotOpen(Refusal):
    def __init__(self, state: str) -> None:
        self.state = state
        why = {
            "called": _("This jury is not open yet."),
            "closed": _("This jury is closed: its record is sealed."),
            "published": _("This jury is closed and published: its record is sealed."),
        }
        nexts = {"called": _("Open it on the page of its composition.")}
        super().__init__(why[state], nexts.get(state, _("Make a correction, with its reason, if something is wrong.")))


class DrawnMeanwhile(Refusal):
    code = "changed_meanwhile"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("The file of %(number)s was drawn again meanwhile.") % {"number": number},
            _("Look at what the regulation says now, then decide."),
        )


class IsSetApart(Refusal):
    def __init__(self, number: str, why: object) -> None:
        super().__init__(
            _("%(number)s is set apart (%(why)s): the jury does not rule on this file.")
            % {"number": number, "why": why},
            _("Have the registration put in order, then draw the files again before closing."),
        )


class AlreadyRuled(Refusal):
    def __init__(self, option: str, who: str) -> None:
        self.option = option
        super().__init__(
            _("This was decided meanwhile: “%(option)s” (%(who)s). Nothing of yours was written.")
            % {"option": option, "who": who},
            _("Look at the decision; take it back first if it is not the right one."),
        )


class NotLawful(Refusal):
    def __init__(self, option: str, options: Sequence[str]) -> None:
        super().__init__(
            _("The regulation does not allow “%(option)s” here.") % {"option": option or "—"},
            _("Choose one of: %(options)s.") % {"options": ", ".join(options) or "—"},
        )


class FactMissing(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("A fact is still missing in the file of %(number)s: the regulation says nothing certain yet.")
            % {"number": number},
            _("Enter what is missing and draw the files again, or put this file off with a reason."),
        )


class NothingToConfirm(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing is left to confirm."), _("There is nothing to do."))


class NothingToPutOff(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No file waits for a missing fact without a decision."), _("A single file is put off from its own page.")
        )


class NotRuled(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing is decided here yet, or it was taken back meanwhile."), _("There is nothing to do.")
        )


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The reason is missing."), _("Say why in a sentence: it stays beside the decision."))


class ReplacesDecision(Refusal):
    """Another jury published otherwise of the same year, and no rule says that it changes."""

    def __init__(self, number: str, words: str, jury: str) -> None:
        super().__init__(
            _("Of %(number)s, “%(words)s” was published: %(jury)s.") % {"number": number, "words": words, "jury": jury},
            _("Say why it is decided otherwise now: the reason stands in the minutes beside the decision."),
        )


# --- votes -------------------------------------------------------------------------------------------------------


class BallotUnderWay(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A vote is already under way on this question."), _("Close it first."))


class BallotClosed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This vote is closed: your voice was not counted."), _("Ask who presides for another vote."))


class BallotCounted(Refusal):
    """Who presides counts a vote that was counted."""

    code = "already_counted"

    def __init__(self, *, tied: bool) -> None:
        if tied:
            super().__init__(
                _("This vote is counted already: it is a tie."),
                _("Give the casting voice, or decline to: reload the page, which asks for it."),
            )
            return
        super().__init__(
            _("This vote is counted already: its result stands."),
            _("Read it on the file; put the question to the vote again if it must be decided otherwise."),
        )


class BallotLost(Refusal):
    """The key of a vote is gone: a backup, which holds none, was restored while it was under way."""

    def __init__(self) -> None:
        super().__init__(
            _("This vote can no longer be counted: your voice was not kept."),
            _("Who presides closes it, then puts the question to the vote again."),
        )


class NotTied(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This vote is not a tie that waits for the casting voice."), _("Reload the page: it shows how it stands.")
        )


class AlreadyVoted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("You have already voted here. Your first voice stands."), _("There is nothing to do."))


class NoVoice(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Only a member who is present and has a deliberative voice votes."),
            _("If you have just arrived, have who presides write it down."),
        )


class NoSuchChoice(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A voice is for, against, or an abstention."), _("Choose one of the three."))


# --- closing, publishing, correcting --------------------------------------------------------------------------------


class StillOpen(Refusal):
    """Closing is refused: something is not decided. `numbers` are the files concerned."""

    def __init__(self, undecided: Sequence[str], pending: Sequence[str], ballots: int) -> None:
        self.undecided, self.pending, self.ballots = tuple(undecided), tuple(pending), ballots
        told = []
        if ballots:
            told.append(ngettext("%(count)d vote under way", "%(count)d votes under way", ballots) % {"count": ballots})
        if undecided:
            said = ngettext("%(count)d file to decide: %(some)s", "%(count)d files to decide: %(some)s", len(undecided))
            told.append(said % {"count": len(undecided), "some": some(undecided)})
        if pending:
            said = ngettext(
                "%(count)d file where a fact is missing: %(some)s",
                "%(count)d files where a fact is missing: %(some)s",
                len(pending),
            )
            told.append(said % {"count": len(pending), "some": some(pending)})
        super().__init__(
            _("The jury cannot be closed: %(told)s.") % {"told": " ; ".join(told)},
            _("Decide each of them, or put a file off with a reason."),
        )


class FactsChanged(Refusal):
    """Marks or other facts changed since the files were drawn. `numbers` are the files concerned."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(
            _("The facts of %(count)d files changed since they were drawn: %(some)s.")
            % {"count": len(numbers), "some": some(numbers)},
            _("Draw the files again: only those are to be looked at anew."),
        )


class JuryPublishedAlready(Refusal):
    code = "already_published"

    def __init__(self) -> None:
        super().__init__(_("The decisions of this jury are already published."), _("There is nothing to do."))


class NotClosed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This jury is not closed yet."), _("Close it first: only what is sealed is published or corrected.")
        )


class SameAsBefore(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This is what stands already: there is nothing to correct."), _("Choose another option."))
