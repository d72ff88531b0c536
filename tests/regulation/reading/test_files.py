"""The files of a regulation: from a folder or from memory, the same text, and each place said from their folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.findings import Finding, Refused
from parchemin.regulation.meaning import load, load_versions, understand
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import MOST_MEGABYTES, Files, files_of
from parchemin.regulation.verification.review import review
from tests.regulation.reading.test_versions import AMENDMENT
from tests.regulation.texts import HEADER, RULES, TREE

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted(folder for folder in (ROOT / "regulations").iterdir() if folder.is_dir())
AMENDED = AMENDMENT.format(since="2027-01-01", more="", articles="## §9 Neuf, modifié\n")
UNDER = HEADER.replace("entrée : étudiant.entrée", "relève de : {above}")
SCHOOL = HEADER.replace("essai", "école").replace("entrée : étudiant.entrée\n", "") + "\n## §9 Au-dessus\n"


def laid_out(folder: Path, texts: Mapping[str, str]) -> Path:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return folder


def refused(texts: Mapping[str, str]) -> Finding:
    with pytest.raises(Refused) as refusal:
        versions.read(Files(texts))
    (finding,) = refusal.value.findings
    return finding


def ids(files: Files) -> list[str]:
    document = versions.read(files)
    return [a.id for a in document.articles] + [a.id for a in (document.above.articles if document.above else ())]


# --- from a folder, from memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_programme_read_from_memory_is_the_one_of_its_folder(folder: Path) -> None:
    files = Files(files_of(folder).texts)

    assert load(files).digest == load(folder).digest
    assert [(day, text.digest) for day, text in load_versions(files)] == [
        (day, text.digest) for day, text in load_versions(folder)
    ]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_the_same_is_found_in_memory_at_the_path_from_the_folder(folder: Path, tmp_path: Path) -> None:
    copy = copytree(folder, tmp_path / folder.name, ignore=lambda *_: ["empreintes.csv"])
    on_disk, in_memory = review(copy).findings, review(Files(files_of(copy).texts)).findings

    assert [(f.code, f.place.file, f.place.line, f.what()) for f in in_memory] == [
        (f.code, f.place.file.removeprefix(f"{copy}/"), f.place.line, f.what()) for f in on_disk
    ]


def test_texts_in_memory_are_read_without_a_look_at_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files({"1.md": f"{HEADER}{TREE}", "2.md": RULES, "amendements/2027.md": AMENDED})

    def forbidden(*_: object, **__: object) -> None:
        pytest.fail("the disk was looked at")

    with monkeypatch.context() as patch:
        for name in ("open", "stat", "read_text", "read_bytes", "exists", "glob"):
            patch.setattr(Path, name, forbidden)
        reviewed, dated = review(files), load_versions(files)

    assert reviewed.findings
    assert [day.isoformat() for day, _ in dated] == ["2026-09-01", "2027-01-01"]


def test_a_finding_names_its_file_from_the_folder_in_a_text_and_in_its_amendment() -> None:
    faulty = AMENDED + "\n~~~règles\nétudiant.x = étudiant.rien\n~~~\n"
    found = understand(
        versions.read(Files({"1.md": HEADER + TREE, "2.md": RULES, "amendements/2027.md": faulty}))
    ).findings

    assert [(str(f.place), f.code) for f in found if f.severity == "error"] == [
        (f"amendements/2027.md:{faulty.split('étudiant.rien')[0].count(chr(10)) + 1}:14", "unknown-name")
    ]


def test_a_path_on_a_disk_is_said_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(tmp_path, {"essai/1.md": HEADER})
    monkeypatch.chdir(tmp_path)

    assert versions.read("essai").header.place.file == "essai/1.md"
    assert versions.read("essai/1.md").header.place.file == "essai/1.md"
    assert versions.read(Path("essai").resolve()).header.place.file == str(tmp_path / "essai/1.md")


@pytest.mark.parametrize("line", ["Voir §7.3 et §7.3.", "#### Ce que dit §7.3", "> §7.3 s'applique", "| voir | §7.3 |"])
def test_the_line_of_a_reference_is_known_without_its_file(line: str) -> None:
    text = f"{HEADER}{TREE}{RULES}\n## §8 Renvois\n\nVoir §1.\n\n```text\nrien\n```\n\n{line}\n\nVoir §7.3.\n"
    (found,) = [f for f in review(Files({"a.md": text})).findings if f.code == "article-missing"]

    assert found.place.line == 1 + text.splitlines().index(line)


def test_what_another_machine_wrote_is_read_the_same(tmp_path: Path) -> None:
    plain = {"1.md": HEADER + TREE, "2.md": RULES}
    other = {path: "\ufeff" + text.replace("\n", "\r\n").replace("é", "e\u0301") for path, text in plain.items()}

    assert load(Files(other)).digest == load(Files(plain)).digest
    assert load(laid_out(tmp_path, other)).digest == load(Files(plain)).digest


# --- paths ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["../1.md", "/etc/1.md", "a/../../1.md", "a/../1.md", "..", "1.txt", "1", "", "amendements/", "//1.md"]
)
def test_a_path_that_is_none_of_the_folder_is_refused(path: str) -> None:
    found = refused({"0.md": HEADER, path: ""})

    assert found.code == "outside-folder"
    assert f"« {PurePosixPath(path)} »" in found.what()


@given(st.lists(st.sampled_from(["a", "..", ".", "", "b.md", "école"]), min_size=1, max_size=5).map("/".join))
def test_no_path_that_is_taken_leaves_the_folder(path: str) -> None:
    try:
        files = Files({path: ""})
    except Refused:
        return
    for taken in files.texts:
        assert (Path("/home") / taken).resolve().is_relative_to("/home")


def test_a_path_with_empty_steps_is_the_plain_one() -> None:
    assert list(Files({"./amendements//2027.md": ""}).texts) == ["amendements/2027.md"]


def test_a_text_too_large_or_that_is_no_unicode_is_refused_at_its_line() -> None:
    assert refused({"1.md": HEADER + "é" * (MOST_MEGABYTES * 500_000)}).code == "file-too-large"
    found = refused({"1.md": "---\nun\n\ud800\n"})
    assert (found.code, str(found.place)) == ("not-utf8", "1.md:3")


def test_no_file_at_all_is_refused() -> None:
    assert refused({}).code == "nothing-to-read"
    assert refused({"amendements/2027.md": AMENDED}).code == "nothing-to-read"


# --- higher layers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "where"),
    [("école", "école/texte.md"), ("école/texte.md", "école/texte.md"), ("./école/", "école/texte.md")],
)
def test_a_layer_in_the_folder_is_read_from_memory(above: str, where: str) -> None:
    files = Files({"1.md": UNDER.format(above=above) + "\n## §1 Un\n", where: SCHOOL})
    document = versions.read(files)

    assert ids(files) == ["§1", "§9"]
    assert document.above is not None
    assert document.above.header.place.file == where


@pytest.mark.parametrize("above", ["../école", "école", "/école", "école.md"])
def test_a_layer_that_is_not_among_the_files_is_refused(above: str) -> None:
    assert refused({"1.md": UNDER.format(above=above)}).code == "no-such-file"


@pytest.mark.parametrize("above", [".", "./", "1.md"])
def test_a_text_under_itself_is_refused(above: str) -> None:
    files = Files({"1.md": UNDER.format(above=above)}, main="1.md" if above == "1.md" else "")
    with pytest.raises(Refused) as refusal:
        versions.read(files)
    assert refusal.value.findings[0].code == "circular-layers"


def test_layers_beside_the_folder_come_with_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(
        tmp_path / "règlements",
        {
            "mention/1.md": UNDER.format(above="../école/général") + "\n## §1 Un\n",
            "école/général/1.md": SCHOOL,
            "école/général/amendements/a.md": AMENDED.replace("essai", "école"),
            "ailleurs/1.md": HEADER,
        },
    )
    monkeypatch.chdir(tmp_path)
    files = files_of("règlements/mention")

    assert (files.folder, files.main) == ("règlements", "mention")
    assert list(files.texts) == ["mention/1.md", "école/général/1.md", "école/général/amendements/a.md"]
    assert versions.read(files) == versions.read("règlements/mention")
    above = versions.read(files).above
    assert above is not None
    assert above.header.place.file == "règlements/école/général/1.md"
    assert [a.title for a in above.articles] == ["Neuf, modifié"]


def test_a_single_file_takes_the_layers_beside_it_and_no_neighbour(tmp_path: Path) -> None:
    laid_out(tmp_path, {"a.md": UNDER.format(above="b.md") + "\n## §1 Un\n", "b.md": SCHOOL, "c.md": HEADER})
    files = files_of(tmp_path / "a.md")

    assert (files.main, list(files.texts)) == ("a.md", ["a.md", "b.md"])
    assert ids(files) == ["§1", "§9"]


def test_a_linked_folder_is_read_where_it_stands(tmp_path: Path) -> None:
    laid_out(tmp_path / "vrai", {"mention/1.md": UNDER.format(above="../école.md"), "école.md": SCHOOL})
    (tmp_path / "lien").symlink_to(tmp_path / "vrai/mention")

    assert ids(files_of(tmp_path / "lien")) == ["§9"]


# --- a value -------------------------------------------------------------------------------------------------------


def test_files_that_say_the_same_are_equal_in_any_order_and_cannot_be_changed() -> None:
    texts = {"b.md": "deux", "a.md": "un"}
    files = Files(texts)
    texts["c.md"] = "trois"

    assert files == Files({"a.md": "un", "b.md": "deux"})
    assert hash(files) == hash(Files({"a.md": "un", "b.md": "deux"}))
    assert files != Files({"a.md": "un", "b.md": "deux !"})
    assert files != Files(files.texts, main="a.md")
    with pytest.raises(TypeError):
        files.texts["d.md"] = ""  # type: ignore[index]


def test_a_text_in_memory_has_no_digests_to_keep() -> None:
    with pytest.raises(ValueError, match="in memory"):
        review(Files({"1.md": HEADER + TREE, "2.md": RULES}), confirm=True)


def test_a_day_is_asked_of_texts_in_memory_too() -> None:
    files = Files({"1.md": f"{HEADER}\n## §9 Neuf\n", "amendements/a.md": AMENDED})

    assert [a.title for a in versions.read(files, on=date(2026, 12, 31)).articles] == ["Neuf"]
    assert [a.title for a in versions.read(files).articles] == ["Neuf, modifié"]
