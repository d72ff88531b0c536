"""Two versions side by side, and whom the second would change."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import programme_of
from parchemin.campus.dossiers import access
from parchemin.campus.law.reviews import changes_between
from parchemin.campus.law.simulating import effect_of_text
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.texts.queries import Version, version_read, versions_listed
from parchemin.campus.texts.views.versions import cohort_of_intake, intakes, named


@require_safe
@page(needs=catalogue_access.READ)
def compare(request: CampusRequest, slug: str) -> HttpResponse:
    """What was added, removed and changed, article by article."""
    programme = programme_of(slug, request.person, catalogue_access.READ)
    listed = versions_listed(programme)
    shown = {
        "programme": programme,
        "versions": [(one.key, named(one)) for one in listed],
        "intakes": intakes(programme) if access.SIMULATE.allows(request.person, programme) else None,
    }
    if len(listed) > 1 or (listed and "before" in request.GET):
        before, after = _asked(request, programme, listed)
        shown |= {"before": before, "after": after, "told_before": named(before), "told_after": named(after)}
        shown["changes"] = changes_between(before.understood(), after.understood())
    return render(request, "texts/compare.html", shown)


@require_safe
@page(needs=access.SIMULATE)
def compare_effect(request: CampusRequest, slug: str) -> HttpResponse:
    """Whom the second text would change, of a cohort."""
    programme = programme_of(slug, request.person, access.SIMULATE)
    after = version_read(programme, request.person, request.GET.get("after", ""))
    text = after.understood().regulation if after else None
    if text is None:
        raise Http404
    found = effect_of_text(cohort_of_intake(programme, request.GET.get("intake", ""), request.at), text)
    return render(request, "texts/effect.html", {"effect": found, "programme": programme})


def _asked(request: CampusRequest, programme: Programme, listed: list[Version]) -> tuple[Version, Version]:
    """The two asked for; the last but one and the last unless said otherwise."""
    keys = request.GET.get("before", listed[min(1, len(listed) - 1)].key), request.GET.get("after", listed[0].key)
    found = [version_read(programme, request.person, key) for key in keys]
    if found[0] is None or found[1] is None:
        raise Http404
    return found[0], found[1]
