"""Registrations: the list of a year, registering many at once, changing one with its reason, the history of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.catalogue.queries import first_year
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import LastDecision, ObtainedDecision, decided, obtained
from parchemin.campus.dossiers.views.frame import framed, student_file_of
from parchemin.campus.enrolment import access, actions
from parchemin.campus.enrolment.actions import Registrant
from parchemin.campus.enrolment.forms import ChangeForm, spoken
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.acquired import registered_again, unit_label
from parchemin.campus.enrolment.queries.registrations import (
    Proposal,
    decisions_before,
    eligible,
    ends_studies,
    modalities,
    natures,
    nothing_left,
    proposals,
    registered_twice,
)
from parchemin.campus.enrolment.queries.traces import deciding_jury, traces_of
from parchemin.campus.enrolment.refusals import AlreadyRegistered, MarksLeft, NobodyChosen, NoUnitTicked
from parchemin.campus.enrolment.views.ending import registration_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for, law_of
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.pages.navigation import tabs_of
from parchemin.campus.people.queries import Unaccented, by_name, looked_for, ordered

SORTS: dict[str, tuple[str | Unaccented, ...]] = {
    "name": by_name("dossier__person"),
    "number": ("dossier__number",),
    "stage": ("stage", *by_name("dossier__person")),
    "nature": ("nature", *by_name("dossier__person")),
    "at": ("at",),
}
_LOOKED = tuple(f"dossier__{column}" for column in ("person__given_name", "person__family_name", "number"))


def programmes_of(request: CampusRequest) -> list[Programme]:
    """Those that one registers for, which have a text."""
    found = access.REGISTER.among(Programme.objects.select_related("school"), request.person)
    return list(found.filter(publications__isnull=False).order_by("slug"))


def asked_year(request: CampusRequest, programmes: list[Programme]) -> tuple[Programme | None, int]:
    """The programme and the year that the address names; the first one and this year otherwise."""
    slug = request.GET.get("programme", "")
    found = next((one for one in programmes if one.slug == slug), programmes[0] if programmes else None)
    year = request.GET.get("year", "")
    return found, int(year) if year.isdecimal() and 1900 <= int(year) <= 2200 else university_year(
        timezone.localdate(request.at)
    )


def _law(programme: Programme) -> Law:
    publication = programme.publications.order_by("-number").first()
    assert publication is not None, "only programmes with a text are listed"
    return law_of(publication)


def _years(year: int, now: int, began: int) -> list[tuple[int, str]]:
    """The years to choose from: the one asked, those around, none before that of the first intake (`began`)."""
    first = min(year, max(now - 4, began))
    return [(one, f"{one}-{one + 1}") for one in range(max(year, now + 1), first - 1, -1)]


def _choices(request: CampusRequest, programme: Programme | None, year: int) -> dict[str, Any]:
    """What the text of the programme offers to choose from."""
    law = _law(programme) if programme else None
    now = university_year(timezone.localdate(request.at))
    began = first_year(programme, request.at) if programme else now
    return {
        "programme": programme,
        "year": year,
        "years": _years(year, now, began),
        "stages": [(stage.key, stage.label) for stage in law.study_years] if law else [],
        "natures": [(nature, spoken(nature)) for nature in natures(law)] if law else [],
        "modalities": [(one, spoken(one)) for one in modalities(law)] if law else [],
    }


@require_safe
@page(needs=access.REGISTER)
def registrations(request: CampusRequest) -> HttpResponse:
    """The registrations of a year: by year of study, kind, in order or not, and by name."""
    programmes = programmes_of(request)
    programme, year = asked_year(request, programmes)
    found: QuerySet[Registration] = Registration.objects.current().filter(dossier__programme=programme, year=year)
    intakes = _intakes(programme, year)
    found = looked_for(_narrowed(found, request, intakes), request.GET.get("q", ""), *_LOOKED)
    sort = request.GET.get("sort", "name")
    columns = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    found = found.order_by(*ordered(columns, sort.startswith("-")), "pk")
    rows = found.select_related("dossier__person", "dossier__programme", "intake")
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    last = decided([one.dossier for one in shown])
    told = _choices(request, programme, year) | {
        "programmes": programmes,
        "intakes": intakes,
        "shown": shown,
        "rows": [(one, last.get(one.dossier_id)) for one in shown],
        "twice": sorted({n for some in registered_twice(programme, year).values() for n in some}) if programme else (),
        "asked": {name: request.GET.get(name, "") for name in ("q", "stage", "nature", "modality", "intake", "order")},
        "tabs": tabs_of("students", request, request.person),
    }
    if programme and not request.headers.get("HX-Request"):
        told["acquired"] = len(registered_again([programme], year, at=request.at))
    part = "enrolment/registrations.html#rows" if request.headers.get("HX-Request") else "enrolment/registrations.html"
    return render(request, part, told)


def _intakes(programme: Programme | None, year: int) -> list[tuple[str, str]]:
    """The intakes with which those registered for a year study that year; none where there is nothing to tell apart."""
    with_it = Registration.objects.current().filter(intake=OuterRef("pk"), year=year)
    rows = Intake.objects.filter(Exists(with_it), programme=programme).order_by("-starts", "name")
    found = [(str(key), name) for key, name in rows.values_list("pk", "name")]
    return found if len(found) > 1 else []


def _narrowed(
    found: QuerySet[Registration], request: CampusRequest, intakes: Sequence[tuple[str, str]]
) -> QuerySet[Registration]:
    if (intake := request.GET.get("intake", "")) in dict(intakes):
        found = found.filter(intake=UUID(intake))
    for name in ("stage", "nature", "modality"):
        if value := request.GET.get(name):
            found = found.filter(**{name: value})
    order = request.GET.get("order", "")
    return found.filter(in_order=order == "yes") if order in ("yes", "no") else found


# --- registering ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def register(request: CampusRequest) -> HttpResponse:
    """Choose who is registered for a year of study; see what each would follow; confirm."""
    programmes = programmes_of(request)
    programme, year = asked_year(request, programmes)
    if programme is None:
        raise Http404
    told = _choices(request, programme, year) | {"programmes": programmes}
    stage = _among(request.GET.get("stage", ""), told["stages"])
    nature = _among(request.GET.get("nature", ""), told["natures"])
    modality = request.GET.get("modality", "")
    modality = modality if modality in dict(told["modalities"]) else ""
    told |= {"stage": stage, "nature": nature, "modality": modality, "intake": request.GET.get("intake", "")}
    told["stage_label"], told["nature_label"] = dict(told["stages"]).get(stage, ""), spoken(nature)
    found = eligible(programme, year)
    intakes = Intake.objects.filter(programme=programme).order_by("-starts")
    told["intakes"] = intakes
    if any(str(one.pk) == told["intake"] for one in intakes):
        found = found.filter(intake=told["intake"])
    juries = decisions_before(list(found), year)
    words = sorted({one.words for one in juries.values()})
    told |= {"decisions": words, "decision": request.GET.get("decision", "")}
    if told["decision"] in words:
        found = found.filter(pk__in=[key for key, one in juries.items() if one.words == told["decision"]])
    diplomas = obtained(list(found))
    rows = [(one, juries.get(one.pk), diplomas.get(one.pk, ())) for one in found]
    apart = {one.pk for one, last, done in rows if _needs_a_reason(one, last, done)}
    told |= {
        "found": found,
        "rows": [row for row in rows if row[0].pk not in apart],
        "apart": [row for row in rows if row[0].pk in apart],
    }
    if request.method == "POST":
        return _chosen(request, found, told)
    part = "enrolment/register.html#eligible" if request.headers.get("HX-Request") else "enrolment/register.html"
    return render(request, part, told)


def _needs_a_reason(dossier: Dossier, last: LastDecision | None, diplomas: Sequence[ObtainedDecision]) -> bool:
    """Whom nothing leads to another registration: what was decided of them, or what they have obtained."""
    law = law_for(dossier)
    return nothing_left(law, diplomas) is not None or (last is not None and ends_studies(last, law))


def _among(asked: str, choices: list[tuple[str, str]]) -> str:
    """What was asked, or the first there is: another programme has other years of study."""
    keys = [key for key, _ in choices]
    return asked if asked in keys else (keys[0] if keys else "")


def _chosen(request: CampusRequest, found: QuerySet[Dossier], told: dict[str, Any]) -> HttpResponse:
    """The second step (what each would follow), and the third (done)."""
    keys = [int(key) for key in request.POST.getlist("dossier") if key.isascii() and key.isdecimal()][:5000]
    if "everyone" in request.POST:  # those apart are chosen one by one
        keys += [one.pk for one, *_ in told["rows"]]
    found = found.filter(pk__in=keys)
    refusal: Refusal | None = None
    try:
        if "confirmed" in request.POST:
            return _registered(request, list(found), told)
    except Refusal as refused:
        refusal = refused
    proposed = proposals(list(found), told["stage"], told["nature"], told["year"], at=request.at)
    if not proposed:
        return render(request, "enrolment/register.html", told | {"refusal": refusal or NobodyChosen()}, status=409)
    if refusal:  # what was ticked and written is kept
        proposed = [_answered(request, one) for one in proposed]
    told |= {
        "refusal": refusal,
        "first": _groups([one for one in proposed if not one.alone]),
        "again": [one for one in proposed if one.alone],
        "in_order": "in_order" in request.POST,
    }
    return render(request, "enrolment/confirm.html", told, status=409 if refusal else 200)


def _answered(request: CampusRequest, one: Proposal) -> Proposal:
    """A proposal as the page that was refused had it filled."""
    group = request.POST.get(f"group-{one.key}")
    field = f"units-{one.key}" if group is None else f"units-of-{group}"
    return replace(
        one,
        answered=frozenset(request.POST.getlist(field)),
        nothing=f"none-of-{field}" in request.POST,
        reason=request.POST.get(f"reason-{one.key}", ""),
    )


def _registered(request: CampusRequest, found: list[Dossier], told: Mapping[str, Any]) -> HttpResponse:
    expected = request.POST.getlist("dossier")
    if len(found) != len(set(expected)):  # somebody else registered one of them since
        missing = set(expected) - {str(one.pk) for one in found}
        gone = Dossier.objects.filter(
            pk__in=[k for k in missing if k.isascii() and k.isdecimal()], programme=told["programme"]
        )
        raise AlreadyRegistered(", ".join(gone.values_list("number", flat=True)[:5]) or "—", told["year"])
    chosen = [Registrant(one, _units(request, one), request.POST.get(f"reason-{one.pk}", "")) for one in found]
    made = actions.register_all(
        chosen,
        told["year"],
        stage=told["stage"],
        nature=told["nature"],
        modality=told["modality"],
        in_order="in_order" in request.POST,
        by=request.person,
        at=request.at,
    )
    done = ngettext("%(count)d student registered.", "%(count)d students registered.", len(made))
    messages.success(request, done % {"count": len(made)})
    asked = {"programme": told["programme"].slug, "year": told["year"], "stage": told["stage"]}
    return redirect(f"{reverse('enrolment:registrations')}?{urlencode(asked)}")


def _groups(proposed: list[Proposal]) -> list[list[Proposal]]:
    """Those to whom their texts offer the same units, together."""
    found: dict[tuple[str, ...], list[Proposal]] = {}
    for one in proposed:
        found.setdefault(tuple(unit.name for unit in one.offered), []).append(one)
    return list(found.values())


def _units(request: CampusRequest, dossier: Dossier) -> list[str] | None:
    """The units ticked: their own for somebody who starts again, those of their group for the others.

    Raises `NoUnitTicked` where the page offered some to follow, none is ticked, and nothing says that it is meant.
    """
    group = request.POST.get(f"group-{dossier.pk}")
    if f"again-{dossier.pk}" in request.POST:
        field = f"units-{dossier.pk}"
    elif group is not None:
        field = f"units-of-{group}"
    else:
        return None
    ticked = request.POST.getlist(field)
    if not ticked and f"some-of-{field}" in request.POST and f"none-of-{field}" not in request.POST:
        raise NoUnitTicked(dossier.subject)
    return ticked


# --- one of them ----------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.READ_REGISTRATION)
def of_dossier(request: CampusRequest, ref: UUID) -> HttpResponse:
    """The registrations of somebody, year by year, with everything that was changed and why."""
    dossier = student_file_of(request, ref)
    rows = Registration.objects.filter(dossier=dossier).select_related("by", "intake").order_by("-year", "-pk")
    law = law_for(dossier)
    labels = {stage.key: stage.label for stage in law.study_years}
    names = {str(one.pk): one.name for one in Intake.objects.filter(programme=dossier.programme_id)}
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "stage": labels.get(row.stage, row.stage),
            "nature": spoken(row.nature),
            "units": [unit_label(dossier, name) for name in row.units],
            "elsewhere": _elsewhere(row, dossier, names),
        }
        for row in rows
    ]
    standing = any(row.superseded_at is None for row in rows)
    several = len(names) > 1
    frame = framed(request, dossier)
    for one in shown if frame["may_declare"] else ():  # a jury that is closed is known to the office alone
        one["decided"] = "" if one["row"].superseded_at else _decided(one["row"])
    told = frame | {"rows": shown, "standing": standing, "several_intakes": several}
    return render(request, "enrolment/of_dossier.html", told)


def _decided(row: Registration) -> str:
    return deciding_jury(traces_of([row.dossier_id], row.year), row.dossier_id)


def _elsewhere(row: Registration, dossier: Dossier, intakes: Mapping[str, str]) -> list[tuple[str, str]]:
    """The units whose marks are kept of where they were sat: by their names, where that was."""
    return [
        (unit_label(dossier, name), " · ".join(filter(None, (intakes[key], spoken(how)))))
        for name, (key, how) in row.sat_elsewhere.items()
    ]


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def change(request: CampusRequest, key: int) -> HttpResponse:
    """Put another registration in the place of one, with the reason."""
    found = registration_of(request, key)
    law = law_for(found.dossier)
    stage = request.POST.get("stage") or request.GET.get("stage", "")
    stage = stage if stage in {one.key for one in law.study_years} else found.stage
    form = ChangeForm(law, found, request.POST or None, stage)
    told = {"registration": found, "form": form, "stage": stage, "moved": stage != found.stage}
    if not form.is_valid():
        status = 409 if request.method == "POST" else 200
        return render(request, "enrolment/change.html", told, status=status)
    said = form.cleaned_data
    answers = {unit: request.POST.get(f"marks-{unit}", "") for unit in dict.fromkeys([*law.units, *found.units])}
    try:
        actions.change_registration(
            found,
            reason=said["reason"],
            stage=said.get("stage"),
            nature=said.get("nature"),
            modality=said.get("modality"),
            intake=Intake.objects.get(pk=said["intake"]) if said.get("intake") else None,
            units=said.get("units"),
            in_order=said["in_order"],
            kept=[unit for unit, answer in answers.items() if answer == "kept"],
            dropped=[unit for unit, answer in answers.items() if answer == "dropped"],
            by=request.person,
            at=request.at,
        )
    except Refusal as refusal:
        units: Sequence[str] = getattr(refusal, "units", ())
        revived: Set[str] = getattr(refusal, "revived", frozenset())
        lost = [(name, unit_label(found.dossier, name), name in found.units, name in revived) for name in units]
        answered = [(unit, answer) for unit, answer in answers.items() if answer and unit not in units]
        told |= {"refusal": refusal, "lost": lost, "answered": answered, "moving": isinstance(refusal, MarksLeft)}
        return render(request, "enrolment/change.html", told, status=409)
    messages.success(request, _("The registration is changed. The former one stays in the record."))
    return redirect("enrolment:of-dossier", found.dossier.ref)
