"""A backup put back on an empty server is the same school, row by row and file by file; a damaged one is refused."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path

import psycopg
import pytest

from parchemin.campus.embedded import server
from parchemin.service import archive
from tests.service.campuses import command


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a school, its journal, and files; the campus does not run."""
    data = tmp_path_factory.mktemp("school") / "data"
    said = command(data, "campus", "director", "ada@example.org", "Ada", "M", "--school", "icn", "--name", "École É")
    assert said.returncode == 0, said.stderr
    (data / "files" / "2026").mkdir()
    (data / "files" / "2026" / "certificat médical.pdf").write_bytes(b"%PDF-1.7\0\xff %%EOF")
    (data / "seals" / "key.pem").write_text("a key", encoding="ascii")
    return data


@pytest.fixture(scope="module")
def saved(school: Path) -> Path:
    file = school.parent / "school.tar"
    said = command(school, "backup", file)
    assert said.returncode == 0, said.stderr
    return file


def rows(data: Path) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with server(data / "postgres") as socket, psycopg.connect(host=socket, user="postgres", dbname="postgres") as told:
        tables = told.execute("select tablename::text from pg_tables where schemaname = 'public'").fetchall()
        return {
            name: [row for (row,) in told.execute(f'select to_jsonb(t)::text from "{name}" t order by 1').fetchall()]
            for (name,) in tables
        }


def files(data: Path) -> dict[str, bytes]:
    kept = [*(data / "files").rglob("*"), *(data / "seals").rglob("*"), data / "secret-key"]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in kept if path.is_file()}


def test_what_is_restored_is_what_was_saved(school: Path, saved: Path, tmp_path: Path) -> None:
    done = command(tmp_path / "data", "restore", saved, "--lang", "en")

    assert done.returncode == 0, done.stderr
    assert "journal whole" in done.stdout
    before, after = rows(school), rows(tmp_path / "data")
    assert len(before["common_entry"]) == 4
    assert before == after
    assert files(school) == files(tmp_path / "data")


