"""The addresses of assessment."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import dossiers
from parchemin.campus.people.navigation import tab
from parchemin.campus.rulings.access import DECLARE

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    path("students/<uuid:ref>/marks/", dossiers.marks, name="of-dossier"),
]
tab("dossier", 40, _("Marks"), "assessment:of-dossier", DECLARE.opens)
