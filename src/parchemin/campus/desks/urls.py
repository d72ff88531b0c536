"""The addresses of the desks: the door, which leads each to theirs."""

from __future__ import annotations

from django.urls import path

from parchemin.campus.desks import views

app_name = "desks"
urlpatterns = [path("", views.door, name="door")]
