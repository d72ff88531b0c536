"""Who opens what, in the order of `rights_world.PEOPLE`: the statuses that are right, one line a page or operation.

What is not one's own does not exist (404); 302 sends nobody to sign in, and others further on; 409 and 422 are refusals
for another reason than who one is. A new page has its line here, read by whoever reviews it.
"""

from __future__ import annotations

# Pages that ask nothing of who opens them, and are none of ours: the watch's, the choice of looks, the API's document.
PUBLIC = {
    "health/alive",
    "health/ready",
    "health/figures",
    "looks/theme",
    "looks/language",
    "api/v1/openapi.json",
}
# Rows that open to nobody in this school: a jury that is not closed has no record, a school of tests no certificate.
UNREACHED = {
    "GET juries/<uuid:key>/minutes/",
    "GET verifier/sceaux/<slug:slug>.pem",
    "GET api/v1/<path:rest>",
}


def _read(table: str) -> dict[str, str]:
    """By page or operation, the statuses in order."""
    width = 4 * 11
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    rows = {line[width:]: line[:width].rstrip() for line in lines}
    assert len(rows) == len(lines), "a page has two rows"
    return rows


PAGES = _read("""
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
200 200 200 200 200 200 200 200 200 200 200 GET health/alive
200 200 200 200 200 200 200 200 200 200 200 GET health/ready
200 200 200 200 200 200 200 200 200 200 200 GET health/figures
302 404 404 404 404 200 200 404 404 200 200 GET staff/
302 404 404 404 404 404 404 404 404 200 200 GET staff/invite/
302 404 404 404 404 200 200 404 404 200 404 GET staff/<uuid:key>/
302 404 404 404 404 302 302 404 404 302 404 POST staff/<uuid:key>/title/
302 404 404 404 404 404 404 404 404 409 404 POST staff/<uuid:key>/roles/
302 404 404 404 404 404 404 404 404 302 404 POST staff/roles/<uuid:key>/end/
302 302 302 302 302 302 302 302 302 302 302 POST looks/theme
302 302 302 302 302 302 302 302 302 302 302 GET looks/language
302 404 404 404 404 200 200 404 404 200 200 GET api/keys/
302 404 404 404 404 200 200 404 404 200 200 GET api/keys/new
302 404 404 404 404 302 404 404 404 302 404 POST api/keys/<uuid:key>/revoke
200 200 200 200 200 200 200 200 200 200 200 GET api/v1/
200 200 200 200 200 200 200 200 200 200 200 GET api/v1/openapi.json
404 404 404 404 404 404 404 404 404 404 404 GET api/v1/<path:rest>
302 302 302 302 302 302 302 302 302 302 302 GET
302 200 200 200 200 200 200 200 200 200 200 GET desk/
302 404 404 404 404 200 200 404 404 200 200 GET desk/coming/
302 404 404 404 404 302 404 404 404 302 404 POST desk/coming/<int:key>/again/
302 302 302 404 404 404 404 404 404 404 404 GET path/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/needed
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/what-if
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/why/<str:name>/
302 200 404 404 404 404 404 404 404 404 404 GET path/<uuid:ref>/why/<str:name>/<str:key>/
302 404 404 404 404 302 302 404 404 200 200 GET simulation/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/simulation/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/simulation/sweep/
302 302 302 200 200 200 200 200 200 200 200 GET guide/
302 200 200 200 200 200 200 200 200 200 404 GET guide/<slug:slug>/
302 404 404 404 404 200 404 404 404 200 404 GET guide/<slug:slug>/contacts/
302 404 404 404 404 302 404 404 404 302 404 POST guide/<slug:slug>/contacts/<uuid:key>/end/
302 200 200 200 200 200 200 200 200 200 404 GET guide/<slug:slug>/ask/<uuid:key>/
302 200 200 200 200 200 200 200 200 200 200 GET programmes/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/
302 302 302 200 200 200 200 200 200 200 200 GET regulations/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/articles/<str:number>/
302 200 200 200 200 200 200 200 200 200 404 GET programmes/<slug:slug>/regulation/compare/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/regulation/compare/effect/
302 404 404 404 404 200 404 404 404 200 404 GET programmes/<slug:slug>/regulation/drafts/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/report/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/proofs/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/effect/
302 404 404 404 404 409 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/publish/
302 404 404 404 404 302 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/throw-away/
302 404 404 404 404 409 404 404 404 404 404 POST programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/files/<path:name>/remove/
302 404 404 404 404 200 404 404 404 404 404 GET programmes/<slug:slug>/regulation/drafts/<uuid:draft_id>/files/<path:name>/
302 404 404 404 404 200 404 404 404 200 404 POST programmes/<slug:slug>/records/
302 404 404 404 404 200 200 404 404 200 200 GET students/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/why/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/declare/
302 404 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/facts/<str:name>/withdraw/
302 404 404 404 404 200 200 404 404 200 200 GET students/intakes/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/open/<uuid:key>/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/template.<str:kind>
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/lists/
302 404 404 404 404 200 404 404 404 200 404 GET students/intakes/<uuid:key>/lists/<uuid:sent>/
302 404 404 404 404 200 200 404 404 200 200 GET students/registrations/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/new/
302 404 404 404 404 200 404 404 404 200 404 GET students/registrations/<int:key>/
302 200 404 404 404 200 404 404 404 200 404 GET students/<uuid:ref>/registrations/
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
302 409 404 404 404 409 404 404 404 409 404 GET absences/requests/<uuid:pk>/document
302 404 404 404 404 200 200 200 200 200 200 GET juries/
302 404 404 404 404 200 404 404 404 404 404 GET juries/call/<slug:slug>/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/
302 404 404 404 404 409 404 404 404 404 404 POST juries/<uuid:key>/move/
302 404 404 404 404 302 404 404 404 404 404 POST juries/<uuid:key>/seats/
302 404 404 404 404 409 404 404 404 404 404 POST juries/<uuid:key>/seats/<uuid:seat>/withdraw/
302 404 404 404 404 302 404 403 302 404 404 POST juries/<uuid:key>/seats/<uuid:seat>/presence/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/deliberation/
302 404 404 404 404 302 404 302 302 302 404 GET juries/<uuid:key>/ballots/
302 404 404 404 404 404 404 409 409 404 404 POST juries/<uuid:key>/ballots/<uuid:ballot>/vote/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/ballots/<uuid:ballot>/close/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/files/<uuid:ref>/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/files/<uuid:ref>/decide/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/take-back/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/put-off/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/files/<uuid:ref>/bring-back/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/files/<uuid:ref>/correct/
302 404 404 404 404 404 404 403 302 404 404 POST juries/<uuid:key>/confirm/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/put-off/
302 404 404 404 404 409 404 403 409 404 404 POST juries/<uuid:key>/redraw/
302 404 404 404 404 404 404 403 409 404 404 POST juries/<uuid:key>/close/
302 404 404 404 404 409 404 403 409 404 404 POST juries/<uuid:key>/publish/
302 404 404 404 404 404 404 404 404 404 404 GET juries/<uuid:key>/minutes/
302 404 404 404 404 302 404 403 302 404 404 POST juries/<uuid:key>/minutes/<int:number>/again/
302 404 404 404 404 200 404 200 200 200 404 GET juries/<uuid:key>/minutes/<int:number>.pdf
302 404 404 404 404 200 200 404 404 200 404 GET transcripts/
302 404 404 404 404 302 404 404 404 302 404 POST transcripts/issue
302 200 200 200 200 200 200 200 200 200 200 GET transcripts/mine
302 404 404 404 404 200 404 404 404 200 404 GET transcripts/issuances/<uuid:pk>
302 404 404 404 404 302 404 404 404 302 404 POST transcripts/issuances/<uuid:pk>/resume
302 200 404 404 404 200 404 404 404 200 404 GET transcripts/<uuid:pk>
302 200 404 404 404 200 404 404 404 200 404 GET transcripts/<uuid:pk>/file
302 404 404 404 404 409 404 404 404 409 404 POST transcripts/<uuid:pk>/withdraw
200 200 200 200 200 200 200 200 200 200 200 GET verifier/
200 200 200 200 200 200 200 200 200 200 200 GET verifier/sceaux
404 404 404 404 404 404 404 404 404 404 404 GET verifier/sceaux/<slug:slug>.pem
200 200 200 200 200 200 200 200 200 200 200 GET verifier/<str:key>
409 409 409 409 409 409 409 409 409 409 409 POST verifier/<str:key>/fichier
""")

