"""The way from the desk to the programmes, for who publishes their texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.catalogue.access import PUBLISH
from parchemin.campus.catalogue.queries import programmes_for
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages.desk import BLOCKS


@BLOCKS.at(60)
def programmes_without_a_text(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not PUBLISH.opens(person):
        return
    count = programmes_for(person).filter(~Q(texts__gt=0)).count()
    some = ngettext("programme without a text", "programmes without a text", count)
    says = some if count else _("programmes, their texts and intakes")
    url = reverse("catalogue:programmes")
    yield DeskBlock(_("Programmes"), count or None, says, url, "wait" if count else "mute")
