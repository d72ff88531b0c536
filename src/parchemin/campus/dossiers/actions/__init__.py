"""What is done with dossiers: opened under a text, and what the office declares kept."""

from __future__ import annotations

from parchemin.campus.dossiers.actions.declaring import FactsDeclared, Statement, declare, keep, take_back
from parchemin.campus.dossiers.actions.opening import (
    Identity,
    hold_intake,
    move_entry,
    open_dossier,
    open_dossiers,
    put_under,
)

__all__ = [
    "FactsDeclared",
    "Identity",
    "Statement",
    "declare",
    "hold_intake",
    "keep",
    "move_entry",
    "open_dossier",
    "open_dossiers",
    "put_under",
    "take_back",
]
