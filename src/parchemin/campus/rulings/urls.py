"""The addresses of the rulings."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "rulings"
urlpatterns: list[URLPattern] = []
