"""Intakes: opening one, seeing who entered, importing its students from a spreadsheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.catalogue.queries import text_of_entry
from parchemin.campus.catalogue.refusals import NothingPublished
from parchemin.campus.common.files import CSV, XLSX, received, spreadsheets
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.dossiers.forms import FactsForm, SinceForm
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.declared import level_of
from parchemin.campus.dossiers.views.saying import saying_page
from parchemin.campus.enrolment import access, actions, tasks
from parchemin.campus.enrolment.forms import EndForm, IntakeChangeForm, IntakeForm, ListForm
from parchemin.campus.enrolment.models import Registration, StudentList
from parchemin.campus.enrolment.queries.intakes import (
    intake_students,
    said_of_intake,
    shown_of_intake,
    years_of_intake,
)
from parchemin.campus.enrolment.queries.lists import HEADINGS, heading, importable
from parchemin.campus.law.publications import law_at
from parchemin.campus.looks.shapes import Figure
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.pages.navigation import tabs_of
from parchemin.campus.people.queries import by_name

CHANGE = "enrolment/change_intake.html"
STUDENTS = Count("dossiers", filter=Q(dossiers__studies=True))
SHOWN = 200  # lines of a preview; the problems are all shown


def _programmes(request: CampusRequest) -> QuerySet[Programme]:
    return access.REGISTER.among(Programme.objects.select_related("school"), request.person).order_by("slug")


def _intake(request: CampusRequest, key: UUID) -> Intake:
    intakes = Intake.objects.select_related("programme__school", "publication").defer("publication__files")
    return get_object_or_404(intakes, pk=key, programme__in=_programmes(request))


@require_safe
@page(needs=access.REGISTER)
def intakes(request: CampusRequest) -> HttpResponse:
    """The intakes of the programmes one works for, the last first."""
    programmes = list(_programmes(request))
    found = Intake.objects.filter(programme__in=programmes).select_related("programme", "publication")
    told = {
        "programmes": programmes,
        "intakes": found.defer("publication__files").annotate(students=STUDENTS).order_by("-starts", "name"),
        "tabs": tabs_of("students", request, request.person),
    }
    return render(request, "enrolment/intakes.html", told)


@require_http_methods(["GET", "POST"])
@page(needs=catalogue_access.OPEN_INTAKE)
def open_one(request: CampusRequest, key: UUID) -> HttpResponse:
    """Open an intake in two steps: what it will be under is shown, then confirmed."""
    programmes = catalogue_access.OPEN_INTAKE.among(Programme.objects.all(), request.person)
    programme = get_object_or_404(programmes, pk=key)
    published = programme.publications.exists()
    form = IntakeForm(request.POST or None)
    told: dict[str, Any] = {"programme": programme, "published": published, "form": form}
    if not form.is_valid():
        told["refusal"] = None if published else NothingPublished()
        status = 409 if request.method == "POST" else 200
        return render(request, "enrolment/open_intake.html", told, status=status)
    name, starts = form.cleaned_data["name"], form.cleaned_data["starts"]
    try:
        publication = text_of_entry(programme, starts)
        if "confirmed" in request.POST:
            made = open_intake(programme, name, starts, by=request.person, at=request.at)
            messages.success(request, _("The intake is open."))
            return redirect("enrolment:intake", made.pk)
    except Refusal as refusal:
        return render(request, "enrolment/open_intake.html", told | {"refusal": refusal}, status=409)
    told |= {"law": law_at(publication, starts), "publication": publication, "name": name, "starts": starts}
    return render(request, "enrolment/open_intake.html", told)


@require_safe
@page(needs=access.REGISTER)
def intake(request: CampusRequest, key: UUID) -> HttpResponse:
    """An intake: its text, its students, how many are registered this year, the lists that were imported."""
    found = _intake(request, key)
    year = max(university_year(timezone.localdate(request.at)), university_year(found.starts))
    standing = Registration.objects.current().filter(dossier=OuterRef("pk"), year=year)
    students = Dossier.objects.students().filter(intake=found).annotate(registered=Exists(standing))
    named = students.select_related("person").order_by(*by_name("person"), "number")
    counts = students.aggregate(everybody=Count("pk"), done=Count("pk", filter=Q(registered=True)))
    law = law_at(found.publication, found.starts)
    told = {
        "intake": found,
        "law": law,
        "figures": [
            Figure(_("Students"), counts["everybody"]),
            Figure(_("Registered for %(year)s") % {"year": both_years(year)}, counts["done"]),
            Figure(_("Not yet"), counts["everybody"] - counts["done"], "wait" if counts["everybody"] else ""),
        ],
        "year": year,
        "said": shown_of_intake(found, law),
        "shown": Paginator(named, 50).get_page(request.GET.get("page")),
        "lists": found.lists.filter(imported_at__isnull=False).select_related("imported_by"),
    }
    return render(request, "enrolment/intake.html", told)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def say(request: CampusRequest, key: UUID) -> HttpResponse:
    """What holds of everybody of an intake. What somebody else changed meanwhile is shown, and nothing is lost."""
    found = _intake(request, key)
    law = law_at(found.publication, found.starts)
    level = level_of(law, law.root)
    if level is None:
        raise Http404
    since = SinceForm(years_of_intake(found, request.at), request.GET.get("since", ""))
    form = FactsForm(law, level, said_of_intake(found, since.year), since.year, request.POST or None)
    told: dict[str, Any] = {"intake": found, "since": since, "students": intake_students(found)}
    return saying_page(
        request,
        "enrolment/say.html",
        told | {"back": reverse("enrolment:intake", args=[found.pk])},
        form,
        keep=lambda: actions.say_of_intake(
            found,
            form.changes,
            since=since.year,
            mistaken=form.mistaken,
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=request.at,
        ),
        again=lambda: form.again(said_of_intake(found, since.year)),
    )


def _opened(request: CampusRequest, key: UUID) -> Intake:
    programmes = catalogue_access.OPEN_INTAKE.among(Programme.objects.all(), request.person)
    intakes = Intake.objects.select_related("programme__school", "publication").defer("publication__files")
    return get_object_or_404(intakes, pk=key, programme__in=programmes)


@require_http_methods(["GET", "POST"])
@page(needs=catalogue_access.OPEN_INTAKE)
def change(request: CampusRequest, key: UUID) -> HttpResponse:
    """Give an intake another name or another first day, all of it or nothing."""
    found = _opened(request, key)
    form = IntakeChangeForm(request.POST or None, initial={"name": found.name, "starts": found.starts})
    told = {"intake": found, "form": form}
    if not form.is_valid():
        return render(request, CHANGE, told, status=409 if request.method == "POST" else 200)
    said = form.cleaned_data
    try:
        with transaction.atomic():
            if said["starts"] != found.starts:
                actions.move_intake(found, said["starts"], reason=said["reason"], by=request.person, at=request.at)
            if said["name"] != found.name:
                actions.rename_intake(found, said["name"], reason=said["reason"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, CHANGE, told | {"refusal": refusal}, status=409)
    messages.success(request, _("The intake is changed."))
    return redirect("enrolment:intake", found.pk)


@require_http_methods(["GET", "POST"])
@page(needs=catalogue_access.OPEN_INTAKE)
def cancel(request: CampusRequest, key: UUID) -> HttpResponse:
    """Cancel an intake that nobody is of."""
    found = _opened(request, key)
    form = EndForm(request.POST or None)
    told = {"intake": found, "form": form, "cancelling": True}
    if not form.is_valid():
        return render(request, CHANGE, told, status=409 if request.method == "POST" else 200)
    try:
        actions.cancel_intake(found, reason=form.cleaned_data["reason"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, CHANGE, told | {"refusal": refusal}, status=409)
    messages.success(request, _("The intake is cancelled."))
    return redirect("enrolment:intakes")


@require_safe
@page(needs=access.REGISTER)
def template(request: CampusRequest, key: UUID, kind: str) -> HttpResponse:
    """The file to fill in: the headings, those of the facts about a student included."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    found = _intake(request, key)
    facts = importable(law_at(found.publication, found.starts))
    first = [heading(name) for name in HEADINGS]
    rows = [[*first, *(fact.name.partition(".")[2].replace("_", " ") for fact in facts if fact.kind == "choice")]]
    name = f"{_('students')}-{found.programme.slug}-{found.starts:%Y}.{kind}"
    content = spreadsheets.written_csv(rows) if kind == "csv" else spreadsheets.written_xlsx(_("students"), rows)
    answer = HttpResponse(content, content_type=CSV.media if kind == "csv" else XLSX.media)
    answer["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
    return answer


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def send(request: CampusRequest, key: UUID) -> HttpResponse:
    """Send a list. It is read at once, and shown; nobody is enrolled."""
    found = _intake(request, key)
    form = ListForm(request.POST or None, request.FILES or None)
    told = {"intake": found, "form": form, "facts": importable(law_at(found.publication, found.starts))}
    if not form.is_valid():
        status = 409 if request.method == "POST" else 200
        return render(request, "enrolment/send_list.html", told, status=status)
    try:
        upload = received(form.cleaned_data["file"], XLSX, CSV, most=spreadsheets.LARGEST)
        sent = actions.send_list(found, upload, by=request.person, at=request.at)
        actions.looked_at(sent)
    except Refusal as refusal:
        return render(request, "enrolment/send_list.html", told | {"refusal": refusal}, status=409)
    return redirect("enrolment:list", found.pk, sent.pk)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def look(request: CampusRequest, key: UUID, sent: UUID) -> HttpResponse:
    """What a list would do, line by line; then, when it is clean and confirmed, doing it whole."""
    found = _intake(request, key)
    standing = get_object_or_404(StudentList.objects.filter(intake=found).select_related("file"), pk=sent)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _imported(request, standing)
        except Refusal as refused:
            refusal = refused
    elif standing.imported_at:
        return redirect("enrolment:intake", found.pk)
    told: dict[str, Any] = {"intake": found, "sent": standing, "refusal": refusal}
    try:
        preview = actions.looked_at(standing) if standing.file.destroyed_at is None else None
    except Refusal as refused:
        preview, told["refusal"] = None, refusal or refused
    told |= {"preview": preview, "shown": preview.students[:SHOWN] if preview else ()}
    return render(request, "enrolment/list.html", told, status=409 if told["refusal"] else 200)


def _imported(request: CampusRequest, sent: StudentList) -> HttpResponse:
    """Import, and the mails asked for, in one transaction: neither is done without the other."""
    with transaction.atomic():
        made = actions.import_list(sent, by=request.person, at=request.at)
        if "invite" in request.POST:
            tasks.invite_all.enqueue([str(one.person_id) for one in made], str(request.person.pk))
    done = ngettext("%(count)d student enrolled.", "%(count)d students enrolled.", len(made)) % {"count": len(made)}
    messages.success(request, done)
    return redirect("enrolment:intake", sent.intake_id)
