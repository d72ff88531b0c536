"""What enrolment does: who enters, their registrations of a year, and how one ends before its time."""

from __future__ import annotations

from parchemin.campus.enrolment.actions.entering import Entrant, enrol, import_list, looked_at, send_list
from parchemin.campus.enrolment.actions.intakes import cancel_intake, move_entrant, move_intake, rename_intake
from parchemin.campus.enrolment.actions.leaving import (
    cancel_registrations,
    interrupt_registration,
    resume_registration,
)
from parchemin.campus.enrolment.actions.registering import Registrant, change_registration, register, register_all
from parchemin.campus.enrolment.actions.saying import say_of_intake

__all__ = [
    "Entrant",
    "Registrant",
    "cancel_intake",
    "cancel_registrations",
    "change_registration",
    "enrol",
    "import_list",
    "interrupt_registration",
    "looked_at",
    "move_entrant",
    "move_intake",
    "register",
    "register_all",
    "rename_intake",
    "resume_registration",
    "say_of_intake",
    "send_list",
]
