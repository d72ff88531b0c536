"""How a fault found while typing leaves: one finding, at its place."""

from __future__ import annotations

from typing import NoReturn

from parchemin.regulation.findings import Finding, Place, Refused, Wording


def refuse(wording: Wording, place: Place, **values: object) -> NoReturn:
    """Raises `Refused` with this one finding."""
    raise Refused((Finding(wording, place, values),))
