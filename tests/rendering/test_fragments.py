"""A text in pieces: each article shown by another page, whose policy allows no style and no script of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from parchemin.rendering import Pieces, pieces, render
from tests.rendering.pages import parsed, written


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return pieces(written(tmp_path_factory.mktemp("essai")), (), (), "fr")


def test_no_piece_carries_a_style_or_a_script(made: Pieces) -> None:
    for piece in made.parts:
        assert " style=" not in piece.html
        assert "<style" not in piece.html
        assert "<script" not in piece.html


def test_each_piece_is_well_formed_and_every_link_of_the_whole_leads_to_one(made: Pieces) -> None:
    whole = parsed("".join(f'<div id="{p.anchor}">{p.html}</div>' for p in made.parts) + str(made.contents))
    ids = [e.attributes["id"] for e in whole.elements if "id" in e.attributes]

    assert not whole.open
    assert not whole.crossed
    assert len(ids) == len(set(ids))
    assert {e.attributes["href"] for e in whole.all("a")} <= {f"#{i}" for i in ids}


def test_an_article_alone_links_to_the_others_where_its_page_says(made: Pieces) -> None:
    alone = made.alone("§1.1", lambda piece: f'href="/article/{piece.id}" data-there')

    assert '<a href="/article/§1.2" data-there class="art">§1.2</a>' in alone
    inside = made.articles["§1.1"].places
    assert all(e.attributes["href"][1:] in inside for e in parsed(alone).all("a") if "data-there" not in e.attributes)
    assert "§1.2" in [piece.id for piece in made.cited("§1.1")]


def test_the_page_of_a_regulation_holds_the_same_pieces(tmp_path: Path) -> None:
    understood = written(tmp_path)
    page, made = render(understood, (), (), "fr"), pieces(understood, (), (), "fr")

    for piece in made.parts:
        assert str(piece.html).strip() in page
