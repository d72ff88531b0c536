"""Which text somebody reads: every version of every publication, and the one that is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.catalogue.queries import not_started
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.settled import settled
from parchemin.campus.dossiers.queries.subjects import text_of
from parchemin.campus.law.publications import Understood, pieces_of, review_of, versions_of
from parchemin.campus.law.reviews import TextPreview, preview
from parchemin.campus.law.terms import Language
from parchemin.campus.people.models import Person
from parchemin.campus.texts.models import Draft
from parchemin.rendering import Pieces


@dataclass(frozen=True, slots=True)
class Version:
    """A publication as it stands from a day on. `key` names it in addresses: "2.2020-09-01"."""

    publication: Publication
    day: date

    @property
    def key(self) -> str:
        return f"{self.publication.number}.{self.day.isoformat()}"

    def pieces(self, language: str) -> Pieces:
        return pieces_of(self.publication, self.day, spoken(language))

    def understood(self) -> Understood:
        return review_of(self.publication, self.day).understood


def spoken(language: str) -> Language:
    return "en" if language.startswith("en") else "fr"


def preview_of(draft: Draft, last: Publication | None, language: Language) -> TextPreview:
    """What a draft would be if it were published now. `last`: the publication it is compared with."""
    return preview(draft.files, draft.programme, last, language)


def versions_listed(programme: Programme) -> list[Version]:
    """Every version of every text of a programme, the latest first."""
    publications = programme.publications.order_by("-number")
    return [Version(p, day) for p in publications for day, _ in reversed(versions_of(p.pk))]


def theirs(programme: Programme, person: Person) -> Version | None:
    """The version that somebody studies under: that of their last entry. None for those who do not study there."""
    own = text_of(programme, person)
    return Version(*own) if own else None


def version_read(programme: Programme, person: Person, key: str = "") -> Version | None:
    """The version asked for; else the reader's own; else the last. None when there is no such version, or none at all.

    The asked one is looked for by its number and day alone, so that no other text is loaded; a number without a day is
    the last version of that text.
    """
    if not key:
        own = theirs(programme, person)
        if own:
            return own
        last = programme.publications.order_by("-number").first()
        return Version(last, versions_of(last.pk)[-1][0]) if last else None
    number, _, day = key.partition(".")
    found = (
        programme.publications.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    )
    known = {start.isoformat(): start for start, _ in versions_of(found.pk)} if found else {}
    if found and not day:
        return Version(found, max(known.values()))
    return Version(found, known[day]) if found and day in known else None


@dataclass(frozen=True, slots=True)
class TextFollowers:
    """The intakes that would follow a text published now, since they start later, and how many people are of them."""

    intakes: tuple[Intake, ...]
    people: int


def followers(programme: Programme, in_force: date | None, today: date) -> TextFollowers:
    """Whom the publication of a text would put under it."""
    if in_force is None:
        return TextFollowers((), 0)
    found = tuple(not_started(programme, in_force, today).order_by("starts", "name"))
    people = list(Dossier.objects.filter(intake__in=found).values_list("pk", flat=True))
    return TextFollowers(found, len(people) - len(settled(people)))


def article_id(number: str, known: Sequence[str]) -> str:
    """The article that a number names, with or without its sign; "" when there is none."""
    bare = number.rpartition(" ")[2].strip().removeprefix("§").strip()
    return next((id_ for id_ in (f"§{bare}", bare) if id_ in known), "")


def nearest(number: str, known: Sequence[str]) -> list[str]:
    """The articles that somebody may have meant: parts of the one asked for, what it is a part of, look-alikes."""
    bare = "§" + number.rpartition(" ")[2].strip().removeprefix("§").strip()
    inside = [id_ for id_ in known if id_.startswith(f"{bare}.")]
    above = [id_ for id_ in known if bare.startswith(f"{id_}.")]
    return list(dict.fromkeys([*inside, *above[-1:], *get_close_matches(bare, known, n=4, cutoff=0.5)]))[:6]
