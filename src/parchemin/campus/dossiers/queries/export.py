"""The records of a programme as files: for each text, its folder and the folder of records of those under it.

`parchemin decide <text> <records>` then says of each person what the screens say.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext

from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.cohorts import write_records

REGULATION, RECORDS = "regulation", "records"


def export(
    programme: Programme,
    to: IO[bytes],
    *,
    at: datetime,
    year: int | None = None,
    known: datetime | None = None,
) -> int:
    """Write the archive of a programme; gives back how many persons it holds.

    year, known: what counts, as `FactsWanted` says. Who came after that moment is not in it.
    """
    persons = 0
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive, TemporaryDirectory() as place:
        for publication in programme.publications.order_by("number"):
            home = f"{programme.slug}/{publication.number:02}"
            members = _members(publication, known)
            for name, text in sorted(publication.files.items()):
                archive.writestr(f"{home}/{REGULATION}/{name}", text)
            if members:
                _put(
                    archive, f"{home}/{RECORDS}", _records(publication, members, Path(place), known or at, year, known)
                )
                persons += sum(map(len, members.values()))
        archive.writestr(f"{programme.slug}/{gettext('README')}.md", _explained(programme, known or at, year))
    return persons


def _members(publication: Publication, known: datetime | None) -> dict[str, list[tuple[int, str]]]:
    """By root, the keys and numbers of those under a text, or of those who were there at a moment."""
    rows = Dossier.objects.filter(publication=publication)
    rows = rows.filter(opened_at__lte=known) if known else rows
    roots = sorted(set(rows.values_list("root", flat=True)))
    return {root: list(rows.of(root).order_by("number").values_list("pk", "number")) for root in roots}


def _records(
    publication: Publication,
    members: Mapping[str, Sequence[tuple[int, str]]],
    place: Path,
    at: datetime,
    year: int | None,
    known: datetime | None,
) -> Path:
    folder = place / str(publication.number)
    write_records(publication, members, folder, at=at, year=year, known=known)
    return folder


def _put(archive: zipfile.ZipFile, home: str, folder: Path) -> None:
    files: Iterable[Path] = sorted(folder.iterdir())
    for path in files:
        archive.write(path, f"{home}/{path.name}")


def _explained(programme: Programme, at: datetime, year: int | None) -> str:
    return gettext(
        "# Records of %(programme)s, %(moment)s\n\n%(scope)s\n\n"
        "One folder for each text published: the text (`%(regulation)s`) and the records of those who are under it "
        "(`%(records)s`).\n\n    parchemin decide 01/%(regulation)s 01/%(records)s\n"
    ) % {
        "programme": programme.title,
        "moment": timezone.localdate(at).isoformat(),
        "scope": gettext("Every year.")
        if year is None
        else gettext("As the year %(year)s was: nothing later counts.") % {"year": f"{year}-{year + 1}"},
        "regulation": REGULATION,
        "records": RECORDS,
    }
