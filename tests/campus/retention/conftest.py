"""What the tests of retention share: a folder of data, somebody who applies, and whether the journal holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import Settings

from parchemin.campus.common.journal import altered, broken
from parchemin.campus.dossiers.actions import Identity, open_dossier
from parchemin.campus.dossiers.models import Dossier
from tests.browser import committed, guards_asleep
from tests.campus.conftest import NOON, Cast
from tests.campus.school import intake_of, programme_of

__all__ = ["committed", "guards_asleep"]

LATER = datetime(2035, 9, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def applicant(cast: Cast) -> Dossier:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.ada)
    about = Identity("lou@example.org", "Lou", "Petit")
    return open_dossier(intake, "candidat", about=about, by=cast.odile, at=NOON)


def holds(chain: str = "icn") -> bool:
    return not [*broken(chain), *altered(chain)]
