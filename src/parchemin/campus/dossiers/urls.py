"""The addresses of the dossiers."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.views import dossiers, opening, records
from parchemin.campus.people.pages.navigation import entry, tab

app_name = "dossiers"
urlpatterns: list[URLPattern] = [
    path("programmes/<slug:slug>/records/", records.records, name="export"),
    path("students/", dossiers.dossiers, name="dossiers"),
    path("students/open/", opening.open_one, name="open"),
    path("files/", opening.mine, name="mine"),
    path("students/<uuid:ref>/", dossiers.dossier, name="dossier"),
    path("students/<uuid:ref>/why/", dossiers.why, name="why"),
    path("students/<uuid:ref>/facts/", dossiers.facts, name="facts"),
    path("students/<uuid:ref>/facts/<str:name>/", dossiers.level, name="level"),
    path("students/<uuid:ref>/facts/<str:name>/declare/", dossiers.declare, name="declare"),
    path("students/<uuid:ref>/facts/<str:name>/table/", dossiers.declare_level, name="declare_level"),
    path("students/<uuid:ref>/facts/<str:name>/withdraw/", dossiers.withdraw, name="withdraw"),
]
entry(20, _("Students"), "dossiers:dossiers", access.DECLARE.opens)
entry(15, _("My files"), "dossiers:mine", access.OWN_FILES.opens)
tab("students", 10, _("Student files"), "dossiers:dossiers", access.DECLARE.opens)
tab("dossier", 10, _("Overview"), "dossiers:dossier")
tab("dossier", 30, _("Facts"), "dossiers:facts")
tab("other-dossier", 10, _("Where it stands"), "dossiers:dossier")
tab("other-dossier", 30, _("Facts"), "dossiers:facts")
