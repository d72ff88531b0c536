"""The measured regulation once more, by hand, in plain Python integers: no engine, no arrays."""

from __future__ import annotations

from dataclasses import dataclass

SEMESTERS = ((5, 5, 5, 4, 4, 4, 3),) * 4 + ((5,) * 6,) * 2
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """Decisions as the bits of the rows that apply, credits as a number."""

    results: tuple[int, ...]
    progressions: tuple[int, ...]
    diploma: int
    distinction: int
    credits: int


def answer(marks: list[int], registered: list[int], repeats: int) -> Answer:
    """`marks` and `registered` alternate first and second session, module after module; marks are in hundredths."""
    at = 0
    results, validated, credits, sums = [], [], [], []
    for ects in SEMESTERS:
        notes = []
        for _ in ects:
            notes.append(marks[at + 1] if registered[at + 1] == 1 else marks[at])
            at += 2
        total = sum(note * weight for note, weight in zip(notes, ects, strict=True))
        compensates = total >= 10 * HUNDREDTHS * sum(ects)
        passed = [note >= 1000 or (compensates and note > 700) for note in notes]
        results.append(1 if all(note >= 1000 for note in notes) else 2 if all(passed) else 4)
        validated.append(all(passed))
        credits.append(sum(weight for weight, ok in zip(ects, passed, strict=True) if ok))
        sums.append(total)
    return Answer(
        tuple(results),
        tuple(_progression(validated[y : y + 2], sum(credits[y : y + 2]), repeats) for y in (0, 2, 4)),
        1 if sum(credits) == 180 else 2 if sum(credits) >= 150 else 4,
        _distinction(sum(credits), sum(sums)),
        sum(credits),
    )


def _progression(semesters: list[bool], credits: int, repeats: int) -> int:
    if all(semesters):
        return 1
    if credits >= 45:
        return 2
    return (4 if repeats < 2 else 0) + 8


def _distinction(credits: int, total: int) -> int:
    """`total` is the sum of six semester sums over thirty credits each: the average times 18,000."""
    if credits != 180:
        return 1
    return next((2 << i for i, level in enumerate((16, 14, 12)) if total >= level * 18000), 16)
