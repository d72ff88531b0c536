"""The addresses of the awards. Those of the public are short, and in French: they are printed on documents."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.awards import access
from parchemin.campus.awards.views import office, own, public
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Role
from parchemin.campus.people.pages.navigation import entry

app_name = "awards"
urlpatterns = [
    path("transcripts/", office.transcripts, name="transcripts"),
    path("transcripts/issue", office.issue, name="issue"),
    path("transcripts/mine", own.mine, name="mine"),
    path("transcripts/issuances/<uuid:pk>", office.issuance, name="issuance"),
    path("transcripts/issuances/<uuid:pk>/resume", office.resume, name="resume"),
    path("transcripts/<uuid:pk>", own.transcript, name="transcript"),
    path("transcripts/<uuid:pk>/file", own.file, name="file"),
    path("transcripts/<uuid:pk>/withdraw", office.withdraw, name="withdraw"),
    path("verifier/", public.enter, name="enter"),
    path("verifier/sceaux", public.seals, name="seals"),
    path("verifier/sceaux/<slug:slug>.pem", public.certificate, name="certificate"),
    path("verifier/<str:key>", public.verify, name="verify"),
    path("verifier/<str:key>/fichier", public.compare, name="compare"),
]
entry(60, _("Transcripts"), "awards:transcripts", access.ISSUE.opens)
entry(40, _("My transcripts"), "awards:mine", lambda person: plays(person, Role.STUDENT))
