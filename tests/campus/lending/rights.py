"""Who lends books; and who reads with a key which are out."""

from __future__ import annotations

from tests.campus.conftest import NOON
from tests.campus.lending.actions import lend
from tests.campus.rights import Names, Requests, StageRights, World


def names(world: World) -> Names:
    loan = lend(world.student, "QA76.9", NOON.date(), by=world.cast.odile, at=NOON)
    return {"loans/": {"key": loan.pk}}


def requests(world: World) -> Requests:
    return {"list_loans": ("GET", f"{world.here}/loans", "")}


RIGHTS = StageRights(
    rank=120,
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
302 404 404 404 404 200 200 404 404 200 200 GET loans/
302 404 404 404 404 302 404 404 404 302 404 POST loans/<int:key>/return
""",
    operations="""
401 403 403 403 403 200 200 403 403 200 404 list_loans
""",
)
