"""What a transcript tells, frozen: composed from the law and from juries, then laid out for the printer.

A content keeps marks exact ("12.5", "94/9") and states by name; words and decimals are made of it when it is printed or
shown, in the language of the regulation, so that two contents are the same exactly when they tell the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parchemin.campus.assessment.models import Mark
from parchemin.campus.awards.models import About, Issuance, Purpose
from parchemin.campus.awards.queries.issued import period_label
from parchemin.campus.documents import transcript as paper
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.queries import Published, definitive_years, rulings_published
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluations_of
from parchemin.campus.law.portraits import Period, Portrait, UnitPortrait, portrait_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.looks.numbers import day, decimals

type Content = dict[str, Any]

WORDS: Mapping[str, tuple[Any, paper.Tone]] = {
    "validated": (gettext_lazy("validated"), "good"),
    "compensated": (gettext_lazy("compensated"), "good"),
    "exempted": (gettext_lazy("exempted"), "good"),
    "eliminated": (gettext_lazy("eliminated"), "bad"),
    "not_validated": (gettext_lazy("not validated"), "bad"),
    "absent": (gettext_lazy("absent"), "bad"),
    "open": (gettext_lazy("awaited"), "waiting"),
    "marked": ("", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A content, whether it is final, and under which text. content is None where nothing was followed."""

    dossier: Dossier
    law: Law
    content: Content | None
    final: bool


def compose(about: Issuance, dossiers: Sequence[Dossier], *, at: datetime) -> list[Composed]:
    """What the transcripts of these dossiers tell at a moment: queries do not grow in number with them."""
    keys = [one.pk for one in dossiers]
    followed, absences, settled = _followed(keys), _absences(about, keys), definitive_years(keys)
    decided = rulings_published(dossiers)
    found = []
    for dossier, evaluation in evaluations_of(dossiers, at=at, year=about.year):
        law, every = law_for(dossier), followed.get(dossier.pk, {})
        years = {year: of_year for year, of_year in every.items() if about.year in (None, year)}
        final = bool(years) and all((dossier.pk, year) in settled for year in years)
        units = {unit for of_year in years.values() for unit in of_year}
        content = None
        if units:
            obtained = told(portrait_of(evaluation), units, absences[dossier.pk])
            content = {
                **_identity(about, dossier, law),
                **obtained,
                "credits": obtained["credits"] if years == every else "",  # those of all the studies, beside one year
                "decisions": [_decided(one) for one in decided.get(dossier.pk, ()) if _stands(about, one)],
            }
        found.append(Composed(dossier, law, content, final))
    return found


