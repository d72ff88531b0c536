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
from parchemin.regulation.verification.yielding import codes_giving_way


def lint(
    regulation: Regulation,
    *,
    digests: Mapping[str, Digest] | None = None,
) -> tuple[Finding, ...]:
    """Every static finding, in the order of the text.

    `digests` are those of the last review (`read_digests`), None when there was none.
    """
    own = [
        *unused(regulation),
        *without_effect(regulation),
        *missing_articles(regulation),
        *few_cases(regulation),
        *untested_thresholds(regulation),
        *codes_giving_way(regulation),
    ]
    found = [
        *totals(regulation),
        *controls(regulation),
        *impossible(regulation, Bounds(regulation)),
        *(finding for finding in own if not _of_higher_layer(regulation, finding)),
        *(stale(regulation, digests) if digests is not None else ()),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code)))


def _of_higher_layer(regulation: Regulation, finding: Finding) -> bool:
    """Whether it is about an article of a higher text, which is checked on its own, with cases of its own."""
    article = regulation.articles.get(finding.place.article)
    return article is not None and bool(article.layer)
