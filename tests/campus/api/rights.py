"""Who makes keys; and who, with one, asks about programmes, students and what the law says of them."""

from __future__ import annotations

from parchemin.campus.api.models import Key
from tests.campus.rights import Names, Requests, StageRights, World, slip_keys


def names(world: World) -> Names:
    slip_keys(world, "office")
    return {"api/keys/": {"key": Key.objects.get(name="office").pk}, "api/v1/": {"rest": "nowhere"}}


def requests(world: World) -> Requests:
    here, student = world.here, world.of_student
    return {
        "list_programmes": ("GET", "/programmes", ""),
        "read_programme": ("GET", here, ""),
        "list_texts": ("GET", f"{here}/texts", ""),
        "read_text": ("GET", f"/texts/{world.student.publication_id}", ""),
        "list_intakes": ("GET", f"{here}/intakes", ""),
        "list_students": ("GET", f"{here}/students", ""),
        "read_student": ("GET", student, ""),
        "read_outcomes": ("GET", f"{student}/outcomes", ""),
        "stream_outcomes": ("GET", f"{here}/outcomes", ""),
    }


RIGHTS = StageRights(
    rank=30,
    names=names,
    requests=requests,
    public={"api/v1/openapi.json"},
    unreached={"GET api/v1/<path:rest>"},
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
302 404 404 404 404 200 200 404 404 200 200 GET api/keys/
302 404 404 404 404 200 200 404 404 200 200 GET api/keys/new
302 404 404 404 404 302 404 404 404 302 404 POST api/keys/<uuid:key>/revoke
200 200 200 200 200 200 200 200 200 200 200 GET api/v1/
200 200 200 200 200 200 200 200 200 200 200 GET api/v1/openapi.json
404 404 404 404 404 404 404 404 404 404 404 GET api/v1/<path:rest>
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
401 403 403 403 403 200 200 403 403 200 200 list_programmes
401 403 403 403 403 200 200 403 403 200 404 read_programme
401 403 403 403 403 200 200 403 403 200 404 list_texts
401 403 403 403 403 200 200 403 403 200 404 read_text
401 403 403 403 403 200 200 403 403 200 404 list_intakes
401 403 403 403 403 200 200 403 403 200 404 list_students
401 403 403 403 403 200 404 403 403 200 404 read_student
401 403 403 403 403 200 404 403 403 200 404 read_outcomes
401 403 403 403 403 200 403 403 403 200 404 stream_outcomes
""",
)
