"""Files: one way in, one row that tells of them, one way out.

`received` takes what somebody sends; `FileContent` holds it, or what is made here. `keeping` puts it in the storage
with the row that points to it. `serve` gives it back to whom a permission lets find that row.
`spreadsheets` reads a received spreadsheet as lines of text, and writes those that are given.
"""

from __future__ import annotations

from parchemin.campus.common.files.kinds import CSV, JPEG, MARKDOWN, MEGABYTE, PDF, PNG, XLSX, ZIP, FileKind
from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.common.files.receiving import LARGEST, FileContent, clean_name, received
from parchemin.campus.common.files.refusals import (
    FileDamaged,
    FileDestroyed,
    FileMissing,
    FileUnreachable,
    NoFile,
    NotAccepted,
    NotKept,
    OtherThanItsName,
    TooLarge,
)
from parchemin.campus.common.files.serving import serve
from parchemin.campus.common.files.storing import destroy, keeping, opened, read

__all__ = [
    "CSV",
    "JPEG",
    "LARGEST",
    "MARKDOWN",
    "MEGABYTE",
    "PDF",
    "PNG",
    "XLSX",
    "ZIP",
    "FileContent",
    "FileDamaged",
    "FileDestroyed",
    "FileKind",
    "FileMissing",
    "FileUnreachable",
    "KeptFile",
    "NoFile",
    "NotAccepted",
    "NotKept",
    "OtherThanItsName",
    "TooLarge",
    "clean_name",
    "destroy",
    "keeping",
    "opened",
    "read",
    "received",
    "serve",
]
