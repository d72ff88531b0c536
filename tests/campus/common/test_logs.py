"""Logs tell what happened and of nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from parchemin.campus.common.logs import LogLines, digest_of_person
from tests.campus.conftest import Cast


class Kept(logging.Handler):
    """What would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(LogLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    loggers = [logging.getLogger(name) for name in ("parchemin", "django", "")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.django_db
def test_a_page_is_one_line_without_what_was_asked_of_it(cast: Cast, kept: Kept) -> None:
    client = Client()
    client.force_login(cast.ada)

    client.get("/account/login/?email=emile@example.org&note=12.5", headers={"X-Request-ID": "proxy-number-1"})
    client.get("/personne/emile@example.org/Martin")

    told = [json.loads(line) for line in kept.lines if '"page"' in line]
    first = next(line for line in told if line["view"] == "account_login")
    assert first["request"] == "proxy-number-1"
    assert (first["method"], first["status"], first["person"]) == ("GET", 302, digest_of_person(cast.ada.pk))
    assert {"ms", "queries", "at", "level"} <= set(first)
    for secret in ("emile", "example.org", "Martin", "12.5", str(cast.ada.pk)):
        assert not any(secret in line for line in kept.lines)


def test_an_error_is_told_by_its_kind_and_place_not_by_its_words(kept: Kept) -> None:
    logger = logging.getLogger("parchemin.essai")
    try:
        raise ValueError("mark 12.5 of\nÉmile Martin, emile@example.org")
    except ValueError:
        logger.exception("no mail for emile@example.org")

    (line,) = set(kept.lines)
    told = json.loads(line)
    assert told["what"] == "no mail for …@…"
    assert "ValueError: …" in told["exc_info"]
    assert "test_logs.py" in told["exc_info"]
    assert "12.5 of" not in told["exc_info"].replace(told["exc_info"].splitlines()[2], "")
    assert "Émile Martin" not in told["exc_info"].splitlines()[-1]


def test_what_a_database_quotes_of_a_row_is_left_out(kept: Kept) -> None:
    logging.getLogger("parchemin.essai").warning("refused\nDETAIL: Key (family_name)=(Martin) exists.")

    assert "Martin" not in kept.lines[0]


def test_a_number_that_is_no_number_is_replaced() -> None:
    answer = Client().get("/health/alive", headers={"X-Request-ID": 'x"\n{"evil": 1}'})

    assert answer["X-Request-ID"].isalnum()
    assert len(answer["X-Request-ID"]) == 32
