"""Habits that have a name and a room: they are not written again by hand, and one concept has one name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from tests.architecture.house import ROOT, imported_modules, python_files, shown, tree

CAMPUS = "src/parchemin/campus"
# The API's document says `Refused`, and programs read it; the engine's is an exception, which no program sees.
ALLOWED = {"Refused"}
STATES_A_TABLE = re.compile(r"\b(?:from|join|update|into)\s+([a-z]+)_[a-z]+\b", re.IGNORECASE)


def test_no_two_public_classes_of_the_house_have_one_name() -> None:
    where: dict[str, set[str]] = defaultdict(set)
    for path in python_files("src/parchemin"):
        if "migrations" in path.parts:
            continue
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].add(shown(path))

    assert {name: sorted(files) for name, files in where.items() if len(files) > 1 and name not in ALLOWED} == {}


def test_no_stage_speaks_sql_to_the_table_of_another() -> None:
    """No import contract sees it, and a table then changes under somebody who did not know."""
    stages = {folder.name for folder in (ROOT / CAMPUS).iterdir() if folder.is_dir()}
    elsewhere = [
        f"{shown(path)}: {found}"
        for path in python_files(CAMPUS)
        if "migrations" not in path.parts
        for found in STATES_A_TABLE.findall(path.read_text(encoding="utf-8"))
        if found in stages and found != path.relative_to(ROOT / CAMPUS).parts[0]
    ]

    assert elsewhere == []


def test_what_is_current_is_asked_of_the_records() -> None:
    """`.current()`, not `filter(superseded_at=None)`: through another table the column is still named."""
    by_hand = [
        f"{shown(path)}:{number}"
        for path in python_files(CAMPUS)
        if "migrations" not in path.parts and path.name != "records.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?<!__)superseded_at\s*=\s*None", line)
    ]

    assert by_hand == []


def test_a_day_is_the_schools_day() -> None:
    """`localdate(at)`: a moment's own `.date()` is the day in UTC, which at half past midnight is yesterday."""
    by_hand = [
        f"{shown(path)}:{number}"
        for path in python_files(CAMPUS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(?:at|now)\.date\(\)", line)
    ]

    assert by_hand == []


def test_nothing_but_the_room_of_mails_makes_a_mail() -> None:
    """Two makes of mails differ one day: in their language, in who an answer goes to, in what is written in code."""
    makers = ("django.core.mail", "smtplib", "email.message", "email.mime")
    here = {
        shown(path)
        for path in python_files("src/parchemin")
        for module in imported_modules(path)
        if module.startswith(makers)
    }

    assert here == {f"{CAMPUS}/common/mails.py"}


def test_who_holds_a_role_in_a_programme_now_is_asked_of_the_catalogue() -> None:
    """`catalogue.queries.those_with`: of the whole school is of each programme, ended is not."""
    by_hand = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(CAMPUS)
        if not path.is_relative_to(ROOT / CAMPUS / "people") and path != ROOT / CAMPUS / "catalogue/queries/__init__.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _asks_of_grants_in_force(node)
    ]

    assert by_hand == []


def _asks_of_grants_in_force(call: ast.Call) -> bool:
    named = {keyword.arg for keyword in call.keywords}
    return "grants__ended" in named or ("ended" in named and ast.unparse(call.func).startswith("Grant.objects"))


def test_every_registry_of_what_stages_bring_is_in_the_decision_that_lists_them() -> None:
    page = (ROOT / "docs/decisions/0012-what-a-stage-brings.md").read_text(encoding="utf-8")
    registries = {
        name
        for path in python_files(CAMPUS)
        for name in re.findall(r"^([A-Z_]+)(?:: .*)? = Contributions", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert len(registries) > 10
    assert {name for name in registries if f"{name}.at(" not in page} == set()
