"""One value of somebody tried at several marks: the least that does, by halving the scale.

What is looked for grows with the mark nearly always, so that eleven evaluations search two thousand steps; each takes
over what the mark plays no part in from an evaluation of the same person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.explanation.cones import touched_by

type Reached = Callable[[Evaluation], bool]


@dataclass(frozen=True, slots=True)
class TrialScale:
    """The values that a mark may take: from low to high, by step."""

    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def top(self) -> int:
        """How many steps there are from the lowest value to the highest."""
        return int((self.high - self.low) / self.step)

    def at(self, steps: int) -> Fraction:
        return self.low + steps * self.step


@dataclass
class Trials:
    """A person evaluated with one mark at several values, each once, whatever is then asked of them.

    name: the fact, or the definition seen as one, that is tried. near: the person with everything else as in the
    trials. make: the person with the mark at a value.
    """

    scale: TrialScale
    name: str
    near: Evaluation
    make: Callable[[Fraction], Evaluation]
    _at: dict[int, Evaluation] = field(default_factory=dict)

    @cached_property
    def touched(self) -> frozenset[str]:
        return touched_by(self.near.regulation, self.name)

    def at(self, steps: int) -> Evaluation:
        """The person with the mark so many steps above the lowest."""
        if steps not in self._at:
            evaluation = self.make(self.scale.at(steps))
            evaluation.keep(self.near, self.touched)
            self._at[steps] = evaluation
        return self._at[steps]

    def least(self, reached: Reached) -> int | None:
        """The steps of the least value found that does, while one step below does not; None when the highest does not.

        It is the least of all where what is looked for grows with the mark (`monotone` looks for signs of that).
        """
        fails, does = 0, self.scale.top
        if not reached(self.at(does)):
            return None
        if reached(self.at(fails)):
            return fails
        while does - fails > 1:
            middle = (fails + does) // 2
            fails, does = (fails, middle) if reached(self.at(middle)) else (middle, does)
        return does

    def monotone(self, least: int, reached: Reached) -> bool:
        """Whether three values above the least do as well, and three below it do not."""
        fails, top = least - 1, self.scale.top
        above, below = {least + 1, (least + top) // 2, top - 1}, {fails - 1, fails // 2, 1}
        return all(reached(self.at(s)) for s in above if least <= s <= top) and not any(
            reached(self.at(s)) for s in below if 0 < s <= fails
        )
