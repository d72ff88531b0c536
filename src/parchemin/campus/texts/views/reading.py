"""Reading a regulation: the whole text, one article beside any page, and nothing but what exists."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue.queries import programme_of, programmes_for
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.texts.queries import Version, article_id, nearest, version_read, versions_listed
from parchemin.campus.texts.views.versions import language, named
from parchemin.rendering import Piece


@require_safe
@page(needs=catalogue_access.READ)
def regulations(request: CampusRequest) -> HttpResponse:
    """The regulations that somebody may read; straight to it when there is one."""
    found = list(programmes_for(request.person))
    if len(found) == 1:
        return redirect("texts:regulation", found[0].slug)
    return render(request, "texts/regulations.html", {"programmes": found})


@require_safe
@page(needs=catalogue_access.READ)
def regulation(request: CampusRequest, slug: str) -> HttpResponse:
    """The whole text, in the version asked for or the reader's own."""
    programme = programme_of(slug, request.person, catalogue_access.READ)
    version = version_read(programme, request.person, request.GET.get("version", ""))
    if version is None and programme.publications.exists():
        raise Http404
    shown: dict[str, object] = {"programme": programme, "version": version}
    if version:
        listed = [(one.key, named(one), one == version) for one in versions_listed(programme)]
        shown |= {"text": version.pieces(language()), "versions": listed, "told": named(version)}
    return render(request, "texts/regulation.html", shown)


@require_safe
@page(needs=catalogue_access.READ)
def article(request: CampusRequest, slug: str, number: str) -> HttpResponse:
    """One article: beside the page for htmx, a page of its own otherwise."""
    programme = programme_of(slug, request.person, catalogue_access.READ)
    version = version_read(programme, request.person, request.GET.get("version", ""))
    if version is None:
        raise Http404
    text = version.pieces(language())
    part = "#article" if request.headers.get("HX-Request") else ""
    found = article_id(number, list(text.articles))
    shown: dict[str, object] = {"programme": programme, "version": version, "told": named(version), "number": number}
    if not found:
        meant = [text.articles[id_] for id_ in nearest(number, list(text.articles))]
        near = [(one, _address(slug, one, version, request)) for one in meant]
        template = "texts/no_article.html"
        return render(request, f"{template}{part}", shown | {"nearest": near}, status=200 if part else 404)
    whole = f"{reverse('texts:regulation', args=[slug])}?version={version.key}"
    shown |= {
        "piece": text.articles[found],
        "html": text.alone(found, lambda one: _link(slug, one, version, request)),
        "cited": [(one, _address(slug, one, version, request)) for one in text.cited(found)],
        "whole": f"{whole}#{quote(text.articles[found].anchor)}",
    }
    return render(request, f"texts/article.html{part}", shown)


def _address(slug: str, piece: Piece, version: Version, request: CampusRequest) -> str:
    """The page of another article, in the same version; the address says it only when the reader chose it."""
    if not piece.id:
        return f"{reverse('texts:regulation', args=[slug])}?version={version.key}#{quote(piece.anchor)}"
    url = reverse("texts:article", args=[slug, piece.id.removeprefix("§")])
    return f"{url}?version={version.key}" if request.GET.get("version") else url


def _link(slug: str, piece: Piece, version: Version, request: CampusRequest) -> str:
    url = _address(slug, piece, version, request)
    if not piece.id:
        return format_html('href="{}"', url)
    return format_html('href="{}" hx-get="{}" hx-target="#article-panel"', url, url)
