"""A school where everything that an address may name is there, and the people who may or may not open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from parchemin.campus.api.actions import digest_of
from parchemin.campus.api.models import Key, Scope
from parchemin.campus.assessment.absences import file_request
from parchemin.campus.assessment.actions import assign_teacher
from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Purpose, Transcript
from parchemin.campus.awards.queries import Period
from parchemin.campus.catalogue.actions import open_programme, set_contact
from parchemin.campus.common import journal
from parchemin.campus.common.uploads import CSV, Upload
from parchemin.campus.enrolment.actions import send_list
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.actions import put_to_vote
from parchemin.campus.jury.models import Minutes
from parchemin.campus.people.access import current
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.rulings.drafting import start_draft
from parchemin.campus.rulings.texts import files_of
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
    keys: Mapping[str, str]
    names: Mapping[str, Mapping[str, object]]
    session: Session


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
        "member": session.marc,
        "president": session.helene,
        "director": cast.ada,
        "other director": cast.ysolde,
    }
    assert tuple(people) == PEOPLE
    teacher = people["teacher"]
    assert teacher is not None
    teaching = assign_teacher(session.programme, 2026, "module:S1-DROIT", teacher, by=cast.odile, at=NOON)
    names = _names(cast, session, teacher) | {"marks/teachings/": {"teaching_id": teaching.pk}}
    return World(people, _keys(cast, people), names, session)


def _names(cast: Cast, session: Session, teacher: Person) -> dict[str, Mapping[str, object]]:
    """What addresses name, by how their route begins: the longest beginning that knows a name says what it stands for."""
    programme, nadia = session.programme, session.students["Nadia"]
    paper = Paper.objects.get(programme=programme, unit="module:S1-DROIT")
    mark(paper, {nadia: "ABS"}, by=cast.odile)
    day = datetime(2027, 1, 13, 12, tzinfo=UTC)
    law_grounds = {"ground": "maladie", "document_kind": "certificat_médical"}
    request = file_request(nadia, paper, **law_grounds, by=nadia.person, at=day)
    draft = start_draft(programme, files_of(REGULATIONS / "icn-pge"), by=cast.odile, at=NOON)
    contact = set_contact(programme, "Absences", "", role=Role.OFFICE, by=cast.odile, at=NOON)
    listed = Upload("rentree.csv", CSV, "prénom;nom;courriel\nChloé;Petit;chloe@etu.example.org\n".encode())
    sent = send_list(nadia.intake, listed, by=cast.odile, at=NOON)
    question = session.question("Inès")
    ballot = put_to_vote(question, question.options[0], by=session.helene, at=HELD)
    issuance = issue_for_period(programme, Period(2026, "A1", "2026-2027"), nadia, by=cast.odile, at=NOON)
    transcript = _transcript(cast, session)
    _minutes(session)
    year = {"slug": programme.slug, "year": 2026, "name": "module:S1-DROIT"}
    return {
        "": {"slug": programme.slug, "ref": nadia.ref, "number": "2.3.3", "kind": "xlsx"},
        "staff/": {"key": teacher.pk},
        "staff/roles/": {"key": current(teacher).get().pk},
        "api/keys/": {"key": "", "rest": "nowhere"},
        "api/v1/": {"rest": "nowhere"},
        "path/": {"name": "étudiant.diplôme", "key": "-"},
        "guide/": {"key": contact.pk},
        "programmes/": {"draft_id": draft.pk, "name": next(iter(draft.files))},
        "students/": {"name": "étudiant"},
        "students/intakes/": {"key": nadia.intake_id, "sent": sent.pk},
        "students/intakes/open/": {"key": programme.pk},
        "students/registrations/": {"key": Registration.objects.get(dossier=nadia, superseded_at=None).pk},
        "marks/papers/": {"paper_id": paper.pk},
        "marks/follow/": year,
        "absences/": {"paper": paper.pk, "pk": request.pk},
        "juries/": {"key": session.jury.pk, "seat": session.seat_of(session.yves).pk, "ballot": ballot.pk, "number": 0},
        "transcripts/": {"pk": transcript.pk},
        "transcripts/issuances/": {"pk": issuance.pk},
        "verifier/": {"key": transcript.key, "slug": cast.school.slug},
    }


def _transcript(cast: Cast, session: Session) -> Transcript:
    """One that is in force, as its task would have written it, but for the PDF."""
    row = Transcript(
        purpose=Purpose.PHASE,
        subject="2026 A1",
        year=2026,
        stage="A1",
        label="2026-2027",
        dossier=session.students["Nadia"],
        key="ABCDE-FGHJK-MNPQR-STVWX-YZ234",
        content={},
        final=False,
        version="2020-09-01",
        regulation="0" * 16,
        file=default_storage.save("transcript.pdf", ContentFile(b"%PDF-1.7\n")),
        sha256="0" * 64,
        issued_at=NOON,
        by=cast.odile,
    )
    return journal.record_rows("awards.issue", "a", [row], chain=cast.school.slug, actor=cast.odile.pk, at=NOON)[0]


def _minutes(session: Session) -> Minutes:
    """Those of a closed jury, so that who may read them finds them."""
    file = default_storage.save("minutes.pdf", ContentFile(b"%PDF-1.7\n"))
    return Minutes.objects.create(
        jury=session.jury, number=0, root="0" * 64, leaves=0, at=HELD, file=file, digest="0" * 64, made_at=HELD
    )


def _keys(cast: Cast, people: Mapping[str, Person | None]) -> dict[str, str]:
    """A key of each, even of those who could not make one: rows written as by somebody who has the database."""
    shown = {}
    for number, (name, person) in enumerate(people.items()):
        secret = f"{number:043d}"
        if person is not None:
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
        shown[name] = f"parchemin_{number:012x}_{secret}" if person is not None else ""
    return shown
