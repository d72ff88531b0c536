"""Interval analysis: the narrowest integers that provably hold every value of a node."""

from __future__ import annotations

from typing import Any

import numpy as np

from parchemin.regulation.findings import Finding, Refused, SourcePlace, Wording

TOO_WIDE = Wording(
    "number-too-wide",
    (
        "L'article {article} peut donner des nombres trop grands pour un calcul exact ({low} à {high}).",
        "Bornez les faits qui ne le sont pas (`nombre 0..100 pas 0,5`), ou arrondissez un résultat intermédiaire.",
    ),
    (
        "Article {article} can give numbers too large to be computed exactly ({low} to {high}).",
        "Give a scale to the facts that have none (`number 0..100 step 0.5`), or round an intermediate result.",
    ),
)

WIDTHS = (np.uint8, np.int16, np.uint16, np.int32, np.int64)


def width(low: int, high: int, place: SourcePlace) -> np.dtype[Any]:
    """A dtype that holds `low` to `high + 1`: a threshold that no value reaches is written `high + 1`."""
    for dtype in WIDTHS:
        limits = np.iinfo(dtype)
        if limits.min <= low and high < limits.max:
            return np.dtype(dtype)
    values = {"article": place.article or "?", "low": low, "high": high}
    raise Refused((Finding(TOO_WIDE, place, values),))
