"""A cohort split into parts is decided like the whole, and Ray writes the very bytes the local engine writes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.students import students
from parchemin import records
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.facts import Cohort, cohort_of
from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.scale import decide, decide_folder, partitions, read, split
from tests.regulation.evaluation.test_cohort_random import Graphs, persons

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def regulation() -> Regulation:
    return load(ROOT / "benchmarks" / "regulation.md")


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


def same(left: Cohort, right: Cohort) -> bool:
    listed = all(np.array_equal(left.listed[name], right.listed[name]) for name in left.listed)
    rows = all(
        np.array_equal(left.rows[level].facts[name], right.rows[level].facts[name])
        for level in left.rows
        for name in left.rows[level].facts
    )
    return listed and rows and list(map(str, left.ids)) == list(right.ids)


def test_a_part_reads_back_as_it_was_written(tmp_path: Path) -> None:
    graph = Graphs(11).regulation()
    cohort = cohort_of(graph, "r", persons(graph, 12, 6, 0.3))

    split(graph, cohort, tmp_path)

    assert same(cohort, read(graph, partitions(tmp_path)[0]))


def test_parts_are_decided_like_the_whole(tmp_path: Path, regulation: Regulation) -> None:
    cohort = students(2_500, 8)
    split(regulation, cohort, tmp_path / "in", size=1_000)

    assert decide(regulation, tmp_path / "in", tmp_path / "out") == 2_500

    whole = evaluate_cohort(regulation, cohort)
    table = pl.read_parquet(sorted((tmp_path / "out" / "étudiant" / "persons").glob("*.parquet")))
    assert table["id"].to_list() == [str(i) for i in range(2_500)]
    assert np.array_equal(table["étudiant.crédits low"].to_numpy(), whole["étudiant.crédits"].whole().low[0])
    assert np.array_equal(
        table["semestre.résultat[S3] possible"].to_numpy(), whole["semestre.résultat"].whole().high[2]
    )


def test_recorded_rows_keep_their_outcomes(tmp_path: Path) -> None:
    for seed in range(8):
        graph = Graphs(seed).regulation()
        cohort = cohort_of(graph, "r", persons(graph, seed, 7, 0.4))
        split(graph, cohort, tmp_path / f"{seed}", size=3)
        assert decide(graph, tmp_path / f"{seed}", tmp_path / f"{seed} out") == 7


@pytest.mark.filterwarnings("ignore")
def test_ray_writes_the_same_bytes_as_this_process(tmp_path: Path, regulation: Regulation) -> None:
    pytest.importorskip("ray")
    split(regulation, students(2_000, 8), tmp_path / "in", size=700)

    decide(regulation, tmp_path / "in", tmp_path / "here")
    decide(regulation, tmp_path / "in", tmp_path / "there", engine="ray")

    assert files(tmp_path / "here") == files(tmp_path / "there")
    assert len(files(tmp_path / "there")) == 3


@pytest.mark.filterwarnings("ignore")
def test_records_are_split_and_decided_with_ray(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    programme = load(ROOT / "regulations" / "ipag-msc")
    cohorts = records.demo(programme, 12, seed=5)
    records.write(programme, cohorts, tmp_path / "records")

    assert decide_folder(programme, tmp_path / "records", tmp_path / "out", "ray") == sum(map(len, cohorts.values()))

    for root, cohort in cohorts.items():
        table = pl.read_parquet(sorted((tmp_path / "out" / root / "persons").glob("*.parquet")))
        assert sorted(table["id"]) == sorted(map(str, cohort.ids))


def test_without_ray_one_is_told_how_to_get_it(
    tmp_path: Path, regulation: Regulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    split(regulation, students(5), tmp_path / "in")

    with pytest.raises(Refused) as refusal:
        decide(regulation, tmp_path / "in", tmp_path / "out", engine="ray")

    assert "parchemin[ray]" in refusal.value.findings[0].remedy("fr")
