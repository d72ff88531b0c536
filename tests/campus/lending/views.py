"""The page of the library: the books that are out, and one more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.pages import CampusRequest, page
from tests.campus.lending import access, actions
from tests.campus.lending.forms import LoanForm
from tests.campus.lending.queries import loans_for, out_for


@require_http_methods(["GET", "POST"])
@page(needs=access.LEND)
def loans(request: CampusRequest) -> HttpResponse:
    """The books that are out; sent, the form lends another."""
    form = LoanForm(request.POST or None, person=request.person)
    refusal: Refusal | None = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.lend(given["dossier"], given["book"], given["due"], by=request.person, at=request.at)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The book %(book)s is lent.") % {"book": given["book"]})
            return redirect("lending:loans")
    return _shown(request, form, refusal)


def _shown(request: CampusRequest, form: LoanForm, refusal: Refusal | None) -> HttpResponse:
    told = {"loans": out_for(request.person), "today": timezone.localdate(request.at), "form": form, "refusal": refusal}
    return render(request, "lending/loans.html", told, status=409 if refusal else 422 if form.is_bound else 200)


@require_POST
@page(needs=access.LEND)
def take_back(request: CampusRequest, key: int) -> HttpResponse:
    """A book is returned."""
    loan = get_object_or_404(loans_for(request.person), pk=key)
    try:
        actions.take_back(loan, by=request.person, at=request.at)
    except Refusal as refused:
        return _shown(request, LoanForm(person=request.person), refused)
    messages.success(request, _("The book %(book)s is back.") % {"book": loan.book})
    return redirect("lending:loans")
