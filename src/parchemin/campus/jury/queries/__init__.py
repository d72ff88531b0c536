"""Reads about juries; what later stages may ask is in `published`."""

from __future__ import annotations

from parchemin.campus.jury.queries.decided import decided_years, definitive_years, may_decide
from parchemin.campus.jury.queries.juries import (
    dossiers_of_root,
    juries_for,
    law_judged,
    law_of_jury,
    members_to_seat,
    present_seats,
    presiding,
    seats_of,
    views_of,
    who_voted,
)
from parchemin.campus.jury.queries.published import (
    Published,
    proof_of,
    published_rulings,
    rulings_published,
)

__all__ = [
    "Published",
    "decided_years",
    "definitive_years",
    "dossiers_of_root",
    "juries_for",
    "law_judged",
    "law_of_jury",
    "may_decide",
    "members_to_seat",
    "present_seats",
    "presiding",
    "proof_of",
    "published_rulings",
    "rulings_published",
    "seats_of",
    "views_of",
    "who_voted",
]
