"""The public check: the least that proves a transcript, whatever is typed, and no guessing."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parchemin.campus.awards.actions import withdraw
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries import keys
from parchemin.campus.awards.views.public import FILES, WRONG_KEYS
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.throttle import network_of
from tests.campus.awards.awarding import JULY, Marked, icn, stray_files
from tests.campus.awards.test_issuing import corrected, pdf_of
from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(cast: Cast) -> Marked:
    return icn(cast, marks={"Nadia": {"S1-DROIT": "13.75"}})


@pytest.fixture
def found(school: Marked) -> Transcript:
    return school.transcript("Nadia")


def page(address: str, **headers: str) -> tuple[int, str]:
    answer = Client().get(address, headers={"Accept-Language": "en", **headers})
    return answer.status_code, answer.content.decode()


def test_anyone_sees_the_least_that_proves_it_and_never_a_mark(found: Transcript) -> None:
    status, shown = page(f"/verifier/{found.key}")

    assert status == 200
    for word in (
        "ICN Business School",
        "ICN-PGE",
        "Nadia Durand",
        "2026-2027, première année",
        "Provisional",
        found.sha256,
    ):
        assert word in shown
    assert "is in force" in shown
    for hidden in ("13,75", "13.75", "Droit", "icn-pge-nadia", "@etu", str(found.pk)):
        assert hidden not in shown


def test_the_old_key_says_that_it_was_superseded_and_not_by_which(
    cast: Cast, school: Marked, found: Transcript
) -> None:
    corrected(school, cast, "S1-DROIT", "Nadia", "15")
    new = school.made("Nadia")["Nadia"].transcript

    status, shown = page(f"/verifier/{found.key}")

    assert status == 200
    assert "was superseded on" in shown
    assert new is not None
    assert new.key not in shown
    assert new.sha256 not in shown


def test_a_withdrawn_one_says_so_and_not_why(cast: Cast, found: Transcript) -> None:
    withdraw(found, reason="fraude présumée", by=cast.odile, at=JULY)

    _, shown = page(f"/verifier/{found.key}")

    assert "was withdrawn on" in shown
    assert "fraude" not in shown


def test_a_key_is_taken_kindly(found: Transcript) -> None:
    for typed in (found.key.lower(), found.key.replace("-", " "), f" {found.key.replace('0', 'O')} "):
        answer = Client().get("/verifier/", {"key": typed})
        assert answer.headers["Location"] == f"/verifier/{found.key}"
    assert page(f"/verifier/{found.key.lower().replace('-', '')}")[0] == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ABC", "this has 3"),
        ("A" * 10_000, "this has 10000"),
        ("UUUUU-UUUUU-UUUUU-UUUUU-UUUUU", "no key holds “U”"),
        ("../../etc/passwd", "This is not a key"),
        ("<script>alert(1)</script>", "This is not a key"),
        ("' or 1=1 --", "This is not a key"),
    ],
)
def test_whatever_is_typed_gets_a_refusal_that_says_what_to_look_at(typed: str, said: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/verifier/", {"key": typed}, headers={"Accept-Language": "en"})

    shown = answer.content.decode()
    assert answer.status_code == 404
    assert said in shown
    assert 'role="alert"' in shown
    assert "<script>alert" not in shown
    assert not [one for one in asked if "awards_transcript" in one["sql"]]  # caught before it is looked for


def test_a_mistyped_key_is_caught_before_it_is_looked_for(found: Transcript) -> None:
    wrong = found.key[:-1] + next(sign for sign in keys.ALPHABET if sign != found.key[-1])

    with CaptureQueriesContext(connection) as asked:
        status, shown = page(f"/verifier/{wrong}")

    assert status == 404
    assert "One sign of this key is wrong" in shown
    assert not [one for one in asked if "awards_transcript" in one["sql"]]


def test_guessing_is_stopped_and_then_even_a_right_key_tells_nothing(found: Transcript) -> None:
    for _ in range(WRONG_KEYS.most):
        assert page(f"/verifier/{keys.fresh()}")[0] == 404

    right, wrong = page(f"/verifier/{found.key}"), page(f"/verifier/{keys.fresh()}")

    assert right[0] == wrong[0] == 429
    assert "Nadia" not in right[1]
    assert "Wait 10 minutes" in right[1]
    another = Client(REMOTE_ADDR="198.51.100.7").get(f"/verifier/{found.key}")
    assert another.status_code == 200


def test_right_keys_and_mistyped_ones_are_no_tries(found: Transcript) -> None:
    for _ in range(WRONG_KEYS.most + 5):
        assert page(f"/verifier/{found.key}")[0] == 200
        assert page("/verifier/AAAAA")[0] == 404


def test_one_subscriber_of_ipv6_is_one_whatever_address_they_take() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")


def test_no_search_engine_lists_it_and_no_cache_keeps_it(found: Transcript) -> None:
    for address in ("/verifier/", f"/verifier/{found.key}", "/verifier/sceaux", f"/verifier/{keys.fresh()}"):
        answer = Client().get(address)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]
        assert 'name="robots" content="noindex' in answer.content.decode()


def test_a_check_takes_three_queries(found: Transcript) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(f"/verifier/{found.key}")

    assert len(asked) == 2


# --- a file ------------------------------------------------------------------------------------------------------


def sent(key: str, content: bytes, name: str = "releve.pdf", client: Client | None = None) -> tuple[int, str]:
    file = SimpleUploadedFile(name, content, "application/pdf")
    answer = (client or Client()).post(f"/verifier/{key}/fichier", {"file": file}, headers={"Accept-Language": "en"})
    return answer.status_code, answer.content.decode()


def answered(shown: str) -> str:
    """What is said of the file, apart from what the script might say instead."""
    [said] = re.findall(r'id="file-answer".*?<form', shown, re.DOTALL)
    return str(said)


def test_the_very_file_is_known_and_nothing_is_kept_of_it(found: Transcript) -> None:
    status, shown = sent(found.key, pdf_of(found))

    assert status == 200
    assert "to the last byte" in answered(shown)
    assert stray_files() == []
    assert KeptFile.objects.get() == found.file


def test_a_changed_file_is_not_the_one_that_was_issued(found: Transcript) -> None:
    document = bytearray(pdf_of(found))
    document[len(document) // 3] ^= 1

    _, shown = sent(found.key, bytes(document))

    assert "not the document that was issued" in answered(shown)


def test_another_sealed_document_is_another(school: Marked, found: Transcript) -> None:
    other = school.transcript("Paul")

    _, shown = sent(found.key, pdf_of(other))

    assert "This is another document" in answered(shown)
    assert "Paul" not in shown


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "vide.pdf"), (b"PK\x03\x04rien", "archive.pdf"), (b"%PDF-1.7 rien", "faux.pdf"), (b"GIF89a", "image.gif")],
)
def test_what_is_no_pdf_is_refused(found: Transcript, content: bytes, name: str) -> None:
    status, shown = sent(found.key, content, name)

    assert status == 409
    assert 'role="alert"' in answered(shown)


def test_no_file_at_all_is_refused(found: Transcript) -> None:
    assert Client().post(f"/verifier/{found.key}/fichier").status_code == 409


def test_files_are_compared_so_often_and_no_more(found: Transcript) -> None:
    for _ in range(FILES.most):
        assert sent(found.key, b"%PDF-1.7 rien")[0] == 409
    assert sent(found.key, pdf_of(found))[0] == 429


def test_a_file_asks_for_the_token_of_the_page(found: Transcript) -> None:
    assert sent(found.key, pdf_of(found), client=Client(enforce_csrf_checks=True))[0] == 403


# --- certificates ------------------------------------------------------------------------------------------------


def test_the_certificate_is_there_for_anyone_and_the_key_is_not(found: Transcript) -> None:
    answer = Client().get("/verifier/sceaux/icn.pem")

    assert answer.content.count(b"BEGIN CERTIFICATE") == 1
    assert b"PRIVATE" not in answer.content
    for address in ("/verifier/sceaux/lille.pem", "/verifier/sceaux/nobody.pem", "/verifier/sceaux/..%2ficn%2fkey.pem"):
        assert Client().get(address).status_code == 404
