"""Structured logs that tell what happened and of nobody: one JSON object a line, without addresses, names or marks.

Who reads a log seldom may read a file. A line says which page, how it went and how long it took; the person is a
digest that only this campus can compute, enough to follow one visitor and to tell nobody who it is.
"""

from __future__ import annotations

import hmac
import logging
import re
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")

ADDRESS = re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
ROW = re.compile(r"^(?:DETAIL|HINT|CONTEXT): .*$", re.MULTILINE)  # PostgreSQL quotes the row it refuses
# The last line of an error in a traceback is its message, which may quote anything.
SAID = re.compile(r"^(?P<kind>[\w.]+): .*(?:\n(?!Traceback|  |\n).*)*$", re.MULTILINE)


def without_persons(text: str) -> str:
    """A text with no address, and nothing of the rows that a database quotes."""
    return ADDRESS.sub("…@…", ROW.sub("DETAIL: …", text))


def digest_of_person(identifier: object) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"log {identifier}".encode(), "sha256").hex()[:12]


class LogLines(JsonFormatter):
    """One JSON object a line: at, level, what, and what the caller added."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        for name, value in log_data.items():
            if isinstance(value, str):
                log_data[name] = without_persons(value)
        return log_data

    def formatException(self, ei: Any) -> str:
        """Where it happened and what kind of error; not its message, which may quote anything."""
        return SAID.sub(r"\g<kind>: …", str(super().formatException(ei)))

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        super().add_fields(log_data, record, message_dict)
        said = log_data.pop("message", "")
        if log_data.pop("request", None) is not None:  # Django hands the whole request over, and says its address
            said = "a page failed" if record.levelno >= logging.ERROR else "a page was refused"
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        first = {"at": at, "level": record.levelname.lower(), "logger": record.name, "what": said}
        if current := request_id.get():
            first["request"] = current
        log_data |= {name: value for name, value in first.items() if name not in log_data}
