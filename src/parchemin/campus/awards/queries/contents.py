"""What a transcript tells, frozen: composed from the law and from juries, then laid out for the printer.

A content keeps marks exact ("12.5", "94/9") and states by name; words and decimals are made of it when it is printed or
shown, in the language of the regulation, so that two contents are the same exactly when they tell the same. It lasts
for ever: one of a former shape is read as it was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parchemin.campus.assessment.facts.attempts import surplus_of
from parchemin.campus.assessment.models import Mark
from parchemin.campus.awards.models import About, Issuance, Purpose
from parchemin.campus.awards.queries.issued import period_label
from parchemin.campus.common.evidence import untrue_of
from parchemin.campus.common.models import Entry
from parchemin.campus.common.proving import altered_now
from parchemin.campus.common.reading import one_moment
from parchemin.campus.documents import transcript as paper
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.models import Ruling
from parchemin.campus.jury.queries import Published, definitive_years, rulings_published
from parchemin.campus.jury.queries.overtaken import overtaken_published
from parchemin.campus.jury.queries.standing import facts_of, rulings_on
from parchemin.campus.law.law import Law
from parchemin.campus.law.levels import CODE
from parchemin.campus.law.periods import Period
from parchemin.campus.law.persons import evaluations_of
from parchemin.campus.law.portraits import Portrait, portrait_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.units import UnitPortrait
from parchemin.campus.looks.numbers import day, decimals

type Content = dict[str, Any]

SHAPE = 2  # of a content: 1, which says nothing of its shape, had the units of periods that stood side by side

WORDS: Mapping[str, tuple[Any, paper.Tone]] = {
    "validated": (gettext_lazy("validated"), "good"),
    "compensated": (gettext_lazy("compensated"), "good"),
    "exempted": (gettext_lazy("exempted"), "good"),
    "eliminated": (gettext_lazy("eliminated"), "bad"),
    "not_validated": (gettext_lazy("not validated"), "bad"),
    "credited": (gettext_lazy("acquired"), "good"),
    "not_credited": (gettext_lazy("not acquired"), "bad"),
    "absent": (gettext_lazy("absent"), "bad"),
    "open": (gettext_lazy("awaited"), "waiting"),
    "marked": ("", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A content, whether it is final, and under which text. content is None where nothing was followed. untrue: whether
    something that it may tell is not what the journal says. beside: the tables of which anything of the school's is
    not."""

    dossier: Dossier
    law: Law
    content: Content | None
    final: bool
    untrue: bool = False
    beside: tuple[str, ...] = ()


def compose(about: Issuance, dossiers: Sequence[Dossier], *, at: datetime) -> list[Composed]:
    """What the transcripts of these dossiers tell at a moment: queries do not grow in number with them."""
    with one_moment():
        found, untrue = _compose(about, dossiers, at), _untrue([one.pk for one in dossiers])
        beside = tuple(altered_now(dossiers[0].programme.school.slug)) if dossiers else ()
    return [replace(one, untrue=one.dossier.pk in untrue, beside=beside) for one in found]


def _untrue(keys: Sequence[int]) -> set[int]:
    """Those of whom something is not what the journal says: asked of all, and one by one where it is of some."""
    if not untrue_of(chain(facts_of(keys), rulings_on(keys))):
        return set()
    return {key for key in keys if len(keys) == 1 or _untrue([key])}


