"""The addresses of the desks: the door, which leads each to theirs; the student's road; the guide; the simulation."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access as catalogue
from parchemin.campus.desks import access
from parchemin.campus.desks.views import desk, guide, simulation, student
from parchemin.campus.dossiers import access as dossiers
from parchemin.campus.people.access import is_staff
from parchemin.campus.people.pages.navigation import entry

app_name = "desks"
urlpatterns = [
    path("", desk.door, name="door"),
    path("desk/", desk.desk, name="desk"),
    path("desk/coming/", desk.coming, name="coming"),
    path("desk/coming/<int:key>/again/", desk.try_again, name="try-again"),
    path("path/", student.mine, name="roads"),
    path("path/<uuid:ref>/", student.road, name="road"),
    path("path/<uuid:ref>/needed", student.needed, name="needed"),
    path("path/<uuid:ref>/what-if", student.what_if, name="what-if"),
    path("path/<uuid:ref>/why/<str:name>/", student.reasons, name="why"),
    path("path/<uuid:ref>/why/<str:name>/<str:key>/", student.reasons, name="why"),
    path("simulation/", simulation.simulations, name="simulations"),
    path("programmes/<slug:slug>/simulation/", simulation.simulation, name="simulation"),
    path("programmes/<slug:slug>/simulation/sweep/", simulation.sweep, name="sweep"),
    path("guide/", guide.guides, name="guides"),
    path("guide/<slug:slug>/", guide.guide, name="guide"),
    path("guide/<slug:slug>/contacts/", guide.contacts, name="contacts"),
    path("guide/<slug:slug>/contacts/<uuid:key>/end/", guide.end_contact, name="end-contact"),
    path("guide/<slug:slug>/ask/<uuid:key>/", guide.ask, name="ask"),
]
entry(10, _("My path"), "desks:roads", access.OWN_ROAD.opens)
entry(10, _("Desk"), "desks:desk", is_staff)
entry(75, _("Simulation"), "desks:simulations", dossiers.SIMULATE.opens, covers=("desks:simulation",))
entry(85, _("Guide"), "desks:guides", catalogue.READ.opens)
