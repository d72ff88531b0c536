"""A busy machine is not an open question: the solver has more time than it needs, and takes no more than it needs."""

from __future__ import annotations

import pytest

from parchemin.regulation.verification import equivalence


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equivalence, "SECONDS", 60.0)
