"""The addresses of what is kept and forgotten."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.pages.navigation import menu_entry
from parchemin.campus.retention import access, views

app_name = "retention"
urlpatterns = [
    path("retention/", views.retention, name="retention"),
    path("account/data/", views.own, name="own"),
    path("account/data/file.json", views.own_json, name="own_json"),
    path("account/data/file.pdf", views.own_pdf, name="own_pdf"),
]
menu_entry(15, _("My data"), "retention:own", lambda person: True)
menu_entry(16, _("What the school keeps"), "retention:retention", access.READ.opens)
