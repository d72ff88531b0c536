"""The addresses of the desks: the door, which leads each to theirs, and the director's simulation."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.desks import simulation, views
from parchemin.campus.people.navigation import entry
from parchemin.campus.rulings import access

app_name = "desks"
urlpatterns = [
    path("", views.door, name="door"),
    path("simulation/", simulation.simulations, name="simulations"),
    path("programmes/<slug:slug>/simulation/", simulation.simulation, name="simulation"),
    path("programmes/<slug:slug>/simulation/sweep/", simulation.sweep, name="sweep"),
]
entry(75, _("Simulation"), "desks:simulations", access.SIMULATE.opens)
