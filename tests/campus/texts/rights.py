"""Who reads the texts, and who writes and publishes them."""

from __future__ import annotations

from parchemin.campus.law.publications import files_of
from parchemin.campus.texts.actions import start_draft
from tests.campus.conftest import NOON
from tests.campus.rights import Names, StageRights, World
from tests.campus.school import REGULATIONS


def names(world: World) -> Names:
    draft = start_draft(world.programme, files_of(REGULATIONS / "icn-pge"), by=world.cast.odile, at=NOON)
    return {"programmes/": {"draft_id": draft.pk, "name": next(iter(draft.files)), "number": "2.3.3"}}


RIGHTS = StageRights(
    rank=60,
    names=names,
    pages="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
302 302 302 200 200 200 200 200 200 200 200 GET regulations/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/articles/<str:number>/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/compare/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/regulation/compare/effect/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/regulation/drafts/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/report/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/proofs/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/effect/
302 404 404 404 404 409 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/publish/
302 404 404 404 404 302 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/throw-away/
302 404 404 404 404 409 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/files/<path:name>/remove/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/files/<path:name>/
""",
)
