"""How much work a proof has taken, in seconds of a machine that is always the same and does nothing else.

Counted in steps of the solver, terms translated and persons replayed, and never read on a clock: a text gets the same
answer on a loaded machine, and on a faster one. What a step is worth was measured once, on `icn-pge`.
"""

from __future__ import annotations

import z3

SOLVER_STEPS = 10_000_000  # z3's resource units, a second
CHECK, TERM, REPLAY = 0.0004, 0.000025, 0.0025  # seconds


class Work:
    """What was done so far, in such seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def translated(self) -> None:
        """A term of a rule was put into the solver's language."""
        self.now += TERM

    def replayed(self) -> None:
        """A person was evaluated."""
        self.now += REPLAY

    def check(self, solver: z3.Solver, until: float, *assumed: z3.BoolRef) -> z3.CheckSatResult:
        """What the solver answers in what is left until then: unknown when nothing is."""
        left = until - self.now
        if left <= 0:
            return z3.unknown
        solver.set("rlimit", max(1, int(left * SOLVER_STEPS)))
        before = _steps(solver)
        answer = solver.check(*assumed)
        self.now += CHECK + (_steps(solver) - before) / SOLVER_STEPS
        return answer


def _steps(solver: z3.Solver) -> int:
    """Those of everything asked so far, of this solver or another: z3 counts them together."""
    counted = solver.statistics()
    return int(counted.get_key_value("rlimit count")) if "rlimit count" in counted.keys() else 0  # noqa: SIM118
