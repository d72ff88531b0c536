"""What the library refuses, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class BookAlreadyLent(Refusal):
    def __init__(self, book: str) -> None:
        super().__init__(
            _("The book %(book)s is lent already.") % {"book": book},
            _("Check the number on its cover; if it is the right one, have the book returned first."),
        )


class BookAlreadyReturned(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This book was already returned."), _("There is nothing to do."))
