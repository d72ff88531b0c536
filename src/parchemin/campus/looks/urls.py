"""The addresses of the looks: the choice of a theme and of a language."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from parchemin.campus.looks.views import choose_theme

app_name = "looks"
urlpatterns = [path("theme", choose_theme, name="theme"), path("language", set_language, name="language")]
