"""Juries for the tests: a school of one programme, its jury called, composed, open; who presides, two members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.actions import call_jury, close_jury, confirm, decide, open_jury, seat
from parchemin.campus.jury.models import Case, Jury, Question, Seat
from parchemin.campus.jury.queries.composition import asked
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, hand_in, intake_of, programme_of, register, students_of
from tests.campus.worlds import built_once

HELD = datetime(2027, 7, 2, 9, tzinfo=UTC)


@dataclass
class Session:
    """A jury and the people around it: Hélène presides, Marc and Yves vote, Odile is the office, Ada directs."""

    cast: Cast
    programme: Programme
    jury: Jury
    students: dict[str, Dossier]
    members: dict[str, Person] = field(default_factory=dict)

    @property
    def helene(self) -> Person:
        return self.members["Hélène"]

    @property
    def marc(self) -> Person:
        return self.members["Marc"]

    @property
    def yves(self) -> Person:
        return self.members["Yves"]

    def seat_of(self, person: Person) -> Seat:
        return Seat.objects.get(jury=self.jury, person=person, withdrawn_at=None)

    def case(self, student: str) -> Case:
        return Case.objects.get(jury=self.jury, dossier=self.students[student], superseded_at=None)

    def question(self, student: str, rank: int = 0) -> Question:
        return Question.objects.select_related("jury__programme", "case__dossier").get(
            case=self.case(student), rank=rank
        )

    def open(self, *, by: Person | None = None, at: datetime = HELD) -> None:
        seats = [one.pk for one in self.jury.seats.filter(withdrawn_at=None)]
        known = {fact.name: "oui" for fact in asked(self.jury)}
        open_jury(self.jury, present=seats, known=known, by=by or self.cast.odile, at=at)


MEMBERS = {
    "Hélène": ("president", False),
    "Marc": ("vice_president", True),
    "Yves": ("", True),
    "Inès": ("", True),
    "Paule": ("", True),
}


def seated(session: Session, names: Iterable[str] = ("Hélène", "Marc", "Yves")) -> Session:
    """Members who hold the role, the same at each jury of a programme, seated; the first presides."""
    cast, programme = session.cast, session.programme
    for name in names:
        email = f"{name}.{programme.slug}@example.org".lower().replace("é", "e").replace("è", "e")
        person = Person.objects.filter(email=email).first() or enter_person(email, name, "Vasseur", by=None, at=NOON)
        if not person.grants.exists():
            grant_role(person, cast.school, Role.JURY, programme.slug, by=cast.ada, at=NOON)
        office, represents = MEMBERS[name]
        seat(session.jury, person, quality="professeur", office=office, represents=represents, by=cast.odile, at=NOON)
        session.members[name] = person
    return session


def office_of(cast: Cast, slug: str) -> None:
    if slug != "icn-pge":
        grant_role(cast.odile, cast.school, Role.OFFICE, slug, by=cast.ada, at=NOON)


@built_once
def icn_jury(
    cast: Cast, names: str = "Nadia Paul Inès", marks: Mapping[str, Mapping[str, str]] | None = None
) -> Session:
    """A first year of `icn-pge`: ten everywhere, but for the marks given by student and module."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 2), by=cast.ada)
    students = students_of(intake, names, by=cast.ada)
    register(list(students.values()), 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    law = law_of(intake.publication)
    said = [Statement(d, "étudiant.voie", "", "BCE") for d in students.values()]
    said += [
        Statement(d, "module.inscrit_en_session_2", unit.key, "non")
        for d in students.values()
        for unit in law.units_of("A1")
    ]
    declare(said, reason="", by=cast.ada, at=NOON)
    given = marks if marks is not None else {"Inès": {"S2-RH": "6,9"}}
    for unit in law.units_of("A1"):
        paper = exam_of(programme, 2026, unit.key, by=cast.ada)
        hand_in(paper, {d: given.get(name, {}).get(unit.key, "10") for name, d in students.items()}, by=cast.ada)
    jury = call_jury(
        programme,
        2026,
        stage="A1",
        title="Jury de première année",
        kind="progression",
        held_at=HELD,
        place="Nancy, salle 12",
        decisions=[("année.progression", "A1")],
        by=cast.odile,
        at=NOON,
    )
    return seated(Session(cast, programme, jury, students), MEMBERS)


def closed_icn_jury(cast: Cast) -> Session:
    """Nadia and Paul go on; Inès starts her first year again. Closed, not published yet."""
    made = icn_jury(cast)
    made.open()
    confirm(made.jury, "jury", by=made.helene, at=HELD)
    decide(made.question("Inès"), "redoublement_annuel", by=made.helene, at=HELD)
    close_jury(made.jury, by=made.helene, at=HELD)
    return made


@built_once
def lille_jury(cast: Cast) -> Session:
    """`lille-ipm`: no year of study, two decisions, no rule on juries."""
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    office_of(cast, "lille-ipm")
    intake = intake_of(programme, date(2026, 9, 7), by=cast.ada)
    students = students_of(intake, "Inès Hugo", by=cast.ada)
    register(list(students.values()), 2026, by=cast.ada, at=NOON)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        hand_in(paper, {students["Inès"]: "12", students["Hugo"]: "9"}, by=cast.ada)
    jury = call_jury(
        programme,
        2026,
        title="Jury du master",
        kind="diploma",
        held_at=HELD,
        decisions=[("étudiant.diplôme", ""), ("étudiant.mention", "")],
        by=cast.odile,
        at=NOON,
    )
    return seated(Session(cast, programme, jury, students))


@built_once
def ipag_jury(cast: Cast) -> Session:
    """`ipag-msc`: two certifications and what follows."""
    programme = programme_of(cast.school, "ipag-msc", by=cast.ada)
    office_of(cast, "ipag-msc")
    intake = intake_of(programme, date(2026, 10, 5), by=cast.ada)
    students = students_of(intake, "Léa Tom", by=cast.ada)
    register(list(students.values()), 2026, stage=_year(programme), by=cast.ada, at=NOON)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        hand_in(paper, {students["Léa"]: "14", students["Tom"]: "8"}, by=cast.ada)
    conditions_met(students.values(), by=cast.ada)
    decisions = [("étudiant.diplôme", ""), ("étudiant.titre", ""), ("étudiant.suite", "")]
    jury = call_jury(
        programme, 2026, title="Jury MSc", kind="diploma", held_at=HELD, decisions=decisions, by=cast.odile, at=NOON
    )
    return seated(Session(cast, programme, jury, students))


def _year(programme: Programme) -> str:
    publication = programme.publications.latest("number")
    stages = law_of(publication).study_years
    return stages[0].key if stages else ""
