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


def export(programme: Programme, to: IO[bytes], *, at: datetime) -> int:
    """Write the archive of a programme; gives back how many persons it holds."""
    persons = 0
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive, TemporaryDirectory() as place:
        for publication in programme.publications.order_by("number"):
            home = f"{programme.slug}/{publication.number:02}"
            members = _members(publication)
            for name, text in sorted(publication.files.items()):
                archive.writestr(f"{home}/{REGULATION}/{name}", text)
            if members:
                _put(archive, f"{home}/{RECORDS}", _records(publication, members, Path(place), at))
                persons += sum(map(len, members.values()))
        archive.writestr(f"{programme.slug}/{gettext('README')}.md", _explained(programme, at))
    return persons


def _members(publication: Publication) -> dict[str, list[tuple[int, str]]]:
    """By root, the keys and numbers of those under a text."""
    rows = Dossier.objects.filter(publication=publication)
    roots = sorted(set(rows.values_list("root", flat=True)))
    return {root: list(rows.of(root).order_by("number").values_list("pk", "number")) for root in roots}


def _records(
    publication: Publication, members: Mapping[str, Sequence[tuple[int, str]]], place: Path, at: datetime
) -> Path:
    folder = place / str(publication.number)
    write_records(publication, members, folder, at=at)
    return folder


def _put(archive: zipfile.ZipFile, home: str, folder: Path) -> None:
    files: Iterable[Path] = sorted(folder.iterdir())
    for path in files:
        archive.write(path, f"{home}/{path.name}")


def _explained(programme: Programme, at: datetime) -> str:
    return gettext(
        "# Records of %(programme)s, %(moment)s\n\n"
        "One folder for each text published: the text (`%(regulation)s`) and the records of those who are under it "
        "(`%(records)s`).\n\n    parchemin decide 01/%(regulation)s 01/%(records)s\n"
    ) % {
        "programme": programme.title,
        "moment": timezone.localdate(at).isoformat(),
        "regulation": REGULATION,
        "records": RECORDS,
    }
