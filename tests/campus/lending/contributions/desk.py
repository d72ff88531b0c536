"""What waits on the desk of who lends: the books that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages.desk import BLOCKS, tone_of
from tests.campus.lending.access import LEND
from tests.campus.lending.queries import late, out_for


@BLOCKS.at(65)
def late_books(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if LEND.opens(person):
        count = late(out_for(person), timezone.localdate(at)).count()
        some = ngettext("book not returned in time", "books not returned in time", count)
        says = some if count else _("no book late")
        yield DeskBlock(_("Loans"), count, says, reverse("lending:loans"), tone_of(count))
