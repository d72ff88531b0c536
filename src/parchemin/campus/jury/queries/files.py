"""One file before a jury: what was drawn, why the law says so, what may be decided, what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parchemin.campus.jury.facts import PublishedRuling
from parchemin.campus.jury.models import Ballot, Case, Jury, Question, Ruling
from parchemin.campus.jury.queries.cohort import Answer, answer, unit_label
from parchemin.campus.jury.queries.juries import law_of_jury, views_of
from parchemin.campus.jury.queries.obtained import decided_elsewhere
from parchemin.campus.jury.queries.overtaken import confirmable, overtaken
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import Why, line_of, then_and_now, why


@dataclass(frozen=True, slots=True)
class Choice:
    """An option that may be taken: its name, and the words of the text."""

    option: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of a file, with its reasons, its options and its former ballots.

    why: on the facts that were drawn. today: on those in force now, where these say something else. lawful: what a
    correction may put in the place of what stands: what was lawful, and what is on today's facts; what stands too,
    where it is to be decided again. elsewhere: what another jury published of it last, which another option replaces
    for a reason; None where none did.
    """

    answer: Answer
    why: Why
    today: Why | None
    articles: tuple[str, ...]
    choices: Sequence[Choice]
    lawful: Sequence[Choice]
    ballots: Sequence[Ballot]
    former: Sequence[Ruling]
    elsewhere: PublishedRuling | None


@dataclass(frozen=True, slots=True)
class FileView:
    """Everything the page of one file shows. overtaken: what was decided of it and is to be taken again."""

    case: Case
    averages: Sequence[tuple[str, str]]
    missing: Sequence[str]
    asked: Sequence[QuestionView]
    overtaken: Sequence[Ruling]


def file_of(jury: Jury, case: Case, *, at: datetime) -> FileView:
    """The reasons are those of the facts that were drawn, whatever was written since; today's stand beside them."""
    law = law_of_jury(jury)
    every = law.averages_of(jury.stage)
    averages = [(label, case.averages.get(f"{name}|{member}", "")) for name, member, label in every]
    missing = [unit_label(law, unit) for unit in case.missing]
    stale = overtaken(jury, only=[case.dossier_id]) if jury.state in ("closed", "published") else []
    return FileView(case, averages, missing, [] if case.set_apart else _asked(jury, case, stale, at), stale)


def _asked(jury: Jury, case: Case, stale: Sequence[Ruling], at: datetime) -> list[QuestionView]:
    law, views = law_of_jury(jury), views_of(jury)
    drawn, now = then_and_now(case.dossier, case.digest, case.inputs, then=case.at, at=at, year=jury.year)
    every = list(Ruling.objects.filter(question__case=case).select_related("person", "ballot").order_by("pk"))
    ballots = list(Ballot.objects.filter(question__case=case))
    elsewhere = decided_elsewhere(jury, [case.dossier])
    again = confirmable(jury, stale, at=at)
    found = []
    for question in Question.objects.filter(case=case).order_by("rank"):
        ruling = next((r for r in every if r.question_id == question.pk and r.superseded_at is None), None)
        own = [ballot for ballot in ballots if ballot.question_id == question.pk]
        told = answer(law, views, question, ruling, any(ballot.verdict is None for ballot in own))
        reason = why(drawn, question.name, question.member, law.language)
        today = reason if now is drawn else why(now, question.name, question.member, law.language)
        choices = [_choice(law, question.name, option) for option in question.options]
        line = line_of(now, question.name, question.member)
        possible = (*question.options, *(() if line.state == "pending" else line.options))
        keeps = ruling is not None and ruling.pk not in again  # what stands is no correction of itself
        others = [one for one in dict.fromkeys(possible) if not (keeps and ruling and one == ruling.option)]
        lawful = [_choice(law, question.name, option) for option in others]
        former = [r for r in every if r.question_id == question.pk and r.superseded_at is not None]
        articles = tuple(dict.fromkeys(a.removeprefix("§") for a in (*question.articles, *reason.articles)))
        other = today if today != reason else None
        before = elsewhere.get((case.dossier_id, question.name, question.member))
        found.append(QuestionView(told, reason, other, articles, choices, lawful, own, former, before))
    return found


def _choice(law: Law, name: str, option: str) -> Choice:
    return Choice(option, law.option_label(name, option))
