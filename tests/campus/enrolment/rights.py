"""Who opens intakes and registrations, and who enrols and registers with a key."""

from __future__ import annotations

import json

from parchemin.campus.common.files import CSV, FileContent
from parchemin.campus.enrolment.actions import send_list
from parchemin.campus.enrolment.models import Registration
from tests.campus.conftest import NOON
from tests.campus.rights import Names, Requests, StageRights, World


def names(world: World) -> Names:
    listed = FileContent("rentree.csv", CSV, "prénom;nom;courriel\nChloé;Petit;chloe@etu.example.org\n".encode())
    sent = send_list(world.student.intake, listed, by=world.cast.odile, at=NOON)
    return {
        "students/intakes/": {"key": world.student.intake_id, "sent": sent.pk, "kind": "xlsx"},
        "students/intakes/open/": {"key": world.programme.pk},
        "students/registrations/": {"key": _standing(world).pk},
    }


def _standing(world: World) -> Registration:
    return Registration.objects.get(dossier=world.student, superseded_at=None)


def requests(world: World) -> Requests:
    here, student = world.here, world.of_student
    entrant = {"number": "77", "given_name": "Chloé", "family_name": "Petit", "email": "chloe@etu.example.org"}
    enrolled = {"intake": str(world.student.intake_id), "entrants": [entrant]}
    registered = {"students": [str(world.student.ref)], "year": 2027, "stage": "A2", "nature": "enseignement"}
    changed = {"reason": "Dossier incomplet.", "in_order": False}
    return {
        "enrol_students": ("POST", f"{here}/students", json.dumps(enrolled)),
        "list_registrations": ("GET", f"{here}/registrations", ""),
        "list_registrations_of_student": ("GET", f"{student}/registrations", ""),
        "register_students": ("POST", f"{here}/registrations", json.dumps(registered)),
        "change_a_registration": ("POST", f"/registrations/{_standing(world).pk}/change", json.dumps(changed)),
    }


RIGHTS = StageRights(
    rank=80,
    names=names,
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
302 404 404 404 404 200 200 404 404 200 200 GET students/intakes/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/open/<uuid:key>/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/change/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/facts/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/cancel/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/template.<str:kind>
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/lists/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/lists/<uuid:sent>/
302 404 404 404 404 200 200 404 404 200 200 GET students/registrations/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/new/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/acquired/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/<int:key>/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/<int:key>/cancel/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/<int:key>/interrupt/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/<int:key>/resume/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/entry/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/registrations/
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
401 403 403 403 403 201 403 403 403 201 404 enrol_students
401 403 403 403 403 200 200 403 403 200 404 list_registrations
401 403 403 403 403 200 404 403 403 200 404 list_registrations_of_student
401 403 403 403 403 201 403 403 403 201 404 register_students
401 403 403 403 403 201 404 403 403 201 404 change_a_registration
""",
)
