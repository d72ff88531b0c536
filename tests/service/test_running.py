"""A campus that runs: started, struck, stopped. It comes back by itself, loses nothing and leaves nothing behind."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from parchemin.campus.embedded import running
from tests.service.campuses import Running, command, until
from tests.service.visiting import Visitor


@pytest.fixture(scope="module")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    started = Running(tmp_path_factory.mktemp("campus") / "data")
    yield started
    assert started.stop(signal.SIGTERM) == []


def postmaster(campus: Running) -> psutil.Process:
    found = running(campus.data / "postgres")
    assert found
    return psutil.Process(found[0])


def test_a_killed_web_process_is_replaced(campus: Running) -> None:
    master = campus.first("gunicorn")
    until(lambda: len(master.children()) == 2)
    struck = master.children()[0]

    struck.kill()

    until(lambda: campus.ask() == 200 and len(master.children()) == 2 and struck not in master.children())


def test_a_killed_web_server_is_started_again(campus: Running) -> None:
    struck = campus.first("gunicorn")

    struck.kill()

    # Its own processes may answer a moment longer: the campus is whole when a new server does.
    until(lambda: [p for p in campus.of("gunicorn") if p.pid != struck.pid and p.children()] and campus.ask() == 200)
    assert "web s’est arrêté" in campus.screen()


def test_a_killed_worker_is_started_again(campus: Running) -> None:
    struck = campus.first("parchemin.service.worker")

    struck.kill()

    until(lambda: [w for w in campus.of("parchemin.service.worker") if w.pid != struck.pid])


def test_a_killed_database_is_started_again_and_keeps_what_was_acknowledged(campus: Running) -> None:
    said = command(campus.data, "campus", "director", "ada@example.org", "Ada", "M", "--school", "icn", "--name", "ICN")
    assert said.returncode == 0, said.stderr
    struck = postmaster(campus)

    struck.kill()

    until(lambda: not struck.is_running() and campus.ask() == 200)
    journal = command(campus.data, "campus", "journal", "--lang", "en")
    assert "icn: 3 lines" in journal.stdout
    assert journal.returncode == 0


def test_a_campus_that_can_no_longer_write_is_not_ready_until_it_can(campus: Running) -> None:
    until(lambda: campus.ask() == 200, 120)
    place = running(campus.data / "postgres")
    assert place

    def only_reads(answer: str) -> None:
        with psycopg.connect(host=place[1], user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("set default_transaction_read_only = off")
            connection.execute(f"alter system set default_transaction_read_only = {answer}".encode())
            connection.execute("select pg_reload_conf()")

    only_reads("on")
    until(lambda: campus.ask() == 503, 120)
    assert campus.ask("/health/alive") == 200
    assert "cannot be written" in (campus.data / "logs" / "campus.log").read_text(encoding="utf-8")

    only_reads("off")
    until(lambda: campus.ask() == 200, 120)


def test_what_postgresql_logged_before_it_fell_is_kept(campus: Running) -> None:
    asked = "before_the_fall"  # the log names what was refused, and quotes no statement
    place = running(campus.data / "postgres")
    assert place
    with (
        psycopg.connect(host=place[1], user="postgres", dbname="postgres") as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("select * from before_the_fall")

    postmaster(campus).kill()
    until(lambda: (found := running(campus.data / "postgres")) and found[0] != place[0] and campus.ask() == 200)

    assert any(asked in log.read_text(encoding="utf-8") for log in (campus.data / "postgres" / "logs").iterdir())


def test_a_link_written_beside_a_campus_leads_to_it(campus: Running) -> None:
    said = command(
        campus.data, "campus", "director", "bea@example.org", "Bea", "M", "--school", "autre", "--name", "Autre"
    )

    assert f"http://localhost:{campus.port}/account/password/key/" in said.stdout


def test_an_embedded_campus_writes_and_answers_the_address_it_is_given(tmp_path: Path) -> None:
    given = {"PARCHEMIN_ADDRESS": "https://campus.test"}
    campus = Running(tmp_path / "data", settings=given)
    try:
        assert "Le campus est ouvert : https://campus.test" in campus.screen()
        said = command(
            campus.data, "campus", "director", "a@example.org", "A", "M", "--school", "icn", "--name", "I", **given
        )
        link = next(line for line in said.stdout.splitlines() if line.startswith("https://campus.test/account/"))
        proxied = Visitor(campus.port, "campus.test")
        form = proxied.get(link.removeprefix("https://campus.test")).location
        assert proxied.get(form).status == 200
        words = {"password1": "une phrase que personne ne devine", "password2": "une phrase que personne ne devine"}
        assert proxied.post(form, words, Origin="https://elsewhere.test").status == 403
        assert proxied.post(form, words, Origin="https://campus.test").status == 302
    finally:
        assert campus.stop() == []


def test_a_second_campus_on_the_same_folder_is_refused(campus: Running) -> None:
    refused = command(campus.data, "campus", "run", "--port", "1", "--lang", "en")

    assert refused.returncode == 2
    assert f"already runs on {campus.data} (process {campus.process.pid})" in refused.stderr
    until(lambda: campus.ask() == 200)


def test_the_figures_of_every_process_are_read_on_this_machine(campus: Running) -> None:
    until(lambda: campus.ask("/health/figures") == 200)


def test_an_interruption_stops_everything_even_after_a_campus_was_killed_outright(tmp_path: Path) -> None:
    campus = Running(tmp_path / "data")
    family = [process for process in campus.family() if "postgres" not in process.name()]

    campus.process.kill()
    campus.process.wait()

    until(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family), 20)
    again = Running(tmp_path / "data")
    assert again.ask() == 200
    assert (again.stop(signal.SIGINT), again.process.returncode) == ([], 0)
    assert running(tmp_path / "data" / "postgres") is None


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = command(tmp_path / "data", "campus", "run", "--port", str(port))

    assert refused.returncode == 2
    assert f"Le port {port} est déjà pris" in refused.stderr
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")

    refused = command(tmp_path / "file" / "data", "campus", "run", "--lang", "en")

    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr
    assert "Traceback" not in refused.stderr
