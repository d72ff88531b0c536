"""What is refused about what falls due, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class NotGivenUp(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This was not given up: it is done, cancelled, or will be tried again by itself."),
            _("Look at the page again."),
        )
