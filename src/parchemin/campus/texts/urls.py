"""The addresses of the texts."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages.navigation import entry
from parchemin.campus.texts.views import comparing, publishing, reading


def _reads_only(person: Person) -> bool:
    """Those who publish find the texts under their programmes."""
    return catalogue_access.READ.opens(person) and not catalogue_access.PUBLISH.opens(person)


DRAFT = "programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/"
app_name = "texts"
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
]
READ = ("texts:regulation", "texts:article", "texts:compare")
entry(70, _("Regulation"), "texts:regulations", _reads_only, covers=READ)
