"""The minutes are made by a worker, a moment after the closing: typeset, sealed, kept with their digest."""

from __future__ import annotations

from datetime import datetime

from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parchemin.campus.common.events import reacts_to
from parchemin.campus.common.files import PDF, FileContent, clean_name, keeping
from parchemin.campus.documents.making import make_document
from parchemin.campus.documents.rendering import Language
from parchemin.campus.jury.actions import MinutesDue
from parchemin.campus.jury.models import Minutes
from parchemin.campus.jury.queries.juries import law_of_jury
from parchemin.campus.jury.queries.minutes import minutes_data


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
        data = minutes_data(due)
        document = make_document(
            "minutes",
            data,
            title=f"{due.jury.programme.title}, {data.jury}",
            language=language,
            at=due.at.replace(microsecond=0),  # a document tells no less than a second
            school=due.jury.programme.school.slug,
        )
        name = clean_name(f"{_('minutes')}-{due.jury.year}-{due.number}.pdf")
    try:
        _keep(due, FileContent(name, PDF, document.bytes), timezone.now())
    except _MadeMeanwhile:
        due.refresh_from_db()
    assert due.digest is not None
    return due.digest


class _MadeMeanwhile(Exception):
    """Another worker made the file first: that one stays, and this one is taken away."""


def _keep(due: Minutes, content: FileContent, at: datetime) -> None:
    with keeping(content, at=at) as kept:
        waiting = Minutes.objects.filter(pk=due.pk, digest=None)
        if not waiting.update(file=kept, digest=content.sha256, made_at=at):
            raise _MadeMeanwhile
    due.digest = content.sha256
