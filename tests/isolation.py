"""What a test changes in its process is not seen by the next one: two of them in any order are two processes.

Each test runs in a copy of the context: the language, the time zone, the urls, the request's number, the precision of
decimals, whatever a `ContextVar` holds. The rest is read before it and put back after it (`KEPT`). Databases are kept
apart by their own fixtures, and time and the person who acts are arguments everywhere.
"""

from __future__ import annotations

import decimal
import gc
import locale
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache

OURS = "parchemin"
# Lists of a module that hold something that lives as long as the process, not what it was told.
RESOURCES = {
    "parchemin.campus.documents.press._idle",
    "parchemin.campus.documents.press._parents",
    "parchemin.scale.engines._LAST",
}
OF_PYTEST = "PYTEST_CURRENT_TEST"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run a test, with its fixtures, in a context of its own."""
    runner = item.config.pluginmanager.getplugin("runner")
    assert runner is not None

    def run() -> object:
        decimal.setcontext(decimal.getcontext().copy())  # what the context holds is itself changed in place
        return runner.pytest_runtest_protocol(item, nextitem)

    return copy_context().run(run)


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    with kept_apart():
        yield


@contextmanager
def kept_apart() -> Iterator[None]:
    """Put back, after a block, what it changed in the process."""
    before = [kept.read() for kept in KEPT]
    try:
        yield
    finally:
        for kept, value in zip(KEPT, before, strict=True):
            if kept.read() != value:
                kept.write(value)
        LocMemCache("", {}).clear()  # all those without a name are one, whoever made them


@dataclass(frozen=True)
class Kept[T]:
    """Something of the process: how it is read, in a form that two moments can be compared by, and put back."""

    read: Callable[[], T]
    write: Callable[[T], object]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != OF_PYTEST}


def _set_environment(before: dict[str, str]) -> None:
    for name in _environment().keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)
    time.tzset()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _signals() -> dict[signal.Signals, Any]:
    return {number: signal.getsignal(number) for number in signal.valid_signals() if isinstance(number, signal.Signals)}


def _set_signals(before: dict[signal.Signals, Any]) -> None:
    for number, handler in before.items():
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


type _Logger = tuple[int, bool, bool, list[logging.Handler]]


def _loggers() -> dict[str, _Logger]:
    """Every logger; the handlers of the first of all are pytest's."""
    named = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    told = {one.name: (one.level, one.propagate, one.disabled, list(one.handlers)) for one in named}
    return told | {"": (logging.root.level, True, logging.root.disabled, [])}


def _set_loggers(before: dict[str, _Logger]) -> None:
    for name, (level, propagate, disabled, handlers) in before.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled
        if name:
            logger.handlers[:] = handlers


type _Settings = tuple[object, dict[str, Any]]


def _settings() -> _Settings:
    holder = vars(settings)["_wrapped"]
    return holder, dict(vars(holder))


def _set_settings(before: _Settings) -> None:
    holder, values = before
    vars(settings)["_wrapped"] = holder
    vars(holder).clear()
    vars(holder).update(values)
    for name in [name for name in vars(settings) if name.isupper()]:
        del vars(settings)[name]  # what was read is remembered there


type _Container = list[Any] | dict[Any, Any] | set[Any]


def _modules() -> list[ModuleType]:
    return [m for name, m in list(sys.modules.items()) if m is not None and name.partition(".")[0] == OURS]


@lru_cache(maxsize=1)
def _registries_of(count: int) -> tuple[_Container, ...]:
    """The lists, dictionaries and sets of our modules: what stages register, what is remembered."""
    found = {
        id(value): value
        for module in _modules()
        for name, value in vars(module).items()
        if type(value) in (list, dict, set)
        and not name.startswith("__")
        and f"{module.__name__}.{name}" not in RESOURCES
    }
    return tuple(found.values())


def _copied(registry: _Container) -> _Container:
    if isinstance(registry, dict):
        return {key: list(value) if isinstance(value, list) else value for key, value in registry.items()}
    return registry.copy()


type _Registries = tuple[int, list[tuple[_Container, _Container]]]


def _registries() -> _Registries:
    count = len(_modules())
    return count, [(one, _copied(one)) for one in _registries_of(count)]


def _set_registries(before: _Registries) -> None:
    """What a module registers when it is first imported stays: it would not be imported again."""
    count, registries = before
    if count != len(_modules()):
        return
    for registry, kept in registries:
        if registry != kept:
            registry.clear()
            registry.extend(kept) if isinstance(registry, list) else registry.update(kept)


KEPT: tuple[Kept[Any], ...] = (
    Kept(_environment, _set_environment),
    Kept(os.getcwd, os.chdir),
    Kept(_umask, os.umask),
    Kept(_signals, _set_signals),
    Kept(_loggers, _set_loggers),
    Kept(_settings, _set_settings),
    Kept(_registries, _set_registries),
    Kept(lambda: list(sys.path), lambda before: sys.path.__setitem__(slice(None), before)),
    Kept(gc.get_threshold, lambda before: gc.set_threshold(*before)),
    Kept(lambda: locale.setlocale(locale.LC_ALL), lambda before: locale.setlocale(locale.LC_ALL, before)),
    Kept(socket.getdefaulttimeout, socket.setdefaulttimeout),
)
