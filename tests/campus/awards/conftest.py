"""Each test keeps its seals and its files in a folder of its own, and reads refusals in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django import Settings

from tests.browser import committed, guards_asleep, page, served

__all__ = ["committed", "guards_asleep", "page", "served"]


@pytest.fixture(autouse=True)
def kept_apart(settings: Settings, tmp_path: Path) -> Path:
    settings.SEALS, settings.SEALS_ARE_MADE_HERE, settings.TIMESTAMP_URL = tmp_path / "seals", True, ""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ADDRESS = "https://campus.example.org"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    return tmp_path


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
