"""The director's simulation: a figure or a reading of the text, moved on a real cohort. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import programme_of
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.cohorts import YearCohort, cohorts_of
from parchemin.campus.dossiers.queries.subjects import subjects_of
from parchemin.campus.law.simulating import Effect, Gathered, MovableFigure, Move, effect, figures_of, gathered, swept
from parchemin.campus.looks.shapes import Bin
from parchemin.campus.people.pages import CampusRequest, page, refused

MOST_NAMED, MOST_CONDITIONS = 40, 12


@require_safe
@page(needs=access.SIMULATE)
def simulations(request: CampusRequest) -> HttpResponse:
    """The programmes to simulate on; straight to it when there is one."""
    found = list(access.SIMULATE.among(Programme.objects.select_related("school"), request.person).order_by("slug"))
    if len(found) == 1:
        return redirect("desks:simulation", found[0].slug)
    return render(request, "desks/simulations.html", {"programmes": found})


@dataclass(frozen=True)
class _Asked:
    """What the form says: of whom, which figure, which value."""

    programme: Programme
    cohorts: list[YearCohort]
    cohort: Gathered
    chosen: str
    figures: list[MovableFigure]
    figure: MovableFigure | None
    value: str

    @property
    def query(self) -> str:
        return urlencode({"cohort": self.chosen, "figure": self.figure.name if self.figure else ""})


def _asked(request: CampusRequest, slug: str) -> _Asked:
    programme = programme_of(slug, request.person, access.SIMULATE)
    cohorts = cohorts_of(programme)
    given = request.GET.get("cohort", "")
    chosen = next((one for one in cohorts if one.key == given), None)
    chosen = chosen or _last_whole(cohorts, university_year(timezone.localdate(request.at)))
    dossiers = chosen.dossiers if chosen else Dossier.objects.none()
    cohort = gathered(subjects_of(dossiers), programme.school.slug, at=request.at)
    figures = list(figures_of(cohort.law).values()) if cohort.law else []
    movable = [one for one in figures if one.kind != "other"]
    wanted = request.GET.get("figure", "")
    figure = next((f for f in movable if f.name == wanted), None) or _first(movable)
    same = figure is not None and figure.name == wanted
    value = request.GET.get("value", "") if same else ""
    key = chosen.key if chosen else ""
    return _Asked(programme, cohorts, cohort, key, movable, figure, value or (figure.value if figure else ""))


def _last_whole(cohorts: list[YearCohort], now: int) -> YearCohort | None:
    """The last cohort of a year that is over, for it has its marks; without one, the latest."""
    return next((one for one in cohorts if one.year < now), cohorts[0] if cohorts else None)


def _first(figures: list[MovableFigure]) -> MovableFigure | None:
    """A mark, for it is what directors ask about; else whatever comes first."""
    return next((f for f in figures if f.unit == "mark"), figures[0] if figures else None)


@require_safe
@page(needs=access.SIMULATE)
def simulation(request: CampusRequest, slug: str) -> HttpResponse:
    """The page; for htmx the bench (another cohort or figure was chosen) or the effect alone (a value was moved)."""
    asked = _asked(request, slug)
    wanted = request.headers.get("HX-Target", "").rpartition("#")[2]
    part = {"bench": "#bench", "effect": "#effect"}.get(wanted, "") if request.headers.get("HX-Request") else ""
    shown = {
        "programme": asked.programme,
        "cohorts": [(one.key, _cohort_label(one)) for one in asked.cohorts],
        "asked": asked,
        "figure": asked.figure,
        "value": asked.value,
        "spoken": _spoken(asked.value),
    }
    try:
        shown |= _effect(asked)
    except Refusal as refusal:
        if part == "#effect":
            return refused(request, refusal)
        shown["refusal"] = refusal
    return render(request, f"desks/simulation.html{part}", shown, status=409 if "refusal" in shown else 200)


def _spoken(value: str) -> str:
    """A number as the page writes it."""
    return value.replace(".", ",") if (get_language() or "fr").startswith("fr") else value


def _cohort_label(one: YearCohort) -> str:
    whom = one.stage or gettext("all")
    count = ngettext("%(count)d student", "%(count)d students", one.count) % {"count": one.count}
    return f"{both_years(one.year)}, {whom} ({count})"


def _effect(asked: _Asked) -> dict[str, object]:
    if asked.figure is None or not asked.cohort.persons:
        return {}
    found = effect(asked.cohort, {asked.figure.name: asked.value})
    return {"effect": found, "named": _named(asked, found), "moved": asked.value != asked.figure.value}


@dataclass(frozen=True)
class _Named:
    """A move of a decision, with the first of those who move."""

    move: Move
    people: list[Dossier]

    @property
    def others(self) -> int:
        return self.move.count - len(self.people)


def _named(asked: _Asked, found: Effect) -> list[_Named]:
    """Those who are named on the page, in one query: whose decision changes; where none does, whose condition."""
    moves = found.decisions or found.conditions[:MOST_CONDITIONS]
    numbers = {number for move in moves for number in move.who[:MOST_NAMED]}
    keys = [asked.cohort.keys[number] for number in numbers]
    known = {d.number: d for d in Dossier.objects.filter(pk__in=keys).select_related("person")}
    return [_Named(move, [known[n] for n in move.who[:MOST_NAMED] if n in known]) for move in moves]


@require_safe
@page(needs=access.SIMULATE)
def sweep(request: CampusRequest, slug: str) -> HttpResponse:
    """How many would change at each value of the figure: the chart, and its table."""
    asked = _asked(request, slug)
    bins: list[Bin] = []
    if asked.figure is not None and asked.figure.kind == "number" and asked.cohort.persons:
        stops = swept(asked.cohort, asked.figure)
        now = gettext("%(value)s (in force)")
        bins = [
            Bin(now % {"value": s.shown} if s.in_force else s.shown, s.changed, "mute" if s.in_force else "info")
            for s in stops
        ]
    return render(request, "desks/sweep.html", {"bins": bins, "figure": asked.figure})
