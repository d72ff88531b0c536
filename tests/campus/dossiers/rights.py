"""Who opens the files of students, and what is declared of them."""

from __future__ import annotations

import json

from parchemin.campus.dossiers.actions import Identity, open_dossier
from tests.campus.conftest import NOON
from tests.campus.rights import Names, Requests, Sent, StageRights, World


def names(world: World) -> Names:
    """The other student has applied too: a file of another root, which says nothing of the student's."""
    student, other = world.student, world.person("other student")
    about = Identity(other.email, other.given_name, other.family_name)
    open_dossier(student.intake, "candidat", about=about, by=world.cast.ada, at=NOON)
    return {"students/": {"name": "étudiant"}}


def sent(world: World) -> Sent:
    return {"students/<uuid:ref>/why/": {"name": "étudiant.année_expériences"}}


def requests(world: World) -> Requests:
    here, student = world.here, world.student
    opened = {"intake": str(student.intake_id), "root": "copie", "number": "copie-7", "dry_run": True}
    return {
        "list_dossiers": ("GET", f"{here}/dossiers?root=candidat", ""),
        "read_dossier": ("GET", f"/dossiers/{student.ref}", ""),
        "open_a_dossier": ("POST", f"{here}/dossiers", json.dumps(opened)),
        "read_outcomes_of_dossier": ("GET", f"/dossiers/{student.ref}/outcomes", ""),
    }


RIGHTS = StageRights(
    rank=70,
    names=names,
    sent=sent,
    requests=requests,
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
302 404 404 404 404 200 404 404 404 200 404 POST programmes/<slug:slug>/records/
302 404 404 404 404 200 200 404 404 200 200 GET students/
302 404 404 404 404 200 200 404 404 200 200 GET students/open/
302 404 200 404 404 404 404 404 404 404 404 GET files/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/why/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/declare/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/table/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/withdraw/
""",
    operations="""
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
401 403 403 403 403 200 200 403 403 200 404 list_dossiers
401 403 403 403 403 200 404 403 403 200 404 read_dossier
401 403 403 403 403 200 403 403 403 200 404 open_a_dossier
401 403 403 403 403 200 404 403 403 200 404 read_outcomes_of_dossier
""",
)
