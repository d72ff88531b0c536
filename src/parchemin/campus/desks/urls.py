"""The addresses of the desks: the door, which leads each to theirs; the guide of each programme."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access
from parchemin.campus.desks import guide, views
from parchemin.campus.people.navigation import entry

app_name = "desks"
urlpatterns = [
    path("", views.door, name="door"),
    path("guide/", guide.guides, name="guides"),
    path("guide/<slug:slug>/", guide.guide, name="guide"),
    path("guide/<slug:slug>/contacts/", guide.contacts, name="contacts"),
    path("guide/<slug:slug>/contacts/<uuid:key>/end/", guide.end_contact, name="end-contact"),
    path("guide/<slug:slug>/ask/<uuid:key>/", guide.ask, name="ask"),
]
entry(85, _("Guide"), "desks:guides", access.READ.opens)
