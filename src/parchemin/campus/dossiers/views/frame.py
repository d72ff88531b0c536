"""What every page about a file shares: finding it among those one may see, its heading, its tabs.

A stage that knows something of a student's file adds a tab ("dossier") where it declares its addresses; of the file of
any other root, a tab of "other-dossier".
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from parchemin.campus.dossiers.access import DECLARE, READ_DOSSIER
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.access import Permission
from parchemin.campus.people.pages import CampusRequest
from parchemin.campus.people.pages.navigation import tabs_of


def file_of(request: CampusRequest, ref: UUID, needs: Permission[Dossier] = READ_DOSSIER) -> Dossier:
    """The file of an address, or 404 when it is not theirs to see."""
    files = Dossier.objects.select_related("person", "programme__school", "publication", "intake")
    return get_object_or_404(needs.among(files.defer("publication__files"), request.person), ref=ref)


def student_file_of(request: CampusRequest, ref: UUID, needs: Permission[Dossier] = READ_DOSSIER) -> Dossier:
    """The same of those who study: a page about what they alone have does not exist for any other root."""
    found = file_of(request, ref, needs)
    if not found.studies:
        raise Http404
    return found


def framed(request: CampusRequest, dossier: Dossier) -> dict[str, Any]:
    """What the heading of a page about a file needs. root_label: what it is about, "" where that is a student."""
    return {
        "dossier": dossier,
        "root_label": "" if dossier.studies else law_for(dossier).root_label,
        "tabs": tabs_of("dossier" if dossier.studies else "other-dossier", request, request.person, dossier.ref),
        "may_declare": DECLARE.allows(request.person, dossier),
    }
