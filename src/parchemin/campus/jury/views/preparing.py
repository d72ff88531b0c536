"""The list of juries, calling one, composing and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import university_year
from parchemin.campus.enrolment.queries.audiences import audiences_offered
from parchemin.campus.jury import access, actions, queries
from parchemin.campus.jury.forms import CallForm, MoveForm, OpeningForm, SeatForm
from parchemin.campus.jury.models import Jury, Seat
from parchemin.campus.jury.queries.composition import asked, findings
from parchemin.campus.jury.queries.overtaken import to_take_again
from parchemin.campus.people.pages import CampusRequest, page


@require_safe
@page(needs=access.READ)
def juries(request: CampusRequest) -> HttpResponse:
    """The juries one may see, and the programmes one may call a jury for."""
    found = list(queries.juries_for(request.person))
    again = to_take_again(found)
    callable_for = access.CALL.among(Programme.objects.filter(publications__isnull=False), request.person)
    told = {"juries": [(one, again.get(one.pk, 0)) for one in found], "programmes": callable_for.order_by("slug")}
    return render(request, "jury/juries.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.CALL)
def call(request: CampusRequest, slug: str) -> HttpResponse:
    """Call a jury."""
    programmes = access.CALL.among(Programme.objects.filter(publications__isnull=False), request.person)
    programme = get_object_or_404(programmes, slug=slug)
    year = university_year(timezone.localdate(request.at))
    root = request.GET.get("root", "")
    roots = queries.law_judged(programme, year).roots
    law = queries.law_judged(programme, year, root if root in list(roots)[1:] else "")
    offered = audiences_offered(programme, law, *range(year - 2, year + 2))
    form = CallForm(request.POST or None, law=law, year=year, offered=offered)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.call_jury(
                programme,
                said["year"],
                root=law.root,
                stage=said.get("stage", ""),
                title=form.named,
                kind=said["kind"],
                held_at=form.moment(),
                place=said["place"],
                decisions=form.pairs(),
                intakes=form.chosen_intakes,
                modalities=form.chosen_modalities,
                by=request.person,
                at=request.at,
            )
            return redirect("jury:composition", made.pk)
        except Refusal as refused:
            refusal = refused
    status = 409 if refusal else 422 if form.is_bound else 200
    told = {"programme": programme, "form": form, "refusal": refusal, "roots": roots, "root": law.root}
    return render(request, "jury/call.html", told, status=status)


def jury_of(request: CampusRequest, key: UUID) -> Jury:
    """A jury one may see; 404 for any other."""
    return get_object_or_404(queries.juries_for(request.person), pk=key)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.READ)
def composition(request: CampusRequest, key: UUID) -> HttpResponse:
    """Who sits, what is asked of it, and the opening."""
    jury = jury_of(request, key)
    form = OpeningForm(request.POST or None, asked=asked(jury))
    seats = queries.seats_of(jury)
    present = {seat.pk for seat in seats if not form.is_bound or str(seat.pk) in request.POST.getlist("present")}
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid() and request.POST.get("act") == "open":
        try:
            actions.open_jury(jury, present=present, known=form.known(), by=request.person, at=request.at)
            return redirect("jury:deliberation", jury.pk)
        except Refusal as refused:
            refusal = refused
    known = form.known() if form.is_bound and form.is_valid() else {}
    told = _composed(request, jury, seats, present, known) | {"form": form, "refusal": refusal}
    checked = request.headers.get("HX-Request") == "true" and request.POST.get("act") != "open"
    name = "jury/composition.html#requirements" if checked else "jury/composition.html"
    return render(request, name, told, status=409 if refusal else 200)


def _composed(
    request: CampusRequest, jury: Jury, seats: list[Seat], present: set[UUID], known: Mapping[str, str]
) -> dict[str, object]:
    opening = jury.happened.get("opened")
    kept = {name: {"oui": "true", "non": "false"}.get(text, text) for name, text in known.items()}
    try:
        required = [(r.label, r.state, r.article, r.usage) for r in findings(jury, seats, present, kept)]
    except ValueError:  # a number that is none: the opening says so
        required = []
    return {
        "jury": jury,
        "seats": [(seat, seat.pk in present) for seat in seats],
        "required": opening.notes["required"] if opening else required,
        "regular": all(one[1] == "yes" for one in required),
        "opening": opening,
        "views": queries.views_of(jury),
        "may_prepare": access.PREPARE.allows(request.person, jury),
        "may_open": access.DRAW.allows(request.person, jury),
        "moving": MoveForm(initial={"held_at": jury.held_at, "place": jury.place}, prefix="move"),
        "seating": SeatForm(people=queries.members_to_seat(jury), prefix="seat"),
    }


@require_POST
@page(needs=access.PREPARE)
def move(request: CampusRequest, key: UUID) -> HttpResponse:
    """Another day, hour or place."""
    jury = get_object_or_404(access.PREPARE.among(Jury.objects.all(), request.person), pk=key)
    form = MoveForm(request.POST, prefix="move")
    if form.is_valid():
        actions.move_jury(
            jury, held_at=form.moment(), place=form.cleaned_data["place"], by=request.person, at=request.at
        )
        messages.success(request, _("The day and the place are kept; who sits is told by mail."))
    else:
        messages.error(request, _("Nothing was moved. %(wrong)s") % {"wrong": _wrong(form)})
    return redirect("jury:composition", key)


def _wrong(form: Form) -> str:
    """What each field of a form says against what was written there."""
    told = [f"{form.fields[name].label} : {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
    return " ".join(told)


@require_POST
@page(needs=access.PREPARE)
def seat(request: CampusRequest, key: UUID) -> HttpResponse:
    """Seat somebody."""
    jury = get_object_or_404(access.PREPARE.among(Jury.objects.all(), request.person), pk=key)
    form = SeatForm(request.POST, people=queries.members_to_seat(jury), prefix="seat")
    if form.is_valid():
        said = dict(form.cleaned_data)
        actions.seat(jury, said.pop("person"), **said, by=request.person, at=request.at)
    else:
        messages.error(request, _("Nobody was seated. %(wrong)s") % {"wrong": _wrong(form)})
    return redirect("jury:composition", jury.pk)


@require_POST
@page(needs=access.PREPARE)
def withdraw(request: CampusRequest, key: UUID, seat: UUID) -> HttpResponse:
    """Withdraw a seat before the opening."""
    jury = get_object_or_404(access.PREPARE.among(Jury.objects.all(), request.person), pk=key)
    actions.withdraw(get_object_or_404(jury.seats, pk=seat, withdrawn_at=None), by=request.person, at=request.at)
    return redirect("jury:composition", jury.pk)


@require_POST
@page(needs=(access.PRESIDE, access.PREPARE))
def presence(request: CampusRequest, key: UUID, seat: UUID) -> HttpResponse:
    """Write down an arrival or a departure."""
    jury = jury_of(request, key)
    found = get_object_or_404(jury.seats.select_related("jury__programme"), pk=seat, withdrawn_at=None)
    actions.mark_presence(found, request.POST.get("present") == "yes", by=request.person, at=request.at)
    return redirect("jury:composition", jury.pk)
