"""How a fault found while typing leaves: one finding, at its place."""

from __future__ import annotations

from typing import NoReturn

from parchemin.regulation.findings import Finding, Refused, SourcePlace, Wording


def refuse(wording: Wording, place: SourcePlace, **values: object) -> NoReturn:
    """Raises `Refused` with this one finding."""
    raise Refused((Finding(wording, place, values),))
