"""Drawing the files of a jury: everybody of that year, and what the law says of each, in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.json import Jsonb

from parchemin.campus.assessment.queries.awaited import AwaitedPaper, papers_awaited
from parchemin.campus.common import journal
from parchemin.campus.common.evidence import RowState
from parchemin.campus.common.models import Evidence, JournalValue, exact_of
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import interruption, registered_twice
from parchemin.campus.jury.models import Case, Jury, Question, Ruling
from parchemin.campus.jury.queries import dossiers_of_root, law_of_jury
from parchemin.campus.jury.queries.juries import called, intakes_of
from parchemin.campus.jury.queries.obtained import Granted, everything_granted, obtained_elsewhere
from parchemin.campus.jury.queries.overtaken import decisions_of
from parchemin.campus.law.cohorts import Ruled, rule
from parchemin.campus.law.publications import law_for
from parchemin.campus.looks.numbers import day
from parchemin.campus.people.models import Person

CASE = (
    "id, entry_id, jury_id, dossier_id, draw, set_apart, reason, averages, rounded, missing, inputs, digest, version, "
    "at"
)
CASES, QUESTIONS = Case._meta.db_table, Question._meta.db_table
QUESTION = "id, entry_id, jury_id, case_id, rank, name, member, state, by, proposal, options, articles"
STEP = Decimal("0.0001")
REASON = Case._meta.get_field("reason").max_length or 0


class DrawnQuestion(NamedTuple):
    """What the jury is asked of one dossier, in the order of the columns that are copied in: see `Question`."""

    rank: int
    name: str
    member: str
    state: str
    by: str
    proposal: str
    options: list[str]
    articles: list[str]


@dataclass(frozen=True, slots=True)
class File:
    """What is drawn of one dossier."""

    dossier: int
    number: str
    set_apart: str = ""
    reason: str = ""
    averages: tuple[tuple[str, str], ...] = ()
    rounded: tuple[Decimal | None, ...] = ()
    missing: tuple[str, ...] = ()
    inputs: str = ""
    digest: str = ""
    version: str = ""
    asked: tuple[DrawnQuestion, ...] = ()

    @property
    def seal(self) -> tuple[str, str, str]:
        """What would have the file looked at anew, were it to change."""
        return self.set_apart, self.inputs, self.digest


def files_of(jury: Jury, *, at: datetime, only: Collection[int] | None = None) -> list[File]:
    """Everybody of the jury's year (or some dossiers), as things stand: seven queries or so, whatever their number."""
    standing = _standing(jury, only)
    registered = {key: one.in_order for key, one in standing.items()}
    dossiers = {d.pk: d for d in Dossier.objects.filter(pk__in=registered)}
    granted = obtained_elsewhere(jury, list(dossiers.values()), at=at)
    over = {key for key, some in granted.items() if everything_granted(law_for(dossiers[key]), _asked_of(jury), some)}
    wanted = [d for key, d in dossiers.items() if registered[key] and key not in over]
    shown = law_of_jury(jury).averages_of(jury.stage)
    ruled = rule(wanted, decisions_of(jury), at=at, year=jury.year)
    drawn = [_file(jury, shown, found, dossiers[found.dossier], granted.get(found.dossier, {})) for found in ruled]
    aside = [File(key, dossiers[key].number, Case.Apart.DECIDED, _told(granted[key])) for key in sorted(over)]
    aside += [
        File(key, d.number, Case.Apart.NOT_IN_ORDER)
        for key, d in dossiers.items()
        if not registered[key] and key not in over
    ]
    expected = [] if only is not None or jury.root else list(_unregistered(jury))
    drawn = _without_modality(jury, _without_interrupted(drawn, dossiers, standing), standing)
    return (
        _without_twice(jury, _without_awaited(jury, drawn))
        + aside
        + [File(d.pk, d.number, Case.Apart.UNREGISTERED) for d in expected]
    )


def come_since(jury: Jury) -> set[int]:
    """Those of the jury's year now of whom no file was drawn."""
    return set(_standing(jury, None)) - set(Case.objects.current().filter(jury=jury).values_list("dossier", flat=True))


def _asked_of(jury: Jury) -> list[tuple[str, str]]:
    return [(name, member) for name, member in jury.decisions]


def _told(granted: Granted) -> str:
    return _enumerated([str(one) for one in granted.values()])


