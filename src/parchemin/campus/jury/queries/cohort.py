"""The files of a jury in one table: filtered, sorted and cut into pages by the database, in a few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Expression, OrderBy
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parchemin.campus.jury.models import Ballot, Case, Jury, Question, Ruling
from parchemin.campus.jury.queries.juries import law_of_jury, views_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import DecisionView
from parchemin.campus.people.queries import by_name, looked_for

PAGE = 60
AVERAGES_SHOWN = 2
LOOKED = ("dossier__person__given_name", "dossier__person__family_name", "dossier__number")

STATES: tuple[tuple[str, Promise], ...] = (
    ("todo", _("to decide")),
    ("choice", _("to choose")),
    ("voting", _("vote under way")),
    ("pending", _("a fact is missing")),
    ("contradiction", _("contradiction")),
    ("decided", _("decided")),
    ("apart", _("set apart")),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the table."""

    q: str = ""
    proposal: str = ""
    by: str = ""
    state: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    missing: int | None = None
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a row: the decision when there is one, else what is proposed."""

    question: Question
    label: str
    words: str
    state: str
    by: str
    ruling: Ruling | None
    voting: bool


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file as the table shows it."""

    case: Case
    ref: UUID
    name: str
    number: str
    averages: Sequence[str]
    missing: Sequence[str]
    answers: Sequence[Answer]

    @property
    def apart(self) -> str:
        return str(self.case.get_set_apart_display()) if self.case.set_apart else ""


@dataclass(frozen=True, slots=True)
class JuryProgress:
    """How far a jury is, in files and in questions.

    proposals: what the first decision is, or else what is proposed, the most frequent first. waiting: files where a
    fact is missing and nothing is decided.
    """

    files: int = 0
    examined: int = 0
    apart: int = 0
    questions: int = 0
    decided: int = 0
    by_rule: int = 0
    by_jury: int = 0
    pending: int = 0
    waiting: int = 0
    rule_left: int = 0
    single_left: int = 0
    proposals: Sequence[tuple[str, int]] = field(default=())

    @property
    def left(self) -> int:
        return self.questions - self.decided


def averages_shown(jury: Jury) -> list[tuple[str, str, int]]:
    """(key in a case, words, place in `rounded`) of the averages that have a column: the last of those the text has."""
    every = law_of_jury(jury).averages_of(jury.stage)
    found = [(f"{name}|{member}", label, i) for i, (name, member, label) in enumerate(every)]
    rooted = [one for one, (name, _member, _label) in zip(found, every, strict=True) if one[0].endswith("|")]
    return (rooted or found)[-AVERAGES_SHOWN:]


def current_cases(jury: Jury) -> QuerySet[Case]:
    return Case.objects.current().filter(jury=jury)


def waiting(jury: Jury) -> QuerySet[Case]:
    """The files that a missing fact keeps from any decision: none is taken of them, none is being voted."""
    ruled = Ruling.objects.current().filter(question__case=OuterRef("pk"))
    voted = Ballot.objects.filter(question__case=OuterRef("pk"), verdict=None)
    pending = Exists(_questions(state=Question.State.PENDING))
    return current_cases(jury).filter(pending, ~Exists(ruled), ~Exists(voted), set_apart="")


def _questions(**about: object) -> QuerySet[Question]:
    return Question.objects.filter(case=OuterRef("pk"), **about)


def _ruled() -> Exists:
    return Exists(Ruling.objects.current().filter(question=OuterRef("pk")))


def _voting() -> Exists:
    return Exists(Ballot.objects.filter(question=OuterRef("pk"), verdict=None))


def filtered(jury: Jury, wanted: Wanted) -> QuerySet[Case]:
    """The cases asked for."""
    cases = current_cases(jury)
    cases = looked_for(cases, wanted.q, *LOOKED)
    if wanted.proposal:
        decided = Ruling.objects.current().filter(question=OuterRef("pk"), option=wanted.proposal)
        proposed = Q(proposal=wanted.proposal) & ~_ruled()
        cases = cases.filter(Exists(_questions().filter(proposed | Q(Exists(decided)))))
    if wanted.by in ("rule", "jury"):
        cases = cases.filter(Exists(_questions(by=wanted.by)))
    if wanted.missing is not None:
        cases = cases.annotate(lost=_lost()).filter(lost__gte=wanted.missing)
    shown = averages_shown(jury)
    if shown and wanted.low is not None:
        cases = cases.filter(**{f"rounded__{shown[-1][2]}__gte": wanted.low})
    if shown and wanted.high is not None:
        cases = cases.filter(**{f"rounded__{shown[-1][2]}__lte": wanted.high})
    return _in_state(cases, wanted.state)


def _in_state(cases: QuerySet[Case], state: str) -> QuerySet[Case]:
    todo = _questions().filter(~_ruled())
    asked: Mapping[str, Q] = {
        "todo": Q(Exists(todo)),
        "choice": Q(Exists(todo.filter(proposal="").exclude(state="pending"))),
        "voting": Q(Exists(_questions().filter(_voting()))),
        "pending": Q(Exists(todo.filter(state="pending"))),
        "contradiction": Q(Exists(_questions(state="contradiction"))),
        "decided": Q(set_apart="") & ~Q(Exists(todo)),
        "apart": ~Q(set_apart=""),
    }
    return cases.filter(asked[state]) if state in asked else cases