def _compose(about: Issuance, dossiers: Sequence[Dossier], at: datetime) -> list[Composed]:
    keys = [one.pk for one in dossiers]
    followed, absences, settled = _followed(dossiers, at), _absences(about, keys), definitive_years(keys)
    decided, overtaken = rulings_published(dossiers), overtaken_published(keys, _until(about.year, followed))
    found = []
    for dossier, evaluation in evaluations_of(dossiers, at=at, year=about.year):
        law, every = law_for(dossier), followed.get(dossier.pk, {})
        years = {year: one for year, one in every.items() if _is_about(about, year, one)}
        units = {unit for one in years.values() for unit in one.units}
        content, final = None, False
        if units:
            carried = _carried(portrait := portrait_of(evaluation), units, every, about.year)
            tells = {*years, *carried.values()}
            again = [_to_take_again(law, one) for one in overtaken.get(dossier.pk, ()) if one.jury.year in tells]
            obtained = told(portrait, units, absences[dossier.pk], carried)
            decided_all = all((dossier.pk, year) in settled for year in tells)
            final = decided_all and not again and not _awaits(obtained)
            content = {
                "shape": SHAPE,
                **_identity(about, dossier, law),
                **obtained,
                "credits": obtained["credits"] if _from_the_first(years, every) else "",
                "decisions": [_decided(one) for one in decided.get(dossier.pk, ()) if _stands(about, one)],
                **({"again": again} if again else {}),
            }
        found.append(Composed(dossier, law, content, final))
    return found


def told(
    portrait: Portrait, units: Collection[str], absences: set[str], carried: Mapping[str, int] | None = None
) -> Content:
    """What was obtained in these units, and over all. absences: the units in which somebody was absent at a paper.

    carried: beside them, those of another year that their averages are made of, with that year.
    """
    of_another = carried or {}
    return {
        "periods": list(_periods(portrait.of({*units, *of_another}), absences, of_another)),
        "averages": [list(pair) for pair in portrait.averages],
        "credits": portrait.credits.text if portrait.credits else "",
    }


def _identity(about: About, dossier: Dossier, law: Law) -> Content:
    return {
        "language": law.language,
        "school": dossier.programme.school.name,
        "programme": dossier.programme.title,
        "label": about.label if about.purpose == Purpose.PHASE else period_label(law, about.year, about.stage),
        "name": str(dossier.person),
        "number": dossier.number,
        "intake": dossier.intake.name,
    }


class _Followed(NamedTuple):
    """What is followed in a year, in which year of study."""

    stage: str
    units: list[str]


def _is_about(about: About, year: int, followed: _Followed) -> bool:
    """Whether a transcript tells of what is followed in a year: of its year of study alone, where it is of one."""
    return about.year in (None, year) and about.stage in ("", followed.stage)


def _awaits(obtained: Content) -> bool:
    """Whether the result of a unit that is told is awaited."""
    return any(unit["state"] == "open" for period in obtained["periods"] for unit in period["units"])


def _followed(dossiers: Sequence[Dossier], at: datetime) -> dict[int, dict[int, _Followed]]:
    """The units followed, by dossier and year; not those that were acquired before it."""
    rows = Registration.objects.current().filter(dossier__among=[one.pk for one in dossiers]).exclude(units=[])
    surplus = surplus_of(dossiers, at=at)
    found: dict[int, dict[int, _Followed]] = defaultdict(dict)
    for dossier, year, stage, units in rows.values_list("dossier_id", "year", "stage", "units"):
        if kept := [unit for unit in units if surplus.get(unit, {}).get(dossier, year + 1) > year]:
            found[dossier][year] = _Followed(stage, kept)
    return found


def _until(year: int | None, followed: Mapping[int, Mapping[int, object]]) -> set[int] | None:
    """The years of which a transcript of a year may tell; None where they are all."""
    return None if year is None else {one for of_years in followed.values() for one in of_years if one <= year}


def _carried(
    portrait: Portrait, units: Collection[str], every: Mapping[int, _Followed], year: int | None
) -> dict[str, int]:
    """The units followed in an earlier year, and not in this one, that stand under an average told of these; with the
    last of the years."""
    if year is None:
        return {}
    last = {unit: one for one in sorted(every) if one < year for unit in every[one].units}
    marked = [period for period in portrait.every if period.average]
    theirs = [{one.unit.name for one in period.every_unit} for period in marked]
    beside = {unit for names in theirs if not names.isdisjoint(units) for unit in names}
    return {unit: last[unit] for unit in beside if unit in last and unit not in units}


