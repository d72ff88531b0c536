"""QR codes: as SVG for a page or a document, and as PNG for what reads only pictures."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(address: str, *, title: str = "") -> SafeString:
    """A drawing without style or script, which a strict content policy allows; it takes the size its place gives it.

    For a page give a title: it is what a screen reader says. In a document the `alt` of the picture says it.
    """
    drawn = _code(address).svg_inline(omitsize=True, border=2, dark="#1f2430", light="#fff", title=title or None)
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))


def png(address: str) -> bytes:
    file = io.BytesIO()
    _code(address).save(file, kind="png", scale=8, border=2)
    return file.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
