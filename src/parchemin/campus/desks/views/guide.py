"""The guide of a programme: its regulation, its calendar, who teaches, and who answers which question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.catalogue import access, actions, tasks
from parchemin.campus.catalogue.models import Contact, Programme
from parchemin.campus.catalogue.queries import answering, those_with
from parchemin.campus.catalogue.queries.guide import Guide, calendar_of, lecturers_of
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.desks.forms import ContactForm, QuestionForm
from parchemin.campus.dossiers.queries.subjects import text_of
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages import CampusRequest, page


def _programme(request: CampusRequest, slug: str) -> Programme:
    """The programme of that name that somebody may see; the first school's when two have one."""
    found = access.READ.among(Programme.objects.select_related("school"), request.person)
    programme = found.filter(slug=slug).order_by("school__name").first()
    if programme is None:
        raise Http404
    return programme


@require_safe
@page(needs=access.READ)
def guides(request: CampusRequest) -> HttpResponse:
    """The programmes that have a guide; straight to it when there is one."""
    found = list(access.READ.among(Programme.objects.all(), request.person).order_by("title"))
    if len(found) == 1:
        return redirect("desks:guide", found[0].slug)
    return render(request, "desks/guides.html", {"programmes": found})


@require_safe
@page(needs=access.READ)
def guide(request: CampusRequest, slug: str) -> HttpResponse:
    """The regulation and its versions, the days of the year, the lecturers with their titles, who answers what."""
    programme = _programme(request, slug)
    year = university_year(timezone.localdate(request.at))
    publications = list(programme.publications.defer("files").order_by("-number"))
    book = Guide(programme, year, publications[0] if publications else None)
    shown = {
        "programme": programme,
        "year": both_years(year),
        "publications": publications,
        "own": text_of(programme, request.person),
        "days": calendar_of(book),
        "lecturers": lecturers_of(book),
        "contacts": programme.contacts.filter(ended=None).select_related("person"),
        "may_set": access.SET_CONTACTS.allows(request.person, programme),
    }
    return render(request, "desks/guide.html", shown)


# --- who answers what -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@page(needs=access.READ)
def ask(request: CampusRequest, slug: str, key: UUID) -> HttpResponse:
    """Who to write to about a subject, and writing to them."""
    programme = _programme(request, slug)
    contact = get_object_or_404(Contact, pk=key, programme=programme, ended=None)
    form = QuestionForm(request.POST or None)
    shown: dict[str, Any] = {"programme": programme, "contact": contact, "people": answering(contact), "form": form}
    if request.method == "POST":
        try:
            with transaction.atomic():
                words = str(request.POST.get("words", ""))
                asked = actions.ask(contact, words, by=request.person, at=request.at)
                tasks.deliver.enqueue(str(asked.pk))
        except Refusal as refusal:
            return render(request, "desks/ask.html", shown | {"refusal": refusal}, status=409)
        messages.success(request, _("Your message is on its way. The answer comes to your address."))
        return redirect("desks:guide", programme.slug)
    return render(request, "desks/ask.html", shown)


@require_http_methods(["GET", "POST"])
@page(needs=access.SET_CONTACTS)
def contacts(request: CampusRequest, slug: str) -> HttpResponse:
    """The subjects that people have questions about, and who answers each."""
    found = access.SET_CONTACTS.among(Programme.objects.select_related("school"), request.person)
    programme = found.filter(slug=slug).order_by("school__name").first()
    if programme is None:
        raise Http404
    form = ContactForm(_staff(programme), request.POST or None)
    shown: dict[str, Any] = {
        "programme": programme,
        "contacts": programme.contacts.filter(ended=None).select_related("person"),
        "form": form,
    }
    if not form.is_valid():
        status = 409 if request.method == "POST" else 200
        return render(request, "desks/contacts.html", shown, status=status)
    given = form.cleaned_data
    try:
        actions.set_contact(
            *(programme, given["subject"], given["about"]),
            person=form.person(),
            role=form.role(),
            by=request.person,
            at=request.at,
        )
    except Refusal as refusal:
        return render(request, "desks/contacts.html", shown | {"refusal": refusal}, status=409)
    messages.success(request, _("The subject is in the guide."))
    return redirect("desks:contacts", programme.slug)


def _staff(programme: Programme) -> list[Person]:
    return list(those_with(programme, Role.TEACHER, Role.COACH, Role.OFFICE, Role.DIRECTOR))


@require_POST
@page(needs=access.SET_CONTACTS)
def end_contact(request: CampusRequest, slug: str, key: UUID) -> HttpResponse:
    """Take a subject out of the guide."""
    programmes = access.SET_CONTACTS.among(Programme.objects.filter(slug=slug), request.person)
    contact = get_object_or_404(Contact, pk=key, programme__in=programmes)
    actions.end_contact(contact, by=request.person, at=request.at)
    messages.success(request, _("The subject is out of the guide."))
    return redirect("desks:contacts", slug)
