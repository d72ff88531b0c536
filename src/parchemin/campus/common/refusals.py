"""A refusal says what, why and what next. Whatever raises one has written nothing."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Something asked that is not done. `what` says why not; `remedy` says what to do instead.

    code: what programs know it by, which never changes; "" is the name of the class, in words joined by underscores.
    """

    code: ClassVar[str] = ""

    def __init__(self, what: object, remedy: object = "") -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what, remedy)

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()
