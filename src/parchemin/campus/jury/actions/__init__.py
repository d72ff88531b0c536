"""What is done about juries: called and composed, drawn, deliberated, sealed."""

from __future__ import annotations

from parchemin.campus.jury.actions.calling import JuryMoved, call_jury, move_jury, seat, withdraw
from parchemin.campus.jury.actions.deciding import (
    bring_back,
    confirm,
    decide,
    put_off,
    put_off_waiting,
    take_back,
    undecided,
)
from parchemin.campus.jury.actions.opening import behind, mark_presence, open_jury, redraw
from parchemin.campus.jury.actions.reminding import REMINDER
from parchemin.campus.jury.actions.sealing import MinutesDue, ask_again, close_jury, correct, publish_jury
from parchemin.campus.jury.actions.secrecy import destroy_spent_keys
from parchemin.campus.jury.actions.voting import close_ballot, give_casting_voice, put_to_vote, vote

__all__ = [
    "REMINDER",
    "JuryMoved",
    "MinutesDue",
    "ask_again",
    "behind",
    "bring_back",
    "call_jury",
    "close_ballot",
    "close_jury",
    "confirm",
    "correct",
    "decide",
    "destroy_spent_keys",
    "give_casting_voice",
    "mark_presence",
    "move_jury",
    "open_jury",
    "publish_jury",
    "put_off",
    "put_off_waiting",
    "put_to_vote",
    "redraw",
    "seat",
    "take_back",
    "undecided",
    "vote",
    "withdraw",
]
