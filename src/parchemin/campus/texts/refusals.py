"""What is refused about texts and drafts, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.refusals import Refusal


class TooManyFiles(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("A text has at most %(most)d files.") % {"most": most}, _("Send the files of the regulation only.")
        )


class NoTextInside(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("No file of a regulation was found in what you sent."),
            _("Send the .md files of the text, or a .zip of their folder."),
        )


class NotInUtf8(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is not written in UTF-8.") % {"name": name},
            _("Save it again as UTF-8 (“Save as”, “Encoding”), then send it."),
        )


class DraftChanged(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This draft was changed meanwhile, in another window. What you wrote here is not saved."),
            _("Copy what you wrote, open the draft again, and put it there."),
        )


class LastFile(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A text has at least one file."), _("Throw the whole draft away instead."))


class PublishedMeanwhile(Refusal):
    def __init__(self, number: int) -> None:
        super().__init__(
            _("Another text was published meanwhile: it is number %(number)d.") % {"number": number},
            _("Look at what changes from it, then publish again if you still mean to."),
        )


class NotConfirmed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing was published: the box was not ticked."),
            _("Tick the box that says what publishing means, then publish."),
        )
