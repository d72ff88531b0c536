"""Each test seals with keys of its own, in a folder of its own, and reads refusals in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings


@pytest.fixture
def seals(settings: Settings, tmp_path: Path) -> Path:
    settings.SEALS = tmp_path / "seals"
    settings.SEALS_ARE_MADE_HERE = True
    settings.TIMESTAMP_URL = ""
    return tmp_path / "seals"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
