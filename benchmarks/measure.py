"""How long, how much memory, and on what machine."""

from __future__ import annotations

import os
import platform
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import numpy as np


def best(run: Callable[[], Any], least: float = 1.0, most: int = 15) -> float:
    """The shortest of several runs, in seconds: repeated for about `least` seconds."""
    times: list[float] = []
    while len(times) < 2 or (sum(times) < least and len(times) < most):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return min(times)


def peak(run: Callable[[], Any]) -> tuple[Any, int]:
    """What a run returns, and the most bytes it held at once, its result included."""
    tracemalloc.start()
    try:
        result = run()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_bandwidth() -> float:
    """Bytes a second that one thread reads from memory, by taking the greatest of a large array."""
    array = np.ones(1 << 25, np.int64)
    return array.nbytes / best(array.max, 1.5, 12)


def two_threads() -> float:
    """How many times faster two threads sort two arrays than one does: 2 when two cores are free."""
    arrays = [np.random.default_rng(seed).random(1 << 20) for seed in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        shared = best(lambda: list(pool.map(np.sort, arrays)), 2.0)
    return best(lambda: [np.sort(array) for array in arrays], 2.0) / shared


def machine() -> str:
    """The machine in general terms: nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {_processor()}, {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            fields = dict(line.split(":", 1) for line in lines if ":" in line)
        named = {key.strip(): value.strip() for key, value in fields.items()}
        return f"{named['model name']} (family {named['cpu family']}, model {named['model']})"
    except (OSError, KeyError):
        return platform.machine()
