"""Who enters marks, who follows them, who asks and rules about absences; and who does so with a key."""

from __future__ import annotations

import json
from datetime import timedelta

from parchemin.campus.assessment.absences.actions import file_request
from parchemin.campus.assessment.actions.papers import assign_teacher, set_paper
from parchemin.campus.assessment.models import Paper
from tests.campus.conftest import NOON
from tests.campus.rights import A_PDF, Names, Requests, StageRights, World
from tests.campus.school import mark


def names(world: World) -> Names:
    programme, nadia, odile = world.programme, world.student, world.cast.odile
    teaching = assign_teacher(programme, 2026, "module:S1-DROIT", world.person("teacher"), by=odile, at=NOON)
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": NOON.date().isoformat()}
    unit, slot = "module:S1-DROIT", "S1-DROIT/1"
    paper = set_paper(programme, 2026, unit, slot, "dossier", facts=facts, by=odile, at=NOON)
    mark(paper, {**dict.fromkeys(world.session.students.values(), "10"), nadia: "ABS"}, by=odile)
    day = NOON + timedelta(days=1)
    law_grounds = {"ground": "maladie", "document_kind": "certificat_médical"}
    request = file_request(nadia, paper, **law_grounds, document=A_PDF, by=nadia.student, at=day)
    return {
        "marks/teachings/": {"teaching_id": teaching.pk},
        "marks/papers/": {"paper_id": paper.pk, "kind": "xlsx"},
        "marks/follow/": {"slug": programme.slug, "year": 2026, "name": "module:S1-DROIT"},
        "absences/": {"paper": paper.pk, "pk": request.pk},
    }


def _paper(world: World) -> Paper:
    """A file in law, whose marks are entered and not handed in."""
    return Paper.objects.get(programme=world.programme, unit="module:S1-DROIT", name="dossier")


def requests(world: World) -> Requests:
    paper, nadia = _paper(world), world.student
    seen = nadia.marks.get(paper=paper, superseded_at=None).pk
    marked = {"marks": [{"student": str(nadia.ref), "mark": "12.5", "seen": seen}]}
    return {
        "list_papers": ("GET", f"{world.here}/papers", ""),
        "list_marks": ("GET", f"/papers/{paper.pk}/marks", ""),
        "put_marks": ("PUT", f"/papers/{paper.pk}/marks", json.dumps(marked)),
        "submit_marks": ("POST", f"/papers/{paper.pk}/submission", ""),
        "list_absences": ("GET", f"{world.here}/absences", ""),
    }


RIGHTS = StageRights(
    rank=90,
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
302 404 404 200 200 404 404 404 404 404 404 GET marks/
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/entries
302 404 404 302 404 302 404 404 404 302 404 POST marks/papers/<uuid:paper_id>/save
302 404 404 302 404 302 404 404 404 302 404 POST marks/papers/<uuid:paper_id>/submit
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/distribution
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/history/<uuid:ref>
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/export.<str:kind>
302 404 404 200 404 200 404 404 404 200 404 GET marks/papers/<uuid:paper_id>/import/
302 404 404 409 404 409 404 404 404 409 404 POST marks/papers/<uuid:paper_id>/import/confirm
302 404 404 404 404 409 404 404 404 409 404 POST marks/papers/<uuid:paper_id>/remove
302 404 404 404 404 302 404 404 404 302 404 POST marks/teachings/<uuid:teaching_id>/end
302 404 404 404 404 200 404 404 404 200 404 GET marks/follow/<slug:slug>/<int:year>/syllabus/
302 404 404 404 404 302 404 404 404 302 404 POST marks/follow/<slug:slug>/<int:year>/syllabus/copy
302 404 404 404 404 302 404 404 404 302 404 POST marks/follow/<slug:slug>/<int:year>/syllabus/open
302 404 404 404 404 200 404 404 404 200 404 GET marks/follow/<slug:slug>/<int:year>/syllabus/units/<str:name>/
302 404 404 404 404 302 404 404 404 302 404 POST marks/follow/<slug:slug>/<int:year>/syllabus/units/<str:name>/teachers
302 404 404 404 404 200 404 404 404 200 404 GET marks/follow/<slug:slug>/<int:year>/
302 404 404 404 404 200 404 404 404 200 404 GET marks/follow/<slug:slug>/<int:year>/second-session/
302 404 404 404 404 302 200 404 404 302 200 GET marks/follow/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/marks/
302 200 200 404 404 404 404 404 404 404 404 GET absences/
302 200 404 404 404 404 404 404 404 404 404 GET absences/<uuid:ref>/<uuid:paper>/
302 404 404 404 404 200 200 404 404 200 200 GET absences/requests/
302 404 404 404 404 200 404 404 404 200 404 GET absences/requests/<uuid:pk>/
302 200 404 404 404 200 404 404 404 200 404 GET absences/requests/<uuid:pk>/document
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
401 403 403 403 403 200 200 403 403 200 404 list_papers
401 403 403 403 403 200 404 403 403 200 404 list_marks
401 403 403 403 403 200 404 403 403 200 404 put_marks
401 403 403 403 403 201 404 403 403 201 404 submit_marks
401 403 403 403 403 200 200 403 403 200 404 list_absences
""",
)
