"""Where files are kept when nothing else is said: a folder of this machine."""

from __future__ import annotations

import os
from typing import Any

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """The folder of the school's files. What it says is written is on the disk, even if the power fails then."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        path = self.path(saved)
        _settle(path)
        _settle(os.path.dirname(path))
        return saved

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return super().listdir(path) if self.exists(path) else ([], [])  # nothing was kept yet

    def url(self, name: str | None) -> str:
        raise ValueError("a kept file has no address: it is served through a permission")


def _settle(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
