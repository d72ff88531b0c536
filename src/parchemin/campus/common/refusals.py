"""A refusal says what, why and what next. Whatever raises one has written nothing."""

from __future__ import annotations


class Refusal(Exception):
    """Something asked that is not done. `what` says why not; `remedy` says what to do instead."""

    def __init__(self, what: object, remedy: object = "") -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what, remedy)

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()
