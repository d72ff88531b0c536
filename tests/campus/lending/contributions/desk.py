"""What waits on the desk of who lends books: those that should have been returned."""

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


@BLOCKS.at(25)
def books_not_returned(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not LEND.opens(person):
        return
    count = late(out_for(person), timezone.localdate(at)).count()
    some = ngettext("book not returned in time", "books not returned in time", count)
    says = some if count else _("every book is where it should be")
    yield DeskBlock(_("Loans"), count, says, reverse("lending:loans"), tone_of(count))
