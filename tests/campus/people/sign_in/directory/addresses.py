"""The addresses of a campus that has a directory: those of the sign-in are mounted when the settings name one."""

from __future__ import annotations

from django.urls import include, path

from parchemin.campus.urls import urlpatterns as of_every_campus

urlpatterns = [
    path("account/directory/", include("parchemin.campus.people.sign_in.directory.urls")),
    *of_every_campus,
]
