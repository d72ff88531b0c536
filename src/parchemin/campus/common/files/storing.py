"""Keeping a file, reading it back, destroying it.

The content is written first, whole, then the row that points to it: an interruption leaves at worst a content that no
row knows, which `sweeping` removes, and never a row without its content. What is read back is compared with the digest
in its row before the first byte of it is given to anybody.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.common.files.receiving import FileContent
from parchemin.campus.common.files.refusals import FileDamaged, FileDestroyed, FileMissing, FileUnreachable, NotKept

LOG = logging.getLogger(__name__)


@contextmanager
def keeping(content: FileContent, *, at: datetime) -> Iterator[KeptFile]:
    """Keep a file for the row that the block writes: both are in one transaction, which begins here.

    When the block raises, the file is taken away again. Raises `NotKept` when the storage takes nothing.
    """
    kept = KeptFile(
        key=_written(content.content),
        name=content.name,
        media=content.kind.media,
        size=content.size,
        sha256=content.sha256,
        kept_at=at,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
            yield kept
    except BaseException:
        _take_back(kept)
        raise


def opened(kept: KeptFile) -> File[Any]:
    """A file as it was kept, open at its beginning, for the caller to close.

    Raises `FileMissing`, `FileDamaged`, `FileDestroyed` or `FileUnreachable`: what is not as it was kept is not given.
    """
    if kept.destroyed_at is not None:
        raise FileDestroyed(kept.name)
    try:
        file = default_storage.open(kept.key)
    except FileNotFoundError as missing:
        LOG.error("the file %s is missing", kept.key)
        raise FileMissing(kept.name) from missing
    except OSError as error:
        raise _unreachable(kept, error) from error
    try:
        _demand_same(file, kept)
    except BaseException:
        file.close()
        raise
    return file


def read(kept: KeptFile) -> bytes:
    """The whole content, for what is known to be small. Raises as `opened` does."""
    with opened(kept) as file:
        return bytes(file.read())


def destroy(kept: KeptFile, *, at: datetime) -> None:
    """Destroy a content that has served, once the caller's transaction is committed. The row stays, and says when."""
    KeptFile.objects.filter(pk=kept.pk, destroyed_at=None).update(destroyed_at=at)
    kept.destroyed_at = at
    transaction.on_commit(partial(_remove, kept.key))


def _demand_same(file: File[Any], kept: KeptFile) -> None:
    try:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # a block at a time
        file.seek(0)
    except OSError as error:
        raise _unreachable(kept, error) from error
    if digest != kept.sha256:
        LOG.error("the file %s is not the one that was kept", kept.key)
        raise FileDamaged(kept.name)


def _written(content: bytes) -> str:
    """Put a content in the storage, under a name of its own: two folders deep, no folder holds them all."""
    number = secrets.token_hex(16)
    key = f"{number[:2]}/{number}"
    try:
        return default_storage.save(key, ContentFile(content))
    except OSError as error:
        LOG.error("no file could be kept: %s", _reason(error))
        _remove(key)  # what was written of it
        raise NotKept from error


def _take_back(kept: KeptFile) -> None:
    """Remove the content of a file that nothing points to. Where that is not certain, it is left to the sweep."""
    try:
        if not KeptFile.objects.filter(pk=kept.pk).exists():
            _remove(kept.key)
    except DatabaseError:
        LOG.warning("the file %s is left to the sweep", kept.key)


def _remove(key: str) -> None:
    try:
        default_storage.delete(key)
    except OSError as error:
        LOG.warning("the file %s is left to the sweep: %s", key, _reason(error))


def _unreachable(kept: KeptFile, error: OSError) -> FileUnreachable:
    LOG.error("the file %s cannot be read: %s", kept.key, _reason(error))
    return FileUnreachable()


def _reason(error: OSError) -> str:
    """What a storage said, without where it is."""
    return error.strerror or type(error).__name__
