"""Presses come back: one that dies is replaced, one that is slow is stopped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from parchemin.campus.documents import press

AT = datetime(2027, 7, 3, tzinfo=UTC)


def page(words: str) -> bytes:
    return press.typeset({"main.typ": f'#set document(title: "x")\n{words}'}, {}, AT)


def test_a_press_that_died_while_idle_is_replaced() -> None:
    first = page("Bonjour")
    for idle in press._idle:
        idle._process.kill()
        idle._process.wait()

    assert page("Bonjour") == first


def test_a_template_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    press.close_presses()
    monkeypatch.setattr(press, "LONGEST", 1)

    with pytest.raises(press.PressLost):
        page("#let x = 0\n" + "#for a in range(100000) { for b in range(100000) { x = x + 1 } }")
    monkeypatch.undo()
    assert page("Bonjour")


def test_a_fault_of_a_template_is_told_and_the_press_goes_on() -> None:
    with pytest.raises(press.TemplateBroken, match="unknown variable: nobody"):
        page("#nobody")

    assert page("Bonjour")


def test_threads_each_get_their_own_answer() -> None:
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(page, [f"page {rank % 4}" for rank in range(24)]))

    assert len(set(pages)) == 4
    assert all(pages[rank] == pages[rank % 4] for rank in range(24))


def test_a_press_is_replaced_when_it_has_printed_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    press.close_presses()
    monkeypatch.setattr(press, "MOST", 1)

    assert page("Bonjour") == page("Bonjour")
    assert not press._idle
