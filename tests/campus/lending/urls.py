"""The addresses of the lending library."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.pages.navigation import entry
from tests.campus.lending import access, views

app_name = "lending"
urlpatterns = [
    path("loans/", views.loans, name="loans"),
    path("loans/<int:key>/return", views.take_back, name="take_back"),
]
entry(65, _("Loans"), "lending:loans", access.LEND.opens)
