"""The gallery, served: every component in every state, without a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.browser import committed, guards_asleep, page, served, serving

__all__ = ["committed", "gallery", "guards_asleep", "page", "served"]


@pytest.fixture
def gallery(settings: Settings) -> Iterator[str]:
    settings.ROOT_URLCONF = "parchemin.campus.looks.gallery"
    with serving() as address:
        yield address
