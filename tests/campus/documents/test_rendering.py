"""Documents are archives that anyone can read, machines too; what people typed is printed, never run."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from parchemin.campus.documents.making import make_document
from parchemin.campus.documents.press import TemplateBroken
from parchemin.campus.documents.refusals import NotPrintable
from parchemin.campus.documents.rendering import as_json, render, render_whatever
from parchemin.campus.documents.transcript import TranscriptContent
from tests.campus.documents.reading import elements, kinds, opened, text_of
from tests.campus.documents.samples import AT, LONG, decision, empty_minutes, minutes, transcript

HOSTILE = (
    '#import "/etc/passwd"',
    "$x^2$",
    "] #panic()",
    "*gras* _non_ `code` <label> @ref",
    r"\u{41} // # /* ~",
    "= Titre",
)


def drawn(data: object, template: str = "minutes") -> bytes:
    return render(template, data, title="Procès-verbal", language="fr", at=AT)


@pytest.fixture(scope="module")
def forty() -> bytes:
    return drawn(minutes(40))


@pytest.mark.parametrize("sealed", [False, True], ids=["typeset", "sealed"])
def test_a_document_says_that_it_is_an_accessible_archive(seals: Path, sealed: bool) -> None:
    given = {"title": "Relevé de notes", "language": "fr", "at": AT}
    document = (
        make_document("transcript", transcript(), school="icn", **given).bytes  # type: ignore[arg-type]
        if sealed
        else render("transcript", transcript(), **given)  # type: ignore[arg-type]
    )

    with opened(document) as pdf, pdf.open_metadata() as said:
        assert (said.pdfa_status, said["pdfuaid:part"], said["dc:title"]) == ("2A", "1", "Relevé de notes")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert all(page.Tabs == "/S" for page in pdf.pages)


def test_the_seal_leaves_the_metadata_of_the_archive_as_they_were(seals: Path) -> None:
    before = render("transcript", transcript(), title="Relevé", language="fr", at=AT)
    after = make_document("transcript", transcript(), title="Relevé", language="fr", at=AT, school="icn").bytes

    with opened(before) as typeset, opened(after) as sealed:
        assert typeset.Root.Metadata.read_bytes() == sealed.Root.Metadata.read_bytes()
    assert after.startswith(before)
    assert before.endswith(b"%%EOF\n")


def test_every_font_travels_with_the_document(forty: bytes) -> None:
    with opened(forty) as pdf:
        fonts = [font.DescendantFonts[0] for page in pdf.pages for font in page.Resources.Font.values()]

        assert fonts
        assert all(set(font.FontDescriptor.keys()) & {"/FontFile2", "/FontFile3"} for font in fonts)
        assert {re.sub(r"^/\w+\+|[-_].*$", "", str(font.BaseFont)) for font in fonts} >= {
            "SourceSans3",
            "SourceSerif4Roman",
        }


def test_a_reading_machine_finds_headings_tables_with_heads_and_a_title(forty: bytes) -> None:
    found = kinds(forty)

    assert found["/Title"] == 1
    assert found["/H1"] == 7
    assert found["/Table"] == found["/THead"] == 5
    assert found["/TH"] == 4 + 6 + 4 + 5 + 2
    assert found["/TR"] == 5 + (4 + 40 + 1 + 1 + 3)  # heads repeated on a page are not read twice


def test_a_picture_says_what_it_shows() -> None:
    page = render("transcript", transcript(), title="Relevé", language="fr", at=AT)

    said = [str(figure.Alt) for kind, figure in elements(page) if kind == "/Figure"]

    assert said == ["Code QR qui mène à https://campus.example.org/verifier/K7QD-93MX-TZ4A"]


def test_the_same_input_gives_the_same_bytes_and_another_does_not(forty: bytes) -> None:
    assert drawn(minutes(40)) == forty
    assert drawn(minutes(41)) != forty
    assert render("minutes", minutes(40), title="Procès-verbal", language="fr", at=AT + timedelta(hours=1)) != forty


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_looks_like_code_is_printed_as_it_was_typed(typed: str) -> None:
    data = replace(minutes(0), place=typed, decisions=(replace(decision(0), name=typed, decision=typed),))

    page = render("minutes", data, title=typed, language="fr", at=AT)

    assert text_of(page).count(typed) >= 4  # the title, the place, the name, the decision
    with opened(page) as pdf, pdf.open_metadata() as said:
        assert said["dc:title"] == typed


def test_data_never_reaches_a_file_of_the_machine(tmp_path: Path) -> None:
    template = tmp_path / "letter.typ"
    template.write_text('#set document(title: "x")\n#read("/etc/hostname")')

    with pytest.raises(TemplateBroken):
        render(template, {}, title="x", language="fr", at=AT)


def test_a_stage_brings_a_template_of_its_own_with_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "greeting.typ").write_text("#let greet(name) = [Bonjour #name]")
    letter = tmp_path / "letter.typ"
    letter.write_text(
        '#import "/house.typ": *\n#import "/greeting.typ": greet\n'
        "#show: sheet.with(school: data.school)\n#greet(data.name)"
    )

    page = render(letter, {"school": "ICN", "name": "#Inès"}, title="Convocation", language="fr", at=AT)

    assert "Bonjour #Inès" in text_of(page)


@pytest.mark.parametrize("name", ["🎓", "日本", "\x00", "\ue000"])
def test_a_character_no_font_has_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(NotPrintable) as refusal:
        drawn(replace(minutes(0), place=name))

    assert "none of its fonts" in str(refusal.value)
    assert "Correct the name" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Li 李明", "Li [U+674E][U+660E]"),
        ("fini 😀", "fini [U+1F600]"),
        ("zwj 👩\u200d🎓 fin", "[U+200D]"),
        ("drapeau 🏴\u200d☠\ufe0f fin", "[U+200D]"),
        ("cloche \x07 en 2026", "cloche [U+0007] en 2026"),
        ("a\x00b u{2026}", "a[U+0000]b u{2026}"),
    ],
)
def test_a_record_that_must_be_made_spells_what_no_font_has(name: str, printed: str) -> None:
    data = replace(minutes(1), place=name, decisions=(replace(decision(1), name=name),))

    text = "".join(text_of(render_whatever("minutes", data, title="Procès-verbal", language="fr", at=AT)).split())

    assert text.count(printed.replace(" ", "")) >= 2


@pytest.mark.parametrize(
    "name", ["Đặng Thị Ngọc", "Şükrü Gökçe", "Łukasz Żółć", "Ελένη", "Ольга", "Œuvrard-d’Ÿ", "N’Guessan"]
)
def test_the_names_of_students_are_printed(name: str) -> None:
    assert name in text_of(drawn(replace(minutes(0), place=name)))


def test_a_word_longer_than_its_column_breaks_and_an_address_stays_whole() -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 3
    data = replace(minutes(0), place=long, decisions=(replace(decision(0), name=long),))

    assert re.sub(r"[\s\u200b]", "", text_of(drawn(data))).count(long) == 2
    address = transcript().verification.address
    page = render("transcript", transcript(), title="Relevé", language="fr", at=AT)
    assert address in text_of(page)
    assert [str(note.A.URI) for sheet in opened(page).pages for note in sheet.get("/Annots", [])] == [address]


def test_empty_minutes_say_so() -> None:
    said = text_of(drawn(empty_minutes()))

    for sentence in ("Aucun membre n’est inscrit.", "aucune décision", "Aucun étudiant n’est mis à part."):
        assert sentence in said


def test_five_hundred_students_are_each_on_the_minutes_and_pages_are_counted() -> None:
    page = drawn(minutes(500))
    said = text_of(page)

    assert all(said.count(f"2025-{rank:04}") == 1 + (rank == 17) for rank in range(500))
    assert LONG.split()[-1].rpartition("-")[2] in said
    with opened(page) as pdf:
        pages = len(pdf.pages)
    assert pages > 10
    assert f"Page {pages} sur {pages}" in said
    assert (
        said.count("Numéro Étudiant Décision Par") == pages - 1
    )  # the head, on every page but the last, of signatures


def test_minutes_print_the_root_to_be_read_aloud_and_count_votes_without_names(forty: bytes) -> None:
    said, root = text_of(forty), minutes(40).root

    assert " ".join(root[at : at + 8] for at in range(0, 64, 8)) in said
    assert re.search(r"jury 3 / 0 / 1", said)
    assert "Dernière ligne du journal, n° 1 234" in said


def test_a_transcript_tells_the_last_line_of_the_journal_where_it_is_known() -> None:
    def said(data: TranscriptContent, language: Literal["fr", "en"]) -> str:
        return text_of(render("transcript", data, title="R", language=language, at=AT))

    known = transcript()
    digest = known.verification.journal_digest[:16]
    unknown = replace(known, verification=replace(known.verification, journal_line=0, journal_digest=""))

    assert f"n° 1 234 567 · {digest}" in said(known, "fr")
    assert f"no. 1,234,567 · {digest}" in said(known, "en")
    assert "Journal" not in said(unknown, "fr")


def test_a_transcript_says_whether_it_may_still_change() -> None:
    def said(final: bool, language: str) -> str:
        data = transcript(final=final)
        return text_of(render("transcript", data, title="R", language=language, at=AT))  # type: ignore[arg-type]

    assert "Provisoire" in said(False, "fr")
    assert "Définitif" in said(True, "fr")
    assert "provisoire" not in said(True, "fr")
    assert "may change" in said(False, "en")
    assert "; any change" in said(True, "en")


def test_a_float_is_never_printed() -> None:
    with pytest.raises(TypeError, match="prints no float"):
        as_json({"mark": 12.5})


def test_the_process_that_asks_never_loads_typst_and_may_fork_afterwards() -> None:
    code = """
import os, sys
from datetime import UTC, datetime
from parchemin.campus.documents.press import _idle, typeset
at = datetime(2027, 7, 3, tzinfo=UTC)
page = lambda: typeset({"main.typ": '#set document(title: "x")\\nBonjour'}, {}, at)
first = page()
assert "typst" not in sys.modules
child = os.fork()
if child == 0:
    os._exit(0 if not _idle and page() == first else 1)
assert os.waitpid(child, 0)[1] == 0 and page() == first
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], timeout=60, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
