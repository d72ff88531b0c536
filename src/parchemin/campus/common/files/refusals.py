"""What is refused about files, those that are sent and those that are kept, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.files.kinds import MEGABYTE, FileKind
from parchemin.campus.common.refusals import Refusal

TELL = _("Tell whoever runs the campus: it is to be restored from a backup.")
LATER = _("Try again in a few minutes. If it lasts, tell whoever runs the campus.")


class NoFile(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This file is empty."), _("Choose the file again; open it first to see that it is whole."))


class TooLarge(Refusal):
    def __init__(self, most: int) -> None:
        most_shown = most // MEGABYTE if most >= MEGABYTE else most / MEGABYTE
        super().__init__(
            _("This file is larger than %(most)s MB.") % {"most": most_shown},
            _("Send a smaller one: scan in grey at 150 dpi, or split it."),
        )


class NotAccepted(Refusal):
    def __init__(self, kinds: tuple[FileKind, ...]) -> None:
        super().__init__(
            _("This is not a file of an accepted kind, or it is damaged, or it holds something else as well."),
            _("Accepted: %(kinds)s. Export it again from the program it comes from.")
            % {"kinds": ", ".join(str(kind) for kind in kinds)},
        )


class OtherThanItsName(Refusal):
    def __init__(self, kind: FileKind, name: str) -> None:
        super().__init__(
            _("“%(name)s” is in fact a file of the kind %(kind)s.") % {"name": name, "kind": kind},
            _("Give it the extension %(extension)s, or choose another file.") % {"extension": kind.extensions[0]},
        )


class LockedByPassword(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This spreadsheet opens with a password only."),
            _("Save it again without one, then send the new file."),
        )


class OtherSpreadsheet(Refusal):
    """A spreadsheet, of a kind that is not read here."""

    def __init__(self, kind: FileKind) -> None:
        super().__init__(
            _("Whatever its name says, this is a spreadsheet of the kind %(kind)s.") % {"kind": kind},
            _("Open it, save it as XLSX (Excel 2007 or later), and send the new file."),
        )


class SheetTooLong(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("This spreadsheet has more than %(most)d lines, or unpacks to far too much.") % {"most": most},
            _("Copy the lines that are needed into a new spreadsheet, and send that."),
        )


class SheetUnreadable(Refusal):
    def __init__(self, why: object) -> None:
        super().__init__(
            _("This spreadsheet cannot be read: %(why)s") % {"why": why},
            _("Open it, save it again as XLSX or CSV, and send the new file."),
        )


class NotKept(Refusal):
    """The storage took no file: nothing was written, here or there."""

    def __init__(self) -> None:
        super().__init__(_("The file could not be kept: nothing was written."), LATER)


class FileUnreachable(Refusal):
    """The storage does not answer, or not to us. The file may well be whole."""

    def __init__(self) -> None:
        super().__init__(_("The files of the campus cannot be reached for the moment."), LATER)


class FileMissing(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(_("The file “%(name)s” is no longer where it was kept.") % {"name": name}, TELL)


class FileDamaged(Refusal):
    """What stands in the storage is not what was kept: it is never given."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The file “%(name)s” is no longer the one that was kept.") % {"name": name}, TELL)


class FileDestroyed(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("The file “%(name)s” was destroyed when it had served.") % {"name": name},
            _("Send it again if it is still wanted."),
        )


class TooManyStrays(Refusal):
    """More files without a row than with one: the database is most likely not the one of these files."""

    def __init__(self, strays: int, kept: int) -> None:
        super().__init__(
            _("%(strays)d files belong to nothing, and %(kept)d to something: nothing was removed.")
            % {"strays": strays, "kept": kept},
            _("See that the database is the one of these files: a former backup of it knows less of them."),
        )
