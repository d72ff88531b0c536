"""Whatever stands in a regulation, its page stays a text: nothing runs, nothing is fetched, nothing hides."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parchemin.regulation.meaning import Understood
from tests.rendering.pages import SAMPLE, Page, page_of, parsed, words, written

SCRIPT = "<script>alert(1)</script>"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "span", "nav", "main", "section", "h1", "h2",
    "h3", "h4", "h5", "h6", "dl", "div", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "ol", "ul",
    "li", "article", "details", "summary", "strong", "em", "b", "i", "code", "pre", "dfn", "wbr", "blockquote", "hr",
    "br", "footer",
}  # fmt: skip


def hostile(folder: Path, text: str) -> Page:
    return parsed(page_of(written(folder, text, amendment="")))


def test_markup_in_any_place_of_the_text_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    text = SAMPLE.replace("Le règlement vaut", f"{SCRIPT} <img src=x onerror=alert(1)> Le règlement vaut")
    text = text.replace("Droit des affaires", f'"><{SCRIPT}').replace("compensé de peu", f"peu {SCRIPT}")
    text = text.replace("titre : Règlement d'essai", f"titre : </title>{SCRIPT}").replace("usage |", f"{SCRIPT} |")
    text = text.replace("directeur du programme", f"'\"{SCRIPT}").replace("§1.2 La validation", f"§1.2 {SCRIPT}")
    text = text.replace("# La moyenne", f"# </div>{SCRIPT}").replace(
        "| Projet |", f'| Pro"{SCRIPT.replace("/", "")}jet |'
    )
    page = hostile(tmp_path, text)

    assert not page.crossed
    assert not page.open
    assert {e.tag for e in page.elements} <= ALLOWED
    assert not [name for e in page.elements for name in e.attributes if name.startswith("on") or name == "style"]
    assert SCRIPT in page.all("title")[0].text
    assert any(SCRIPT in words(e) for e in page.all("p", "comment"))


def test_links_that_run_or_carry_something_stay_text_and_images_are_not_fetched(tmp_path: Path) -> None:
    bad = (
        "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html;base64,x) [d](vbscript:x) "
        "[e](file:///etc) [f](//evil.example/x) <javascript:alert(1)> [g](#nowhere) "
        "![i](https://evil.example/pixel.png) [h](https://example.org/page) "
        "[k](&#106;avascript:alert(1)) [l](java\tscript:alert(1))"
    )
    page = hostile(tmp_path, SAMPLE.replace("Le règlement vaut", f"{bad} Le règlement vaut"))
    outside = [e.attributes for e in page.all("a") if not e.attributes["href"].startswith("#")]

    assert [a["href"] for a in outside if "pixel" not in a["href"]] == ["https://example.org/page"]
    assert all(a["rel"] == "noopener noreferrer" for a in outside)
    assert not page.all("img")
    assert "#nowhere" not in [e.attributes["href"] for e in page.all("a")]


def test_marks_that_turn_the_direction_of_the_text_are_shown_by_their_code(tmp_path: Path) -> None:
    text = SAMPLE.replace("Le règlement vaut", "Le \u202eelgér\u202c \u2066vaut\u2069 \u200f\x07").replace(
        "| S1 |", "| S\u202e1 |"
    )
    html = page_of(written(tmp_path, text, amendment=""))

    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\x07]", html)
    assert "Le [U+202E]elgér" in html


def test_a_huge_table_is_rendered_whole(tmp_path: Path) -> None:
    rows = "\n".join(f"| M{i} | S{i % 2 + 1} | Module {i} | 2 | 10 |" for i in range(3_000))
    page = hostile(tmp_path, SAMPLE.replace("| Droit | S1 |", f"{rows}\n| Droit | S1 |"))

    assert sum(words(e).startswith("Module ") for e in page.all("th")) >= 3_000
    assert "12,5" not in [words(e) for e in page.all("td", "total")]


def test_a_name_said_twice_keeps_one_anchor(tmp_path: Path) -> None:
    doubled = SAMPLE.replace("étudiant.à_temps =", "semestre.moyenne = moyenne(module.note)\nétudiant.à_temps =")
    page = hostile(tmp_path, doubled.replace("### §2.1 Le reste (par défaut)", "### §1.2 Encore"))
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]

    assert len(ids) == len(set(ids))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("|*_`~#<>[]()!&\"'§\\=; \nà1.-:"), max_size=120))
def test_no_scrap_of_text_breaks_the_page(tmp_path: Path, scrap: str) -> None:
    understood: Understood = written(tmp_path, SAMPLE.replace("Rien de plus.", scrap), amendment="")
    page = parsed(page_of(understood))

    assert not page.crossed
    assert not page.open
    assert {e.tag for e in page.elements} <= ALLOWED
