"""The outcomes of one part as a table: a line per person, then a table per recorded level with a line per row.

A truth value or decision has `… certain` and `… possible` (rows of a decision as bits: bit 0 is its first row); a
number or date `… low`, `… high` and `… over` (`low / over` to `high / over`; a null end has no bound); a choice the
names it may still take, joined by `|`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome, Column, ColumnBounds
from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.meaning.graph import Kind, Regulation


def tables(regulation: Regulation, cohort: Cohort, outcome: CohortOutcome) -> Mapping[str, pl.DataFrame]:
    """`persons`, and one table per recorded level that has outcomes."""
    found: dict[str, list[pl.Series]] = {"persons": [pl.Series("id", [str(i) for i in cohort.ids], pl.String)]}
    for name in outcome:
        column = outcome[name]
        level = regulation.levels[column.level]
        bounds = column.whole()
        if level.kind == "recorded":
            rows = found.setdefault(column.level, _keys(cohort, column.level))
            rows += _series(name, column, bounds, ...)
            continue
        for i, member in enumerate(level.members):
            found["persons"] += _series(f"{name}[{member.key}]" if level.parent else name, column, bounds, i)
    return {table: pl.DataFrame(columns) for table, columns in found.items()}


def _keys(cohort: Cohort, level: str) -> list[pl.Series]:
    rows = cohort.rows.get(level)
    if rows is None:
        return [pl.Series("person", [], pl.Int64), pl.Series("name", [], pl.String)]
    return [pl.Series("person", rows.person), pl.Series("name", list(rows.names), pl.String)]


def _series(name: str, column: Column, bounds: ColumnBounds, at: Any) -> list[pl.Series]:
    low, high = bounds.low[at], bounds.high[at]
    if column.kind in (None, Kind.BOOL):
        type_ = pl.Int64 if column.kind is None else pl.Boolean
        return [_integers(f"{name} certain", low).cast(type_), _integers(f"{name} possible", high).cast(type_)]
    if column.kind is Kind.CHOICE:
        return [_choices(name, column, low)]
    size = low.shape[-1]
    den = np.broadcast_to(bounds.den[at if bounds.den.shape[0] > 1 or bounds.den.ndim == 1 else 0], (size,))
    ends = []
    for label, values, flags in (("low", low, bounds.low_open), ("high", high, bounds.high_open)):
        series = _integers(f"{name} {label}", values)
        wide = np.broadcast_to(flags[at if flags.shape[0] > 1 or flags.ndim == 1 else 0], (size,))
        ends.append(series.set(pl.Series(wide), None) if wide.any() else series)
    return [*ends, _integers(f"{name} over", den)]


def _integers(name: str, values: Any) -> pl.Series:
    """OverflowError when a value does not fit 64 bits."""
    return pl.Series(name, np.ascontiguousarray(values.astype(np.int64)))


def _choices(name: str, column: Column, masks: Any) -> pl.Series:
    names = list(column.names.index)
    texts = {
        int(mask): "|".join(sorted(n for n in names if int(mask) & column.names.bit(n))) for mask in set(masks.tolist())
    }
    return pl.Series(name, [texts[int(mask)] for mask in masks.tolist()], pl.String)
