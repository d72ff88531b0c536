"""A running campus: PostgreSQL, the web server and the workers, watched; what falls is started again; all is stopped.

No Django here: what watches must not fall with what it watches.
"""

from __future__ import annotations

import errno
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from parchemin.campus import settings
from parchemin.campus.embedded import NotStarted, Server
from parchemin.service.children import Child
from parchemin.service.database import address, no_answer, not_started, uses_embedded
from parchemin.service.folder import LEAST_FREE, free_bytes, make_ready, owned
from parchemin.service.journal_file import JournalFile
from parchemin.service.refusals import NotDone

WATCH_SECONDS, ROOM_SECONDS, READY_SECONDS = 0.2, 60.0, 90.0

type Say = Callable[[str, str], None]  # a sentence in French and the same in English


@dataclass
class Campus:
    """One campus on its data folder. `run` lasts until an interruption."""

    port: int
    host: str
    demo: bool
    say: Say
    lines: JournalFile
    greet: Callable[[str, list[list[str]]], None]
    data: Path = field(default_factory=lambda: settings.DATA)
    _ending: threading.Event = field(default_factory=threading.Event)
    _database: Server | None = None
    _children: list[Child] = field(default_factory=list)
    _environment: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Start, open, watch, and stop in good order. Raises `NotDone` when it cannot start."""
        for interruption in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(interruption, self._end)
        make_ready(self.data)
        with owned(self.data), ExitStack() as stack:
            demand_port(self.host, self.port)
            stack.callback(self._stop)
            self._start_database()
            self._environment = self._for_children()
            self._keep_address()
            sign_ins = self._prepare()
            if self._ending.is_set():
                return
            self._open()
            if not self._ending.is_set():
                self.greet(self.address, sign_ins)
                self._watch()

    @property
    def address(self) -> str:
        """What people write: what the settings give, or, embedded and none being given, this machine's port."""
        given = settings.GIVEN_ADDRESS or settings.PRODUCTION
        return settings.ADDRESS if given else f"http://localhost:{self.port}"

    def _keep_address(self) -> None:
        """For the commands that write links beside the campus (`settings.KEPT_ADDRESS`)."""
        if self.address != settings.ADDRESS:
            settings.KEPT_ADDRESS.write_text(self.address, encoding="ascii")

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending.set()

    # --- starting -------------------------------------------------------------------------------------------------

    def _start_database(self) -> None:
        if not uses_embedded():
            return
        self.say("PostgreSQL démarre…", "PostgreSQL is starting…")
        self._database = Server(self.data / "postgres")
        try:
            self._database.start()
        except NotStarted as failure:
            raise not_started(failure) from failure

    def _for_children(self) -> dict[str, str]:
        """The environment of every process: where the database is, where their figures go."""
        figures = self.data / "figures"
        for left in figures.glob("*.db"):
            left.unlink()
        more = {
            "DJANGO_SETTINGS_MODULE": "parchemin.campus.settings",
            "TZ": settings.TIME_ZONE,
            "PARCHEMIN_DATA": str(self.data),
            "PARCHEMIN_ADDRESS": self.address,
            "PROMETHEUS_MULTIPROC_DIR": str(figures),
            "PARCHEMIN_BIND": f"{self.host}:{self.port}",
            "PARCHEMIN_WORKERS": str(settings.WEB_WORKERS),
        }
        if self._database:
            more["DATABASE_URL"] = address(self._database.socket)
        return {**os.environ, **more}

    def _prepare(self) -> list[list[str]]:
        """Tables, cache, demo school, in a process that ends. Raises `NotDone` with what it said."""
        self.say("Préparation de la base…", "Preparing the database…")
        command = [sys.executable, "-m", "parchemin.service.preparation", *(["--demo"] if self.demo else [])]
        with tempfile.TemporaryFile("w+", encoding="utf-8") as complaint:
            working = subprocess.Popen(
                command, env=self._environment, stdout=subprocess.PIPE, stderr=complaint, text=True,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            made: list[list[str]] = []
            refused: list[str] = []
            listening = threading.Thread(target=self._listen, args=(working.stdout, made, refused), daemon=True)
            listening.start()
            while working.poll() is None and not self._ending.wait(WATCH_SECONDS):
                pass
            if self._ending.is_set():
                working.kill()
            status = working.wait()
            listening.join()
            if status and not self._ending.is_set():
                complaint.seek(0)
                raise self._not_prepared(complaint.read(), refused)
        return made

    def _listen(self, lines: IO[str], made: list[list[str]], refused: list[str]) -> None:
        """What the preparation says: how far the demo school is, and at last who may sign in, or why it refused."""
        heard = 0
        for line in lines:
            told = json.loads(line)
            tenth = int(told.get("share", 0) * 10)
            if tenth > heard:
                heard = tenth
                self.say(f"École de démonstration : {tenth * 10} %", f"Demonstration school: {tenth * 10}%")
            made += [[str(cell) for cell in row] for row in told.get("sign_ins", ())]
            refused += told.get("refused", ())
        lines.close()

    def _not_prepared(self, complaint: str, refused: list[str]) -> NotDone:
        self.lines.keep("preparation", complaint)
        if refused:
            french, english = refused
            return NotDone(
                f"{french}\nLe détail est dans {self.lines.path}. Relancez la version précédente, et signalez-le.",
                f"{english}\nThe details are in {self.lines.path}. Start the former version again, and report this.",
            )
        last = complaint.strip().splitlines()[-1] if complaint.strip() else "?"
        if not uses_embedded() and last.startswith("django.db.utils.OperationalError: "):
            return no_answer(last.partition(": ")[2])
        return NotDone(
            f"La base n’a pas pu être préparée : {last}\nLe détail est dans {self.lines.path}.",
            f"The database could not be prepared: {last}\nThe details are in {self.lines.path}.",
        )

    def _open(self) -> None:
        self.say("Le site et ses tâches démarrent…", "The web server and its worker are starting…")
        web = Child("web", self._web_command(), self._environment, self.lines.hear)
        workers = [
            Child(
                f"worker-{number}", ("parchemin.service.worker", f"worker-{number}"), self._environment, self.lines.hear
            )
            for number in range(1, settings.TASK_WORKERS + 1)
        ]
        self._children = [web, *workers]
        for child in self._children:
            child.start()
        deadline = time.monotonic() + READY_SECONDS
        while not self._ending.is_set() and not self.is_ready():
            if web.status is not None or time.monotonic() > deadline:
                raise NotDone(
                    f"Le site ne s’ouvre pas ; la raison est dans {self.lines.path}.",
                    f"The web server does not open; the reason is in {self.lines.path}.",
                )
            self._ending.wait(0.1)

    def _web_command(self) -> tuple[str, ...]:
        return ("gunicorn", "--config", "python:parchemin.service.web", "parchemin.campus.wsgi:application")

    def is_ready(self) -> bool:
        host = "127.0.0.1" if self.host in ("0.0.0.0", "") else self.host
        try:
            with closing(http.client.HTTPConnection(host, self.port, timeout=5)) as asked:
                asked.request("GET", "/health/ready", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
                return asked.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    # --- watching -------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        looked_at_room = time.monotonic()
        while not self._ending.wait(WATCH_SECONDS):
            self._mend_database()
            for child in self._children:
                self._mend(child)
            if time.monotonic() - looked_at_room > ROOM_SECONDS:
                looked_at_room = time.monotonic()
                self._look_at_room()
                if self._database:
                    self._database.drop_old_logs()

    def _mend_database(self) -> None:
        if self._database is None or self._database.alive():
            return
        self.say("PostgreSQL s’est arrêté : il redémarre.", "PostgreSQL stopped: starting it again.")
        try:
            self._database.start()
        except NotStarted as failure:
            refusal = not_started(failure)
            self.say(refusal.french, refusal.english)
            self._ending.wait(5.0)
        else:
            self.say("PostgreSQL répond de nouveau.", "PostgreSQL answers again.")

    def _mend(self, child: Child) -> None:
        if child.fell():
            self.say(
                f"{child.name} s’est arrêté (état {child.status}) : il redémarre.",
                f"{child.name} stopped (status {child.status}): starting it again.",
            )
        elif child.start_again_when_due():
            self.say(f"{child.name} a redémarré.", f"{child.name} was started again.")

    def _look_at_room(self) -> None:
        if (free := free_bytes(self.data)) < LEAST_FREE:
            self.say(
                f"Attention : il ne reste que {free // 1024**2} Mo sur le disque des données. Faites de la place.",
                f"Careful: only {free // 1024**2} MB are left on the disk of the data. Make room.",
            )

    # --- stopping -------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """The doors first, then what works behind them, then the database. A second interruption changes nothing."""
        if self._children or self._database:
            self.say("Le campus s’arrête…", "The campus is stopping…")
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.stop()
        if self._database:
            self._database.stop()
        shutil.rmtree(self.data / "figures", ignore_errors=True)
        self.say("Le campus est arrêté. Les données sont gardées.", "The campus is stopped. The data are kept.")


def demand_port(host: str, port: int) -> None:
    """The port is free. Raises `NotDone`."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise NotDone(
                    f"Le port {port} est déjà pris. Arrêtez ce qui l’occupe, ou changez-en : --port {port + 1}.",
                    f"Port {port} is already taken. Stop what uses it, or choose another: --port {port + 1}.",
                ) from error
            raise NotDone(
                f"Le port {port} de {host} ne s’ouvre pas ({error.strerror}). Choisissez-en un au-dessus de 1024.",
                f"Port {port} of {host} cannot be opened ({error.strerror}). Choose one above 1024.",
            ) from error
