"""How many sealed documents a second, and what part of the time each step takes."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import perf_counter

import django
from django.conf import settings

from benchmarks.measure import best
from benchmarks.page import Table, paragraphs, table


def section() -> str:
    """The measure, as a section of the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parchemin.campus.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as seals:
        settings.SEALS = seals
        rows = _rows()
    words = (
        "A document is typeset by typst in a process of its own, as PDF/A-2a and PDF/UA-1, then sealed with the P-256 "
        "key of the school. No two of those measured are alike, so that nothing is remembered from one to the next."
    )
    return paragraphs("## Documents", words, table(rows))


def _rows() -> Table:
    from parchemin.campus.documents.checking import check
    from parchemin.campus.documents.making import make_document
    from parchemin.campus.documents.rendering import render
    from parchemin.campus.documents.sealing import seal
    from tests.campus.documents.samples import AT, minutes, transcript

    numbers = count()

    def title() -> str:
        return f"Document {next(numbers)}"

    def whole(template: str, data: object) -> bytes:
        return make_document(template, data, title=title(), language="fr", at=AT, school="icn").bytes

    def typeset(template: str, data: object) -> bytes:
        return render(template, data, title=title(), language="fr", at=AT)

    sealed, pages = whole("transcript", transcript()), typeset("transcript", transcript())
    long = minutes(500)
    cores = os.cpu_count() or 1
    return [
        ("what", "time"),
        ("a transcript, typeset and sealed", _shown(best(lambda: whole("transcript", transcript())))),
        ("— typeset alone", _shown(best(lambda: typeset("transcript", transcript())))),
        ("— sealed alone", _shown(best(lambda: seal(pages, school="icn", at=AT)))),
        ("— checked", _shown(best(lambda: check(sealed)))),
        ("minutes of 500 students, typeset and sealed", _shown(best(lambda: whole("minutes", long)))),
        (f"transcripts a second, {cores} at a time", f"{_rate(lambda: whole('transcript', transcript()), cores):.0f}"),
    ]


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _rate(make: object, at_once: int, many: int = 100) -> float:
    """Documents a second with so many asked for at once."""
    assert callable(make)
    with ThreadPoolExecutor(at_once) as pool:
        begun = perf_counter()
        for _document in pool.map(lambda _turn: make(), range(many)):
            pass
        return many / (perf_counter() - begun)
