"""The embedded PostgreSQL keeps what was written, and its log, when it is stopped and started again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest

from parchemin.campus import embedded
from parchemin.campus.embedded import NotStarted, Server, server
from tests.service.campuses import until


def test_the_data_survive_a_stop(tmp_path: Path) -> None:
    for expected in (1, 2):
        with (
            server(tmp_path / "postgres") as socket,
            psycopg.connect(host=socket, user="postgres", dbname="postgres") as connection,
        ):
            connection.execute("create table if not exists kept (n int)")
            connection.execute("insert into kept values (1)")
            row = connection.execute("select count(*), current_setting('server_version_num')::int from kept").fetchone()
            assert row is not None
            assert row[0] == expected
            assert row[1] >= 180000


def logged(started: Server) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in started.logs())


def fail(started: Server, word: str) -> None:
    """Ask for something that PostgreSQL refuses, and logs."""
    with (
        psycopg.connect(host=started.socket, user="postgres", dbname="postgres") as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute(f"select * from {word}".encode())


def test_its_log_outlives_its_fall_and_a_start_that_fails(tmp_path: Path) -> None:
    started = Server(tmp_path / "postgres")
    started.start()
    try:
        fail(started, "before_the_fall")
        assert started.process_id
        os.kill(started.process_id, signal.SIGKILL)
        until(lambda: not started.alive())
        started.start()
        fail(started, "after_the_fall")
    finally:
        started.stop()
    (tmp_path / "postgres" / "postgresql.auto.conf").write_text("shared_buffers = 'a lot'\n", encoding="ascii")

    with pytest.raises(NotStarted, match="shared_buffers") as refused:
        started.start()

    assert "the_fall" not in refused.value.log, "only what this start said is the reason"
    assert all(word in logged(started) for word in ("before_the_fall", "after_the_fall", "automatic recovery"))
    assert started.log.read_text(encoding="utf-8").count("redirecting log output") == 2


def test_its_log_is_bounded_and_the_last_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Server(tmp_path / "postgres")
    (stopped.folder / embedded.LOGS).mkdir(parents=True)
    for day in range(1, 10):
        (stopped.folder / embedded.LOGS / f"2026-09-0{day}-0800.log").write_bytes(b"x" * 100)

    monkeypatch.setattr(embedded, "MOST_LOGS", 5)
    stopped.drop_old_logs()
    assert [path.name[9:10] for path in stopped.logs()] == ["5", "6", "7", "8", "9"]

    monkeypatch.setattr(embedded, "LARGEST_LOGS", 250)
    stopped.drop_old_logs()
    assert [path.name[9:10] for path in stopped.logs()] == ["8", "9"]

    monkeypatch.setattr(embedded, "LARGEST_LOGS", 10)
    stopped.drop_old_logs()
    assert [path.name[9:10] for path in stopped.logs()] == ["9"], "what it writes now is never taken away"


def test_a_log_as_large_as_allowed_is_turned_by_postgresql_itself(tmp_path: Path) -> None:
    with (
        server(tmp_path / "postgres") as socket,
        psycopg.connect(host=socket, user="postgres", dbname="postgres") as connection,
    ):
        names = ("logging_collector", "log_rotation_age", "log_rotation_size", "log_directory")
        told = [connection.execute(b"select current_setting(%s)", [name]).fetchone() for name in names]

    assert told == [("on",), ("1d",), ("10MB",), ("logs",)]


def test_its_log_says_what_was_refused_and_nothing_of_what_was_to_be_written(tmp_path: Path) -> None:
    started = Server(tmp_path / "postgres")
    started.start()
    try:
        with psycopg.connect(
            host=started.socket,
            user="postgres",
            dbname="postgres",
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
        ) as connection:
            connection.execute("create table kept (email text primary key, mark int check (mark < 21))")
            insert = "insert into kept values (%s, %s)"
            connection.execute(insert, ["secret@example.org", 12])
            with pytest.raises(psycopg.errors.UniqueViolation, match=r"secret@example\.org"):  # who asks is told
                connection.execute(insert, ["secret@example.org", 13])
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(insert, ["hidden@example.org", 22])
            with pytest.raises(psycopg.errors.CheckViolation):  # the server is handed the values apart
                psycopg.Cursor(connection).execute(insert, ["hidden@example.org", 22])
            with pytest.raises(psycopg.errors.CheckViolation):  # its function is what fails
                connection.execute("do $$ begin insert into kept values ('hidden@example.org', 22); end $$")
    finally:
        started.stop()

    said = logged(started)
    assert 'duplicate key value violates unique constraint "kept_pkey"' in said
    assert 'new row for relation "kept" violates check constraint "kept_mark_check"' in said
    assert "example.org" not in said
