"""The pages about the staff of a school: who works here, in what role, under what title; inviting somebody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people import access, actions
from parchemin.campus.people.forms import InvitationForm, RoleForm, TitleForm
from parchemin.campus.people.models import STAFF, Grant, Person, Role, School, Title
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.queries import by_name, in_succession, looked_for, scopes_of


def _schools(person: Person) -> list[School]:
    return list(access.READ_STAFF.among(School.objects.all(), person).order_by("name"))


def _staff(schools: list[School]) -> QuerySet[Person]:
    """Those who hold or held a role in the staff of these schools, with their roles and titles there."""
    here = Grant.objects.filter(school__in=schools, role__in=STAFF)
    grants = Prefetch("grants", here.select_related("school").order_by("ended", "role", "scope"), to_attr="roles_here")
    titles = Prefetch("titles", Title.objects.filter(school__in=schools, ended=None), to_attr="titles_here")
    return Person.objects.filter(Exists(here.filter(person=OuterRef("pk")))).prefetch_related(grants, titles)


@require_safe
@page(needs=access.READ_STAFF)
def staff(request: CampusRequest) -> HttpResponse:
    """Who works for the school: names, titles, roles in force. By role and by name."""
    schools = _schools(request.person)
    found = looked_for(_staff(schools), request.GET.get("q", ""), "given_name", "family_name", "email")
    role = request.GET.get("role", "")
    now = Grant.objects.filter(person=OuterRef("pk"), school__in=schools, role__in=STAFF, ended=None)
    found = found.filter(Exists(now.filter(role=role) if role in STAFF else now))
    told = {
        "shown": Paginator(found.order_by(*by_name(), "pk"), 50).get_page(request.GET.get("page")),
        "roles": [(one.value, one.label) for one in STAFF],
        "role": role,
        "q": request.GET.get("q", ""),
        "may_invite": access.GRANT_ROLES.opens(request.person),
    }
    part = "people/staff.html#rows" if request.headers.get("HX-Request") else "people/staff.html"
    return render(request, part, told)


@require_http_methods(["GET", "POST"])
@page(needs=access.GRANT_ROLES)
def invite(request: CampusRequest) -> HttpResponse:
    """Bring somebody into the staff, with a role; who is new gets the mail where they choose a password."""
    schools = list(access.GRANT_ROLES.among(School.objects.all(), request.person))
    form = InvitationForm(request.POST or None, schools=schools, scopes=scopes_of(schools))
    refusal: Refusal | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            person = actions.bring(
                *(said["email"], said["given_name"], said["family_name"], said["school"], form.role_given()),
                said["scope"],
                by=request.person,
                at=request.at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("%(who)s is of the staff.") % {"who": person})
            return redirect("people:person", person.pk)
    status = 409 if refusal else 200
    return render(request, "people/invite.html", {"form": form, "refusal": refusal}, status=status)


@require_safe
@page(needs=access.READ_STAFF)
def person(request: CampusRequest, key: UUID) -> HttpResponse:
    """Somebody of the staff: what they are called, the roles they hold and held."""
    return _shown(request, _one(request, key))


def _one(request: CampusRequest, key: UUID) -> Person:
    return get_object_or_404(_staff(_schools(request.person)), pk=key)


def _shown(request: CampusRequest, one: Person, refusal: Refusal | None = None) -> HttpResponse:
    schools = _schools(request.person)
    mine = list(access.GRANT_ROLES.among(School.objects.filter(pk__in=[s.pk for s in schools]), request.person))
    titles = in_succession(Title.objects.filter(person=one, school__in=schools).select_related("by", "school"))
    standing = next((title for title in titles if title.ended is None), None)
    told = {
        "one": one,
        "grants": Grant.objects.filter(person=one, school__in=schools, role__in=STAFF)
        .select_related("by", "school")
        .order_by(F("ended").desc(nulls_first=True), "-since"),
        "titles": titles,
        "title_form": TitleForm(initial={"words": standing.words if standing else ""}),
        "role_form": RoleForm(schools=mine, scopes=scopes_of(mine)) if mine else None,
        "directs": {school.pk for school in mine},
        "refusal": refusal,
    }
    return render(request, "people/person.html", told, status=409 if refusal else 200)


@require_POST
@page(needs=access.INVITE)
def title(request: CampusRequest, key: UUID) -> HttpResponse:
    """Say what somebody is called."""
    one, form = _one(request, key), TitleForm(request.POST)
    held = [grant.school for grant in one.roles_here]  # type: ignore[attr-defined]
    school = next(school for school in _schools(request.person) if school in held)
    if form.is_valid():
        actions.call(one, school, form.cleaned_data["words"], by=request.person, at=request.at)
        messages.success(request, _("The title is kept."))
    else:
        messages.error(request, _("A title has at most 120 signs."))
    return redirect("people:person", one.pk)


@require_POST
@page(needs=access.GRANT_ROLES)
def give(request: CampusRequest, key: UUID) -> HttpResponse:
    """Give a role to somebody of the staff."""
    one = _one(request, key)
    schools = list(access.GRANT_ROLES.among(School.objects.all(), request.person))
    form = RoleForm(request.POST, schools=schools, scopes=scopes_of(schools))
    if not form.is_valid():
        return _shown(request, one, Refusal(_("This role cannot be given."), _("Choose one of those listed.")))
    said = form.cleaned_data
    try:
        actions.grant_role(one, said["school"], Role(said["role"]), said["scope"], by=request.person, at=request.at)
    except Refusal as refusal:
        return _shown(request, one, refusal)
    messages.success(request, _("The role is given."))
    return redirect("people:person", one.pk)


@require_POST
@page(needs=access.GRANT_ROLES)
def end(request: CampusRequest, key: UUID) -> HttpResponse:
    """End a role."""
    schools = access.GRANT_ROLES.among(School.objects.all(), request.person)
    grant = get_object_or_404(Grant, pk=key, school__in=schools, role__in=STAFF)
    try:
        actions.end_role(grant, by=request.person, at=request.at)
    except Refusal as refusal:
        return _shown(request, _one(request, grant.person_id), refusal)
    messages.success(request, _("The role is ended."))
    if not access.READ_STAFF.opens(request.person.__class__.objects.get(pk=request.person.pk)):
        return redirect("/")  # one's own
    return redirect("people:person", grant.person_id)
