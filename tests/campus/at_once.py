"""Several acts begun together, each in a thread and on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from parchemin.campus.common.refusals import Refusal

LONGEST = 120
"""Seconds before a work that never ends fails the test."""


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each work returned, or the refusal, in their order."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            ready.wait(timeout=60)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(timeout=LONGEST) for done in [pool.submit(run, work) for work in works]]
