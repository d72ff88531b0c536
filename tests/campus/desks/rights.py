"""Who opens the desks, the student's road, the simulation and the guide."""

from __future__ import annotations

from parchemin.campus.catalogue.actions import set_contact
from parchemin.campus.people.models import Role
from tests.campus.conftest import NOON
from tests.campus.rights import Names, StageRights, World


def names(world: World) -> Names:
    contact = set_contact(world.programme, "Absences", "", role=Role.OFFICE, by=world.cast.odile, at=NOON)
    return {
        "path/": {"name": "étudiant.quitus_validés"},
        "path/<uuid:ref>/why/<str:name>/<str:key>/": {"name": "module.acquis", "key": "S1-COMPTA"},
        "guide/": {"key": contact.pk},
    }


RIGHTS = StageRights(
    rank=40,
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
302 302 302 302 302 302 302 302 302 302 302 GET
302 200 200 200 200 200 200 200 200 200 200 GET desk/
302 404 404 404 404 200 200 404 404 200 200 GET desk/coming/
302 404 404 404 404 302 404 404 404 302 404 POST desk/coming/<int:key>/again/
302 302 302 404 404 404 404 404 404 404 404 GET path/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/needed
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/what-if
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/why/<str:name>/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/why/<str:name>/<str:key>/
302 404 404 404 404 302 302 404 404 200 200 GET simulation/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/simulation/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/simulation/sweep/
302 302 302 200 200 200 200 200 200 200 200 GET guide/
302 200 200 200 200 200 200 200 200 200 404 GET guide/<slug:slug>/
302 404 404 404 404 200 404 404 404 200 404 GET guide/<slug:slug>/contacts/
302 404 404 404 404 302 404 404 404 302 404 POST guide/<slug:slug>/contacts/<uuid:key>/end/
302 200 200 200 200 200 200 200 200 200 404 GET guide/<slug:slug>/ask/<uuid:key>/
""",
)
