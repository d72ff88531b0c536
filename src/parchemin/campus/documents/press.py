"""Presses: child processes that typeset, kept between documents, replaced when one dies or has printed enough.

Any thread of any process may ask. Each takes a press of its own for the time of a document; a process that was forked
never touches the presses of its parent.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime

from parchemin.campus.documents.frames import DONE, read_frame, write_frame

LONGEST = 120  # seconds a document may take
MOST = 500  # documents a press prints before a new one takes its place: typst keeps what it has seen
COMMAND = (sys.executable, "-m", "parchemin.campus.documents.worker")


class TemplateBroken(Exception):
    """Typst refused a template, with what it said. A fault of ours, not of who asked."""


class PressLost(Exception):
    """A press died, or took too long, while it typeset."""


class Press:
    """One child process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self.printed = 0

    def typeset(self, order: bytes) -> bytes:
        """The answer to an order: its first byte says whether it went well."""
        source, sink = self._process.stdout, self._process.stdin
        assert source
        assert sink
        alarm = threading.Timer(LONGEST, self._process.kill)
        alarm.start()
        try:
            write_frame(sink, order)
            answer = read_frame(source)
        except BrokenPipeError as broken:
            raise PressLost from broken
        finally:
            alarm.cancel()
        if answer is None:
            raise PressLost
        self.printed += 1
        return answer

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()  # closes the pipes and waits


_idle: list[Press] = []
_room = threading.Semaphore(os.cpu_count() or 1)


def typeset(sources: Mapping[str, str], inputs: Mapping[str, str], at: datetime) -> bytes:
    """The PDF of `main.typ` among these sources. Raises `TemplateBroken` with what typst says against it."""
    order = {"sources": dict(sources), "inputs": dict(inputs), "at": at.isoformat()}
    answer = _ask(json.dumps(order).encode())
    if answer[:1] != DONE:
        raise TemplateBroken(answer[1:].decode())
    return answer[1:]


def _ask(order: bytes) -> bytes:
    """An idle press answers, or a new one. One that was lost while idle is replaced, once."""
    with _room:
        try:
            press = _idle.pop()
        except IndexError:
            return _answer(Press(), order)
        try:
            return _answer(press, order)
        except PressLost:
            return _answer(Press(), order)


def _answer(press: Press, order: bytes) -> bytes:
    try:
        answer = press.typeset(order)
    except BaseException:
        press.close()
        raise
    if press.printed < MOST:
        _idle.append(press)
    else:
        press.close()
    return answer


@atexit.register
def close_presses() -> None:
    """Ends every idle press; the next document starts another."""
    while _idle:
        _idle.pop().close()


def _forget() -> None:
    """In a forked child: the presses and their pipes are the parent's."""
    global _room
    _parents.extend(_idle)  # kept, so that nothing reaps or closes them here
    _idle.clear()
    _room = threading.Semaphore(os.cpu_count() or 1)


_parents: list[Press] = []
os.register_at_fork(after_in_child=_forget)
