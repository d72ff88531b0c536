"""The one thing a stage asks of this room: a sealed document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parchemin.campus.documents.rendering import Data, Language, render
from parchemin.campus.documents.sealing import seal


@dataclass(frozen=True)
class SealedDocument:
    """The file, and its SHA-256 in hexadecimal, to be kept with what the document tells."""

    bytes: bytes
    sha256: str


def make_document(
    template: str | Path,
    data: Data,
    *,
    title: str,
    language: Language,
    at: datetime,
    school: str,
    render: Callable[..., bytes] = render,
) -> SealedDocument:
    """Typeset a template with data, and seal it for a school (its slug) at a time.

    render: `render_whatever` for what must be made whatever it says, in place of a refusal.

    Takes a tenth of a second or so, more for a long document: call it from a task, not while a page waits.
    """
    pages = render(template, data, title=title, language=language, at=at)
    sealed = seal(pages, school=school, at=at)
    return SealedDocument(sealed, hashlib.sha256(sealed).hexdigest())
