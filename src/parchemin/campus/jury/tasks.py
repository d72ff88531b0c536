"""The minutes are made by a worker, a moment after the closing: typeset, sealed, kept with their digest."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.tasks import task
from django.utils import timezone, translation

from parchemin.campus.common.events import reacts_to
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
    """Make the file, once. Done again after an interruption, it makes another file and keeps one."""
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
    kept = default_storage.save(f"jury/{due.pk}.pdf", ContentFile(document.bytes))
    Minutes.objects.filter(pk=due.pk, digest=None).update(file=kept, digest=document.sha256, made_at=timezone.now())
    return document.sha256
