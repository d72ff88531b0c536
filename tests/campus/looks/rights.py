"""Who chooses a theme and a language: everybody."""

from __future__ import annotations

from tests.campus.rights import StageRights

RIGHTS = StageRights(
    rank=20,
    public={"looks/theme", "looks/language"},
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
302 302 302 302 302 302 302 302 302 302 302 POST looks/theme
302 302 302 302 302 302 302 302 302 302 302 GET looks/language
""",
)
