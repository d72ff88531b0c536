"""The addresses of the jury."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.jury import access
from parchemin.campus.jury.views import deliberating, preparing, recording
from parchemin.campus.people.pages.navigation import entry

app_name = "jury"
ONE, FILE = "juries/<uuid:key>/", "juries/<uuid:key>/files/<uuid:ref>/"
urlpatterns = [
    path("juries/", preparing.juries, name="juries"),
    path("juries/call/<slug:slug>/", preparing.call, name="call"),
    path(ONE, preparing.composition, name="composition"),
    path(f"{ONE}move/", preparing.move, name="move"),
    path(f"{ONE}seats/", preparing.seat, name="seat"),
    path(f"{ONE}seats/<uuid:seat>/withdraw/", preparing.withdraw, name="withdraw"),
    path(f"{ONE}seats/<uuid:seat>/presence/", preparing.presence, name="presence"),
    path(f"{ONE}deliberation/", deliberating.deliberation, name="deliberation"),
    path(f"{ONE}ballots/", deliberating.ballots, name="ballots"),
    path(f"{ONE}ballots/<uuid:ballot>/vote/", deliberating.vote, name="vote"),
    path(f"{ONE}ballots/<uuid:ballot>/close/", deliberating.close_ballot, name="close_ballot"),
    path(f"{ONE}ballots/<uuid:ballot>/casting/", deliberating.give_casting_voice, name="give_casting_voice"),
    path(FILE, deliberating.file, name="file"),
    path(f"{FILE}decide/", deliberating.decide, name="decide"),
    path(f"{FILE}take-back/", deliberating.take_back, name="take_back"),
    path(f"{FILE}put-off/", deliberating.put_off, name="put_off"),
    path(f"{FILE}bring-back/", deliberating.bring_back, name="bring_back"),
    path(f"{FILE}correct/", deliberating.correct, name="correct"),
    path(f"{ONE}confirm/", recording.confirm, name="confirm"),
    path(f"{ONE}put-off/", recording.put_off_waiting, name="put_off_waiting"),
    path(f"{ONE}redraw/", recording.redraw, name="redraw"),
    path(f"{ONE}close/", recording.close, name="close"),
    path(f"{ONE}publish/", recording.publish, name="publish"),
    path(f"{ONE}minutes/", recording.minutes, name="minutes"),
    path(f"{ONE}minutes/<int:number>/again/", recording.make_again, name="make_again"),
    path(f"{ONE}minutes/<int:number>.pdf", recording.document, name="document"),
]
entry(40, _("Juries"), "jury:juries", access.READ.opens)
