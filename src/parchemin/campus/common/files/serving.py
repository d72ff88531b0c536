"""Giving a kept file back to somebody whom a permission let find the row that points to it."""

from __future__ import annotations

import os
from typing import Any

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.responders import SlicedFile, StaticFile

from parchemin.campus.common.files.models import KeptFile
from parchemin.campus.common.files.refusals import FileDamaged
from parchemin.campus.common.files.storing import opened

INERT = "default-src 'none'; sandbox"  # whatever the file holds, nothing of it runs in our name


def serve(
    request: HttpRequest, kept: KeptFile, *, name: str = "", shown: bool = False, sha256: str | None = None
) -> HttpResponseBase:
    """A file, or the part of it that is asked for, sent a block at a time; no cache keeps it.

    name: the one it is given under, its own otherwise. shown: a document made here, which the browser opens in the
    place of saving it. sha256: the digest that the row which points to it says of it. Raises a refusal when it is not,
    byte for byte, what was kept, nor what that row says: the whole is read and compared first, whatever part is asked
    for.
    """
    if sha256 is not None and sha256 != kept.sha256:
        raise FileDamaged(name or kept.name)
    file = opened(kept)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    asked = _asked(request, kept, size)
    if asked is not None and not 0 <= asked[0] <= asked[1]:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _response(file, size, asked, kept.media, name or kept.name, shown)
    response["ETag"], response["Accept-Ranges"] = _tag(kept), "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    if not shown:
        response["Content-Security-Policy"] = INERT
    return response


def _response(
    file: File[Any], size: int, asked: tuple[int, int] | None, media: str, name: str, shown: bool
) -> FileResponse:
    first, last = asked or (0, size - 1)
    body = SlicedFile(file, first, last) if asked else file
    response = FileResponse(body, as_attachment=not shown, filename=name, content_type=media)
    response["Content-Length"] = str(last - first + 1)
    if asked:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _asked(request: HttpRequest, kept: KeptFile, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for; None for the whole, also where the request cannot be read."""
    header = request.headers.get("Range", "")
    if not header or request.headers.get("If-Range", _tag(kept)) != _tag(kept):
        return None
    try:
        first, last = StaticFile.parse_byte_range(header)
    except ValueError:
        return None
    first = max(first + size, 0) if first < 0 else first
    return first, size - 1 if last is None else min(last, size - 1)


def _tag(kept: KeptFile) -> str:
    return f'"{kept.sha256}"'