# Of who shows a key. Only an office or a director can have one: those of the others were slipped into the table.
OPERATIONS = _read("""
401 403 403 403 403 200 200 403 403 200 200 list_programmes
401 403 403 403 403 200 200 403 403 200 404 read_programme
401 403 403 403 403 200 200 403 403 200 404 list_texts
401 403 403 403 403 200 200 403 403 200 404 read_text
401 403 403 403 403 200 200 403 403 200 404 list_intakes
401 403 403 403 403 200 200 403 403 200 404 list_students
401 403 403 403 403 200 404 403 403 200 404 read_student
401 403 403 403 403 201 403 403 403 201 404 enrol_students
401 403 403 403 403 200 200 403 403 200 404 list_registrations
401 403 403 403 403 200 404 403 403 200 404 list_registrations_of_student
401 403 403 403 403 201 403 403 403 201 404 register_students
401 403 403 403 403 201 404 403 403 201 404 change_a_registration
401 403 403 403 403 200 200 403 403 200 404 list_papers
401 403 403 403 403 200 404 403 403 200 404 list_marks
401 403 403 403 403 200 404 403 403 200 404 put_marks
401 403 403 403 403 201 404 403 403 201 404 submit_marks
401 403 403 403 403 200 404 403 403 200 404 read_outcomes
401 403 403 403 403 200 403 403 403 200 404 stream_outcomes
401 403 403 403 403 200 404 403 403 200 404 list_rulings
401 403 403 403 403 200 404 403 403 200 404 list_transcripts
401 403 403 403 403 200 200 403 403 200 404 list_absences
""")
