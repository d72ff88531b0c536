"""What is changed behind the triggers is named by the command that proves a journal, by the check, and at a restore."""

from __future__ import annotations

import lzma
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from parchemin.campus import embedded
from parchemin.campus.embedded import server
from parchemin.service import archive
from tests.service.campuses import command
from tests.service.test_former import KEPT

CHECKPOINT, HEADS = "journal-checkpoint.json", "heads.jsonl"
HARMS: tuple[LiteralString, ...] = (
    "update assessment_mark set value = 19.75 where id = (select min(id) from assessment_mark)",
    "delete from enrolment_registration where id = (select max(id) from enrolment_registration)",
    "delete from common_commitment where id = (select max(id) from common_commitment where relation = 'people_grant')",
    "delete from common_entry where chain = '' and number = (select max(number) from common_entry where chain = '')",
    "insert into people_school (id, slug, name) values (gen_random_uuid(), 'other', 'Another')",
    "alter table people_school alter column slug drop not null",
    "insert into people_school (id, slug, name) values (gen_random_uuid(), null, 'Nameless')",
)
ENGLISH = (
    "line ",
    "the marks (assessment_mark): no longer what was written with it",
    "the registrations (enrolment_registration): no longer what was written with it",
    "the roles (people_grant): some stand that no line of the journal wrote",
    "—: the journal no longer holds line ",
    "the end of the chain was cut off",
    "✗ other: 0 lines",
    "this school has no journal: its chain was taken away",
    "the schools (people_school)",
)
FRENCH = (
    "les notes (assessment_mark) : ce n’est plus ce qui a été écrit avec elle",
    "— : le journal n’a plus la ligne ",
    "cette école n’a pas de journal : sa chaîne a été retirée",
)


def behind(data: Path, *harm: LiteralString) -> None:
    """As the owner of the machine could, with the triggers asleep."""
    with (
        server(data / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection,
    ):
        connection.execute("set session_replication_role = replica")
        for statement in harm:
            assert connection.execute(statement).rowcount in (1, -1)  # -1: of a table, not of its rows


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a school with marks, declarations and a jury."""
    saved = tmp_path_factory.mktemp("former") / "school.tar"
    saved.write_bytes(lzma.decompress(KEPT[-1].read_bytes()))
    return saved


@pytest.fixture(scope="module")
def school(former: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That school, put back, that does not run; the heads of its journal were signed as it was saved in its turn."""
    data = tmp_path_factory.mktemp("whole") / "data"
    assert command(data, "restore", former).returncode == 0
    assert command(data, "backup", data.parent / "school.tar").returncode == 0
    return data


def test_an_older_backup_put_back_says_what_it_lost_and_a_copy_kept_elsewhere_breaks(
    school: Path, former: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(school / HEADS, data / HEADS)

    assert command(data, "restore", former).returncode == 0

    told = command(data, "campus", "journal", "--lang", "en")
    assert told.returncode == 0, told.stdout
    assert "icn: restored on" in told.stdout, told.stdout  # the backup is of before the school had a seal
    assert "without the seal of before" in told.stdout
    assert command(data, "campus", "check").returncode == 0
    copied = command(data, "campus", "journal", "--heads", school / HEADS, "--lang", "en")
    assert copied.returncode == 1
    assert "is not signed with the seal of the school" in copied.stdout


def test_what_is_changed_behind_the_triggers_after_a_proof_is_named_everywhere(school: Path, tmp_path: Path) -> None:
    whole = command(school, "campus", "journal", "--lang", "en")
    assert whole.returncode == 0, whole.stdout
    assert "rows verified" in whole.stdout
    assert (school / CHECKPOINT).stat().st_mode & 0o777 == 0o600
    behind(school, *HARMS)

    told = command(school, "campus", "journal", "--lang", "en")
    assert told.returncode == 1
    assert [words for words in ENGLISH if words not in told.stdout] == []
    told = command(school, "campus", "journal", "--whole")
    assert told.returncode == 1
    assert [words for words in FRENCH if words not in told.stdout] == []
    checked = command(school, "campus", "check", "--lang", "en")
    assert checked.returncode == 1
    assert "The journal “icn” is broken: line" in checked.stdout + checked.stderr

    assert command(school, "backup", tmp_path / "altered.tar").returncode == 0
    refused = command(tmp_path / "data", "restore", tmp_path / "altered.tar", "--lang", "en")
    assert refused.returncode == 2
    assert "Nothing was restored" in refused.stderr


SLIPPED: dict[str, tuple[LiteralString, ...]] = {
    "a mark of a line that writes none": (
        "create temp table m as select * from assessment_mark where superseded_at is null and state = 'given' limit 1",
        "update assessment_mark set superseded_at = at + interval '1 minute' where id in (select id from m)",
        """insert into assessment_mark select (jsonb_populate_record(m, jsonb_build_object(
            'id', (select max(id) + 1 from assessment_mark), 'value', 19, 'at', m.at + interval '1 minute', 'entry_id',
            (select max(id) from common_entry where chain = 'icn' and verb = 'jury.seat')))).* from m""",
    ),
    "a mark that is ended and that no other follows": (
        """update assessment_mark set superseded_at = at where id =
            (select min(id) from assessment_mark where superseded_at is null)""",
    ),
    "a role that no line gave": (
        """insert into people_grant select (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(),
            'role', 'director', 'scope', ''))).* from people_grant g
            where role = 'student' and ended is null limit 1""",
    ),
    "a role that is another's": (
        """update people_grant set person_id = (select person_id from people_grant where role = 'student' limit 1)
            where id = (select id from people_grant where role = 'office' limit 1)""",
    ),
    "a role that no line ended": (
        """update people_grant set ended = since
            where id = (select id from people_grant where role = 'office' limit 1)""",
    ),
}


@pytest.mark.parametrize("slipped", SLIPPED)
def test_what_a_former_version_would_not_have_written_is_not_vouched_for(
    former: Path, tmp_path: Path, slipped: str
) -> None:
    """Somebody wrote in the database of a version that vouched for less, before this one came."""
    unpacked, made, data = tmp_path / "unpacked", tmp_path / "made.tar", tmp_path / "data"
    unpacked.mkdir()
    manifest = archive.read(former, unpacked)
    dump = unpacked / archive.DATABASE
    with server(tmp_path / "former") as socket:
        place = [f"--host={socket}", "--username=postgres", "--dbname=postgres"]
        restored = [embedded.binary("pg_restore"), "--no-owner", *place, dump]
        subprocess.run([str(word) for word in restored], check=True)
        with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            for statement in SLIPPED[slipped]:
                assert connection.execute(statement).rowcount == 1
        dumped = [embedded.binary("pg_dump"), "--format=custom", "--no-owner", *place, f"--file={dump}"]
        subprocess.run([str(word) for word in dumped], check=True)
    members = {name: unpacked / name for name in manifest.members}
    told = {name: archive.digest(path) for name, path in members.items()}
    archive.write(made, replace(manifest, members=told), members)

    refused = command(data, "restore", made, "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    assert "Nothing was restored" in refused.stderr
    said = ("what a former version had kept", "had been changed before this version")
    assert any(words in refused.stderr for words in said)
