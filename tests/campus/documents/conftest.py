"""Each test seals with keys of its own, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def seals(settings: SettingsWrapper, tmp_path: Path) -> Path:
    settings.SEALS = tmp_path / "seals"
    settings.SEALS_ARE_MADE_HERE = True
    settings.TIMESTAMP_URL = ""
    return tmp_path / "seals"
