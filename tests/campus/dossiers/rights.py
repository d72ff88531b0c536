"""Who opens the files of students, and what is declared of them."""

from __future__ import annotations

from tests.campus.rights import Names, Sent, StageRights, World


def names(world: World) -> Names:
    return {"students/": {"name": "étudiant"}}


def sent(world: World) -> Sent:
    return {"students/<uuid:ref>/why/": {"name": "étudiant.année_expériences"}}


RIGHTS = StageRights(
    rank=70,
    names=names,
    sent=sent,
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
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/why/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/declare/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/withdraw/
""",
)
