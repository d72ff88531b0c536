"""The names that a stage shares with texts: a fact that bears one is filled by the stage, in any programme.

A stage declares the names that it needs where it answers for them, with the French words that texts write:

    OVERDUE_BOOKS = shared("student.overdue_books", "étudiant.livres_en_retard")

A level's French name may be another one (a text may sit papers under "examen"): its English form is then the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping

_french: dict[str, str] = {}


def shared(english: str, french: str) -> str:
    """Declares a name and gives its English form, under which the campus asks for it. Once said, it stays so."""
    if _french.setdefault(english, french) != french:
        raise ValueError(f"{english} is already {_french[english]}, not {french}")
    return english


def every_shared_name() -> Mapping[str, str]:
    """English form → French form, of all that stages have declared."""
    return dict(sorted(_french.items()))


def in_french(english: str) -> str:
    """The French form of a name that a stage has declared; "" of another."""
    return _french.get(english, "")


def bears(name: str, canonical: str, english: str) -> bool:
    """Whether a fact of a text, by its own name or by the engine's form of it, is the one so shared."""
    return canonical == english or name == in_french(english)
