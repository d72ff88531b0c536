"""Health addresses: alive whatever happens, ready only with a database."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker


@pytest.mark.django_db
def test_a_campus_with_its_database_is_ready() -> None:
    assert Client().get("/health/alive").json() == {"alive": True}
    assert Client().get("/health/ready").json() == {"ready": True}


def test_a_campus_without_its_database_is_alive_and_not_ready(
    django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))  # a folder where nobody listens

        assert Client().get("/health/alive").status_code == 200
        answer = Client().get("/health/ready")

    assert (answer.status_code, answer.json()) == (503, {"ready": False})
