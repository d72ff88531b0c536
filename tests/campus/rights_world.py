"""A school where everything that an address may name is there, and the people who may or may not open it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from parchemin.campus.api.actions import digest_of
from parchemin.campus.api.models import Key, Scope
from parchemin.campus.assessment.absences.actions import Document, file_request
from parchemin.campus.assessment.actions.papers import assign_teacher
from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Issuance, Transcript, TranscriptEvent
from parchemin.campus.awards.queries.contents import compose
from parchemin.campus.awards.queries.issued import TranscriptScope
from parchemin.campus.awards.queries.keys import fresh
from parchemin.campus.catalogue.actions import open_programme, set_contact
from parchemin.campus.common import journal
from parchemin.campus.common.uploads import CSV, Upload
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import send_list
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.actions import decide, put_to_vote
from parchemin.campus.jury.models import Minutes
from parchemin.campus.law.publications import files_of
from parchemin.campus.people.access import current
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.texts.actions import start_draft
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, icn_jury
from tests.campus.school import REGULATIONS, mark

# In the order of the columns of the tables. The student is the one whose file, mark or transcript an address names.
PEOPLE = (
    "anonymous",
    "student",
    "other student",
    "teacher",
    "other teacher",
    "office",
    "other office",
    "member",
    "president",
    "director",
    "other director",
)


@dataclass
class World:
    people: Mapping[str, Person | None]
    keys: dict[str, str]
    names: Mapping[str, Mapping[str, object]]
    sent: Mapping[str, Mapping[str, str]]
    session: Session

    def address(self, route: str) -> str:
        """An address of a route, with what it names."""

        def named(found: re.Match[str]) -> str:
            known = [start for start, names in self.names.items() if route.startswith(start) and found[1] in names]
            return str(self.names[max(known, key=len)][found[1]])

        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", named, route)


def _someone(cast: Cast, given: str, role: Role, scope: str) -> Person:
    person = enter_person(f"{given}@staff.example.org".lower(), given, "Rousseau", by=None, at=NOON)
    grant_role(person, cast.school, role, scope, by=cast.ada, at=NOON)
    return person


def world_of(cast: Cast) -> World:
    """The first year of `icn-pge`: its jury is open and votes on one student; a teacher marks law; others do not."""
    session = icn_jury(cast)
    session.open()
    open_programme(cast.school, "icn-bba", "Bachelor", by=cast.ada, at=NOON)
    people: dict[str, Person | None] = {
        "anonymous": None,
        "student": session.students["Nadia"].person,
        "other student": session.students["Paul"].person,
        "teacher": _someone(cast, "Tom", Role.TEACHER, "icn-pge"),
        "other teacher": _someone(cast, "Theo", Role.TEACHER, "icn-pge"),
        "office": cast.odile,
        "other office": _someone(cast, "Olga", Role.OFFICE, "icn-bba"),
        "member": session.yves,
        "president": session.helene,
        "director": cast.ada,
        "other director": cast.ysolde,
    }
    assert tuple(people) == PEOPLE
    teacher = people["teacher"]
    assert teacher is not None
    teaching = assign_teacher(session.programme, 2026, "module:S1-DROIT", teacher, by=cast.odile, at=NOON)
    names = _names(cast, session, teacher) | {"marks/teachings/": {"teaching_id": teaching.pk}}
    made = World(people, {}, names, _sent(session), session)
    slip_keys(made, "office")
    names["api/keys/"] = {"key": Key.objects.get(name="office").pk}
    return made


def _sent(session: Session) -> dict[str, dict[str, str]]:
    """What is asked or sent where an address alone is not enough to be let in."""
    question = session.question("Nadia")
    ruling = decide(question, question.options[0], by=session.helene, at=HELD)
    return {
        "students/<uuid:ref>/why/": {"name": "étudiant.année_expériences"},
        "transcripts/issue": {"programme": "icn-pge", "period": "2026 A1"},
        "juries/<uuid:key>/files/<uuid:ref>/decide/": {"question": str(question.pk), "option": question.options[0]},
        "juries/<uuid:key>/files/<uuid:ref>/take-back/": {"ruling": str(ruling.pk), "reason": "Réexamen."},
        "juries/<uuid:key>/files/<uuid:ref>/put-off/": {"reason": "Réexamen."},
        "juries/<uuid:key>/put-off/": {"reason": "Réexamen."},
        "juries/<uuid:key>/files/<uuid:ref>/correct/": {"ruling": str(ruling.pk), "reason": "Réexamen."},
    }


def _names(cast: Cast, session: Session, teacher: Person) -> dict[str, Mapping[str, object]]:
    """What addresses name, by how their route begins: the longest beginning that knows a name says what it is."""
    programme, nadia = session.programme, session.students["Nadia"]
    paper = Paper.objects.get(programme=programme, unit="module:S1-DROIT")
    mark(paper, {nadia: "ABS"}, by=cast.odile)
    day = datetime(2027, 1, 13, 12, tzinfo=UTC)
    law_grounds = {"ground": "maladie", "document_kind": "certificat_médical"}
    kept = Document(default_storage.save("absence.pdf", ContentFile(b"%PDF-1.7\n")), "absence.pdf", "0" * 64)
    request = file_request(nadia, paper, **law_grounds, document=kept, by=nadia.person, at=day)
    draft = start_draft(programme, files_of(REGULATIONS / "icn-pge"), by=cast.odile, at=NOON)
    contact = set_contact(programme, "Absences", "", role=Role.OFFICE, by=cast.odile, at=NOON)
    listed = Upload("rentree.csv", CSV, "prénom;nom;courriel\nChloé;Petit;chloe@etu.example.org\n".encode())
    sent = send_list(nadia.intake, listed, by=cast.odile, at=NOON)
    question = session.question("Inès")
    ballot = put_to_vote(question, question.options[0], by=session.helene, at=HELD)
    issuance = issue_for_period(programme, TranscriptScope(2026, "A1", "2026-2027"), nadia, by=cast.odile, at=NOON)
    transcript = _transcript(cast, issuance, nadia)
    _minutes(session)
    seat = session.seat_of(session.members["Paule"])
    year = {"slug": programme.slug, "year": 2026, "name": "module:S1-DROIT"}
    return {
        "": {"slug": programme.slug, "ref": nadia.ref, "number": "2.3.3", "kind": "xlsx"},
        "staff/": {"key": teacher.pk},
        "staff/roles/": {"key": current(teacher).get().pk},
        "api/v1/": {"rest": "nowhere"},
        "path/": {"name": "étudiant.quitus_validés"},
        "path/<uuid:ref>/why/<str:name>/<str:key>/": {"name": "module.acquis", "key": "S1-COMPTA"},
        "guide/": {"key": contact.pk},
        "programmes/": {"draft_id": draft.pk, "name": next(iter(draft.files))},
        "students/": {"name": "étudiant"},
        "students/intakes/": {"key": nadia.intake_id, "sent": sent.pk},
        "students/intakes/open/": {"key": programme.pk},
        "students/registrations/": {"key": Registration.objects.get(dossier=nadia, superseded_at=None).pk},
        "marks/papers/": {"paper_id": paper.pk},
        "marks/follow/": year,
        "absences/": {"paper": paper.pk, "pk": request.pk},
        "juries/": {
            "key": session.jury.pk,
            "seat": seat.pk,
            "ballot": ballot.pk,
            "number": 0,
        },
        "transcripts/": {"pk": transcript.pk},
        "transcripts/issuances/": {"pk": issuance.pk},
        "verifier/": {"key": transcript.key, "slug": cast.school.slug},
    }


def _transcript(cast: Cast, issuance: Issuance, nadia: Dossier) -> Transcript:
    """One that is in force, as its task would have written it, but for the PDF."""
    (composed,) = compose(issuance, [nadia], at=NOON)
    row = Transcript(
        purpose=issuance.purpose,
        subject=issuance.subject,
        year=issuance.year,
        stage=issuance.stage,
        label=issuance.label,
        dossier=nadia,
        key=fresh(),
        content=composed.content,
        final=composed.final,
        version=composed.law.version,
        regulation=composed.law.digest,
        file=default_storage.save("transcript.pdf", ContentFile(b"%PDF-1.7\n")),
        sha256=sha256(b"%PDF-1.7\n").hexdigest(),
        issued_at=NOON,
        by=cast.odile,
    )
    (made,) = journal.record_rows("awards.issue", row.key, [row], chain="icn", actor=cast.odile.pk, at=NOON)
    TranscriptEvent.objects.create(transcript=made, kind=TranscriptEvent.Kind.ISSUED, at=NOON, by=cast.odile)
    return made


def _minutes(session: Session) -> Minutes:
    """Those of a closed jury, so that who may read them finds them."""
    file = default_storage.save("minutes.pdf", ContentFile(b"%PDF-1.7\n"))
    return Minutes.objects.create(
        jury=session.jury, number=0, root="0" * 64, leaves=0, at=HELD, file=file, digest="0" * 64, made_at=HELD
    )


def slip_keys(world: World, *names: str) -> None:
    """A key for each of these, even for who could not make one: rows written as by somebody who has the database."""
    cast = world.session.cast
    for name in names:
        person, number = world.people[name], PEOPLE.index(name)
        secret = f"{number:043d}"
        if person is not None and name not in world.keys:
            Key.objects.create(
                person=person,
                school=cast.elsewhere if name == "other director" else cast.school,
                name=name,
                handle=f"{number:012x}",
                digest=digest_of(secret),
                scopes=Scope.values,
                expires=timezone.localdate() + timedelta(days=1),
                made_at=NOON,
            )
        world.keys[name] = f"parchemin_{number:012x}_{secret}" if person is not None else ""


def requests_of(world: World) -> dict[str, tuple[str, str, str]]:
    """A right request of each operation of the API, about `icn-pge` and the student: method, path, body."""
    session = world.session
    programme, nadia = session.programme, session.students["Nadia"]
    here, student = f"/programmes/{programme.pk}", f"/students/{nadia.ref}"
    paper = f"/papers/{world.names['marks/papers/']['paper_id']}"
    standing = Registration.objects.get(dossier=nadia, superseded_at=None)
    entrant = {"number": "77", "given_name": "Chloé", "family_name": "Petit", "email": "chloe@etu.example.org"}
    seen = nadia.marks.get(paper__unit="module:S1-DROIT", superseded_at=None).pk
    bodies: dict[str, object] = {
        "enrol": {"intake": str(nadia.intake_id), "entrants": [entrant]},
        "register": {"students": [str(nadia.ref)], "year": 2027, "stage": "A2", "nature": "enseignement"},
        "change": {"reason": "Dossier incomplet.", "in_order": False},
        "marks": {"marks": [{"student": str(nadia.ref), "mark": "12.5", "seen": seen}]},
    }
    sent = {name: json.dumps(body) for name, body in bodies.items()}
    return {
        "list_programmes": ("GET", "/programmes", ""),
        "read_programme": ("GET", here, ""),
        "list_texts": ("GET", f"{here}/texts", ""),
        "read_text": ("GET", f"/texts/{nadia.publication_id}", ""),
        "list_intakes": ("GET", f"{here}/intakes", ""),
        "list_students": ("GET", f"{here}/students", ""),
        "read_student": ("GET", student, ""),
        "enrol_students": ("POST", f"{here}/students", sent["enrol"]),
        "list_registrations": ("GET", f"{here}/registrations", ""),
        "list_registrations_of_student": ("GET", f"{student}/registrations", ""),
        "register_students": ("POST", f"{here}/registrations", sent["register"]),
        "change_a_registration": ("POST", f"/registrations/{standing.pk}/change", sent["change"]),
        "list_papers": ("GET", f"{here}/papers", ""),
        "list_marks": ("GET", f"{paper}/marks", ""),
        "put_marks": ("PUT", f"{paper}/marks", sent["marks"]),
        "submit_marks": ("POST", f"{paper}/submission", ""),
        "read_outcomes": ("GET", f"{student}/outcomes", ""),
        "stream_outcomes": ("GET", f"{here}/outcomes", ""),
        "list_rulings": ("GET", f"{student}/rulings", ""),
        "list_transcripts": ("GET", f"{student}/transcripts", ""),
        "list_absences": ("GET", f"{here}/absences", ""),
    }
