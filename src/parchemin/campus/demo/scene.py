"""What the acts of the seed share: the agenda, the three schools with their people, and the bulk of what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.demonstration import Agenda, after
from parchemin.campus.demo.names import address, drawn
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import Entrant, enrol
from parchemin.campus.law.publications import files_of
from parchemin.campus.people.access import remember_grants
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role, School
from parchemin.campus.texts.actions import publish

ROOT = Path(__file__).resolve().parents[4] / "regulations"
TYPED_HALF, TYPED, HANDED_IN = 6, 12, 16  # days after a paper


@dataclass
class House:
    """A school of the demonstration and its one programme."""

    slug: str
    domain: str
    school: School
    programme: Programme
    director: Person
    office: Person
    offices: list[Person]
    teachers: list[Person]
    jury: list[Person]

    def declare(self, said: Iterable[Statement], reason: str, at: datetime) -> None:
        every = list(said)
        if every:
            declare(every, reason=reason, by=self.office, at=at)

    def teacher_of(self, subject: str) -> Person:
        """The same subject is always taught by the same person."""
        return self.teachers[sum(map(ord, subject)) % len(self.teachers)]


@dataclass(frozen=True)
class Staff:
    """Who works for a school: names apart by commas, the director first."""

    slug: str
    name: str
    programme: str
    title: str
    domain: str
    director: str
    offices: str
    jury: str
    teachers: int


@dataclass
class Scene:
    """The whole demonstration: its agenda, the university year in progress, and every house by its programme."""

    agenda: Agenda
    year: int
    scale: float
    houses: dict[str, House] = field(default_factory=dict)
    dossiers: dict[tuple[str, str], Dossier] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)

    def size(self, wanted: int) -> int:
        return max(2, round(wanted * self.scale))

    def found(self, staff: Staff, at: datetime) -> House:
        """Open a school, its people, its programme, and publish the text."""
        director = self._person(staff.director, staff.domain, None, at)
        school = found_school(staff.slug, staff.name, director=director, at=at)
        programme = open_programme(school, staff.programme, staff.title, by=director, at=at)

        def all_of(names: Sequence[str], role: Role, scope: str) -> list[Person]:
            people = [self._person(name, staff.domain, director, at) for name in names]
            for person in people:
                grant_role(person, school, role, scope, by=director, at=at)
                remember_grants(person)
            return people

        remember_grants(director)
        offices = all_of(staff.offices.split(", "), Role.OFFICE, staff.programme)
        jury = all_of(staff.jury.split(", "), Role.JURY, staff.programme)
        pairs = drawn(f"teachers of {staff.slug}", self.taken)
        names = [
            " ".join((given, family.replace(" ", "_")))
            for given, family in (next(pairs) for _ in range(staff.teachers))
        ]
        teachers = all_of(names, Role.TEACHER, staff.programme)
        publish(programme, files_of(ROOT / staff.programme), by=director, at=at)
        house = House(staff.programme, staff.domain, school, programme, director, offices[0], offices, teachers, jury)
        self.houses[staff.programme] = house
        return house

    def _person(self, name: str, domain: str, by: Person | None, at: datetime) -> Person:
        given, family = (part.replace("_", " ") for part in name.split(" ", 1))
        self.taken.add((given, family))
        return enter_person(address(given, family, domain), given, family, by=by, at=at)

    def enrol(
        self, house: House, intake: Intake, people: Sequence[tuple[str, str, str]], at: datetime
    ) -> list[Dossier]:
        """Open the files of (number, given, family)."""
        entrants = [
            Entrant(number, given, family, address(given, family, f"etu.{house.domain}"))
            for number, given, family in people
        ]
        made = enrol(intake, entrants, by=house.office, at=at)
        for dossier in made:
            dossier.programme = house.programme
            self.dossiers[house.slug, dossier.number] = dossier
        return made

    def mark(self, paper: Paper, day: date, by: Person, sitting: Callable[[], list[tuple[Dossier, str]]]) -> None:
        """Have a paper marked after its day, then handed in."""

        def hand_in(at: datetime) -> None:
            if sitting():
                submit(paper, by=by, at=at)

        self.fill(paper, day, by, sitting)
        self.agenda.at(after(day, HANDED_IN), hand_in)

    def fill(self, paper: Paper, day: date, by: Person, sitting: Callable[[], list[tuple[Dossier, str]]]) -> None:
        """Have those who sat a paper on a day marked: half of them first when the rest is still to come."""

        def half(at: datetime) -> None:
            rows = sitting()
            self._enter(paper, rows[: (len(rows) + 1) // 2], by, at)

        if not self.agenda.past(after(day, TYPED)):
            self.agenda.at(after(day, TYPED_HALF), half)
        self.agenda.at(after(day, TYPED), lambda at: self._enter(paper, sitting(), by, at))

    def _enter(self, paper: Paper, rows: Sequence[tuple[Dossier, str]], by: Person, at: datetime) -> None:
        if rows:
            enter_marks(paper, [Entered(dossier, text) for dossier, text in rows], by=by, at=at)
