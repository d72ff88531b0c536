"""The addresses of enrolment."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.views import ending, intakes, registrations
from parchemin.campus.people.pages.navigation import tab

app_name = "enrolment"
urlpatterns = [
    path("students/intakes/", intakes.intakes, name="intakes"),
    path("students/intakes/open/<uuid:key>/", intakes.open_one, name="open-intake"),
    path("students/intakes/<uuid:key>/", intakes.intake, name="intake"),
    path("students/intakes/<uuid:key>/change/", intakes.change, name="change-intake"),
    path("students/intakes/<uuid:key>/facts/", intakes.say, name="say-of-intake"),
    path("students/intakes/<uuid:key>/cancel/", intakes.cancel, name="cancel-intake"),
    path("students/intakes/<uuid:key>/template.<str:kind>", intakes.template, name="template"),
    path("students/intakes/<uuid:key>/lists/", intakes.send, name="send-list"),
    path("students/intakes/<uuid:key>/lists/<uuid:sent>/", intakes.look, name="list"),
    path("students/registrations/", registrations.registrations, name="registrations"),
    path("students/registrations/new/", registrations.register, name="register"),
    path("students/registrations/<int:key>/", registrations.change, name="change"),
    path("students/registrations/<int:key>/cancel/", ending.cancel, name="cancel"),
    path("students/registrations/<int:key>/interrupt/", ending.interrupt, name="interrupt"),
    path("students/registrations/<int:key>/resume/", ending.resume, name="resume"),
    path("students/<uuid:ref>/entry/", ending.move_entry, name="move-entry"),
    path("students/<uuid:ref>/registrations/", registrations.of_dossier, name="of-dossier"),
]
tab("students", 20, _("Registrations"), "enrolment:registrations", access.REGISTER.opens)
tab("students", 30, _("Intakes"), "enrolment:intakes", access.REGISTER.opens)
tab("dossier", 20, _("Registrations"), "enrolment:of-dossier")
