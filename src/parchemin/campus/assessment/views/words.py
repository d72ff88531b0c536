"""What the grid's script says, in the reader's language: handed to it as data, for it holds no sentence of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "saving": _("saving…"),
        "waiting": _("kept here, not sent yet"),
        "saved": _("saved at {at}"),
        "cleared": _("cleared at {at}"),
        "savedBy": _("{who}, at {at}"),
        "refused": _("refused: {what} {remedy}"),
        "conflict": _("{who} wrote “{theirs}” at {at}; you: “{yours}”."),
        "nothing": _("nothing"),
        "keepTheirs": _("Keep “{theirs}”"),
        "putMine": _("Put “{yours}” again"),
        "changed": _("{who} wrote this at {at}"),
        "all": _("Everything is saved. Provisional until the jury."),
        "sending": _("{count} being saved…"),
        "offline": _("The campus does not answer. Kept on this computer: {count}. They will be sent by themselves."),
        "signedOut": _("You are signed out. Kept on this computer: {count}. Sign in in another tab, then come back."),
        "attention": _("To look at: {count}."),
        "savedMany": _("{count} marks saved."),
        "savedOne": _("{name}: {text}, saved."),
        "refusedOne": _("{name}: {text}, refused. {what}"),
        "conflictOne": _("{name}: changed meanwhile by {who}."),
        "offScale": _("between {low} and {high} only."),
        "offStep": _("by steps of {step} only."),
        "notMark": _("this is not a mark."),
        "write": _("Write {accepted}, or ABS."),
        "beyond": _("Not pasted, beyond the list: {count}."),
        "absent": _("absent"),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "reasonFor": _("{count} correction(s) of submitted marks."),
    }
