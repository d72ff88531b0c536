"""Who reads what the school keeps, who has somebody erased, and everybody's own data."""

from __future__ import annotations

from tests.campus.rights import Sent, StageRights, World


def sent(world: World) -> Sent:
    return {"retention/": {"email": "nobody@example.org", "reason": "Demande du 1er septembre."}}


RIGHTS = StageRights(
    rank=25,
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
302 404 404 404 404 200 200 404 404 200 200 GET retention/
302 404 404 404 404 409 409 404 404 409 409 POST retention/
302 200 200 200 200 200 200 200 200 200 200 GET account/data/
302 200 200 200 200 200 200 200 200 200 200 GET account/data/file.json
302 200 200 200 200 200 200 200 200 200 200 GET account/data/file.pdf
""",
)
