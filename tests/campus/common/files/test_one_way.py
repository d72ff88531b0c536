"""No stage touches the storage, nor the inside of a spreadsheet: files are kept, read and given back by one room."""

from __future__ import annotations

import ast

from django.apps import apps
from django.db import models

from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Commitment
from tests.architecture.house import python_files, shown, tree

ROOM = "src/parchemin/campus/common/files/"
STATIC = ("src/parchemin/campus/looks/finders.py", "src/parchemin/campus/looks/storage.py")  # what pages load
LANDED = "src/parchemin/campus/enrolment/migrations/0004_keptfile.py"  # how the content of lists came there
TRIES = "src/parchemin/campus/common/health.py"  # whether anything can be written there
OUTSIDE = ("django.core.files.storage", "storages", "boto3", "botocore")


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_no_other_room_imports_the_storage() -> None:
    found = {
        shown(path)
        for path in python_files("src")
        for node in ast.walk(tree(path))
        if any(name.startswith(OUTSIDE) for name in imported(node))
    }

    assert {path for path in found if not path.startswith(ROOM)} <= {*STATIC, LANDED, TRIES}
    assert found, "the room itself does"


def test_no_other_room_of_the_campus_reads_or_writes_a_spreadsheet_by_itself() -> None:
    libraries = ("csv", "openpyxl", "python_calamine", "tablib")
    found = {
        shown(path)
        for path in python_files("src/parchemin/campus")
        for node in ast.walk(tree(path))
        if any(name.partition(".")[0] in libraries for name in imported(node))
    }

    assert found == {f"{ROOM}spreadsheets.py"}


def test_a_row_holds_no_file_of_its_own() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("parchemin.")]
    fields = [field for model in ours for field in model._meta.concrete_fields]

    assert not [field for field in fields if isinstance(field, models.FileField)]
    assert {field.model for field in fields if isinstance(field, models.BinaryField)} == {Commitment}, "its digests"


def test_a_row_that_points_to_a_file_has_it_alone_and_keeps_it() -> None:
    pointing = [field for field in KeptFile._meta.get_fields(include_hidden=True) if field.is_relation]

    assert len(pointing) >= 4
    for field in pointing:
        assert isinstance(field, models.OneToOneRel)
        assert field.on_delete is models.PROTECT
