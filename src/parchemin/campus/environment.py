"""Settings from the environment: declared once, with what each means; a wrong one stops the start, saying why."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class BadSetting(Exception):
    """The campus does not start: every reason, each with what to write instead."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(("The campus cannot start.", *(f"- {reason}" for reason in reasons))))


@dataclass
class Environment:
    """Reads settings from `values`, and remembers what each one means, for the documentation."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    meanings: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    def text(self, name: str, default: str, meaning: str) -> str:
        self.meanings[name] = meaning
        return self.values.get(name, "").strip() or default

    def choice(self, name: str, default: str, allowed: Sequence[str], meaning: str) -> str:
        found = self.text(name, default, meaning)
        if found not in allowed:
            self.refuse(f"{name} is “{found}”. Write one of: {', '.join(allowed)}.")
            return default
        return found

    def words(self, name: str, default: Sequence[str], meaning: str) -> list[str]:
        """A list, separated by commas."""
        found = [word.strip() for word in self.text(name, "", meaning).split(",") if word.strip()]
        return found or list(default)

    def yes(self, name: str, default: bool, meaning: str) -> bool:
        found = self.choice(name, "yes" if default else "no", ("yes", "no"), meaning)
        return found == "yes"

    def number(self, name: str, default: int, meaning: str) -> int:
        """A whole number, 0 or more."""
        found = self.text(name, str(default), meaning)
        if not found.isdecimal():
            self.refuse(f"{name} is “{found}”. Write a whole number.")
            return default
        return int(found)

    def refuse(self, reason: str) -> None:
        self.reasons.append(reason)

    def settle(self) -> None:
        """Raises `BadSetting` with everything that was wrong."""
        if self.reasons:
            raise BadSetting(self.reasons)
