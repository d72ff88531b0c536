"""The same behaviours wherever files are kept: a folder of this machine, a bucket of a real S3 server."""

from __future__ import annotations

import io
import logging
import tracemalloc
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, HttpResponseBase
from django.test import RequestFactory
from pytest_django import DjangoCaptureOnCommitCallbacks

from parchemin.campus.common.files import (
    PDF,
    FileContent,
    FileDamaged,
    FileDestroyed,
    FileMissing,
    FileUnreachable,
    KeptFile,
    NotKept,
    destroy,
    keeping,
    read,
    received,
    serve,
)
from parchemin.campus.common.files.sweeping import faults, strays, sweep
from tests.campus.common.files.conftest import Place
from tests.campus.common.files.test_receiving import A_PDF
from tests.campus.conftest import NOON

pytestmark = pytest.mark.django_db

NAME = "Élève n° 3, l’arrêt.pdf"
CONTENT = A_PDF + b"%" + bytes(range(32, 127)) * 100 + b"\n%%EOF\n"
LATER = datetime.max.replace(tzinfo=UTC)


def kept(name: str = NAME, content: bytes = CONTENT) -> KeptFile:
    with keeping(received(SimpleUploadedFile(name, content), PDF), at=NOON) as file:
        pass
    return KeptFile.objects.get(pk=file.pk)


def given(file: KeptFile, part: str = "", **headers: str) -> HttpResponseBase:
    return serve(RequestFactory().get("/", headers={"Range": part, **headers} if part else {}), file)


def body(answer: HttpResponseBase) -> bytes:
    content = b"".join(answer)
    answer.close()
    return content


def replace(file: KeptFile, content: bytes) -> None:
    default_storage.delete(file.key)
    default_storage.save(file.key, ContentFile(content))


def test_a_file_is_given_back_as_it_was_sent_under_its_own_name(place: Place) -> None:
    file = kept()

    answer = given(file)

    assert isinstance(answer, FileResponse)
    assert body(answer) == CONTENT == read(file)
    assert (file.size, file.media, file.name) == (len(CONTENT), "application/pdf", "Élève n_ 3_ l’arrêt.pdf")
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89l%C3%A8ve")


def test_nothing_that_is_given_runs_or_stays_in_a_cache(place: Place) -> None:
    answer = given(kept())
    body(answer)

    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_the_name_in_the_storage_says_nothing_and_is_another_each_time(place: Place) -> None:
    first, second = kept(), kept()

    assert first.sha256 == second.sha256
    assert first.key != second.key
    for file in (first, second):
        folder, number = file.key.split("/")
        assert len(bytes.fromhex(number)) == 16
        assert number.startswith(folder)
    assert read(first) == read(second) == CONTENT


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=7-7", 7, 7),
        ("bytes=100-", 100, None),
        ("bytes=-20", -20, None),
        ("bytes=5-99999", 5, None),
    ],
)
def test_the_part_that_is_asked_for_is_given(place: Place, part: str, first: int, last: int | None) -> None:
    expected = CONTENT[first : None if last is None else last + 1]

    answer = given(kept(), part)

    assert answer.status_code == 206
    assert body(answer) == expected
    assert answer["Content-Length"] == str(len(expected))
    start = first % len(CONTENT)
    assert answer["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(CONTENT)}"


def test_a_part_that_is_not_there_or_of_another_file_is_not_given(place: Place) -> None:
    file = kept()

    beyond, strange, changed = (
        given(file, f"bytes={len(CONTENT)}-"),
        given(file, "lines=1-2"),
        given(file, "bytes=0-9", **{"If-Range": '"of another"'}),
    )

    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    assert (strange.status_code, body(strange)) == (200, CONTENT)
    assert (changed.status_code, body(changed)) == (200, CONTENT)


def test_a_missing_file_is_refused_by_its_name_and_the_log_says_which(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    file = kept()
    default_storage.delete(file.key)

    for ask in (given, read):
        with pytest.raises(FileMissing, match="Élève"):
            ask(file)

    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert file.key in caplog.text
    assert "Élève" not in caplog.text


@pytest.mark.parametrize("other", [CONTENT[:-1], CONTENT.replace(b"ABC", b"ABD", 1), b""])
def test_a_damaged_file_is_refused_whatever_part_is_asked_for(
    place: Place, caplog: pytest.LogCaptureFixture, other: bytes
) -> None:
    file = kept()
    replace(file, other)

    for part in ("", "bytes=0-1"):
        with pytest.raises(FileDamaged):
            given(file, part)

    assert next(fault for _file, fault in faults()).args == FileDamaged(file.name).args
    assert file.key in caplog.text


def test_what_cannot_be_written_is_refused_and_leaves_no_row(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    for storage in (place.closed, place.silent):
        place.use(storage)
        with pytest.raises(NotKept):
            kept()

    assert not KeptFile.objects.exists()
    assert "no file could be kept" in caplog.text
    assert "secret" not in caplog.text


def test_a_storage_that_does_not_answer_is_no_missing_file(place: Place) -> None:
    file = kept()
    place.use(place.silent)

    with pytest.raises(FileUnreachable):
        given(file)


def test_nobody_reads_a_file_beside_the_campus(place: Place) -> None:
    file = kept()

    with pytest.raises(ValueError, match="no address"):
        default_storage.url(file.key)
    for address in (f"{place.address}/{file.key}", f"{place.address}/") if place.address else ():
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address)
        assert refused.value.code == 403
        refused.value.close()


def test_a_content_that_no_row_knows_is_swept_once_it_is_old_enough(place: Place) -> None:
    file = kept()
    default_storage.save("ab/abandoned", ContentFile(b"left by a crash"))

    assert sweep(before=NOON.replace(year=2000)) == []
    assert sweep(before=LATER) == ["ab/abandoned"]
    assert strays(before=LATER) == []
    assert read(file) == CONTENT
    assert list(faults()) == []


def test_a_destroyed_file_is_no_longer_there_and_its_row_says_since_when(
    place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = kept()

    with django_capture_on_commit_callbacks(execute=True):
        destroy(file, at=NOON)
        assert default_storage.exists(file.key), "not before it is certain"

    assert not default_storage.exists(file.key)
    row = KeptFile.objects.get(pk=file.pk)
    assert (row.destroyed_at, row.sha256) == (NOON, file.sha256)
    with pytest.raises(FileDestroyed):
        given(row)


def test_a_large_file_is_never_whole_in_memory(place: Place) -> None:
    large = io.BytesIO(b"%PDF-" + b"0123456789abcdef" * (1 << 20))  # 16 MB
    size, content = large.getbuffer().nbytes, FileContent("grand.pdf", PDF, large.getvalue())
    with keeping(content, at=NOON) as file:
        pass
    del content, large

    tracemalloc.start()
    try:
        answer = given(file)
        length = sum(len(block) for block in answer)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        answer.close()

    assert length == size
    assert peak < size / 3
