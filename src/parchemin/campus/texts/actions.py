"""What is done with a text: prepared as a draft, written in, checked in the background, published, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue import actions as catalogue
from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.catalogue.queries import not_started
from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.dossiers.actions import put_under
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.reviews import sound
from parchemin.campus.people.models import Person
from parchemin.campus.texts import access
from parchemin.campus.texts.models import Draft
from parchemin.campus.texts.refusals import DraftChanged, LastFile, PublishedMeanwhile

MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class ProofsAsked:
    """What a draft claims is to be proved, as it stands at a number."""

    draft: UUID
    number: int


def publish(programme: Programme, files: Mapping[str, str], *, by: Person, at: datetime) -> Publication:
    """Publish a text: read, reviewed, refused when anything stands in the way, then kept as it is.

    The intakes that have not started, and start once it is in force, follow it with whoever is of them; nobody else.
    """
    catalogue_access.PUBLISH.demand(by, programme)
    text = sound(files, programme)
    with transaction.atomic():
        programme = hold_row(programme, "school")
        followers = [one for one in _hold_not_started(programme, at) if one.starts >= text.in_force]
        publication = catalogue.add_publication(
            programme, files, title=text.title, in_force=text.in_force, digest=text.digest, by=by, at=at
        )
        put_under(followers, publication, by=by, at=at)
    return publication


def _hold_not_started(programme: Programme, at: datetime) -> list[Intake]:
    """The intakes that a text published now may be that of, held with whoever is of them: before the draft is."""
    intakes = hold(
        not_started(programme, date.min, timezone.localdate(at)).select_related("programme__school", "publication")
    )
    hold(Dossier.objects.filter(intake__in=intakes))
    return intakes


def start_draft(
    programme: Programme, files: Mapping[str, str], *, base: Publication | None = None, by: Person, at: datetime
) -> Draft:
    """Keep a text that somebody prepares. Only the latest of their drafts of a programme are kept."""
    catalogue_access.PUBLISH.demand(by, programme)
    with transaction.atomic():
        draft = Draft.objects.create(
            programme=programme, owner=by, base=base, files=dict(files), started_at=at, changed_at=at
        )
        others = Draft.objects.filter(programme=programme, owner=by).exclude(pk=draft.pk)
        older = others.values_list("pk", flat=True)[MOST_DRAFTS - 1 :]
        Draft.objects.filter(pk__in=list(older)).delete()
        ask_proofs(draft, by=by)
    return draft


def write_files(draft: Draft, files: Mapping[str, str], *, seen: int, by: Person, at: datetime) -> Draft:
    """Put texts in a draft, in place of those of the same name. Refused when it is no longer what was seen."""
    return _changed(draft, {**draft.files, **files}, seen, by, at)


def remove_file(draft: Draft, name: str, *, seen: int, by: Person, at: datetime) -> Draft:
    left = {path: text for path, text in draft.files.items() if path != name}
    if not left:
        raise LastFile
    return _changed(draft, left, seen, by, at)


def _changed(draft: Draft, files: Mapping[str, str], seen: int, by: Person, at: datetime) -> Draft:
    access.WORK_ON_DRAFT.demand(by, draft)
    if files == draft.files and draft.number == seen:
        return draft
    with transaction.atomic():
        written = Draft.objects.filter(pk=draft.pk, number=seen).update(
            files=dict(files), number=seen + 1, changed_at=at, proving=Draft.Proving.NOT_ASKED, proofs=[]
        )
        if not written:
            raise DraftChanged
        draft.refresh_from_db()
        ask_proofs(draft, by=by)
    return draft


def ask_proofs(draft: Draft, *, by: Person) -> None:
    """Have what the draft claims proved in the background, once for each state of it.

    The task is a row of the same transaction: a draft that says “asked” has its task, whatever stops meanwhile.
    """
    access.WORK_ON_DRAFT.demand(by, draft)
    with transaction.atomic():
        asked = (
            Draft.objects.filter(pk=draft.pk)
            .exclude(proved_number=draft.number)
            .update(proving=Draft.Proving.ASKED, proved_number=draft.number, proved=0, to_prove=0, proofs=[])
        )
        if asked:
            tell(ProofsAsked(draft.pk, draft.number))
    draft.refresh_from_db()


def publish_draft(draft: Draft, *, seen: int, last: int, by: Person, at: datetime) -> Publication:
    """Publish a draft as it was seen, over the publication that it was compared with (its number, 0 for none)."""
    access.WORK_ON_DRAFT.demand(by, draft)
    with transaction.atomic():
        programme = hold_row(draft.programme, "school")
        _hold_not_started(programme, at)
        now = next(iter(hold(Draft.objects.filter(pk=draft.pk, number=seen))), None)
        if now is None:
            raise DraftChanged
        newest = programme.publications.aggregate(last=Max("number"))["last"] or 0
        if newest != last:
            raise PublishedMeanwhile(newest)
        publication = publish(programme, now.files, by=by, at=at)
        now.delete()
    return publication


def throw_away(draft: Draft, *, by: Person) -> None:
    """A draft is no academic fact: it goes without a trace."""
    access.WORK_ON_DRAFT.demand(by, draft)
    draft.delete()
