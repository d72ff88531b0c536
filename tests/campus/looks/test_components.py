"""Components say what they show in words, and hold to what they were given."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.shapes import Segment, Step, placed


def drawn(source: str, address: str = "/", **context: Any) -> str:
    with override("fr"):
        request = RequestFactory().get(address)
        return Template("{% load looks %}" + source).render(Context(context | {"request": request}))


def test_an_article_is_plain_words_while_no_stage_shows_articles(settings: Settings) -> None:
    settings.ROOT_URLCONF = "parchemin.campus.looks.urls"

    assert drawn('{% article "icn-pge" "3.1.1" %}') == '<span class="art">3.1.1</span>'


def test_an_article_opens_in_the_panel_and_is_named_for_who_hears_it(settings: Settings) -> None:
    settings.ROOT_URLCONF = "parchemin.campus.looks.gallery"

    link = drawn('{% article "icn-pge" "3.1.1" %}')

    assert 'hx-get="/regulations/icn-pge/articles/3.1.1"' in link
    assert 'hx-target="#article-panel"' in link
    assert "Article\u00a03.1.1 du règlement" in link


def test_a_chip_of_an_unknown_tone_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="One of: ok, wait, no, info, mute"):
        drawn('{% chip "red" "x" %}')


def test_a_refusal_says_what_and_what_next_and_is_heard_at_once() -> None:
    shown = drawn("{% refusal refused %}", refused=Refusal("Non <b>.", "Faites ceci."))

    assert 'role="alert"' in shown
    assert "Non &lt;b&gt;." in shown
    assert "Faites ceci." in shown
    assert drawn("{% refusal refused %}").strip() == ""


def test_what_a_card_is_given_is_escaped_and_its_block_is_not() -> None:
    shown = drawn('{% card title %}<p class="x">{{ title }}</p>{% endcard %}', title="<i>")

    assert "<h2>&lt;i&gt;</h2>" in shown
    assert '<p class="x">&lt;i&gt;</p>' in shown


def test_a_bar_of_a_mark_says_the_mark_the_eliminatory_one_and_the_threshold() -> None:
    shown = drawn("{% mark_bar value 7 10 %}", value=Decimal("13.5")).replace("\u00a0", " ")

    assert 'aria-label="13,50 sur 20 ; note éliminatoire 7 ; seuil 10"' in shown
    assert 'width="675"' in shown
    assert "pas encore de note" in drawn("{% mark_bar None 7 10 %}")


def test_a_mark_under_the_threshold_by_a_hair_is_not_drawn_on_it() -> None:
    assert 'width="499"' in drawn("{% mark_bar value 7 10 %}", value=Fraction(999999, 100000))


def test_segments_fill_the_bar_without_a_gap_and_an_empty_one_is_left_out() -> None:
    slices = placed([Segment("a", 96, "ok"), Segment("b", 0), Segment("c", 14), Segment("d", 5), Segment("e", 3)])

    assert [found.segment.label for found in slices] == ["a", "c", "d", "e"]
    assert all(one.start + one.width == other.start for one, other in pairwise(slices))
    assert slices[-1].start + slices[-1].width == 1000
    assert placed([]) == placed([Segment("a", 0)]) == []


def test_the_step_under_way_is_told_to_who_does_not_see_it() -> None:
    shown = drawn("{% road steps %}", steps=[Step("S1", "12,84", "ok"), Step("S2", "en cours", "now", "5/8")])

    assert 'aria-label="fait"' in shown
    assert shown.count('aria-current="step"') == 1


def test_pages_keep_what_was_asked() -> None:
    shown = drawn("{% pagination page %}", "/?q=a%26b&page=2", page=Paginator(range(100), 10).page(2))

    assert 'href="?q=a%26b&amp;page=3" rel="next"' in shown
    assert "11 à\u00a020 sur\u00a0100" in shown


def test_a_column_sorted_is_said_and_asked_again_turns_over() -> None:
    source = '{% sortable "name" "Nom" %}'

    assert 'aria-sort="none"' in drawn(source)
    up = drawn(source, "/?sort=name&page=3")
    assert 'aria-sort="ascending"' in up
    assert 'href="?sort=-name"' in up
    assert 'aria-sort="descending"' in drawn(source, "/?sort=-name")
