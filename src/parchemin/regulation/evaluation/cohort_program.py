"""A flat list of NumPy steps over a block of persons, its buffers shared as soon as they are free.

A slot is an array (rows, persons of the block). It is a fact (a part of the cohort's own column), an output (a part of
the result's), a constant, a view of another slot, or a buffer. Buffers that are no longer read serve again, so that a
block's scratch stays in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parchemin.regulation.evaluation.cohort_spans import Array

type View = Callable[[Array], Array]


@dataclass
class Frame:
    """The arrays of one block size, and the persons that the plain program cannot serve."""

    slots: list[Array]
    exceptional: Array
    hurt: bool = False


type Step = Callable[[Frame], object]


@dataclass(slots=True)
class Slot:
    rows: int
    dtype: np.dtype[Any]
    fact: str = ""
    base: int | None = None
    view: View | None = None
    output: str = ""


@dataclass(frozen=True, slots=True)
class ProgramStep:
    run: Step
    reads: tuple[int, ...]
    writes: tuple[int, ...]


@dataclass
class Program:
    slots: list[Slot] = field(default_factory=list)
    steps: list[ProgramStep] = field(default_factory=list)
    copies: dict[str, int] = field(default_factory=dict)  # output name -> slot to copy at the end of a block
    place: dict[int, int] = field(default_factory=dict)  # buffer slot -> index of its piece of scratch
    pieces: list[int] = field(default_factory=list)  # bytes per person of each piece of scratch

    def slot(self, rows: int, dtype: np.dtype[Any]) -> int:
        self.slots.append(Slot(rows, dtype))
        return len(self.slots) - 1

    def fact(self, name: str, rows: int, dtype: np.dtype[Any]) -> int:
        self.slots.append(Slot(rows, dtype, fact=name))
        return len(self.slots) - 1

    def view(self, base: int, rows: int, dtype: np.dtype[Any], view: View) -> int:
        self.slots.append(Slot(rows, dtype, base=base, view=view))
        return len(self.slots) - 1

    def add(self, run: Step, reads: Sequence[int], writes: Sequence[int] = ()) -> None:
        """A step, the slots it reads, and those it writes; one that nothing reads later is scratch of the step."""
        self.steps.append(ProgramStep(run, tuple(reads), tuple(writes)))

    def root(self, slot: int) -> int:
        while (base := self.slots[slot].base) is not None:
            slot = base
        return slot

    # --- once --------------------------------------------------------------------------------------------------

    def close(self, outputs: Mapping[str, tuple[int, int]]) -> None:
        """Settle where outputs (name: slot and members) are written and which piece of scratch each buffer uses."""
        for name, (slot, members) in outputs.items():
            declared = self.slots[slot]
            if declared.rows != members or declared.fact or declared.base is not None or declared.output:
                self.copies[name] = slot
            else:
                declared.output = name
        last_read = {self.root(r): i for i, step in enumerate(self.steps) for r in step.reads}
        last_read |= {self.root(slot): len(self.steps) for slot in self.copies.values()}
        free: list[int] = []
        for i, step in enumerate(self.steps):
            for slot in step.writes:
                self._take(self.root(slot), free)
            for slot in {self.root(s) for s in (*step.reads, *step.writes)}:
                if slot in self.place and last_read.get(slot, i) <= i:
                    free.append(self.place[slot])

    def _take(self, slot: int, free: list[int]) -> None:
        declared = self.slots[slot]
        if slot in self.place or declared.output or declared.fact:
            return
        need = declared.rows * declared.dtype.itemsize
        fitting = [piece for piece in free if self.pieces[piece] >= need]
        if fitting:
            piece = min(fitting, key=lambda p: self.pieces[p])
            free.remove(piece)
        elif free:
            piece = max(free, key=lambda p: self.pieces[p])
            free.remove(piece)
            self.pieces[piece] = need
        else:
            piece = len(self.pieces)
            self.pieces.append(need)
        self.place[slot] = piece

    # --- per block size ------------------------------------------------------------------------------------------

    def frame(self, size: int) -> Frame:
        scratch = [np.empty(piece * size, np.uint8) for piece in self.pieces]
        nothing = np.empty((0, 0), np.uint8)
        arrays: list[Array] = []
        for i, slot in enumerate(self.slots):
            if i in self.place:
                bytes_ = slot.rows * slot.dtype.itemsize * size
                arrays.append(scratch[self.place[i]][:bytes_].view(slot.dtype).reshape(slot.rows, size))
            elif slot.view is not None and slot.base is not None and self.root(i) in self.place:
                arrays.append(slot.view(arrays[slot.base]))
            else:
                arrays.append(nothing)
        return Frame(arrays, np.zeros(size, bool))

    def binder(self) -> Callable[[Frame, Mapping[str, Array], Mapping[str, Array], slice], None]:
        """What lays the slots of a frame over the columns of one block."""
        facts = [(i, slot.fact) for i, slot in enumerate(self.slots) if slot.fact]
        outputs = [(i, slot.output) for i, slot in enumerate(self.slots) if slot.output]
        views = [
            (i, slot.base, slot.view)
            for i, slot in enumerate(self.slots)
            if slot.view is not None and slot.base is not None and self.root(i) not in self.place
        ]

        def bind(frame: Frame, columns: Mapping[str, Array], results: Mapping[str, Array], persons: slice) -> None:
            slots = frame.slots
            for i, name in facts:
                slots[i] = columns[name][:, persons]
            for i, name in outputs:
                slots[i] = results[name][:, persons]
            for i, base, view in views:
                slots[i] = view(slots[base])

        return bind
