"""The log of a running campus: every line of every process in one file that turns, and a short line for the screen."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST, KEPT = 20 * 1024 * 1024, 5
SHOWN = ("warning", "error", "critical")


class JournalFile:
    """`hear` takes the lines of the processes: JSON as it is, anything else put into JSON."""

    def __init__(self, path: Path, show: Callable[[str], None], *, everything: bool = False) -> None:
        self.path, self._show, self._everything = path, show, everything
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
        path.chmod(0o600)

    def hear(self, process: str, line: str) -> None:
        told = self._read(line)
        self._write(json.dumps({"process": process, **told}, ensure_ascii=False))
        if self._everything or told.get("level") in SHOWN:
            self._show(shown(process, told))

    def keep(self, process: str, text: str) -> None:
        """Several lines that are for the file only."""
        for line in text.splitlines():
            self._write(json.dumps({"process": process, **self._read(line)}, ensure_ascii=False))

    def _read(self, line: str) -> dict[str, object]:
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if isinstance(told, dict):
            return told
        return {"at": datetime.now().astimezone().isoformat(timespec="seconds"), "level": "info", "what": line}

    def _write(self, line: str) -> None:
        record = logging.LogRecord("campus", logging.INFO, "", 0, line, None, None)
        with self._lock:
            self._file.emit(record)

    def close(self) -> None:
        self._file.close()


def shown(process: str, told: dict[str, object]) -> str:
    """A line for people: the hour, the process, what; for a page its view, status and time."""
    hour = str(told.get("at", ""))[11:19]
    if told.get("what") == "page":
        what = f"{told.get('method')} {told.get('view')} {told.get('status')} {told.get('ms')} ms"
    else:
        what = str(told.get("what", ""))
        kinds = [line for line in str(told.get("exc_info", "")).splitlines() if line[:1].strip() and ": " in line]
        if kinds:
            what += " — " + kinds[-1].partition(":")[0]
    return f"{hour}  {process:<9} {what}"
