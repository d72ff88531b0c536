"""The addresses of the rulings."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.people.models import Person
from parchemin.campus.people.navigation import entry, tab
from parchemin.campus.rulings import access, dossiers
from parchemin.campus.rulings.text_views import comparing, exporting, publishing, reading


def _reads_only(person: Person) -> bool:
    """Those who publish find the texts under their programmes."""
    return catalogue_access.READ.opens(person) and not catalogue_access.PUBLISH.opens(person)


DRAFT = "programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/"
app_name = "rulings"
urlpatterns: list[URLPattern] = [
    path("regulations/", reading.regulations, name="regulations"),
    path("programmes/<slug:slug>/regulation/", reading.regulation, name="regulation"),
    path("programmes/<slug:slug>/regulation/articles/<str:number>/", reading.article, name="article"),
    path("programmes/<slug:slug>/regulation/compare/", comparing.compare, name="compare"),
    path("programmes/<slug:slug>/regulation/compare/effect/", comparing.compare_effect, name="compare_effect"),
    path("programmes/<slug:slug>/regulation/drafts/", publishing.drafts, name="drafts"),
    path(DRAFT, publishing.draft, name="draft"),
    path(f"{DRAFT}report/", publishing.report, name="report"),
    path(f"{DRAFT}proofs/", publishing.proofs, name="proofs"),
    path(f"{DRAFT}effect/", publishing.effect, name="effect"),
    path(f"{DRAFT}publish/", publishing.publish, name="publish"),
    path(f"{DRAFT}throw-away/", publishing.throw_away, name="throw_away"),
    path(f"{DRAFT}files/<path:name>/remove/", publishing.remove_file, name="remove_file"),
    path(f"{DRAFT}files/<path:name>/", publishing.draft_file, name="draft_file"),
    path("programmes/<slug:slug>/records/", exporting.records, name="export"),
]
READ = ("rulings:regulation", "rulings:article", "rulings:compare")
entry(70, _("Regulation"), "rulings:regulations", _reads_only, covers=READ)
urlpatterns += [
    path("students/", dossiers.dossiers, name="dossiers"),
    path("students/<uuid:ref>/", dossiers.dossier, name="dossier"),
    path("students/<uuid:ref>/why/", dossiers.why, name="why"),
    path("students/<uuid:ref>/facts/", dossiers.facts, name="facts"),
    path("students/<uuid:ref>/facts/<str:name>/", dossiers.level, name="level"),
    path("students/<uuid:ref>/facts/<str:name>/declare/", dossiers.declare, name="declare"),
    path("students/<uuid:ref>/facts/<str:name>/withdraw/", dossiers.withdraw, name="withdraw"),
]
entry(20, _("Students"), "rulings:dossiers", access.DECLARE.opens)
tab("students", 10, _("Student files"), "rulings:dossiers", access.DECLARE.opens)
tab("dossier", 10, _("Overview"), "rulings:dossier")
tab("dossier", 30, _("Facts"), "rulings:facts")
