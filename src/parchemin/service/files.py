"""The files a campus keeps: where they are, whether each is as it was kept, what belongs to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from parchemin.campus.common.files import KeptFile, opened
from parchemin.campus.common.files.sweeping import faults, strays, sweep
from parchemin.campus.common.refusals import Refusal
from parchemin.service.refusals import NotDone

BEING_KEPT = timedelta(days=1)  # a content younger than that may have no row yet


@dataclass(frozen=True, slots=True)
class FilesReport:
    """How many files are kept; those that would not be given back, each with why, in French and in English; the keys
    of contents that belong to nothing, and whether they were removed."""

    kept: int
    faults: tuple[tuple[str, str, str], ...]
    strays: tuple[str, ...]
    swept: bool


def bucket() -> str:
    """The bucket that keeps the files; "" when the data folder does."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    return str(options.get("bucket_name", ""))


def look_at_files(*, at: datetime, remove: bool) -> FilesReport:
    """Read every file back, and look for what belongs to nothing. Raises `NotDone` when the storage does not answer."""
    try:
        wrong = tuple((file.key, _why(file, "fr"), _why(file, "en")) for file, _refusal in faults())
        alone = (sweep if remove else strays)(before=at - BEING_KEPT)
    except OSError as failure:
        raise NotDone(
            f"Ce qui garde les fichiers ne répond pas : {failure}. Vérifiez les réglages PARCHEMIN_S3_… et le réseau.",
            f"What keeps the files does not answer: {failure}. Check the settings PARCHEMIN_S3_… and the network.",
        ) from failure
    return FilesReport(KeptFile.objects.filter(destroyed_at=None).count(), wrong, tuple(alone), remove)


def _why(file: KeptFile, language: str) -> str:
    """Why a file is not given back, in a language: a refusal is in that of the moment when it was raised."""
    with translation.override(language):
        try:
            opened(file).close()
        except Refusal as refusal:
            return str(refusal)
    return ""
