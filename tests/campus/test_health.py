"""Health addresses: alive whatever happens, ready only with a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from prometheus_client import values
from pytest_django import DjangoDbBlocker

from parchemin.campus.common import figures
from parchemin.campus.common.health import HEALTH


@pytest.mark.django_db
def test_a_campus_with_its_database_is_ready() -> None:
    assert Client().get("/health/alive").json() == {"alive": True}
    assert Client().get("/health/ready").json() == {"ready": True}


def test_a_campus_without_its_database_is_alive_and_not_ready(
    django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    HEALTH.forget()
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))  # a folder where nobody listens

        assert Client().get("/health/alive").status_code == 200
        answer = Client().get("/health/ready")

    HEALTH.forget()
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "failing": ["database"]})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "192.0.2.7", 404),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", 404),  # a proxy asks for somebody else
        ({"X-Forwarded-For": "192.0.2.7", "Authorization": "Bearer a-token-of-twenty-signs"}, "127.0.0.1", 200),
        ({"Authorization": "Bearer wrong"}, "192.0.2.7", 404),
        ({"Authorization": "Bearer "}, "192.0.2.7", 404),
    ],
)
def test_figures_are_for_this_machine_or_who_shows_the_token(
    settings: LazySettings, headers: dict[str, str], address: str, status: int
) -> None:
    settings.FIGURES_TOKEN = "a-token-of-twenty-signs"

    assert Client(headers=headers).get("/health/figures", REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_figures_tell_of_pages_queries_and_tasks() -> None:
    Client().get("/health/ready")

    told = Client().get("/health/figures").content.decode()

    assert 'parchemin_request_seconds_count{method="GET",status="200",view="health-ready"}' in told
    assert 'parchemin_request_queries_bucket{le="1.0",view="health-ready"}' in told
    assert 'parchemin_tasks{state="queued"} 0.0' in told


def test_a_stage_counts_what_it_does() -> None:
    saved = figures.counter("essais_saved", "For this test.", "way")

    saved.labels("grid").inc(3)

    assert saved.labels("grid")._value.get() == 3


@pytest.mark.django_db
def test_states_are_the_database_s_and_no_process_keeps_them_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gauge kept by a process that counts for several comes again in the next answer, under its number."""

    def kept(*_: object, **__: object) -> None:
        raise AssertionError("a process keeps a state of its own")

    monkeypatch.setattr(values, "ValueClass", kept)

    assert b'parchemin_tasks{state="queued"} 0.0' in figures.written()
    assert b'parchemin_due_tasks{state="waiting"} 0.0' in figures.written()
