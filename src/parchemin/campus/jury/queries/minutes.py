"""What the minutes of a jury tell, in the words of its text: counts of votes, and never whose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from parchemin.campus.common.models import Entry
from parchemin.campus.common.years import both_years
from parchemin.campus.documents import minutes as paper
from parchemin.campus.enrolment.facts import IN_GOOD_STANDING, REGISTERED
from parchemin.campus.jury.models import Case, JuryEvent, Minutes, Presence, Ruling, Seat
from parchemin.campus.jury.queries.juries import law_of_jury, seats_of
from parchemin.campus.jury.queries.published import leaves_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.looks.numbers import day
from parchemin.campus.people.queries import by_name, in_order

NAMELESS_LAST = ("\U0010ffff", "")  # what is about nobody, after everybody's name


def minutes_data(minutes: Minutes) -> paper.MinutesContent:
    """Those of a closing, or the addendum of a correction, as they were at that moment."""
    jury, law = minutes.jury, law_of_jury(minutes.jury)
    opening = jury.events.get(kind=JuryEvent.Kind.OPENED)
    cases = Case.objects.current().filter(jury=jury).select_related("dossier__person")
    apart = cases.exclude(set_apart="").order_by(*by_name("dossier__person"), "dossier__number")
    addendum = minutes.corrected
    rulings = [addendum] if addendum else leaves_of(jury, minutes)
    texts = _texts(rulings) or [(law.in_force.isoformat(), law.digest)]
    title = jury.title if not addendum else _("%(title)s, addendum %(number)d") % _numbered(minutes)
    return paper.MinutesContent(
        school=jury.programme.school.name,
        programme=jury.programme.title,
        jury=title,
        held_at=_to_the_second(opening.at),
        corrected_at=_to_the_second(minutes.at) if addendum else None,
        corrected_by=str(addendum.person) if addendum else "",
        place=jury.place or "—",
        intake=", ".join(part for part in (both_years(jury.year), _stage(minutes), jury.audience) if part),
        members=tuple(_member(seat) for seat in seats_of(jury)),
        regularity=_regularity(opening),
        decisions=tuple(_decision(minutes, ruling) for ruling in _by_name(rulings)),
        set_apart=() if addendum else tuple(_apart(case, law_article(minutes)) for case in apart),
        corrections=(_correction(minutes, addendum),) if addendum else (),
        regulation_version=", ".join(day(date.fromisoformat(version)) for version, _ in texts),
        regulation_digest=", ".join(digest for _, digest in texts),
        journal_digest=minutes.last_entry,
        journal_line=_line_of(minutes),
        root=minutes.root,
    )


def _line_of(minutes: Minutes) -> int:
    """The number of the line that its last digest is of; 0 where the journal no longer holds it."""
    lines = Entry.objects.filter(chain=minutes.jury.programme.school.slug, digest=minutes.last_entry)
    return lines.values_list("number", flat=True).first() or 0


def _to_the_second(at: datetime) -> datetime:
    return timezone.localtime(at).replace(microsecond=0)


def _texts(rulings: Sequence[Ruling]) -> list[tuple[str, str]]:
    """The version and digest of each text that these files were ruled under, the earliest first."""
    return sorted({(one.question.case.version, one.question.case.digest) for one in rulings})


def _numbered(minutes: Minutes) -> dict[str, object]:
    return {"title": minutes.jury.title, "number": minutes.number}


def _stage(minutes: Minutes) -> str:
    stages = {stage.key: stage.label for stage in law_of_jury(minutes.jury).study_years}
    return stages.get(minutes.jury.stage, minutes.jury.stage)


def _member(seat: Seat) -> paper.MinutesMember:
    presences = list(Presence.objects.filter(seat=seat))
    return paper.MinutesMember(
        name=str(seat.person),
        quality=seat.quality or seat.get_office_display(),
        voice=str(seat.get_voice_display()),
        presence=_presence(presences),
        signs=any(one.present for one in presences),
        presides=seat.office == Seat.Office.PRESIDENT,
    )


def _presence(presences: list[Presence]) -> str:
    """Present, absent, or the times of arrivals and departures."""
    if not presences:
        return "—"
    told = [_("present") if presences[0].present else _("absent")]
    for before, after in pairwise(presences):
        if before.present != after.present:
            words = _("arrived %(time)s") if after.present else _("left %(time)s")
            told.append(words % {"time": timezone.localtime(after.at).strftime("%H:%M")})
    return ", ".join(told)


def _regularity(opening: JuryEvent) -> tuple[paper.Sentence, ...]:
    return tuple(
        paper.Sentence(
            text=_("%(what)s (usage)") % {"what": label} if usage else str(label),
            articles=() if usage else (str(article).removeprefix("§"),),
        )
        for label, _state, article, usage in opening.notes["required"]
    )


def _by_name(rulings: list[Ruling]) -> list[Ruling]:
    def key(ruling: Ruling) -> tuple[str, str, str, int]:
        dossier = ruling.question.case.dossier
        named = in_order(dossier.person) if dossier.person else NAMELESS_LAST
        return *named, dossier.number, ruling.question.rank

    return sorted(rulings, key=key)


def _decision(minutes: Minutes, ruling: Ruling) -> paper.MinutesDecision:
    dossier = ruling.question.case.dossier
    votes = None
    if ruling.votes_for is not None and ruling.votes_against is not None and ruling.abstentions is not None:
        votes = paper.Votes(in_favour=ruling.votes_for, against=ruling.votes_against, abstentions=ruling.abstentions)
    return paper.MinutesDecision(
        number=dossier.number,
        name=dossier.listed_name,
        decision=_instead(minutes, ruling),
        by="rule" if ruling.by == "rule" else "jury",
        votes=votes,
        articles=tuple(ruling.articles),
    )


def _instead(minutes: Minutes, ruling: Ruling) -> str:
    """What was decided, and why where it takes the place of what another jury had published."""
    said = _said(minutes, ruling)
    if ruling.correction or not ruling.reason:
        return said
    return _("%(decision)s, in place of what another jury decided: %(reason)s") % {
        "decision": said,
        "reason": ruling.reason,
    }


def _said(minutes: Minutes, ruling: Ruling) -> str:
    """The option, after the decision it answers when the jury is called on several."""
    question, law = ruling.question, law_for(ruling.question.case.dossier)
    option = law.option_label(question.name, ruling.option)
    known = ((v.label, (v.name, v.member)) for v in law.decisions)
    label = next((label for label, asked in known if asked == (question.name, question.member)), question.name)
    if len(minutes.jury.decisions) == 1:
        return option
    return _("%(label)s: %(option)s") % {"label": label, "option": option}


def law_article(minutes: Minutes) -> tuple[str, ...]:
    """The article that sets apart whoever is not in order, where the text has one."""
    law = law_of_jury(minutes.jury)
    fact = law.fact(law.canonical(IN_GOOD_STANDING) or law.canonical(REGISTERED))
    return (fact.article.removeprefix("§"),) if fact else ()


def _apart(case: Case, articles: tuple[str, ...]) -> paper.SetApart:
    words = str(case.get_set_apart_display())
    return paper.SetApart(
        number=case.dossier.number,
        name=case.dossier.listed_name,
        reason=f"{words} : {case.reason}" if case.reason else words,
        articles=() if case.reason else articles,
    )


def _correction(minutes: Minutes, ruling: Ruling) -> paper.Correction:
    former = Ruling.objects.filter(question=ruling.question, pk__lt=ruling.pk).latest("pk")
    dossier = ruling.question.case.dossier
    return paper.Correction(
        number=dossier.number,
        name=dossier.listed_name,
        before=_said(minutes, former),
        after=_said(minutes, ruling),
        reason=ruling.reason,
        decided_on=timezone.localdate(former.at),
    )
