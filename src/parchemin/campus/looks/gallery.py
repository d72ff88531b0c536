"""The gallery: every component in every state, on one page, for whoever draws and for the tests. Not in the campus.

Served by `ROOT_URLCONF=parchemin.campus.looks.gallery`: these addresses, beside those of the looks and of the sign-in.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.looks.shapes import Bin, Figure, Item, Segment, Step


class Odile:
    """Whoever is signed in: as much of a person as the header shows."""

    is_authenticated = True
    given_name, family_name, email = "Odile", "Martin", "odile@example.org"

    def __str__(self) -> str:
        return "Odile Martin"


NAVIGATION = (
    Item("Mon parcours", "#", current=True),
    *(Item(label, "#") for label in ("Notes", "Absences", "Échéances", "Règlement")),
)
ROAD = (
    Step("S1", "12,84", "ok"),
    Step("S2", "11,37", "ok"),
    Step("S3", "10,92", "ok"),
    Step("S4", "en cours", "now", "5/8"),
    Step("S5", "à venir"),
    Step("S6", "à venir"),
    Step("Quitus", "2 à obtenir", "now", "1/3"),
    Step("Diplôme", "juin 2028", "end"),
)
MODULES = (
    ("Stratégie", 4, Decimal("13.5"), "ok", "acquis"),
    ("Gestion des risques financiers", 4, Decimal("8.2"), "wait", "compensable"),
    ("Management interculturel", 4, Decimal("6.9"), "no", "à repasser"),
    ("Moyenne des épreuves", 3, Fraction(94, 9), "info", "provisoire"),
    ("Atelier Artem", 5, None, "mute", "attendue le 4 juin"),
)
DECISIONS = (
    Segment("passage", 96, "ok"),
    Segment("redoublement possible", 14, "wait"),
    Segment("à compléter", 5, "info"),
    Segment("non-autorisation possible", 3, "no"),
)
FIGURES = (
    Figure("crédits acquis sur 180", 96),
    Figure("modules acquis", "22", "ok"),
    Figure("notes attendues", "3", "wait"),
    Figure("à repasser", "1", "no"),
)
TABS = (
    Item("À décider", "#", True, 22),
    Item("Décidés par la règle", "#", False, 96),
    Item("Mis à part", "#", False, 2),
)
STATES = (("present", "présent"), ("absent", "absent"), ("away", "justifié"))
REFUSAL = Refusal("Cette offre a expiré le 14 juin 2026.", "Demandez au service des admissions de la prolonger.")
BINS = tuple(
    Bin(f"{low} à {low + 2}", count, "no" if low < 7 else "info")
    for low, count in zip(range(0, 20, 2), (0, 1, 2, 5, 11, 24, 30, 19, 7, 1), strict=True)
)


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Intitulé", help_text="Comme au règlement, sans abréviation.")
    mark = forms.DecimalField(label="Note", required=False, max_value=20)
    state = forms.ChoiceField(label="État", choices=STATES)
    kind = forms.ChoiceField(
        label="Session", choices=[("1", "première"), ("2", "seconde")], widget=forms.RadioSelect, help_text="Une seule."
    )
    ready = forms.BooleanField(label="J’ai relu toutes les notes", required=False)
    proof = forms.FileField(label="Justificatif", required=False)
    reason = forms.CharField(label="Motif", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    level = forms.IntegerField(label="Note éliminatoire", required=False, widget=forms.NumberInput({"type": "range"}))


def gallery(request: HttpRequest) -> HttpResponse:
    request.at = timezone.now()  # type: ignore[attr-defined]  # as a page has it
    messages.success(request, "Les 31 notes sont remises.")
    messages.warning(request, "Le jury se réunit dans trois jours.")
    context: dict[str, Any] = {
        "navigation": NAVIGATION,
        "road": ROAD,
        "modules": MODULES,
        "decisions": DECISIONS,
        "tabs": TABS,
        "figures": FIGURES,
        "bins": BINS,
        "today": date(2026, 12, 1),
        "pages": Paginator(range(812), 50).page(4),
        "form": Sample(initial={"name": "Stratégie", "kind": "1"}),
        "wrong": Sample({"mark": "25"}, prefix="wrong"),
        "refusal": REFUSAL,
        "user": Odile(),
    }
    return render(request, "looks/gallery.html", context)


def sheet(request: HttpRequest) -> HttpResponse:
    """The plain frame, as sign-in and the public check use it."""
    return render(request, "looks/gallery_plain.html", {"form": Sample()})


def article(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """The text of an article, as the stage of texts gives it."""
    return render(request, "looks/gallery_article.html", {"programme": programme, "number": number})


def refused(request: HttpRequest) -> NoReturn:
    raise PermissionDenied("Seul un jury peut décider.")


def misread(request: HttpRequest) -> NoReturn:
    raise BadRequest


def lost(request: HttpRequest) -> NoReturn:
    raise Http404


def broken(request: HttpRequest) -> NoReturn:
    raise RuntimeError("the gallery breaks on purpose")


texts = ([path("regulations/<slug:programme>/articles/<str:number>", article, name="article")], "texts")
urlpatterns = [
    path("looks/", include("parchemin.campus.looks.urls")),
    path("account/", include("parchemin.campus.people.sign_in.urls")),
    path("", include(texts)),
    path("gallery", gallery),
    path("gallery/plain", sheet),
    path("gallery/400", misread),
    path("gallery/403", refused),
    path("gallery/404", lost),
    path("gallery/500", broken),
]
