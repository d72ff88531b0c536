"""The addresses of the pages about the staff; `urls` holds those of the sign-in."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people import access, views
from parchemin.campus.people.pages.navigation import entry, menu_entry

app_name = "people"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("invite/", views.invite, name="invite"),
    path("<uuid:key>/", views.person, name="person"),
    path("<uuid:key>/title/", views.title, name="title"),
    path("<uuid:key>/roles/", views.give, name="give"),
    path("roles/<uuid:key>/end/", views.end, name="end"),
]
entry(90, _("Staff"), "people:staff", access.READ_STAFF.opens)
menu_entry(20, _("School account"), "socialaccount_connections", lambda person: bool(settings.DIRECTORY_APPS))
