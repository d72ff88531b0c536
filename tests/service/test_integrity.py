"""What is changed behind the triggers is named by the command that proves a journal, by the check, and at a restore."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from parchemin.campus.embedded import server
from tests.service.campuses import command
from tests.service.test_former import KEPT


def behind(data: Path, *harm: LiteralString) -> None:
    """As the owner of the machine could, with the triggers asleep."""
    with (
        server(data / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection,
    ):
        connection.execute("set session_replication_role = replica")
        for statement in harm:
            assert connection.execute(statement).rowcount == 1


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school with marks, declarations and a jury, that does not run."""
    folder = tmp_path_factory.mktemp("whole")
    saved = folder / "school.tar"
    saved.write_bytes(lzma.decompress(KEPT[-1].read_bytes()))
    assert command(folder / "data", "restore", saved).returncode == 0
    assert command(folder / "data", "campus", "journal").returncode == 0
    return folder / "data"


def test_a_row_changed_or_removed_behind_the_triggers_is_named_everywhere(school: Path, tmp_path: Path) -> None:
    behind(
        school,
        "update assessment_mark set value = 19.75 where id = (select min(id) from assessment_mark)",
        "delete from enrolment_registration where id = (select max(id) from enrolment_registration)",
    )

    told = command(school, "campus", "journal", "--lang", "en")
    assert told.returncode == 1
    assert "assessment_mark is no longer what was written with it" in told.stdout
    assert "enrolment_registration is no longer" in told.stdout or "no row is left" in told.stdout
    checked = command(school, "campus", "check", "--lang", "en")
    assert checked.returncode == 1
    assert "is broken at line" in checked.stdout + checked.stderr

    assert command(school, "backup", tmp_path / "altered.tar").returncode == 0
    refused = command(tmp_path / "data", "restore", tmp_path / "altered.tar", "--lang", "en")
    assert refused.returncode == 2
    assert "Nothing was restored" in refused.stderr
