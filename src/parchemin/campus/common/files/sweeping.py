"""What is wrong between storage and rows: contents that no row knows, rows whose content is not as it was kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.common.files.refusals import TooManyStrays
from parchemin.campus.common.files.storing import opened
from parchemin.campus.common.refusals import Refusal


def strays(*, before: datetime) -> list[str]:
    """The contents written before a moment that no row points to, or whose row says that they were destroyed.

    What is being kept has no row yet for a moment: give one that is a day old. Raises OSError when the storage does not
    answer.
    """
    return [
        key
        for keys in _folders("")
        for key in sorted(set(keys) - set(_standing().filter(key__in=keys).values_list("key", flat=True)))
        if default_storage.get_modified_time(key) < before
    ]


def sweep(*, before: datetime) -> list[str]:
    """Remove the strays, and say which. Raises `TooManyStrays` where there are more of them than of files kept."""
    unknown, kept = strays(before=before), _standing().count()
    if len(unknown) > kept:
        raise TooManyStrays(len(unknown), kept)
    for key in unknown:
        default_storage.delete(key)
    return unknown


def faults() -> Iterator[tuple[KeptFile, Refusal]]:
    """Every kept file that would not be given back, and why. Reads them all."""
    for kept in _standing().order_by("key").iterator():
        try:
            opened(kept).close()
        except Refusal as refusal:
            yield kept, refusal


def _standing() -> QuerySet[KeptFile]:
    return KeptFile.objects.filter(destroyed_at=None)


def _folders(folder: str) -> Iterator[list[str]]:
    """The keys of each folder of the storage."""
    below, names = default_storage.listdir(folder)
    yield [f"{folder}{name}" for name in names]
    for name in below:
        yield from _folders(f"{folder}{name}/")
