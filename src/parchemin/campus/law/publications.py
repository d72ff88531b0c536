"""Texts as the engine takes them, reviewed or loaded: files of a folder, of a publication. And whose law is which."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from parchemin.campus.catalogue.models import Publication
from parchemin.campus.law.law import Law, studying
from parchemin.campus.law.terms import Subject
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import load, load_versions
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import Understood as Understood
from parchemin.regulation.reading import files as reading
from parchemin.regulation.reading.files import AMENDMENT_FOLDERS as AMENDMENT_FOLDERS
from parchemin.regulation.reading.files import Files
from parchemin.regulation.verification.review import Review, review
from parchemin.rendering import Pieces, pieces


def files_of(folder: Path) -> dict[str, str]:
    """The files of a regulation's folder: its texts and its amendments, by path from the folder."""
    return dict(reading.files_of(folder).texts)


def reviewed(files: Mapping[str, str], on: date | None = None) -> Review:
    """Everything the engine finds in a text, each finding at its file and line, from the text's folder."""
    return _reviewed(Files(files), on)


def review_of(publication: Publication, on: date | None = None) -> Review:
    """The same of a text published, consolidated for a day."""
    return _reviewed(_published(publication.pk), on)


def digest_of(files: Mapping[str, str], text: Regulation) -> str:
    """What tells one text from another: what the engine says of it as it stands, and its amendments, word for word.

    An amendment that has ended, or that is only a variant, leaves no trace in the text as it stands.
    """
    amendments = [" ".join(content.split()) for path, content in sorted(files.items()) if "/" in path]
    if not amendments:
        return text.digest
    return hashlib.sha256("\x1f".join([text.digest, *amendments]).encode()).hexdigest()


def pieces_of(publication: Publication, on: date | None, language: Language) -> Pieces:
    """A text published, as people read it: article by article."""
    return _pieces(_published(publication.pk), on, language)


def version_on(publication: Publication, day: date) -> date:
    """The first day of the version in force on a day; the first version for an earlier day."""
    days = [start for start, _ in versions_of(publication.pk)]
    return days[max(0, bisect_right(days, day) - 1)]


def regulation_of(publication: Publication, *, on: date | None = None, variants: Sequence[str] = ()) -> Regulation:
    """A publication, consolidated for a day. Kept in memory: a publication never changes."""
    return _loaded(_published(publication.pk), on, tuple(variants))


def versions_of(publication: UUID) -> tuple[tuple[date, Regulation], ...]:
    """Every version inside a publication, with the day it comes into force, the earliest first."""
    return _versions(_published(publication))


def first_day_of(files: Mapping[str, str], former: Publication | None) -> date:
    """The first day on which a text says something else than the one published before it: its own first day where there
    is none, that of its last version where both say the same from then on."""
    new, old = _versions(Files(files)), versions_of(former.pk) if former else ()
    for day in sorted({day for day, _ in (*new, *old)}):
        if day >= new[0][0] and _said_on(new, day) != _said_on(old, day):
            return day
    return new[-1][0]


def _said_on(versions: Sequence[tuple[date, Regulation]], day: date) -> str:
    """What tells apart the version in force on a day; "" before the first."""
    begun = [text.digest for start, text in versions if start <= day]
    return begun[-1] if begun else ""


def law_of(publication: Publication, root: str = "") -> Law:
    """A publication as it stands, its latest amendments included."""
    return law_of_version(regulation_of(publication), root)


def law_for(subject: Subject) -> Law:
    """The text somebody is under: the version in force on their entry, the first for an earlier one."""
    return law_on(subject.publication_id, subject.entry, subject.root)


def law_at(publication: Publication, entry: date, root: str = "") -> Law:
    """The text that those who enter on a day are under."""
    return law_on(publication.pk, entry, root)


def law_on(publication: UUID, entry: date, root: str = "") -> Law:
    """The same, of a publication by its key."""
    versions = versions_of(publication)
    return law_of_version(versions[max(0, bisect_right([day for day, _ in versions], entry) - 1)][1], root)


def law_of_version(regulation: Regulation, root: str = "") -> Law:
    """The law of one root of one version of a text, made once and kept with it. "" is the root that studies."""
    kept: dict[str, Law] = vars(regulation).setdefault("_laws", {})
    root = root or studying(regulation)
    if root not in kept:
        kept[root] = Law(regulation, root)
    return kept[root]


def usage(name: str) -> int:
    """A figure of the school's usages (`usages/`), which hold where no regulation speaks. KeyError when it has none."""
    value = usages().regulation.parameters[name].value
    assert isinstance(value, Fraction), f"{name} is no figure"
    assert value.denominator == 1, f"{name} is no whole number"
    return value.numerator


@cache
def usages() -> Law:
    """What is usual where no regulation speaks: a text like any other, run by the same engine."""
    return law_of_version(load(Path(__file__).parent / "usages"))


@lru_cache(maxsize=64)
def _published(publication: UUID) -> Files:
    return Files(Publication.objects.values_list("files", flat=True).get(pk=publication))


@lru_cache(maxsize=24)
def _reviewed(files: Files, on: date | None) -> Review:
    """Kept, because a text is looked at, and then published as it was seen."""
    return review(files, on=on)


@lru_cache(maxsize=24)
def _pieces(files: Files, on: date | None, language: Language) -> Pieces:
    found = _reviewed(files, on)
    return pieces(found.understood, found.results, found.findings, language)


@lru_cache(maxsize=32)
def _versions(files: Files) -> tuple[tuple[date, Regulation], ...]:
    return load_versions(files)


@lru_cache(maxsize=64)
def _loaded(files: Files, on: date | None, variants: tuple[str, ...]) -> Regulation:
    return load(files, on=on, variants=variants)
