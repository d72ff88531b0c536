"""How a press and who asks of it speak: messages, each behind its length in four bytes."""

from __future__ import annotations

from typing import IO

DONE, FAILED = b"+", b"-"  # the first byte of an answer


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """A message, or nothing when the other side has gone."""
    length = pipe.read(4)
    if len(length) < 4:
        return None
    message = pipe.read(int.from_bytes(length))
    return message if len(message) == int.from_bytes(length) else None


def write_frame(pipe: IO[bytes], *parts: bytes) -> None:
    pipe.write(sum(map(len, parts)).to_bytes(4))
    for part in parts:
        pipe.write(part)
    pipe.flush()