def _absences(about: About, keys: Sequence[int]) -> dict[int, set[str]]:
    """The units in which somebody was absent at a paper."""
    rows = Mark.objects.current().filter(dossier__among=keys, state=Mark.State.ABSENT)
    if about.year is not None:
        rows = rows.filter(paper__year=about.year)
    found: dict[int, set[str]] = defaultdict(set)
    for dossier, unit in rows.values_list("dossier_id", "paper__unit"):
        found[dossier].add(unit)
    return found


def _periods(periods: Sequence[Period], absences: set[str], carried: Mapping[str, int]) -> Iterator[Content]:
    """Each period before those in it; one is called by what the one it stands in does not say already."""
    open_ones: list[Period] = []
    for period in periods:
        del open_ones[period.depth :]
        said = len(open_ones[-1].within) if open_ones else 0
        open_ones.append(period)
        yield _period(period, period.titles[said:], absences, carried)


def _period(period: Period, titles: Sequence[str], absences: set[str], carried: Mapping[str, int]) -> Content:
    return {
        "titles": list(titles),
        "depth": period.depth,
        "average": [period.average_label, period.average] if period.average else [],
        "credits": period.credits,
        "worth": period.worth,
        "state": period.grade,
        "units": [_unit(unit, absences, carried) for unit in period.rows],
    }


def _unit(result: UnitPortrait, absences: set[str], carried: Mapping[str, int]) -> Content:
    absent = result.grade == "open" and not result.settled and result.unit.name in absences
    return {
        "code": result.unit.key,
        "name": result.unit.label,
        "credits": result.unit.credits or "",
        "marked": bool(result.unit.mark),
        "mark": result.settled,
        "session": result.session,
        "state": "absent" if absent else result.grade,
        **({"year": carried[result.unit.name]} if result.unit.name in carried else {}),
    }


def _from_the_first(years: Collection[int], every: Collection[int]) -> bool:
    """Whether these years are the first of all that were followed: the credits of the studies are then theirs alone."""
    return bool(years) and sorted(every)[: len(years)] == sorted(years)


def _stands(about: About, one: Published) -> bool:
    """Whether a decision is of the period, and no later jury decided the same of it."""
    return not one.overruled and about.year in (None, one.year)


def _decided(one: Published) -> Content:
    on = timezone.localdate(one.corrected_at or one.published_at)
    return {"jury": one.jury, "decision": one.decision, "option": one.words, "on": on.isoformat()}


def _to_take_again(law: Law, ruling: Ruling) -> Content:
    """A published decision that no longer follows from what is known."""
    words = law.option_label(ruling.question.name, ruling.option)
    on = timezone.localdate(ruling.at if ruling.correction else ruling.jury.held_at)
    return {"jury": ruling.jury.title, "option": words, "on": on.isoformat()}


# --- laid out --------------------------------------------------------------------------------------------------


def shown(exact: str) -> str:
    """A mark as it is printed, in the language in force: never rounded."""
    return decimals(Fraction(exact), 2) if exact else "—"


def state_words(state: str) -> tuple[str, paper.Tone]:
    words, tone = WORDS[state]
    return str(words), tone


def laid_out(content: Content) -> Content:
    """A content for a page: words and decimals in the language in force, nothing left to compute."""
    periods = [_laid_out_period(period) for period in _printed_periods(content)]
    averages = [(_capital(label), shown(value)) for label, value in content["averages"]]
    decisions = [{**one, "on": date.fromisoformat(one["on"])} for one in content["decisions"]]
    again = list(_overtaken_words(content))
    return {**content, "periods": periods, "averages": averages, "decisions": decisions, "again": again}


def _laid_out_period(period: paper.TranscriptPeriod) -> Content:
    """A period and its columns: those that say nothing are left out, as on paper."""
    columns = {
        name: any(getattr(unit, name) for unit in period.modules) for name in ("credits", "mark", "session", "state")
    }
    return {
        "title": period.title,
        "depth": period.depth,
        "units": period.modules,
        "said": [(one.label, one.value) for one in period.said],
        "columns": columns,
    }


