"""A folder reads back as what was written, and an empty one explains itself."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parchemin.records import demo, layout, read, write, write_empty
from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, RowFacts, cohort_of
from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation
from tests.records.programmes import school


def values(fact: Fact) -> st.SearchStrategy[Any]:
    kind, known = fact.type.kind, st.none()
    if kind is Kind.BOOL:
        return known | st.booleans()
    if kind is Kind.CHOICE:
        return known | st.sampled_from(fact.type.choices)
    if kind is Kind.DATE:
        return known | st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.toordinal)
    step = fact.type.step or Fraction(1)
    low, high = int((fact.type.low or 0) / step), int((fact.type.high or 10**9) / step)
    return known | st.integers(low, high).map(lambda n: n * step) | st.sampled_from([low * step, high * step])


def listed(regulation: Regulation, root: str) -> st.SearchStrategy[dict[str, dict[str, Any]]]:
    facts = [
        f for f in regulation.facts.values() if regulation.root_of(f.level) == root and f.type.kind is not Kind.TEXT
    ]
    told = [f for f in facts if regulation.levels[f.level].kind == "listed"]
    keys = {f.name: [m.key for m in regulation.levels[f.level].members] for f in told}
    return st.fixed_dictionaries({f.name: st.dictionaries(st.sampled_from(keys[f.name]), values(f)) for f in told})


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=8).map(
    lambda text: f'x{text};"y", z'
)


def rows(regulation: Regulation, level: str) -> st.SearchStrategy[list[RowFacts]]:
    found = regulation.levels[level]
    parents = [m.key for m in regulation.levels[found.parent].members]
    facts = [f for f in regulation.facts.values() if f.level == level]
    one = st.builds(
        RowFacts, st.sampled_from(parents), NAMES.map(tidy), st.fixed_dictionaries({f.name: values(f) for f in facts})
    )
    # Three at most in all, so that no parent has more than the regulation allows.
    return st.lists(one, max_size=3, unique_by=lambda row: (row.parent, row.name))


def tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@st.composite
def cohorts(draw: st.DrawFn) -> dict[str, Cohort]:
    regulation = school(registration=False)
    told = {}
    for root in regulation.roots:
        people = []
        for number in range(draw(st.integers(0, 3))):
            levels = [lv.name for lv in regulation.levels.values() if lv.kind == "recorded" and root == "étudiant"]
            recorded = {name: draw(rows(regulation, name)) for name in levels}
            people.append(PersonFacts(root, f"{tidy(draw(NAMES))}{number}", draw(listed(regulation, root)), recorded))
        told[root] = cohort_of(regulation, root, people)
    return told


def same(one: Cohort, two: Cohort) -> None:
    assert list(one.ids) == list(two.ids)
    assert one.listed.keys() == two.listed.keys()
    assert one.rows.keys() == two.rows.keys()
    for name, array in one.listed.items():
        assert array.dtype == two.listed[name].dtype
        assert np.array_equal(array, two.listed[name]), name
    for level, table in one.rows.items():
        other = two.rows[level]
        assert list(table.names) == list(other.names)
        assert np.array_equal(table.person, other.person)
        assert np.array_equal(table.member, other.member)
        for name, array in table.facts.items():
            assert np.array_equal(array, other.facts[name]), name


@pytest.mark.parametrize("format", ["csv", "parquet"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_written_reads_back_the_same(format: Any, language: Any) -> None:
    regulation = school(registration=False, language=language)

    @settings(max_examples=40)
    @given(cohorts())
    def holds(told: dict[str, Cohort]) -> None:
        with tempfile.TemporaryDirectory() as home:
            write(regulation, told, Path(home), format)
            read_back = read(regulation, Path(home))
        for root, cohort in told.items():
            same(cohort, read_back[root])

    holds()


def test_an_empty_folder_reads_back_as_nobody(tmp_path: Path) -> None:
    write_empty(school(), tmp_path / "registres")
    assert [len(c) for c in read(school(), tmp_path / "registres").values()] == [0, 0]


def test_an_empty_folder_explains_every_file_and_column(tmp_path: Path) -> None:
    write_empty(school(), tmp_path)
    page = (tmp_path / "LISEZMOI.md").read_text(encoding="utf-8")

    for table in layout(school()):
        assert f"## {table.stem}.csv" in page
        for column in table.columns:
            assert f"| {column} |" in page
    assert "| note | note | un nombre de 0 à 20, par pas de 0,01 | inconnu | §3.1 |" in page
    assert "| coefficient | coefficient | un nombre de 0 à 10, par pas de 0,5 | 1 | §3.1 |" in page
    assert "Au plus 3." in page
    assert not (tmp_path / "épreuves-pour-tous.csv").exists()


def test_an_english_regulation_gets_an_english_folder(tmp_path: Path) -> None:
    write_empty(school(language="en"), tmp_path)
    assert "One line per" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert (tmp_path / "candidats.csv").read_bytes() == b"\xef\xbb\xbfcandidat,rang\n"


def test_nothing_is_written_over_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("à garder")
    with pytest.raises(Refused, match="n'est pas vide"):
        write_empty(school(), tmp_path)
    with pytest.raises(Refused, match="n'est pas vide"):
        write(school(), demo(school(), 3, 1), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
