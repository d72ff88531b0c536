"""What a jury does apart: its minutes, made a moment after the closing and sealed; the mails to who sits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parchemin.campus.clock.models import DueTask, falls_due
from parchemin.campus.common import journal
from parchemin.campus.common.events import reacts_to
from parchemin.campus.common.files import PDF, FileContent, clean_name, keeping
from parchemin.campus.common.mails import mail
from parchemin.campus.common.proving import altered_now
from parchemin.campus.common.reading import note_anew, one_moment
from parchemin.campus.documents.making import make_document
from parchemin.campus.documents.rendering import Language, render_whatever
from parchemin.campus.jury.access import FOLLOW
from parchemin.campus.jury.actions import REMINDER, JuryMoved, MinutesDue
from parchemin.campus.jury.models import Jury, Minutes, Seat
from parchemin.campus.jury.queries.juries import law_of_jury
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.queries.standing import drawn_otherwise


@reacts_to(MinutesDue)
def ask_for_minutes(due: MinutesDue) -> None:
    """The task is a row of the same transaction: what is closed has its minutes made, whatever stops meanwhile."""
    make_minutes.enqueue(str(due.minutes))


@task()
def make_minutes(minutes: str) -> str:
    """Make the file, once. Done again after an interruption, or twice at once, one file is kept."""
    found = Minutes.objects.select_related("jury__programme__school", "corrected__question__case__dossier__person")
    due = found.get(pk=minutes)
    if due.digest:
        return due.digest
    language: Language = law_of_jury(due.jury).language
    with translation.override(language):
        with one_moment():
            data, untrue = minutes_data(due), _untrue(due)
        document = make_document(
            "minutes",
            data,
            title=f"{due.jury.programme.title}, {data.jury}",
            language=language,
            at=due.at.replace(microsecond=0),  # a document tells no less than a second
            school=due.jury.programme.school.slug,
            render=render_whatever,  # what is decided and sealed has its minutes
        )
        name = clean_name(f"{_('minutes')}-{due.jury.year}-{due.number}.pdf")
    try:
        _keep(due, FileContent(name, PDF, document.bytes), untrue, timezone.now())
    except _MadeMeanwhile:
        due.refresh_from_db()
    assert due.digest is not None
    return due.digest


def _untrue(due: Minutes) -> list[str]:
    """What is otherwise in the database than the journal says as they are made, and what was as the jury closed."""
    now = altered_now(due.jury.programme.school.slug)
    return now if due.number else [*now, *drawn_otherwise(due)]


class _MadeMeanwhile(Exception):
    """Another worker made the file first: that one stays, and this one is taken away."""


def _keep(due: Minutes, content: FileContent, untrue: Sequence[str], at: datetime) -> None:
    """untrue: what is told in it and was not as the journal says."""
    with keeping(content, at=at) as kept:
        note_anew(due)
        waiting = Minutes.objects.filter(pk=due.pk, digest=None)
        if not waiting.update(file=kept, digest=content.sha256, made_at=at):
            raise _MadeMeanwhile
        due.file, due.digest, due.made_at = kept, content.sha256, at
        chain, told = due.jury.programme.school.slug, {"number": due.number}
        title = due.jury.title[:200]
        journal.record(
            "jury.keep_minutes", title, chain=chain, actor=None, at=at, payload=told, rows=[due], untrue=untrue
        )


# --- the mails to who sits ----------------------------------------------------------------------------------------

type About = Literal["reminder", "moved"]


@falls_due(REMINDER, says=gettext_lazy("Reminder to the members of “%(subject)s”"), permission=FOLLOW.name)
def when_jury_is_near(due: DueTask, at: datetime) -> bool:
    """A mail to each who sits. Nothing once it is open, or when its hour has gone by while the campus was stopped."""
    jury = Jury.objects.prefetch_related("events").get(pk=due.key)
    if jury.state != "called" or jury.held_at <= at:
        return False
    return _mail_members(jury, "reminder")


@reacts_to(JuryMoved)
def when_moved(event: JuryMoved) -> None:
    """Put the mails in the queue, in the transaction of the move: both are kept, or neither."""
    _mail_members(Jury.objects.get(pk=event.jury), "moved")


def _mail_members(jury: Jury, about: About) -> bool:
    seats = Seat.objects.filter(jury=jury, withdrawn_at=None).order_by("pk").values_list("pk", flat=True)
    for seat in seats:
        mail_member.enqueue(str(seat), about)
    return bool(seats)


@task()
def mail_member(seat: str, about: About) -> int:
    """Mail one who sits when and where, as it stands when the mail leaves. Nothing for who sits no more."""
    sits = Seat.objects.select_related("person", "jury__programme").filter(pk=seat, withdrawn_at=None).first()
    if sits is None:
        return 0
    address = settings.ADDRESS + reverse("jury:composition", args=[sits.jury_id])
    told = {"seat": sits, "jury": sits.jury, "link": address, "about": about}
    return mail("jury/mail/member", told, sits.person.email)
