"""The end of every page on which facts are said: asked, refused with all that was written still there, or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parchemin.campus.dossiers.models import DeclaredLine
from parchemin.campus.dossiers.refusals import DeclaredMeanwhile, YearNotSpoken
from parchemin.campus.people.pages import CampusRequest


def saying_page(
    request: CampusRequest,
    template: str,
    told: Mapping[str, Any],
    form: forms.Form,
    *,
    keep: Callable[[], Sequence[DeclaredLine]],
    again: Callable[[], forms.Form],
) -> HttpResponse:
    """The page of a form of facts, and where it leads once they are kept (`told["back"]`).

    keep: writes what the form says. again: the form after somebody else changed what it shows, with what stands by now.
    """
    if not form.is_valid():
        return render(request, template, {**told, "form": form}, status=409 if request.method == "POST" else 200)
    try:
        kept = keep()
    except DeclaredMeanwhile as refusal:
        return render(request, template, {**told, "form": again(), "refusal": refusal}, status=409)
    except YearNotSpoken as refusal:
        return render(request, template, {**told, "form": form, "refusal": refusal}, status=409)
    messages.success(request, _("Kept.") if kept else _("Nothing changed: nothing was written."))
    return redirect(told["back"])
