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

from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.common.years import both_years, first_day
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.entries import entered_before, under_text
from parchemin.campus.dossiers.queries.subjects import subjects_of
from parchemin.campus.law.cohorts import write_records
from parchemin.campus.law.terms import Subject

REGULATION, RECORDS = "regulation", "records"


def export(
    programme: Programme,
    to: IO[bytes],
    *,
    at: datetime,
    year: int | None = None,
    known: datetime | None = None,
) -> int:
    """Write the archive of a programme; gives back how many dossiers it holds, of every root of its texts.

    year, known: what counts, as `FactsWanted` says. Who came after that moment is not in it.
    """
    held, versions, moment = 0, set[tuple[int, str]](), known or at
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive, TemporaryDirectory() as place:
        for publication in programme.publications.order_by("number"):
            home = f"{programme.slug}/{publication.number:02}"
            members = _members(publication, year, known)
            if not members and known is not None and publication.published_at > known:
                continue  # nobody knew of it, and nobody is under it
            for name, text in sorted(publication.files.items()):
                archive.writestr(f"{home}/{REGULATION}/{name}", text)
            folder = Path(place) / str(publication.number)
            apart = write_records(members, folder, at=moment, year=year, known=known)
            versions |= {(publication.number, day) for day in apart}
            _put(archive, home, folder)
            held += len(members)
        told = _explained(programme, sorted(versions), moment, year)
        archive.writestr(f"{programme.slug}/{gettext('README')}.md", told)
    return held


def _members(publication: Publication, year: int | None, known: datetime | None) -> list[Subject]:
    """Those under a text, of every root, or those of them who had entered by a year, who were there at a moment."""
    rows = under_text(Dossier.objects.filter(programme=publication.programme), publication.pk, known)
    rows = rows if year is None else entered_before(rows, first_day(year + 1), known)
    rows = rows.filter(opened_at__lte=known) if known else rows
    return sorted(subjects_of(rows), key=lambda one: one.number)


def _put(archive: zipfile.ZipFile, home: str, folder: Path) -> None:
    files: Iterable[Path] = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        archive.write(path, f"{home}/{path.relative_to(folder)}")


def _explained(programme: Programme, versions: Iterable[tuple[int, str]], at: datetime, year: int | None) -> str:
    """What is in the archive. versions: the texts, and the days of their versions, whose records stand apart."""
    apart = "".join(
        f"    parchemin decide {number:02}/{REGULATION} {number:02}/{RECORDS}-{day} --at {day}\n"
        for number, day in versions
    )
    told = gettext(
        "# Records of %(programme)s, %(moment)s\n\n%(scope)s\n\n"
        "One folder for each text published: the text (`%(regulation)s`) and, where somebody is under it, their "
        "records (`%(records)s`).\n\n    parchemin decide 01/%(regulation)s 01/%(records)s\n"
    ) % {
        "programme": programme.title,
        "moment": timezone.localdate(at).isoformat(),
        "scope": gettext("Every year.")
        if year is None
        else gettext("As the year %(year)s was: nothing later counts.") % {"year": both_years(year)},
        "regulation": REGULATION,
        "records": RECORDS,
    }
    if not apart:
        return told
    why = gettext("Those of whom the text asks no day of entry are apart, version by version:")
    return f"{told}\n{why}\n\n{apart}"
