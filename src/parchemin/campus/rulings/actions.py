"""What rulings do: publish a text that holds, open a dossier under it, keep what the office declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue import actions as catalogue
from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold
from parchemin.campus.people.models import Person
from parchemin.campus.rulings import access, texts
from parchemin.campus.rulings.models import Declaration, Dossier
from parchemin.campus.rulings.queries import law_for, law_of
from parchemin.campus.rulings.refusals import (
    AnotherProgramme,
    ChangedMeanwhile,
    DossierExists,
    NoSuchPlace,
    TextRefused,
)
from parchemin.regulation.findings import Refused, errors


def publish(programme: Programme, files: Mapping[str, str], *, by: Person, at: datetime) -> Publication:
    """Publish a text: read, reviewed, refused on any error, then kept as it is."""
    catalogue_access.PUBLISH.demand(by, programme)
    try:
        found = texts.reviewed(files)
    except Refused as refused:
        raise TextRefused(refused.findings) from refused
    text = found.understood.regulation
    if text is None or errors(found.findings):
        raise TextRefused(errors(found.findings))
    if text.name != programme.slug:
        raise AnotherProgramme(text.name, programme.slug)
    return catalogue.add_publication(
        programme,
        files,
        title=text.title,
        in_force=date.fromisoformat(text.version),
        digest=texts.digest_of(files, text),
        by=by,
        at=at,
    )


def open_dossiers(intake: Intake, persons: Sequence[tuple[Person, str]], *, by: Person, at: datetime) -> list[Dossier]:
    """Put persons, each with their number, under the text of an intake. The caller has checked who may."""
    law = law_of(intake.publication)
    try:
        with transaction.atomic():
            made = Dossier.objects.bulk_create(
                Dossier(
                    person=person,
                    programme=intake.programme,
                    publication=intake.publication,
                    intake=intake,
                    root=law.root,
                    number=number,
                    entry=intake.starts,
                    opened_at=at,
                )
                for person, number in persons
            )
            journal.record(
                "rulings.open_dossiers",
                str(intake),
                chain=intake.programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"intake": str(intake.pk), "numbers": " ".join(number for _, number in persons)},
            )
    except IntegrityError as duplicate:
        raise DossierExists(", ".join(number for _, number in persons[:5])) from duplicate
    return made


@dataclass(frozen=True, slots=True)
class Said:
    """One fact declared of one dossier: `text` as written by a person ("12,5", "oui", "?"); None withdraws it.

    was: the value that the writer saw ("" for none), refused when another stands there by now; None does not care.
    """

    dossier: Dossier
    fact: str
    place: str
    text: str | None
    was: str | None = None


def declare(said: Sequence[Said], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """Keep facts declared by the office, all or none. What they replace is superseded, with the reason."""
    access.DECLARE.demand_all(by, [one.dossier for one in said])
    return keep(said, reason=reason, by=by, at=at)


def keep(said: Sequence[Said], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """The same for a stage that asked its own permission."""
    rows = [_declaration(one, reason, by, at) for one in said]
    if not rows:
        return []
    wanted = {(row.dossier_id, row.fact, row.place) for row in rows}
    first = said[0].dossier
    with transaction.atomic():
        here = Q(dossier__in={d for d, _, _ in wanted}, fact__in={f for _, f, _ in wanted}, superseded_at=None)
        standing = {(d.dossier_id, d.fact, d.place): d for d in hold(Declaration.objects.filter(here))}
        _unchanged(said, standing)
        same = [row for row in rows if not _repeats(row, standing.get((row.dossier_id, row.fact, row.place)))]
        replaced = [standing[key].pk for row in same if (key := (row.dossier_id, row.fact, row.place)) in standing]
        Declaration.objects.filter(pk__in=replaced).update(superseded_at=at)
        try:
            with transaction.atomic():
                return (
                    journal.record_rows(
                        "rulings.declare",
                        first.number if len({one.dossier.pk for one in said}) == 1 else first.programme.slug,
                        same,
                        chain=first.programme.school.slug,
                        actor=by.pk,
                        at=at,
                        payload={"reason": reason[:400]},
                    )
                    if same
                    else []
                )
        except IntegrityError as race:
            raise ChangedMeanwhile("", "—") from race


def _declaration(said: Said, reason: str, by: Person, at: datetime) -> Declaration:
    law = law_for(said.dossier)
    view = law.fact(said.fact)
    value = "" if said.text is None else law.plain(said.fact, said.text)
    if view is None or not law.has_place(view.level, said.place):
        raise NoSuchPlace(said.place)
    return Declaration(
        dossier=said.dossier,
        fact=said.fact,
        place=said.place,
        value=value,
        withdrawn=said.text is None,
        reason=reason,
        by=by,
        at=at,
    )


def _unchanged(said: Sequence[Said], standing: Mapping[tuple[int, str, str], Declaration]) -> None:
    for one in said:
        found = standing.get((one.dossier.pk, one.fact, one.place))
        now = "" if found is None or found.withdrawn else found.value
        if one.was is not None and one.was != now:
            raise ChangedMeanwhile(now, str(found.by) if found else "—")


def _repeats(row: Declaration, standing: Declaration | None) -> bool:
    """Nothing to write: it stands already."""
    if standing is None:
        return row.withdrawn
    return (row.value, row.withdrawn) == (standing.value, standing.withdrawn)
