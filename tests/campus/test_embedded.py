"""The embedded PostgreSQL keeps what was written when it is stopped and started again."""

from __future__ import annotations

from pathlib import Path

import psycopg

from parchemin.campus.embedded import server


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
