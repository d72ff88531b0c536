"""What later stages ask: what was decided of somebody and published, and proofs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from parchemin.campus.documents import merkle
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Minutes, Ruling
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for


@dataclass(frozen=True, slots=True)
class Published:
    """A ruling that the person concerned may read.

    corrected_at: when it took the place of another, if it did. overruled: the later jury that decided the same question
    of the same year, which prevails; "" where none did.
    """

    ruling: int
    jury: str
    year: int
    stage: str
    name: str
    member: str
    decision: str
    option: str
    words: str
    by: str
    articles: tuple[str, ...]
    published_at: datetime
    corrected_at: datetime | None
    overruled: str


def published_rulings(dossier: Dossier) -> list[Published]:
    """Everything decided and published of somebody, the latest jury first: two queries."""
    return rulings_published([dossier]).get(dossier.pk, [])


def rulings_published(dossiers: Sequence[Dossier]) -> dict[int, list[Published]]:
    """The same of many, by dossier, with as many queries."""
    published = _published_at([one.pk for one in dossiers])
    laws = {one.pk: law_for(one) for one in dossiers}
    rulings = (
        Ruling.objects.current()
        .filter(question__case__dossier__in=list(laws), jury__in=list(published))
        .select_related("jury", "question__case")
        .order_by("question__rank")
    )
    latest = sorted(rulings, key=lambda one: (one.jury.held_at, published[one.jury_id], one.jury_id), reverse=True)
    found: dict[int, list[Published]] = defaultdict(list)
    last: dict[tuple[int, int, str, str], Jury] = {}
    for ruling in latest:
        question, key = ruling.question, ruling.question.case.dossier_id
        prevails = last.setdefault((key, ruling.jury.year, question.name, question.member), ruling.jury)
        overruled = prevails.title if prevails != ruling.jury else ""
        found[key].append(_published(laws[key], ruling, published[ruling.jury_id], overruled))
    return found


def _published(law: Law, ruling: Ruling, at: datetime, overruled: str) -> Published:
    question = ruling.question
    labels = {(view.name, view.member): view.label for view in law.decisions}
    return Published(
        ruling.pk,
        ruling.jury.title,
        ruling.jury.year,
        ruling.jury.stage,
        question.name,
        question.member,
        labels.get((question.name, question.member), question.name),
        ruling.option,
        law.option_label(question.name, ruling.option),
        ruling.by,
        tuple(ruling.articles),
        at,
        ruling.at if ruling.correction else None,
        overruled,
    )


def _published_at(dossiers: Iterable[int]) -> dict[UUID, datetime]:
    events = JuryEvent.objects.filter(
        kind=JuryEvent.Kind.PUBLISHED, jury__in=Case.objects.filter(dossier__in=list(dossiers)).values("jury")
    )
    return dict(events.values_list("jury_id", "at"))


# --- proofs ------------------------------------------------------------------------------------------------------


def leaf_of(ruling: Ruling) -> bytes:
    """What the Merkle tree of a jury says of one ruling."""
    question = ruling.question
    return merkle.leaf_of(
        {
            "jury": str(ruling.jury_id),
            "number": question.case.dossier.number,
            "decision": question.name,
            "member": question.member,
            "option": ruling.option,
            "by": ruling.by,
            "salt": ruling.salt,
        }
    )


def leaves_of(jury: Jury, minutes: Minutes | None = None) -> list[Ruling]:
    """The rulings in force, in the order of the tree; or those that were when older minutes were written.

    Of older minutes: of each question, the last ruling that no later addendum made, whatever the clock said.
    """
    rulings = Ruling.objects.filter(jury=jury).select_related("question__case__dossier__person").order_by("question")
    if minutes is None:
        return list(rulings.current())
    return standing_at(rulings_written(rulings), minutes)


def rulings_written(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Of these, all that were ever written on the files that stand, in the order of the tree."""
    return rulings.filter(question__case__in=Case.objects.current()).order_by("question", "pk")


def standing_at(written: Iterable[Ruling], minutes: Minutes) -> list[Ruling]:
    """Of the rulings that were ever written, those of some minutes."""
    last = minutes.corrected_id or 0
    return list({one.question_id: one for one in written if not one.correction or one.pk <= last}.values())


def proof_of(ruling: Ruling) -> tuple[bytes, merkle.Proof, str]:
    """A ruling's leaf, the proof that it stands in the last minutes of its jury, and the root they print."""
    minutes = ruling.jury.minutes.order_by("-number").first()
    assert minutes is not None, "a proof is asked of a closed jury"
    rulings = leaves_of(ruling.jury, minutes)
    leaves = [leaf_of(one) for one in rulings]
    index = [one.pk for one in rulings].index(ruling.pk)
    return leaves[index], merkle.proof(leaves, index), minutes.root
