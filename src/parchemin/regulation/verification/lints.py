"""Static checks of a regulation: everything that can be said without a student and without a solver."""

from __future__ import annotations

from collections.abc import Mapping

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification.bounds import Bounds
from parchemin.regulation.verification.controls import controls
from parchemin.regulation.verification.coverage import few_cases, untested_thresholds
from parchemin.regulation.verification.digests import Digest, stale
from parchemin.regulation.verification.effects import without_effect
from parchemin.regulation.verification.totals import totals
from parchemin.regulation.verification.usage import impossible, missing_articles, unused


def lint(
    regulation: Regulation,
    *,
    digests: Mapping[str, Digest] | None = None,
) -> tuple[Finding, ...]:
    """Every static finding, in the order of the text.

    `digests` are those of the last review (`read_digests`), None when there was none.
    """
    found = [
        *totals(regulation),
        *controls(regulation),
        *unused(regulation),
        *without_effect(regulation),
        *impossible(regulation, Bounds(regulation)),
        *missing_articles(regulation),
        *few_cases(regulation),
        *untested_thresholds(regulation),
        *(stale(regulation, digests) if digests is not None else ()),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code)))
