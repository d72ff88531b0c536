"""Records: rows that stand for ever, of which one is current in its place until another supersedes it.

A stage declares where there is one (the constraint `one_current`) and what of it the journal vouches for (`VOUCHED`).
What is current, what was at a moment, and how one takes the place of another, is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import models
from django.db.models import Q, QuerySet

from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold
from parchemin.campus.common.models import Entry, OneLine, with_beside
from parchemin.campus.common.proving import FORMERLY, kinds
from parchemin.campus.common.reading import note_read

type RecordPlace = tuple[Any, ...]  # where there is one current: keys, in the order of the constraint

CURRENT = Q(superseded_at=None)

M = TypeVar("M", bound="Record", covariant=True)


@models.ForeignKey.register_lookup
@models.BigAutoField.register_lookup
class Among(models.Lookup[Any]):
    """`dossier__among=keys`: one array instead of a placeholder a key, which thousands make slow to write."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        keys: Sequence[int] = self.rhs
        return [int(key) for key in keys]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s)", (*params, self.rhs)


def in_force_sql(alias: str, known: datetime | None) -> tuple[str, list[datetime]]:
    """The condition of `Records.in_force` for rows of a query written by hand, and its parameters."""
    if known is None:
        return f"{alias}.superseded_at is null", []
    return f"({alias}.at <= %s and ({alias}.superseded_at is null or {alias}.superseded_at > %s))", [known, known]


class Records(models.QuerySet[M, M]):
    """Rows of one kind of record."""

    def current(self) -> Self:
        """Those that nothing has superseded."""
        return self.filter(CURRENT)

    def as_of(self, at: datetime) -> Self:
        """Those that were current at a moment."""
        return self.filter(CURRENT | Q(superseded_at__gt=at), at__lte=at)

    def in_force(self, known: datetime | None) -> Self:
        """Those in force now, whatever the clock says; `known`: those that were, by what was written by a moment."""
        return self.current() if known is None else self.as_of(known)

    def supersede(self, at: datetime) -> list[M]:
        """The current ones stand no more from a moment on; gives them, for the line that tells it to vouch for."""
        rows = list(cast("QuerySet[M]", with_beside(self.current())))
        note_read(rows)
        keys = [row.pk for row in rows]
        ended = self.model._default_manager.filter(CURRENT, pk__in=keys).update(superseded_at=at)
        for row in rows:
            row.superseded_at = at
        return [row for row in rows if ended == len(rows) or self.filter(pk=row.pk, superseded_at=at).exists()]


class Record(OneLine):
    """A row that stands for ever. at: when it was written; superseded_at: when another took its place, or None.

    ENDED_ALONE: how the verbs begin that end one without another in its place.
    """

    STATE = ("superseded_at",)
    ENDED_ALONE: ClassVar[tuple[str, ...]] = ()

    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(Records)()

    class Meta:
        abstract = True

    @property
    def ends_as_it_is_written(self) -> bool:
        """Whether it says that there is none any more: it is never in force."""
        return False

    @property
    def where(self) -> RecordPlace:
        """The place in which there is one."""
        return tuple(getattr(self, column) for column in _columns(type(self)))

    def same_place(self) -> Self:
        """A record of the same place, with nothing said in it."""
        return type(self)(**dict(zip(_columns(type(self)), self.where, strict=True)))


@cache
def _columns(model: type[Record]) -> tuple[str, ...]:
    """Those of the place: of `one_current`, the first constraint on what is current and nothing else."""
    places = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.condition == CURRENT]
    if not places:
        raise TypeError(f"{model.__name__} is a record and has no `one_current`: where is there one of it?")
    kept = places[0]
    return tuple(model._meta.get_field(name).attname for name in kept.fields)  # type: ignore[union-attr]


def one_current(*place: str, name: str) -> models.UniqueConstraint:
    """The constraint that keeps one record current in a place."""
    return models.UniqueConstraint(fields=place, condition=CURRENT, name=name)


def standing[R: Record](rows: Sequence[R], *, last: bool = True) -> dict[RecordPlace, R]:
    """The current records in the places of these, by place; they are held, so that who writes there waits.

    last: whether the last column of a place counts; without it, those that differ by it alone are there too.
    """
    if not rows:
        return {}
    model = type(rows[0])
    columns = _columns(model) if last else _columns(model)[:-1]
    wanted = {row.where[: len(columns)] for row in rows}
    within = {f"{column}__in": {place[i] for place in wanted} for i, column in enumerate(columns)}
    held = hold(cast("QuerySet[R]", model._default_manager.filter(CURRENT, **within)))
    return {row.where: row for row in held if row.where[: len(columns)] in wanted}


def replace[R: Record](
    rows: Sequence[R],
    former: Mapping[RecordPlace, R],
    *,
    verb: str,
    subject: str,
    chain: str,
    actor: Any,
    at: datetime,
    payload: journal.Payload | None = None,
) -> list[R]:
    """Write records, each in the place of the one that stood there, with the line of the journal that vouches for them.

    Raises IntegrityError when somebody wrote in one of these places meanwhile: nothing is then written.
    """
    if not rows:
        return []
    replaced = [former[row.where] for row in rows if row.where in former]
    note_read(replaced)
    type(rows[0])._default_manager.filter(pk__in=[row.pk for row in replaced]).update(superseded_at=at)
    for row in replaced:
        row.superseded_at = at
    return journal.record_rows(verb, subject, rows, chain=chain, actor=actor, at=at, payload=payload, others=replaced)


@FORMERLY.at(10)
def ended_by_nothing(chain: str) -> Iterator[int]:
    """The lines of records that a former version would not have ended so: nothing took their place then."""
    verbs: dict[datetime, set[str]] = defaultdict(set)
    for at, verb in Entry.objects.filter(chain=chain).values_list("at", "verb"):
        verbs[at].add(verb)
    for model in kinds():
        if issubclass(model, Record):
            yield from _ended_by_nothing(model, chain, verbs)


def _ended_by_nothing(model: type[Record], chain: str, verbs: Mapping[datetime, set[str]]) -> Iterator[int]:
    """Of one table. Only what began at a moment when something ended is kept in mind: all marks would be too many."""
    rows = model._base_manager.filter(**{model.CHAIN: chain})
    ended = list(rows.exclude(CURRENT).select_related("entry"))
    moments, latest = {row.superseded_at for row in ended}, dict[tuple[RecordPlace, datetime], int]()
    columns = _columns(model)
    for key, at, told, *where in rows.values_list("pk", "at", "entry__at", *columns).iterator() if ended else ():
        for moment in {at, told} & moments:
            place = tuple(where), moment
            latest[place] = max(key, latest.get(place, key))
    for row in ended:
        moment = row.superseded_at
        assert moment
        alone = any(verb.startswith(model.ENDED_ALONE) for verb in verbs.get(moment, ()))
        taken = latest.get((row.where, moment), row.pk) > row.pk
        if not (alone or taken or (row.ends_as_it_is_written and moment == row.at)):
            yield row.entry.number


__all__ = ["Among", "Record", "RecordPlace", "Records", "in_force_sql", "one_current", "replace", "standing"]
