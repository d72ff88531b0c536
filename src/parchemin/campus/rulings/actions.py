"""What rulings do: publish a text that holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from parchemin.campus.catalogue import access, actions
from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.people.models import Person
from parchemin.campus.rulings import texts
from parchemin.campus.rulings.refusals import AnotherProgramme, TextRefused
from parchemin.regulation.findings import Refused, errors


def publish(programme: Programme, files: Mapping[str, str], *, by: Person, at: datetime) -> Publication:
    """Publish a text: read, reviewed, refused on any error, then kept as it is."""
    access.PUBLISH.demand(by, programme)
    try:
        found = texts.reviewed(files)
    except Refused as refused:
        raise TextRefused(refused.findings) from refused
    text = found.understood.regulation
    if text is None or errors(found.findings):
        raise TextRefused(errors(found.findings))
    if text.name != programme.slug:
        raise AnotherProgramme(text.name, programme.slug)
    return actions.add_publication(
        programme,
        files,
        title=text.title,
        in_force=date.fromisoformat(text.version),
        digest=text.digest,
        by=by,
        at=at,
    )
