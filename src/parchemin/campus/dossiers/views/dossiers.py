"""The pages of the files: finding one, who it is about, what the law says of them and why, what the office declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers import access, actions
from parchemin.campus.dossiers.actions import Statement
from parchemin.campus.dossiers.forms import (
    AsOfForm,
    ChangesForm,
    FactsForm,
    LevelForm,
    RowForm,
    SinceForm,
    WithdrawForm,
)
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries import declared
from parchemin.campus.dossiers.queries.decided import obtained
from parchemin.campus.dossiers.queries.declared import Key, LevelView
from parchemin.campus.dossiers.queries.entries import first_entry
from parchemin.campus.dossiers.queries.everybody import shared_facts
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.dossiers.queries.years import spoken_years
from parchemin.campus.dossiers.refusals import DeclaredMeanwhile, YearNotSpoken
from parchemin.campus.dossiers.views.frame import file_of, framed
from parchemin.campus.dossiers.views.saying import saying_page
from parchemin.campus.law.law import Law
from parchemin.campus.law.moved import as_known
from parchemin.campus.law.outcomes import decisions_about, lines_of
from parchemin.campus.law.persons import evaluation_of, lines_for
from parchemin.campus.law.persons import why as reasons
from parchemin.campus.law.publications import law_for, law_on
from parchemin.campus.law.terms import Language
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.pages.navigation import tabs_of
from parchemin.campus.people.queries import Unaccented, by_name, looked_for, ordered

SORTS: dict[str, tuple[str | Unaccented, ...]] = {
    "name": by_name("person"),
    "number": ("number",),
    "programme": ("programme__slug",),
    "intake": ("intake__starts",),
}


def _language() -> Language:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


# --- finding somebody -----------------------------------------------------------------------------------------


@require_safe
@page(needs=access.DECLARE)
def dossiers(request: CampusRequest) -> HttpResponse:
    """The files of the programmes one works for: by name, number, address; by programme, intake and root.

    Those who study, unless another root is asked for.
    """
    every = access.DECLARE.among(Dossier.objects.all(), request.person)
    roots = _other_roots(every.filter(studies=False))
    root = request.GET.get("root", "") if request.GET.get("root", "") in roots else ""
    found = every.filter(studies=False, root=root) if root else every.filter(studies=True)
    programmes = Programme.objects.filter(pk__in=every.values("programme")).order_by("slug")
    found = looked_for(_narrowed(found, request), request.GET.get("q", ""), *_LOOKED)
    sort = request.GET.get("sort", "name")
    columns = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    found = found.order_by(*ordered(columns, sort.startswith("-")), "number")
    told = {
        "shown": Paginator(found.select_related("person", "programme", "intake"), 50).get_page(request.GET.get("page")),
        "programmes": programmes,
        "intakes": Intake.objects.filter(programme__in=programmes).select_related("programme").order_by("-starts"),
        "asked": {name: request.GET.get(name, "") for name in ("q", "programme", "intake")} | {"root": root},
        "roots": roots,
        "root_label": roots.get(root, ""),
        "may_open": access.OPEN.opens(request.person),
        "tabs": tabs_of("students", request, request.person),
    }
    part = "dossiers/dossiers.html#rows" if request.headers.get("HX-Request") else "dossiers/dossiers.html"
    return render(request, part, told)


_LOOKED = ("person__given_name", "person__family_name", "number", "person__email")


def _other_roots(others: QuerySet[Dossier]) -> dict[str, str]:
    """The roots of those who do not study, in the words of the latest text that has each."""
    under = others.order_by("publication__number", "root").values_list("publication", "entry", "root").distinct()
    return {root: law_on(publication, entry, root).root_label for publication, entry, root in under}


def _narrowed(found: QuerySet[Dossier], request: CampusRequest) -> QuerySet[Dossier]:
    if programme := request.GET.get("programme"):
        found = found.filter(programme__slug=programme)
    if intake := _key(request.GET.get("intake", "")):
        found = found.filter(intake=intake)
    return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# --- one of them ----------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.READ_DOSSIER)
def dossier(request: CampusRequest, ref: UUID) -> HttpResponse:
    """Who it is about, the text they are under, and what the law says of them: now, or as it was.

    Of a student it is shown to the office alone: outcomes tell of marks that are not published yet.
    """
    found = file_of(request, ref)
    told = framed(request, found)
    as_of = _as_of(request, found)
    [told["dossier"]] = as_known([found], as_of.known)
    told["law"] = law_for(told["dossier"])
    told["diplomas"] = obtained([found], year=as_of.said_year, known=as_of.known).get(found.pk, ())
    told["obtained"] = {one.name for one in told["diplomas"]}
    if _may_see_outcomes(request, found):
        told["as_of"] = as_of
        at = as_of.known or request.at
        evaluation = evaluation_of(found, at=at, year=as_of.said_year, known=as_of.known)
        told["groups"] = lines_of(told["law"], lines_for(evaluation, _language()), _language())
        if not found.studies:
            told["decisions"] = decisions_about(evaluation, told["groups"])
            told["sections"] = () if as_of.known else Road(found, request.at).sections  # they tell of today
    return render(request, "dossiers/dossier.html", told)


def _may_see_outcomes(request: CampusRequest, dossier: Dossier) -> bool:
    return not dossier.studies or access.DECLARE.allows(request.person, dossier)


def _as_of(request: CampusRequest, found: Dossier) -> AsOfForm:
    return AsOfForm(university_year(first_entry(found)), request.at, request.GET)


@require_safe
@page(needs=access.READ_DOSSIER)
def why(request: CampusRequest, ref: UUID) -> HttpResponse:
    """Why the law says it: the reasons in sentences, the widest first, each article one click away."""
    found = file_of(request, ref)
    if not _may_see_outcomes(request, found):
        raise Http404
    name, member = request.GET.get("name", ""), request.GET.get("member", "")
    as_of = _as_of(request, found)
    at = as_of.known or request.at
    evaluation = evaluation_of(found, at=at, year=as_of.said_year, known=as_of.known)
    line = next((o for o in lines_for(evaluation, _language()) if (o.name, o.member) == (name, member)), None)
    if line is None:
        raise Http404
    told = {"reason": reasons(evaluation, name, member, _language()), "line": line, "dossier": found}
    if request.headers.get("HX-Request"):
        return render(request, "dossiers/why.html#reason", told)
    return render(request, "dossiers/why.html", told | framed(request, found))


# --- what is declared -----------------------------------------------------------------------------------------


@require_safe
@page(needs=access.READ_DOSSIER)
def facts(request: CampusRequest, ref: UUID) -> HttpResponse:
    """Everything declared of somebody, level by level, with who said it, when and why."""
    found = file_of(request, ref)
    law = law_for(found)
    told = framed(request, found)
    said = declared.declared_now(found)
    levels = declared.shown(law, declared.levels_of(law, {fact for fact, _ in said}), said)
    told["of_all"] = list(shared_facts(found, law, said).values())
    told["levels"] = [
        (level, rows)
        for level, rows in levels
        if told["may_declare"] or rows or (level.kind == "person" and told["of_all"])
    ]
    told["unknown"] = declared.unknown_to(law, said)
    return render(request, "dossiers/facts.html", told)


def _level(dossier: Dossier, name: str, year: int | None = None) -> tuple[Law, LevelView, Mapping[Key, Declaration]]:
    """The law, one of its levels, and all that is declared of somebody, as of a year."""
    law, said = law_for(dossier), declared.declared_now(dossier, year)
    level = declared.level_of(law, name, {fact for fact, _ in said})
    if level is None:
        raise Http404
    return law, level, said


@require_safe
@page(needs=access.READ_DOSSIER)
def level(request: CampusRequest, ref: UUID, name: str) -> HttpResponse:
    """One level: its members or rows with what is declared of each, and everything that was ever said there."""
    found = file_of(request, ref)
    law, view, said = _level(found, name)
    told = framed(request, found)
    told["level"] = view
    told["rows"] = declared.shown(law, [view], said)[0][1]
    told["places"] = [(place, declared.place_label(view, place)) for place in declared.rows_at(view, said)]
    told["history"] = [
        (row, law.fact(row.fact), declared.place_label(view, row.place), _said(law, row))
        for row in declared.history(found, view)
    ]
    told["row_form"] = RowForm(view, suggestion=f"{view.label} {len(told['places']) + 1}")
    return render(request, "dossiers/level.html", told)


def _said(law: Law, row: Declaration) -> str:
    """A line withdrawn says nothing."""
    return "" if row.withdrawn else law.shown(row.fact, row.value)


def _back(dossier: Dossier, view: LevelView) -> str:
    if view.kind == "person":
        return reverse("dossiers:facts", args=[dossier.ref])
    return reverse("dossiers:level", args=[dossier.ref, view.name])


@require_http_methods(["GET", "POST"])
@page(needs=access.DECLARE)
def declare(request: CampusRequest, ref: UUID, name: str) -> HttpResponse:
    """The form of one member or row. What somebody else changed meanwhile is shown, and nothing is lost."""
    found, since = _file_since(request, ref)
    law, view, said = _level(found, name, since.year)
    place = request.GET.get("place", "")
    if request.method == "GET" and "name" in request.GET:  # a new row: its name was asked first
        return _new_row(request, found, view)
    if not law.has_place(view.name, place):
        raise Http404
    of_all = shared_facts(found, law, said, since.year) if view.kind == "person" else {}
    form = FactsForm(law, view, _at(view, place, said), since.year, request.POST or None, of_all=of_all)
    told: dict[str, Any] = framed(request, found) | {"level": view, "place": declared.place_label(view, place)}
    return saying_page(
        request,
        "dossiers/declare.html",
        told | {"since": since, "where": place, "back": _back(found, view)},
        form,
        keep=lambda: actions.declare(form.said(found, place), **_why(request, form)),
        again=lambda: form.again(_at(view, place, declared.declared_now(found, since.year))),
    )


def _why(request: CampusRequest, form: ChangesForm | WithdrawForm) -> dict[str, Any]:
    """The reason, who says it, and when."""
    return {"reason": form.cleaned_data["reason"].strip(), "by": request.person, "at": request.at}


@require_http_methods(["GET", "POST"])
@page(needs=access.DECLARE)
def declare_level(request: CampusRequest, ref: UUID, name: str) -> HttpResponse:
    """Every member of a level in one table, kept at once: all that changed, or nothing. Rows are named one by one."""
    found, since = _file_since(request, ref)
    law, view, said = _level(found, name, since.year)
    if view.kind == "recorded":
        raise Http404
    form = LevelForm(law, view, _by_place(view, said), since.year, request.POST or None)
    return saying_page(
        request,
        "dossiers/declare_level.html",
        framed(request, found) | {"level": view, "since": since, "back": _back(found, view)},
        form,
        keep=lambda: actions.declare(form.said(found), **_why(request, form)),
        again=lambda: form.again(_by_place(view, declared.declared_now(found, since.year))),
    )


def _by_place(level: LevelView, said: Mapping[Key, Declaration]) -> dict[str, dict[str, Declaration]]:
    return {place: _at(level, place, said) for place, _label in level.places}


def _file_since(request: CampusRequest, ref: UUID) -> tuple[Dossier, SinceForm]:
    """A file, and since which year something is about to be declared of it."""
    found = file_of(request, ref, access.DECLARE)
    return found, SinceForm(spoken_years([found], request.at)[found.pk], request.GET.get("since", ""))


def _new_row(request: CampusRequest, dossier: Dossier, view: LevelView) -> HttpResponse:
    form = RowForm(view, request.GET)
    if view.kind != "recorded":
        raise Http404
    if not form.is_valid():
        told = framed(request, dossier) | {"level": view, "row_form": form, "rows": [], "places": [], "history": []}
        return render(request, "dossiers/level.html", told, status=409)
    where = reverse("dossiers:declare", args=[dossier.ref, view.name])
    return redirect(f"{where}?{urlencode({'place': form.place()})}")


def _at(level: LevelView, place: str, said: Mapping[Key, Declaration]) -> dict[str, Declaration]:
    """What is declared of one place of a level, by fact."""
    names = {fact.name for fact in level.facts}
    return {fact: row for (fact, at), row in said.items() if at == place and fact in names}


@require_http_methods(["GET", "POST"])
@page(needs=access.DECLARE)
def withdraw(request: CampusRequest, ref: UUID, name: str) -> HttpResponse:
    """Withdraw a row whole, with the reason. What it said stays in the record."""
    found, since = _file_since(request, ref)
    _law, view, said = _level(found, name, since.year)
    place = request.GET.get("place", "")
    standing = _at(view, place, said)
    if not standing and since.year == since.usual:
        raise Http404
    form = WithdrawForm(since.year, request.POST or None)
    told: dict[str, Any] = framed(request, found) | {"level": view, "place": declared.place_label(view, place)}
    told |= {"form": form, "since": since, "where": place, "count": len(standing), "back": _back(found, view)}
    if not standing or not form.is_valid():
        return render(request, "dossiers/withdraw.html", told)
    gone = [
        Statement(found, fact, place, None, row.value, since.year, mistake=form.mistake)
        for fact, row in standing.items()
    ]
    try:
        actions.declare(gone, **_why(request, form))
    except (DeclaredMeanwhile, YearNotSpoken) as refusal:
        return render(request, "dossiers/withdraw.html", told | {"refusal": refusal}, status=409)
    messages.success(request, _("Withdrawn. What it said stays in the record."))
    return redirect(_back(found, view))