def _overtaken_words(content: Content) -> Iterator[str]:
    """Why it is provisional although a jury decided: which decision is to be taken again, of which jury and day."""
    for one in content.get("again", ()):
        yield _(
            "The decision “%(option)s” of “%(jury)s”, of %(day)s, is to be taken again: what it was based on was "
            "corrected."
        ) % {"option": one["option"], "jury": one["jury"], "day": day(date.fromisoformat(one["on"]))}


def address_of(key: str) -> str:
    """The public address where anyone checks a transcript: printed, and in its code."""
    return str(settings.ADDRESS + reverse("awards:verify", args=[key]))


def printed(
    content: Content, *, key: str, final: bool, version: str, on: date, head: Entry | None = None
) -> paper.TranscriptContent:
    """A content laid out for the printer, in the language in force. head: the last line of the journal then."""
    line, digest = (head.number, head.digest) if head else (0, "")
    return paper.TranscriptContent(
        school=content["school"],
        name=content["name"],
        number=content["number"],
        programme=content["programme"],
        intake=content["intake"],
        regulation_version=day(date.fromisoformat(version)),
        about=content["label"],
        issued_on=on,
        periods=tuple(_printed_periods(content)),
        final=final,
        overtaken=tuple(_overtaken_words(content)),
        verification=paper.VerificationBlock.at(address_of(key), key, line, digest),
        credits=_credits(content["credits"]),
        averages=tuple(paper.Average(label=_capital(label), value=shown(v)) for label, v in content["averages"]),
        decisions=tuple(
            paper.TranscriptDecision(
                jury=one["jury"],
                decision=_capital(one["decision"]),
                option=one["option"],
                on=date.fromisoformat(one["on"]),
            )
            for one in content["decisions"]
        ),
    )


def period_title(period: Content) -> str:
    return _capital(", ".join(period["titles"]))


def _printed_periods(content: Content) -> Iterator[paper.TranscriptPeriod]:
    first = content.get("shape", 1) == 1
    said, code = (_said_at_first, str) if first else (_said, code_shown)
    for period in content["periods"]:
        yield paper.TranscriptPeriod(
            title=period_title(period),
            depth=period.get("depth", 0),
            modules=tuple(_line(unit, coded=code) for unit in period["units"]),
            said=tuple(paper.Said(label=label, value=value) for label, value in said(period) if value),
        )


def _said(period: Content) -> Iterator[tuple[str, str]]:
    """What is said of a whole period: its own mark, its credits, how it stands; nothing where the text says nothing."""
    label, average = period["average"] or ("", "")
    if average:
        yield _capital(label), shown(average)
    if period["credits"]:
        yield _("Credits earned"), _credits(period["credits"])
    else:
        yield _("Credits"), _credits(period["worth"])
    state = period["state"]
    yield "", _capital(state_words(state)[0]) if state not in ("", "open") else ""


def _said_at_first(period: Content) -> Iterator[tuple[str, str]]:
    """The same of a content of the first shape, in the words that it was issued with."""
    yield _("Average"), shown(period["average"]) if period["average"] else ""
    yield _("Credits"), _credits(period["credits"])
    yield "", {"yes": _("Validated"), "no": _("Not validated")}.get(period["validated"], "")


def code_shown(key: str) -> str:
    """What a unit is called beside its name: its code ("S1-DROIT", "E1"), not a word that only identifies it."""
    return "" if (key.isidentifier() and CODE.isdisjoint(key)) or "_" in key else key


def _line(unit: Content, *, coded: Callable[[str], str]) -> paper.ModuleLine:
    words, tone = state_words(unit["state"])
    return paper.ModuleLine(
        name=f"{unit['name']} ({unit['year']}-{unit['year'] + 1})" if "year" in unit else unit["name"],
        code=coded(unit["code"]),
        credits=_credits(unit["credits"]),
        mark=shown(unit["mark"]) if unit.get("marked", True) else "",
        session=unit["session"],
        state=_capital(words),
        tone=tone,
    )


def _credits(exact: str) -> str:
    return decimals(Fraction(exact)) if exact else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
