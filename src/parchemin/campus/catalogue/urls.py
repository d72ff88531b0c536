"""The addresses of the catalogue."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access, views
from parchemin.campus.people.pages.navigation import entry

app_name = "catalogue"
urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/open/", views.open_programme, name="open"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
]
entry(80, _("Programmes"), "catalogue:programmes", access.PUBLISH.opens)
