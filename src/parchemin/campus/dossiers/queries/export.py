"""The records of a programme as files: for each text, its folder and the folder of records of those under it.

`parchemin decide <text> <records>` then says of each person what the screens say.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.subjects import subjects_of
from parchemin.campus.law.cohorts import write_records

REGULATION, RECORDS = "regulation", "records"


def export(programme: Programme, to: IO[bytes], *, at: datetime) -> int:
    """Write the archive of a programme; gives back how many dossiers it holds, of every root of its texts."""
    held, versions = 0, set[tuple[int, str]]()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive, TemporaryDirectory() as place:
        for publication in programme.publications.order_by("number"):
            home = f"{programme.slug}/{publication.number:02}"
            members = sorted(subjects_of(Dossier.objects.filter(publication=publication)), key=lambda one: one.number)
            for name, text in sorted(publication.files.items()):
                archive.writestr(f"{home}/{REGULATION}/{name}", text)
            folder = Path(place) / str(publication.number)
            versions |= {(publication.number, day) for day in write_records(members, folder, at=at)}
            _put(archive, home, folder)
            held += len(members)
        archive.writestr(f"{programme.slug}/{gettext('README')}.md", _explained(programme, sorted(versions), at))
    return held


def _put(archive: zipfile.ZipFile, home: str, folder: Path) -> None:
    files: Iterable[Path] = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        archive.write(path, f"{home}/{path.relative_to(folder)}")


def _explained(programme: Programme, versions: Iterable[tuple[int, str]], at: datetime) -> str:
    """What is in the archive. versions: the texts, and the days of their versions, whose records stand apart."""
    apart = "".join(
        f"    parchemin decide {number:02}/{REGULATION} {number:02}/{RECORDS}-{day} --at {day}\n"
        for number, day in versions
    )
    told = gettext(
        "# Records of %(programme)s, %(moment)s\n\n"
        "One folder for each text published: the text (`%(regulation)s`) and the records of those who are under it "
        "(`%(records)s`).\n\n    parchemin decide 01/%(regulation)s 01/%(records)s\n"
    ) % {
        "programme": programme.title,
        "moment": timezone.localdate(at).isoformat(),
        "regulation": REGULATION,
        "records": RECORDS,
    }
    if not apart:
        return told
    why = gettext("Those of whom the text asks no day of entry are apart, version by version:")
    return f"{told}\n{why}\n\n{apart}"