def _lost() -> Func:
    return Func(F("missing"), function="cardinality", output_field=IntegerField())


def _first(column: str) -> Subquery:
    return Subquery(Question.objects.filter(case=OuterRef("pk"), rank=0).values(column)[:1])


def sorted_cases(cases: QuerySet[Case], jury: Jury, sort: str) -> QuerySet[Case]:
    """By name unless another column is asked for; what has no value comes last either way."""
    names: tuple[Expression | F, ...] = (*by_name("dossier__person"), F("dossier__number"))
    key, down = sort.removeprefix("-"), sort.startswith("-")
    columns: dict[str, Expression | F | Subquery] = {"name": names[0], "missing": _lost()}
    columns |= {f"average{i}": F(f"rounded__{at}") for i, (_key, _label, at) in enumerate(averages_shown(jury))}
    columns |= {"proposal": _first("proposal"), "by": _first("by")}
    found = columns.get(key)
    if found is None:
        return cases.order_by(*names)
    first = OrderBy(found, descending=down, nulls_last=True)
    return cases.order_by(first, *(OrderBy(name, descending=down) for name in names[1:] if key == "name"), *names)


def table(jury: Jury, wanted: Wanted) -> tuple[Page[Case], list[FileRow]]:
    """One page of the table: a count, the cases, their questions, rulings and open ballots. Five queries."""
    cases = sorted_cases(filtered(jury, wanted), jury, wanted.sort).select_related("dossier__person")
    page = Paginator(cases, PAGE).get_page(wanted.page)
    return page, rows_of(jury, list(page.object_list))


def rows_of(jury: Jury, cases: Sequence[Case]) -> list[FileRow]:
    """What the table shows of these cases."""
    law, views, shown = law_of_jury(jury), views_of(jury), averages_shown(jury)
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in Question.objects.filter(case__in=cases).order_by("rank"):
        questions[question.case_id].append(question)
    rulings = {
        ruling.question_id: ruling
        for ruling in Ruling.objects.current().filter(question__case__in=cases).select_related("ballot")
    }
    voting = set(Ballot.objects.filter(question__case__in=cases, verdict=None).values_list("question", flat=True))
    return [
        FileRow(
            case,
            case.dossier.ref,
            case.dossier.listed_name,
            case.dossier.number,
            [case.averages.get(key, "") for key, _label, _at in shown],
            [unit_label(law, unit) for unit in case.missing],
            [answer(law, views, q, rulings.get(q.pk), q.pk in voting) for q in questions[case.pk]],
        )
        for case in cases
    ]


def unit_label(law: Law, unit: str) -> str:
    found = law.units.get(unit)
    return found.label if found else unit.partition(":")[2]


def answer(law: Law, views: Sequence[DecisionView], question: Question, ruling: Ruling | None, voting: bool) -> Answer:
    """A question in the words of the text. state: decided, voting, choice, proposed, pending or contradiction."""
    label = next((v.label for v in views if (v.name, v.member) == (question.name, question.member)), question.name)
    state = "proposed" if question.proposal else "choice"
    if question.state != Question.State.SETTLED:
        state = question.state
    state = "voting" if voting else "decided" if ruling else state
    words = law.option_label(question.name, ruling.option if ruling else question.proposal)
    return Answer(question, label, words, state, ruling.by if ruling else question.by, ruling, voting)


def progress_of(jury: Jury) -> JuryProgress:
    """Everything the strip above the table says, in four queries at most."""
    apart = dict(current_cases(jury).order_by().values_list("set_apart").annotate(Count("pk")))
    files = sum(apart.values())
    questions = Question.objects.filter(jury=jury, case__superseded_at=None).order_by()
    standing = Ruling.objects.current().filter(question=OuterRef("pk")).values("option")[:1]
    rows = (
        questions.annotate(ruled=Coalesce(Subquery(standing), Value("")), voting=_voting())
        .values_list("rank", "by", "state", "proposal", "ruled", "voting")
        .annotate(Count("pk"))
    )
    count: Counter[str] = Counter()
    proposals: Counter[str] = Counter()
    for rank, by, state, proposal, ruled, voting, many in rows:
        count["all"] += many
        count["decided"] += many if ruled else 0
        count[f"by_{by}"] += many
        count["pending"] += many if state == Question.State.PENDING and not ruled else 0
        if proposal and state == Question.State.SETTLED and not ruled and not voting:
            count[f"left_{by}"] += many
        if rank == 0:
            proposals[ruled or proposal or f"?{state}"] += many
    return JuryProgress(
        files,
        apart.get("", 0),
        files - apart.get("", 0),
        count["all"],
        count["decided"],
        count["by_rule"],
        count["by_jury"],
        count["pending"],
        waiting(jury).count() if count["pending"] else 0,
        count["left_rule"],
        count["left_jury"],
        proposals.most_common(),
    )