def test_the_guards_of_the_tables_are_restored_too(saved: Path, tmp_path: Path) -> None:
    command(tmp_path / "data", "restore", saved)

    with (
        server(tmp_path / "data" / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres") as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="for ever"),
    ):
        connection.execute("update common_entry set verb = 'x'")


def test_nobody_is_signed_in_in_a_restored_school(saved: Path, tmp_path: Path) -> None:
    """Whose a session is cannot be told before the signing key is back: it could be of somebody erased since."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    command(here, "restore", saved)
    told = "insert into django_session values ('somebody-s-cookie', 'signed', '2099-01-01')"
    with server(here / "postgres") as socket, psycopg.connect(host=socket, user="postgres", dbname="postgres") as own:
        own.execute(told)
    assert command(here, "backup", tmp_path / "again.tar").returncode == 0

    assert command(elsewhere, "restore", tmp_path / "again.tar").returncode == 0

    assert len(rows(here)["django_session"]) == 1
    assert rows(elsewhere)["django_session"] == []


def test_a_backup_is_for_its_owner_only(saved: Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0


def test_a_school_is_never_written_over(school: Path, saved: Path) -> None:
    before = files(school)

    refused = command(school, "restore", saved, "--lang", "en")

    assert refused.returncode == 2
    assert "There is a school here already" in refused.stderr
    assert files(school) == before


def test_a_backup_never_replaces_a_file(school: Path, saved: Path) -> None:
    refused = command(school, "backup", saved, "--lang", "en")

    assert refused.returncode == 2
    assert "exists already" in refused.stderr


@pytest.mark.parametrize("harm", ["a byte of a file", "cut short", "not a backup"])
def test_a_damaged_backup_is_refused_and_nothing_is_restored(saved: Path, tmp_path: Path, harm: str) -> None:
    content = saved.read_bytes()
    match harm:
        case "a byte of a file":
            content = content.replace(b"a key", b"a kez")
        case "cut short":
            content = content[: len(content) // 2]
        case _:
            content = b"nothing of the sort"
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(content)

    refused = command(tmp_path / "data", "restore", damaged, "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    assert "Nothing was restored" in refused.stderr
    assert rows(tmp_path / "data") == {}
    assert list(files(tmp_path / "data")) == ["secret-key"]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("drop trigger people_grant_no_update on people_grant", "people.0003_grants_end_once: trigger"),
        ("insert into django_migrations (app, name, applied) values ('people', '9999_x', now())", "(people.9999_x)"),
        ("update common_entry set subject = 'else' where chain = 'icn' and number = 1", "The journal of the backup"),
    ],
    ids=["a step does not pass", "a later version made it", "its journal is broken"],
)
def test_a_backup_that_this_version_cannot_open_is_refused_and_nothing_is_restored(
    saved: Path, tmp_path: Path, harm: str, said: str
) -> None:
    made, data = tmp_path / "made", tmp_path / "data"
    assert command(made, "restore", saved).returncode == 0
    with (
        server(made / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection,
    ):
        connection.execute("set session_replication_role = replica")
        connection.execute("delete from django_migrations where app = 'people' and name >= '0003'")
        for act in ("update", "delete", "truncate"):  # that 0005 made
            connection.execute(f"drop trigger people_school_no_{act} on people_school".encode())
        connection.execute(harm.encode())
    assert command(made, "backup", tmp_path / "made.tar").returncode == 0

    refused = command(data, "restore", tmp_path / "made.tar", "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    assert said in refused.stderr
    assert "Nothing was restored" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert rows(data) == {}
    assert list(files(data)) == ["secret-key"]
    assert not (data / ".restore").exists()


def test_a_line_of_the_journal_that_was_changed_is_named(school: Path, saved: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    command(data, "restore", saved)
    with (
        server(data / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection,
    ):
        connection.execute("set session_replication_role = replica")  # the triggers are off: somebody owns the machine
        connection.execute("update common_entry set subject = 'else' where chain = 'icn' and number = 1")

    told = command(data, "campus", "journal", "--lang", "en")

    assert told.returncode == 1
    assert "line 1 (people.found_school, else," in told.stdout
    assert ") was changed" in told.stdout
    assert command(data, "campus", "check", "--lang", "en").returncode == 1


def remade(saved: Path, out: Path, given: dict[str, bytes]) -> Path:
    """A backup with other members, its manifest counted again: as somebody could who has it."""
    with tarfile.open(saved) as tar:
        held = {one.name: tar.extractfile(one).read() for one in tar if one.isfile()}  # type: ignore[union-attr]
    manifest = json.loads(held.pop(archive.MANIFEST))
    held |= given
    manifest["members"] = {name: hashlib.sha256(content).hexdigest() for name, content in held.items()}
    with tarfile.open(out, "w") as tar:
        for name, content in {archive.MANIFEST: json.dumps(manifest).encode(), **held}.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            tar.addfile(told, io.BytesIO(content))
    return out


def held_in(saved: Path, name: str) -> bytes:
    with tarfile.open(saved) as tar:
        content = tar.extractfile(name)
        assert content
        return content.read()


@pytest.mark.parametrize(
    "name",
    ["erasures.jsonl", "ballots/x.key", "postgres/postgresql.auto.conf", "postgres.log", "files/../postgres.log", "/x"],
)
def test_a_backup_that_holds_what_no_campus_puts_there_is_refused(saved: Path, tmp_path: Path, name: str) -> None:
    data, made = tmp_path / "data", remade(saved, tmp_path / "made.tar", {name: b"planted\n"})
    data.mkdir()
    (data / "erasures.jsonl").write_text("mine\n")

    refused = command(data, "restore", made, "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    assert f"holds what no campus puts there: '{name}'" in refused.stderr
    assert "Nothing was restored" in refused.stderr
    assert (data / "erasures.jsonl").read_text() == "mine\n"
    assert rows(data) == {}


def test_a_backup_made_anew_with_what_it_holds_is_taken(saved: Path, tmp_path: Path) -> None:
    done = command(tmp_path / "data", "restore", remade(saved, tmp_path / "made.tar", {}), "--lang", "en")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("taken", ["the key", "the key and its certificate"])
def test_a_backup_whose_seal_was_exchanged_is_refused(saved: Path, tmp_path: Path, taken: str) -> None:
    other = tmp_path / "other"
    founded = command(other, "campus", "director", "b@example.org", "B", "B", "--school", "icn", "--name", "B")
    assert founded.returncode == 0
    assert command(other, "backup", tmp_path / "other.tar").returncode == 0  # its heads are signed: the seal is made
    names = ["key.pem"] if taken == "the key" else ["key.pem", "certificate.pem"]
    seal = {f"seals/icn/{name}": (other / "seals" / "icn" / name).read_bytes() for name in names}

    refused = command(tmp_path / "data", "restore", remade(saved, tmp_path / "made.tar", seal), "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    said = "seals/icn/key.pem. It was exchanged" if taken == "the key" else "is not signed with the seal of the school"
    assert said in refused.stderr
    assert "Nothing was restored" in refused.stderr
    assert rows(tmp_path / "data") == {}


def test_a_backup_whose_end_was_cut_is_refused_by_its_own_heads(school: Path, saved: Path, tmp_path: Path) -> None:
    made, data = tmp_path / "made", tmp_path / "data"
    assert command(made, "restore", saved).returncode == 0
    with (
        server(made / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection,
    ):
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "create temp table cut as select id from common_entry where chain = 'icn' order by number desc limit 1"
        )
        told = "select key from common_commitment where entry_id in (select id from cut)"
        assert connection.execute(f"delete from people_grant where id::text in ({told})".encode()).rowcount == 1
        connection.execute("delete from common_commitment where entry_id in (select id from cut)")
        connection.execute("delete from common_entry where id in (select id from cut)")
    assert command(made, "backup", tmp_path / "whole.tar").returncode == 0
    cut = remade(tmp_path / "whole.tar", tmp_path / "cut.tar", {archive.HEADS: held_in(saved, archive.HEADS)})

    refused = command(data, "restore", cut, "--lang", "en")

    assert refused.returncode == 2, refused.stdout
    assert "its own signed heads say something else than its journal" in refused.stderr
    assert "icn: the journal no longer holds line" in refused.stderr
    assert "Nothing was restored" in refused.stderr
    assert rows(data) == {}
    assert not (data / archive.HEADS).exists()
