"""Decisions and their options in words, on the texts as they are."""

from __future__ import annotations

import pytest
from django.utils import translation

from parchemin.campus.law.law import Law
from parchemin.regulation.meaning import load
from tests.campus.school import REGULATIONS


@pytest.fixture(scope="module")
def icn() -> Law:
    return Law(load(REGULATIONS / "icn-pge"))


@pytest.mark.parametrize("slug", ["icn-pge", "ipag-msc", "lille-ipm"])
def test_no_option_of_a_text_is_shown_as_its_rules_write_it(slug: str) -> None:
    law = Law(load(REGULATIONS / slug))
    for decision in law.regulation.decisions.values():
        shown = [law.option_label(decision.name, option) for option in decision.options]
        assert len(set(shown)) == len(shown), decision.name
        assert not [label for label in shown if "_" in label or label.startswith("§")]


def test_a_label_that_only_cites_an_article_is_no_name(icn: Law) -> None:
    assert icn.option_label("année.progression", "redoublement_annuel") == "redoublement annuel"


def test_an_outcome_says_what_it_is_about(icn: Law) -> None:
    assert icn.outcome_label("année.progression", "A1") == "progression, première année"
    assert "_" not in icn.outcome_label("module.validé")


def test_an_answer_says_who_is_left_to_choose(icn: Law) -> None:
    with translation.override("en"):
        left = icn.answer_label("année.progression", "jury: redoublement_annuel | non_autorisation")
        assert left == "jury: redoublement annuel, non autorisation"
        assert [icn.answer_label("module.validé", a) for a in ("true", "false", "pending")] == ["yes", "no", "open"]
