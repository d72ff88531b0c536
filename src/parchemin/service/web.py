"""Gunicorn's settings: threads in a few processes, each importing the campus itself; nothing is forked loaded."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client import multiprocess

from parchemin.service.children import leave_with_parent
from parchemin.service.warming import warm

bind = os.environ.get("PARCHEMIN_BIND", "127.0.0.1:8000")
workers = max(1, int(os.environ.get("PARCHEMIN_WORKERS") or 2))
worker_class = "gthread"
threads = 4
preload_app = False
timeout = 120
graceful_timeout = 6
max_requests, max_requests_jitter = 20_000, 2_000
control_socket_disable = True
accesslog = None  # the campus writes its own line a request, without personal data
worker_tmp_dir = os.environ.get("PARCHEMIN_WORKER_FOLDER") or None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "parchemin.campus.common.logs.LogLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["out"], "level": "INFO", "propagate": False}},
}


def when_ready(server: Any) -> None:
    leave_with_parent()


def post_worker_init(worker: Any) -> None:
    warm()


def child_exit(server: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
