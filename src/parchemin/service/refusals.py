"""Why a campus is not started, stopped, saved or restored, in both languages: what, and what to do."""

from __future__ import annotations

from typing import Literal

type Language = Literal["fr", "en"]


class NotDone(Exception):
    """The service was asked for something it does not do."""

    def __init__(self, french: str, english: str) -> None:
        self.french, self.english = french, english
        super().__init__(english)

    def said(self, language: Language) -> str:
        return self.french if language == "fr" else self.english
