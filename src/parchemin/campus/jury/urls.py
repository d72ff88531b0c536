"""The addresses of the jury."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "jury"
urlpatterns: list[URLPattern] = []
