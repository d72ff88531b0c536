"""What every test may use: the place of the house, and Hypothesis set for a shared two-core machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browser

__all__ = ["browser", "house"]  # one browser a worker, whichever tests ask for it

# A slow moment of the machine is not a failure; a failure in CI prints how to replay it.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def house() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[1]
