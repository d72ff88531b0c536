"""The addresses of the rulings."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.navigation import entry, tab
from parchemin.campus.rulings import access, dossiers

app_name = "rulings"
urlpatterns = [
    path("students/", dossiers.dossiers, name="dossiers"),
    path("students/<uuid:ref>/", dossiers.dossier, name="dossier"),
    path("students/<uuid:ref>/why/", dossiers.why, name="why"),
    path("students/<uuid:ref>/facts/", dossiers.facts, name="facts"),
    path("students/<uuid:ref>/facts/<str:name>/", dossiers.level, name="level"),
    path("students/<uuid:ref>/facts/<str:name>/declare/", dossiers.declare, name="declare"),
    path("students/<uuid:ref>/facts/<str:name>/withdraw/", dossiers.withdraw, name="withdraw"),
]
entry(20, _("Students"), "rulings:dossiers", access.DECLARE.opens)
tab("students", 10, _("Files"), "rulings:dossiers", access.DECLARE.opens)
tab("dossier", 10, _("Overview"), "rulings:dossier")
tab("dossier", 30, _("Facts"), "rulings:facts")
