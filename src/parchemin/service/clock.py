"""The clock of a campus: in each worker, a thread that runs what falls due at its moment, beside the other tasks; and
has the heads of the journal signed, once a day.

It alone looks at the time. What it runs is one transaction each: a worker killed in the middle has done nothing, and
the first one that comes back runs it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from django.db import close_old_connections, connections

EVERY_SECONDS, LEAVE_SECONDS = 1.0, 5.0
HEADS_EVERY = timedelta(minutes=10)  # how often it is asked whether the heads of the journal are to be signed
LOG = logging.getLogger("parchemin.clock")


class Clock:
    """`start`, then `stop`, which waits for what is being run to be done."""

    def __init__(self, every: float = EVERY_SECONDS) -> None:
        self.every = every
        self._stopping = Event()
        self._heads_at = datetime.min.replace(tzinfo=UTC)
        self._thread = Thread(target=self._tick, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(LEAVE_SECONDS)

    def _tick(self) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                self._run_what_is_due()
                self._keep_heads(datetime.now(tz=UTC))
            except Exception as fault:  # the database is away, say: it is asked again in a moment
                LOG.warning("what falls due was not looked at", extra={"fault": type(fault).__name__})
                connections.close_all()
            self._stopping.wait(self.every)
        connections.close_all()

    def _run_what_is_due(self) -> None:
        from parchemin.campus.clock.actions import run_next

        while not self._stopping.is_set() and run_next(datetime.now(tz=UTC)):
            pass

    def _keep_heads(self, now: datetime) -> None:
        """Once a day, and at the start. What hinders it (a full disk, say) hinders nothing else."""
        from parchemin.service.heads import keep_daily

        if now < self._heads_at:
            return
        self._heads_at = now + HEADS_EVERY
        try:
            keep_daily(now)
        except OSError as fault:
            LOG.warning("the heads of the journal were not signed", extra={"fault": str(fault)})
