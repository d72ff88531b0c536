"""A QR code is a plain drawing: nothing in it that a strict page would refuse, nothing that escapes its title."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from parchemin.campus.documents import qr

ADDRESS = "https://campus.example.org/verifier/K7QD-93MX-TZ4A"


def test_a_drawing_has_no_style_and_no_script_and_says_what_it_is() -> None:
    drawing = ElementTree.fromstring(qr.svg(ADDRESS, title="Vérifier ce relevé"))

    assert drawing.get("role") == "img"
    assert drawing.get("viewBox")
    assert [element.text for element in drawing.iter() if element.tag.endswith("title")] == ["Vérifier ce relevé"]
    for element in drawing.iter():
        assert not {name for name in element.attrib if name == "style" or name.startswith("on")}
        assert element.tag.rpartition("}")[2] in {"svg", "title", "path", "g"}


@pytest.mark.parametrize("title", ['<script>alert("x")</script>', '"><b>', "a & b"])
def test_a_title_never_becomes_markup(title: str) -> None:
    drawing = ElementTree.fromstring(qr.svg(ADDRESS, title=title))

    assert next(element.text for element in drawing.iter() if element.tag.endswith("title")) == title


def test_a_picture_is_a_png() -> None:
    assert qr.png(ADDRESS).startswith(b"\x89PNG\r\n")


def test_another_address_is_another_code() -> None:
    assert qr.svg(ADDRESS) != qr.svg(ADDRESS + "x")
