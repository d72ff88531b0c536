"""The addresses of the API and of its pages."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api import access, views
from parchemin.campus.api.document import api
from parchemin.campus.people.pages.navigation import menu_entry

app_name = "api"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/new", views.make_key, name="make_key"),
    path("keys/<uuid:key>/revoke", views.revoke, name="revoke"),
    path("v1/", views.operations, name="operations"),
    path("v1/", api.urls),
    path("v1/<path:rest>", views.nothing, name="nothing"),
]
menu_entry(10, _("Keys for other systems"), "api:keys", access.MAKE_KEYS.opens)
