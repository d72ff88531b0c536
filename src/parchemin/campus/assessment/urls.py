"""The addresses of assessment."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import access
from parchemin.campus.assessment.absences import views as absences
from parchemin.campus.assessment.views import dossier, files, following, marking, office, syllabus, units
from parchemin.campus.dossiers.access import DECLARE
from parchemin.campus.people.pages.navigation import entry, tab

app_name = "assessment"
urlpatterns = [
    path("marks/", marking.mine, name="mine"),
    path("marks/papers/<uuid:paper_id>/", marking.grid, name="grid"),
    path("marks/papers/<uuid:paper_id>/entries", marking.entries, name="entries"),
    path("marks/papers/<uuid:paper_id>/save", marking.save, name="save"),
    path("marks/papers/<uuid:paper_id>/submit", marking.submit, name="submit"),
    path("marks/papers/<uuid:paper_id>/distribution", marking.distribution, name="distribution"),
    path("marks/papers/<uuid:paper_id>/history/<uuid:ref>", marking.history, name="history"),
    path("marks/papers/<uuid:paper_id>/export.<str:kind>", files.export, name="export"),
    path("marks/papers/<uuid:paper_id>/import/", files.import_sheet, name="import"),
    path("marks/papers/<uuid:paper_id>/import/confirm", files.confirm_import, name="confirm_import"),
    path("marks/papers/<uuid:paper_id>/remove", units.remove, name="remove"),
    path("marks/teachings/<uuid:teaching_id>/end", units.end, name="end"),
    path("marks/follow/<slug:slug>/<int:year>/syllabus/", syllabus.syllabus, name="syllabus"),
    path("marks/follow/<slug:slug>/<int:year>/syllabus/copy", syllabus.copy, name="copy"),
    path("marks/follow/<slug:slug>/<int:year>/syllabus/open", syllabus.open_own, name="open_own"),
    path("marks/follow/<slug:slug>/<int:year>/syllabus/units/<str:name>/", units.unit, name="unit"),
    path("marks/follow/<slug:slug>/<int:year>/syllabus/units/<str:name>/teachers", units.assign, name="assign"),
    path("marks/follow/<slug:slug>/<int:year>/", following.follow, name="follow"),
    path("marks/follow/<slug:slug>/<int:year>/second-session/", following.second_session, name="second_session"),
    path("marks/follow/", office.programmes, name="programmes"),
    path("students/<uuid:ref>/marks/", dossier.marks, name="of-dossier"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<uuid:ref>/<uuid:paper>/", absences.absence, name="absence"),
    path("absences/requests/", absences.requests, name="requests"),
    path("absences/requests/<uuid:pk>/", absences.asked, name="request"),
    path("absences/requests/<uuid:pk>/document", absences.document, name="document"),
]
entry(30, _("My absences"), "assessment:absences", access.ASK.opens)
entry(60, _("Absences"), "assessment:requests", access.RULE_ON_REQUEST.opens)
entry(30, _("My marks"), "assessment:mine", access.TEACH.opens)
entry(40, _("Marks"), "assessment:programmes", access.FOLLOW_MARKS.opens)
tab("dossier", 40, _("Marks"), "assessment:of-dossier", DECLARE.opens)
