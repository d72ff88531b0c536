"""The addresses of assessment."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import absence_views, access
from parchemin.campus.people.navigation import entry

app_name = "assessment"
urlpatterns = [
    path("absences/", absence_views.absences, name="absences"),
    path("absences/<uuid:ref>/<uuid:paper>/", absence_views.absence, name="absence"),
    path("absences/requests/", absence_views.requests, name="requests"),
    path("absences/requests/<uuid:pk>/", absence_views.asked, name="request"),
    path("absences/requests/<uuid:pk>/document", absence_views.document, name="document"),
]
entry(30, _("My absences"), "assessment:absences", access.ASK.opens)
entry(60, _("Absences"), "assessment:requests", access.RULE_ON_REQUEST.opens)
