"""Who opens the pages about the staff."""

from __future__ import annotations

from parchemin.campus.people.access import current
from tests.campus.rights import Names, StageRights, World


def names(world: World) -> Names:
    teacher = world.person("teacher")
    return {"staff/": {"key": teacher.pk}, "staff/roles/": {"key": current(teacher).get().pk}}


RIGHTS = StageRights(
    rank=10,
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
302 404 404 404 404 200 200 404 404 200 200 GET staff/
302 404 404 404 404 404 404 404 404 200 200 GET staff/invite/
302 404 404 404 404 200 200 404 404 200 404 GET staff/<uuid:key>/
302 404 404 404 404 302 302 404 404 302 404 POST staff/<uuid:key>/title/
302 404 404 404 404 404 404 404 404 409 404 POST staff/<uuid:key>/roles/
302 404 404 404 404 404 404 404 404 302 404 POST staff/roles/<uuid:key>/end/
""",
)