def told(portrait: Portrait, units: Collection[str], absences: set[str]) -> Content:
    """What was obtained in these units, and over all. absences: the units in which somebody was absent at a paper."""
    return {
        "periods": [_period(period, absences) for period in portrait.of(units)],
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


def _followed(keys: Sequence[int]) -> dict[int, dict[int, list[str]]]:
    """The units followed, by dossier and year."""
    rows = Registration.objects.current().filter(dossier__among=keys).exclude(units=[])
    found: dict[int, dict[int, list[str]]] = defaultdict(dict)
    for dossier, year, units in rows.values_list("dossier_id", "year", "units"):
        found[dossier][year] = units
    return found


def _absences(about: About, keys: Sequence[int]) -> dict[int, set[str]]:
    """The units in which somebody was absent at a paper."""
    rows = Mark.objects.current().filter(dossier__among=keys, state=Mark.State.ABSENT)
    if about.year is not None:
        rows = rows.filter(paper__year=about.year)
    found: dict[int, set[str]] = defaultdict(set)
    for dossier, unit in rows.values_list("dossier_id", "paper__unit"):
        found[dossier].add(unit)
    return found


def _period(period: Period, absences: set[str]) -> Content:
    return {
        "titles": list(period.titles),
        "average": period.average,
        "credits": period.credits,
        "validated": period.state,
        "units": [_unit(unit, absences) for unit in period.units],
    }


def _unit(result: UnitPortrait, absences: set[str]) -> Content:
    absent = result.grade == "open" and not result.settled and result.unit.name in absences
    return {
        "code": result.unit.key.replace("_", " "),
        "name": result.unit.label,
        "credits": result.unit.credits or "",
        "mark": result.settled,
        "session": result.session,
        "state": "absent" if absent else result.grade,
    }


def _stands(about: About, one: Published) -> bool:
    """Whether a decision is of the period, and no later jury decided the same of it."""
    return not one.overruled and about.year in (None, one.year)


def _decided(one: Published) -> Content:
    on = timezone.localdate(one.published_at)
    return {"jury": one.jury, "decision": one.decision, "option": one.words, "on": on.isoformat()}


# --- laid out --------------------------------------------------------------------------------------------------


def shown(exact: str) -> str:
    """A mark as it is printed, in the language in force: never rounded."""
    return decimals(Fraction(exact), 2) if exact else "—"


def state_words(state: str) -> tuple[str, paper.Tone]:
    words, tone = WORDS[state]
    return str(words), tone


def laid_out(content: Content) -> Content:
    """A content for a page: words and decimals in the language in force, nothing left to compute."""
    periods = [_laid_out_period(period) for period in content["periods"]]
    averages = [(_capital(label), shown(value)) for label, value in content["averages"]]
    decisions = [{**one, "on": date.fromisoformat(one["on"])} for one in content["decisions"]]
    return {**content, "periods": periods, "averages": averages, "decisions": decisions}


def _laid_out_period(period: Content) -> Content:
    """A period and its columns: those that say nothing are left out, as on paper."""
    paper_period = _printed_period(period)
    said = ((_("Average"), paper_period.average), (_("Credits"), paper_period.credits), ("", paper_period.outcome))
    columns = {
        name: any(getattr(unit, name) for unit in paper_period.modules) for name in ("credits", "session", "state")
    }
    return {
        "title": paper_period.title,
        "units": paper_period.modules,
        "said": [pair for pair in said if pair[1]],
        "columns": columns,
    }


def address_of(key: str) -> str:
    """The public address where anyone checks a transcript: printed, and in its code."""
    return str(settings.ADDRESS + reverse("awards:verify", args=[key]))


def printed(content: Content, *, key: str, final: bool, version: str, on: date) -> paper.TranscriptContent:
    """A content laid out for the printer, in the language in force."""
    return paper.TranscriptContent(
        school=content["school"],
        name=content["name"],
        number=content["number"],
        programme=content["programme"],
        intake=content["intake"],
        regulation_version=day(date.fromisoformat(version)),
        about=content["label"],
        issued_on=on,
        periods=tuple(_printed_period(period) for period in content["periods"]),
        final=final,
        verification=paper.VerificationBlock.at(address_of(key), key),
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


def period_outcome(period: Content) -> str:
    """What is said of a whole period; nothing while it is open, or where the text says nothing of it."""
    return {"yes": _("Validated"), "no": _("Not validated")}.get(period["validated"], "")


def _printed_period(period: Content) -> paper.TranscriptPeriod:
    return paper.TranscriptPeriod(
        title=period_title(period),
        modules=tuple(_line(unit) for unit in period["units"]),
        average=shown(period["average"]) if period["average"] else "",
        credits=_credits(period["credits"]),
        outcome=period_outcome(period),
    )


def _line(unit: Content) -> paper.ModuleLine:
    words, tone = state_words(unit["state"])
    return paper.ModuleLine(
        name=unit["name"],
        code=unit["code"],
        credits=_credits(unit["credits"]),
        mark=shown(unit["mark"]),
        session=unit["session"],
        state=_capital(words),
        tone=tone,
    )


def _credits(exact: str) -> str:
    return decimals(Fraction(exact)) if exact else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
