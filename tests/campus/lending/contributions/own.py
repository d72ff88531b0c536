"""What is kept of the books somebody was lent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable
from tests.campus.lending.models import Loan


@OWN_DATA.at(65)
def loans(person: Person) -> Iterator[OwnTable]:
    rows = Loan.objects.filter(dossier__person=person).order_by("at", "pk")
    heads = (_("Book"), _("State"), _("Written on"), _("To return by"))
    yield OwnTable(_("Loans"), heads, tuple((one.book, one.get_state_display(), one.at, one.due) for one in rows))
