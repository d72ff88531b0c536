"""Who opens the programmes."""

from __future__ import annotations

from tests.campus.rights import StageRights

RIGHTS = StageRights(
    rank=50,
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
302 200 200 200 200 200 200 200 200 200 200 GET programmes/
302 404 404 404 404 404 404 404 404 200 200 GET programmes/open/
302 404 404 404 404 404 404 404 404 422 422 POST programmes/open/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/
""",
)
