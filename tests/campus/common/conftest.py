"""A database that lasts, for what happens at the same moment on several connections."""

from __future__ import annotations

from tests.campus.assessment.conftest import lasting

__all__ = ["lasting"]
