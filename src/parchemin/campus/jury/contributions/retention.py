"""What is kept of somebody by juries: what was decided of them, and where they sat."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.models import Seat, Vote
from parchemin.campus.jury.queries.published import rulings_published
from parchemin.campus.people.models import Person
from parchemin.campus.retention.models import OWN_DATA, OwnTable


@OWN_DATA.at(50)
def decisions(person: Person) -> Iterator[OwnTable]:
    """Those that were published: what is not is decided of nobody yet."""
    dossiers = list(Dossier.objects.filter(person=person))
    found = [one for rulings in rulings_published(dossiers).values() for one in rulings]
    heads = (_("Jury"), _("Year"), _("About"), _("Decision"), _("Published on"), _("Corrected on"))
    lines = tuple(
        (one.jury, one.year, one.decision, one.words, one.published_at, one.corrected_at)
        for one in sorted(found, key=lambda one: one.published_at)
    )
    yield OwnTable(_("Decisions of juries"), heads, lines)
    seats = Seat.objects.filter(person=person).select_related("jury").order_by("seated_at")
    sat = (_("Jury"), _("Quality"), _("Since"), _("Until"))
    told = tuple((one.jury.title, one.quality, one.seated_at, one.withdrawn_at) for one in seats)
    yield OwnTable(_("Juries you sit in"), sat, told)
    votes = Vote.objects.filter(seat__person=person).select_related("jury", "ballot").order_by("cast_at")
    cast = tuple((one.jury.title, one.ballot.option, one.cast_at) for one in votes)
    yield OwnTable(_("Ballots in which you voted"), (_("Jury"), _("Put to the vote"), _("Voted on")), cast)