def _without_interrupted(
    files: Sequence[File], dossiers: Mapping[int, Dossier], standing: Mapping[int, _Standing]
) -> list[File]:
    """Who has interrupted their studies is set apart, since which day, unless the text itself decides all of it."""
    gaps = {law: interruption(law) for law in {law_for(dossiers[one.dossier]) for one in files}}
    found = []
    for one in files:
        told = standing[one.dossier]
        gone = told.interrupted or (told.nature and told.nature == gaps[law_for(dossiers[one.dossier])])
        by_text = all(asked.by == "rule" and asked.proposal for asked in one.asked)
        reason = _("since %(day)s") % {"day": day(told.interrupted)} if told.interrupted else ""
        found.append(
            replace(one, set_apart=Case.Apart.INTERRUPTED, reason=reason, asked=()) if gone and not by_text else one
        )
    return found


def _without_modality(jury: Jury, files: Sequence[File], standing: Mapping[int, _Standing]) -> list[File]:
    """Before a jury that is called for some modalities, whose modality is not said is set apart: no other would be told
    of them."""
    unsaid = {key for key, one in standing.items() if jury.modalities and not one.modality}
    return [
        replace(one, set_apart=Case.Apart.NO_MODALITY, reason="", asked=()) if one.dossier in unsaid else one
        for one in files
    ]


def _without_twice(jury: Jury, files: Sequence[File]) -> list[File]:
    """Who is registered in that year under two files of theirs is set apart, with the number of the other."""
    others = {} if jury.root else registered_twice(jury.programme, jury.year)
    return [
        replace(one, set_apart=Case.Apart.TWICE, reason=_enumerated(others[one.dossier]), asked=())
        if one.dossier in others
        else one
        for one in files
    ]


def _without_awaited(jury: Jury, files: Sequence[File]) -> list[File]:
    """A file whose decision is open while a paper is not handed in is set apart, with the paper and its teachers."""
    open_still = [one.dossier for one in files if any(q.state == Question.State.PENDING for q in one.asked)]
    awaited = papers_awaited(jury.programme, jury.year, open_still)
    return [_awaiting(one, awaited[one.dossier]) if one.dossier in awaited else one for one in files]


def _awaiting(one: File, papers: Sequence[AwaitedPaper]) -> File:
    return replace(one, set_apart=Case.Apart.AWAITED, reason=_enumerated([str(one) for one in papers]), asked=())


def _enumerated(items: Sequence[str]) -> str:
    """As many of these as the reason can hold, whole, and how many others there are."""
    for kept in range(len(items), 0, -1):
        others = len(items) - kept
        rest = [ngettext("%(count)d other", "%(count)d others", others) % {"count": others}] if others else []
        text = " ; ".join([*items[:kept], *rest])
        if len(text) <= REASON:
            return text
    return items[0][:REASON]


class _Standing(NamedTuple):
    """How somebody stands in the year of a jury: no other root than students has a registration."""

    in_order: bool = True
    interrupted: date | None = None
    nature: str = ""
    modality: str = ""


def _standing(jury: Jury, only: Collection[int] | None) -> dict[int, _Standing]:
    """Whose files are drawn, or some of them, and how they are registered."""
    if jury.root:
        files, intakes = dossiers_of_root(jury.programme, jury.year, jury.root), intakes_of(jury)
        keys = [dossier.pk for dossier in files if not intakes or dossier.intake_id in intakes]
        return {key: _Standing() for key in keys if only is None or key in only}
    rows = called(jury) if only is None else called(jury).filter(dossier__in=only)
    return {key: _Standing(*told) for key, *told in rows.values_list("dossier_id", *_Standing._fields)}


def _unregistered(jury: Jury) -> Iterator[Dossier]:
    """Those who entered that year and never registered, for the year of study in which one enters.

    In which modality is said by a registration only: a jury called for some has none of them.
    """
    stages = law_of_jury(jury).study_years
    if jury.modalities or (jury.stage and stages and jury.stage != stages[0].key):
        return
    same = Registration.objects.current().filter(dossier=OuterRef("pk"))
    near = Dossier.objects.students().filter(programme=jury.programme_id, entry__year__in=(jury.year, jury.year + 1))
    near = near.filter(intake__in=intakes) if (intakes := intakes_of(jury)) else near
    yield from (d for d in near.filter(~Exists(same)) if university_year(d.entry) == jury.year)


