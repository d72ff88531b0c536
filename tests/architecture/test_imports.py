"""Imports go down, and the engine stands on the standard library, NumPy and few others."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from tests.architecture.house import ROOT, facts, python_files, shown

ENGINE = ROOT / "src/parchemin/regulation"
# What a room of the engine may import beyond the standard library and the engine itself.
EVERY_ROOM = {"parchemin", "numpy", "holidays"}
ALSO = {"verification": {"z3"}}


def test_every_import_contract_is_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    verdict = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_the_contract_of_the_desks_names_every_stage_above_the_dossiers() -> None:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in written["tool"]["importlinter"]["contracts"]}
    layers = [{name.strip(" ()") for name in layer.split("|")} for layer in contracts["stages"]["layers"]]
    desks, dossiers = (next(i for i, layer in enumerate(layers) if name in layer) for name in ("desks", "dossiers"))
    above = {name for layer in layers[desks + 1 : dossiers] for name in layer}
    there = sorted(f"parchemin.campus.{name}" for name in above if (ROOT / "src/parchemin/campus" / name).is_dir())

    assert contracts["desks-know-no-stage"]["forbidden_modules"] == there


def test_no_folder_of_the_campus_is_left_out_of_the_contracts_that_list_them() -> None:
    """What is listed by hand is forgotten by the next stage: then any room may read the engine, in any order."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["id"]: one for one in written["tool"]["importlinter"]["contracts"]}
    campus = {path.parent.name for path in (ROOT / "src/parchemin/campus").glob("*/apps.py")}
    ordered = {one.rpartition(".")[2] for id_ in contracts for one in contracts[id_].get("containers", ())}
    sources = {one.rpartition(".")[2] for one in contracts["law-alone-reads-regulations"]["source_modules"]}

    assert campus - ordered == {"common", "looks", "clock"} - ordered
    assert campus - sources == {"law"}


def test_the_engine_imports_only_the_standard_library_numpy_and_holidays_and_z3_to_prove() -> None:
    strangers = [
        f"{shown(path)}:{line} imports {package}"
        for path in python_files("src/parchemin/regulation")
        for line, package in facts(path).imported
        if package not in sys.stdlib_module_names | EVERY_ROOM | ALSO.get(path.relative_to(ENGINE).parts[0], set())
    ]

    assert not strangers


def test_the_engine_imports_nothing_of_parchemin_but_itself() -> None:
    above = [
        shown(path)
        for path in python_files("src/parchemin/regulation")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith(("from parchemin", "import parchemin")) and "parchemin.regulation" not in line
    ]

    assert not above


def test_what_only_measures_or_bears_witness_is_never_needed_to_run() -> None:
    witnesses = {"duckdb", "openfisca_core", "hypothesis", "pytest", "mypy", "importlinter"}

    found = [shown(p) for p in python_files("src") for _, package in facts(p).imported if package in witnesses]

    assert not found
