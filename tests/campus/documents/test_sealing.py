"""The seal of a school: whole until any byte changes, and worth nothing without the school's own key."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from parchemin.campus.documents import checking, keys
from parchemin.campus.documents.checking import check
from parchemin.campus.documents.making import SealedDocument, make_document
from parchemin.campus.documents.refusals import SealMissing, SealUnreachable
from parchemin.campus.documents.rendering import render
from parchemin.campus.documents.sealing import seal
from tests.campus.documents.samples import AT, transcript


@pytest.fixture(scope="module")
def pages() -> bytes:
    return render("transcript", transcript(), title="Relevé de notes", language="fr", at=AT)


def sealed(school: str = "icn") -> SealedDocument:
    return make_document("transcript", transcript(), title="Relevé", language="fr", at=AT, school=school)


def test_a_sealed_document_is_intact_and_says_who_and_when(seals: Path) -> None:
    document = sealed()

    found = check(document.bytes)

    assert (found.intact, found.sealed_by, found.sealed_at, found.problems) == (True, "icn", AT, ())
    assert found.digest == document.sha256 == hashlib.sha256(document.bytes).hexdigest()


def test_any_byte_changed_breaks_the_seal(seals: Path, pages: bytes) -> None:
    document = seal(pages, school="icn", at=AT)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(document) - 1), st.integers(1, 255))
    def changed(at: int, by: int) -> None:
        found = check(document[:at] + bytes([document[at] ^ by]) + document[at + 1 :])
        assert not found.intact
        assert found.problems

    changed()


def test_what_hides_in_the_place_of_the_seal_is_seen(seals: Path, pages: bytes) -> None:
    document = seal(pages, school="icn", at=AT)
    padding = document.rindex(b"00000000>")

    assert not check(document[:padding] + b"DEADBEEF" + document[padding + 8 :]).intact
    assert not check(document[:padding] + b"0000000 " + document[padding + 8 :]).intact


def test_a_revision_added_after_the_seal_is_seen(seals: Path, pages: bytes) -> None:
    document = seal(pages, school="icn", at=AT)

    appended = check(document + b"\n% added\n")
    rewritten = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.save(rewritten)

    assert appended.problems == (checking.ADDED,)
    assert not check(rewritten.getvalue()).intact


def test_an_incremental_update_is_seen(seals: Path, pages: bytes) -> None:
    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(seal(pages, school="icn", at=AT)))
    writer.root[pdf_name("/Note")] = pdf_string("20/20")
    writer.update_root()  # type: ignore[no-untyped-call]
    updated = io.BytesIO()
    writer.write(updated)  # type: ignore[no-untyped-call]

    assert check(updated.getvalue()).problems == (checking.ADDED,)


def test_a_seal_made_elsewhere_under_the_same_name_is_not_ours(
    seals: Path, pages: bytes, settings: Settings, tmp_path: Path
) -> None:
    sealed()
    settings.SEALS = tmp_path / "forger"
    forged = seal(pages, school="icn", at=AT)
    settings.SEALS = seals

    found = check(forged)

    assert (found.intact, found.sealed_by, found.problems) == (False, None, (checking.STRANGE,))


@pytest.mark.parametrize(
    "file", [b"", b"%PDF-1.7", b"not a document", b"\x00" * 1000], ids=["empty", "head", "text", "zeros"]
)
def test_a_file_that_is_no_document_is_answered_and_never_raises(seals: Path, file: bytes) -> None:
    assert check(file).problems == (checking.NOT_A_PDF,)


def test_a_document_without_a_seal_says_so_in_the_language_of_who_asks(seals: Path, pages: bytes) -> None:
    (problem,) = check(pages).problems

    assert str(problem) == "This document has no seal."
    with translation.override("fr"):
        assert str(problem) == "Ce document ne porte pas de sceau."


def test_a_school_has_one_key_of_its_own_that_only_the_campus_reads(seals: Path) -> None:
    sealed("icn")
    first = (seals / "icn/key.pem").read_bytes()
    sealed("icn")
    sealed("lille")

    assert (seals / "icn/key.pem").read_bytes() == first != (seals / "lille/key.pem").read_bytes()
    for path in (seals / "icn/key.pem", seals / "icn"):
        assert path.stat().st_mode & 0o077 == 0


def test_two_who_ask_at_once_get_the_same_key(seals: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _turn: keys.keys_of("icn").key.read_bytes(), range(8)))

    assert len(found) == 1
    assert sorted(path.name for path in (seals / "icn").glob("*.pem")) == ["certificate.pem", "key.pem"]


def test_what_a_former_key_sealed_is_still_known(seals: Path) -> None:
    old = sealed().bytes
    (seals / "icn/certificate.pem").rename(seals / "icn/certificate-2027.pem")
    (seals / "icn/key.pem").unlink()

    assert check(sealed().bytes).intact
    assert check(old).intact


def test_given_seals_are_read_and_never_made(seals: Path, settings: Settings) -> None:
    settings.SEALS_ARE_MADE_HERE = False

    with pytest.raises(SealMissing) as refusal:
        sealed("icn")

    assert "key.pem and certificate.pem" in str(refusal.value)
    assert not seals.exists()


@pytest.mark.parametrize("slug", ["../icn", "", "ICN", "a/b", "."])
def test_a_school_is_never_a_path(seals: Path, slug: str) -> None:
    with pytest.raises(ValueError, match="not the slug"):
        keys.keys_of(slug)


def test_a_time_stamp_authority_that_does_not_answer_refuses_the_seal(
    seals: Path, settings: Settings, pages: bytes
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"

    with pytest.raises(SealUnreachable, match="did not answer"):
        seal(pages, school="icn", at=AT)