def _file(jury: Jury, shown: Sequence[tuple[str, str, str]], found: Ruled, dossier: Dossier, granted: Granted) -> File:
    """What is drawn of somebody: all that the jury is called on, but for what another granted them already."""
    averages = [(f"{name}|{member}", found.averages.get((name, member), "")) for name, member, _ in shown]
    return File(
        found.dossier,
        dossier.number,
        averages=tuple(averages),
        rounded=tuple(_rounded(value) for _, value in averages),
        missing=found.missing,
        inputs=found.inputs,
        digest=found.digest,
        version=found.version,
        asked=tuple(
            _asked(rank, name, member, found)
            for rank, (name, member) in enumerate(_asked_of(jury))
            if (name, member) not in granted
        ),
    )


def _rounded(value: str) -> Decimal | None:
    """An exact average to four decimals: what columns are sorted by, and never what is shown or decided on."""
    if not value:
        return None
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(STEP, ROUND_HALF_EVEN)


def _asked(rank: int, name: str, member: str, found: Ruled) -> DrawnQuestion:
    line = found.lines.get((name, member))
    if line is None or line.state == "pending":
        articles = () if line is None else line.articles
        return DrawnQuestion(rank, name, member, Question.State.PENDING, "", "", [], _bare(articles))
    options = list(line.options)
    settled = line.state == "settled"
    proposal = options[0] if settled and len(options) == 1 else ""
    state = Question.State.SETTLED if settled else Question.State.CONTRADICTION
    by = line.by if settled else "jury"
    return DrawnQuestion(rank, name, member, state, by, proposal, options, _bare(line.articles))


def _bare(articles: Iterable[str]) -> list[str]:
    return [article.removeprefix("§") for article in articles]


# --- writing -----------------------------------------------------------------------------------------------------


def write_files(
    verb: str,
    jury: Jury,
    files: Sequence[File],
    draw: int,
    *,
    others: Sequence[Evidence] = (),
    by: Person,
    at: datetime,
) -> None:
    """Cases and questions by COPY, with the one line of the journal that vouches for them.

    others: rows that the same act has written or changed.
    """
    if not files:
        return
    keys = journal.next_keys(Case, len(files))
    asked = [(key, question) for key, one in zip(keys, files, strict=True) for question in one.asked]
    numbers = journal.next_keys(Question, len(asked)) if asked else []
    cases = (RowState(CASES, str(key), _case_told(jury, one, draw)) for key, one in zip(keys, files, strict=True))
    questions = (
        RowState(QUESTIONS, str(number), _question_told(jury, key, question))
        for number, (key, question) in zip(numbers, asked, strict=True)
    )
    entry = journal.record(
        verb,
        jury.title[:200],
        chain=jury.programme.school.slug,
        actor=by.pk,
        at=at,
        payload={"jury": str(jury.pk), "draw": draw},
        rows=others,
        states=[*cases, *questions],
    )
    _copy(
        f"{CASES} ({CASE})",
        (
            (
                *(key, entry.pk, jury.pk, one.dossier, draw, one.set_apart, one.reason, Jsonb(dict(one.averages))),
                *(list(one.rounded), list(one.missing), one.inputs, one.digest, one.version, at),
            )
            for key, one in zip(keys, files, strict=True)
        ),
    )
    _copy(
        f"{QUESTIONS} ({QUESTION})",
        ((number, entry.pk, jury.pk, key, *one) for number, (key, one) in zip(numbers, asked, strict=True)),
    )


def _case_told(jury: Jury, one: File, draw: int) -> tuple[JournalValue, ...]:
    """What `Case.evidence` says of the row, once it is written."""
    apart, told = (str(one.set_apart), one.reason), (exact_of(dict(one.averages)), exact_of(one.missing))
    return str(jury.pk), one.dossier, draw, *apart, *told, one.inputs, one.digest, one.version, None


def _question_told(jury: Jury, case: int, one: DrawnQuestion) -> tuple[JournalValue, ...]:
    asked = (one.rank, one.name, one.member, one.state, one.by, one.proposal)
    return str(jury.pk), case, *asked, exact_of(one.options), exact_of(one.articles)


def _copy(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {into} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def supersede(jury: Jury, dossiers: Iterable[int], *, at: datetime) -> list[Evidence]:
    """The cases of these dossiers, and what was decided of them, give way to what is drawn now; gives these rows."""
    cases = Case.objects.current().filter(jury=jury, dossier__in=list(dossiers))
    keys = list(cases.values_list("pk", flat=True))
    rulings = Ruling.objects.filter(question__case__in=keys).supersede(at)
    return [*rulings, *Case.objects.filter(pk__in=keys).supersede(at)]
