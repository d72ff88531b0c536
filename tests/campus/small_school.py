"""A school of one small text, quickly read, in which every ordinary act of the campus can be done again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import sitting
from parchemin.campus.catalogue.actions import open_intake, open_programme
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import Entrant, enrol, register
from parchemin.campus.jury import actions as juries
from parchemin.campus.jury.models import Ballot, Jury, Question
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role, School
from parchemin.campus.texts.actions import publish
from tests.campus.school import NOON

HELD = datetime(2027, 7, 2, 9, tzinfo=UTC)
YEAR, UNIT, SLUG = 2026, "module:Droit", "ecole"

TEXT = """---
règlement : ecole
titre : Règlement de l'école
langue : fr
en vigueur : 2020-09-01
---
# École

## §1 Le cursus

Deux modules, chacun avec une épreuve ou plusieurs. {word}

**Niveaux**

| niveau | dans | membres | encore possibles | au plus |
| --- | --- | --- | --- | --- |
| étudiant | | | | |
| module | étudiant | tableau | | |
| épreuve | module | enregistrées | non | 30 |

**Cursus : module**

| module | ects (crédits) |
| --- | --- |
| Droit | 4 |
| Langue | 2 |

**Faits**

| fait | type | absent | nature | libellé |
| --- | --- | --- | --- | --- |
| épreuve.note | note | inconnu | | Note de l'épreuve |
| étudiant.certificat | oui/non | non | | Certificat de langue |
| étudiant.points | entier 0..100000 | 0 | | Points de vie associative |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| épreuve.note | 0..20 | 0,01 | refusé |

## §2 La décision

**Décision : étudiant.issue** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| diplôme | étudiant.certificat | règle |
| rattrapage | étudiant.points >= 0 | jury |
| ajournement | sinon | jury |
"""


def text(word: str) -> dict[str, str]:
    """The files of the text; another word makes another text, whose rules are the same."""
    return {"ecole.md": TEXT.replace("{word}", word)}


@dataclass
class SmallSchool:
    """Ada directs, Odile is the office; Hélène presides a jury in session, Marc and Yves vote in it."""

    school: School
    programme: Programme
    intake: Intake
    ada: Person
    odile: Person
    students: list[Dossier]
    members: list[Person]
    jury: Jury
    marked_paper: Paper
    numbers: count[int] = field(default_factory=lambda: count(1))
    ballot: Ballot | None = None
    voters: list[Person] = field(default_factory=list)

    def number(self) -> int:
        """A number that nothing here has yet."""
        return next(self.numbers)

    def newcomer(self) -> Person:
        return enter_person(f"p{self.number()}@example.org", "Paule", "Roux", by=self.ada, at=NOON)

    def new_student(self) -> Dossier:
        """Enrolled, and registered for no year yet."""
        number = self.number()
        entrant = Entrant(f"n{number}", "Noé", "Petit", f"n{number}@etu.example.org")
        [made] = enrol(self.intake, [entrant], by=self.odile, at=NOON)
        return made

    def paper(self) -> Paper:
        """A paper that nobody sits, in a year far away: a text allows so many a year."""
        return paper_of(self.programme, 3000 + self.number(), by=self.odile)

    def paper_to_mark(self) -> tuple[Paper, list[Dossier]]:
        """A paper, and those who sit it."""
        number = self.number()
        paper = paper_of(self.programme, YEAR + 1 + number % 70, f"essai {number}", by=self.odile)
        register([self.new_student()], paper.year, by=self.odile, at=NOON)
        return paper, list(sitting(paper))

    def next_pair(self) -> None:
        """The ballot of the pair before is over."""
        if self.ballot is not None and Ballot.objects.filter(pk=self.ballot.pk, closed_at=None).exists():
            juries.close_ballot(self.ballot, by=self.members[0], at=HELD)
        if self.ballot is not None and Ballot.objects.get(pk=self.ballot.pk).tied:
            juries.give_casting_voice(self.ballot, "abstain", by=self.members[0], at=HELD)
        self.ballot, self.voters = None, self.members[1:]

    def open_ballot(self) -> Ballot:
        """The ballot of the pair, opened by whoever asks for it first."""
        if self.ballot is None:
            question = Question.objects.select_related("jury__programme__school").filter(jury=self.jury)[0]
            self.ballot = juries.put_to_vote(question, "rattrapage", by=self.members[0], at=HELD)
        return Ballot.objects.select_related("jury__programme__school").get(pk=self.ballot.pk)

    def tied_ballot(self) -> Ballot:
        """The same, closed on a tie: nobody voted."""
        ballot = self.open_ballot()
        return ballot if ballot.closed_at else juries.close_ballot(ballot, by=self.members[0], at=HELD)

    def jury_in_session(self, title: str) -> Jury:
        return _in_session(self.programme, title, self.members, by=self.odile)


def paper_of(programme: Programme, year: int, name: str = "examen", *, by: Person) -> Paper:
    return set_paper(programme, year, UNIT, "Droit", name, facts={}, by=by, at=NOON)


def small_school() -> SmallSchool:
    """The school, its text published, two students registered, a jury in session."""
    ada, odile, *members = (
        enter_person(f"{name}@example.org", name.title(), "Martin", by=None, at=NOON)
        for name in ("ada", "odile", "helene", "marc", "yves")
    )
    school = found_school("ecole", "École", director=ada, at=NOON)
    grant_role(odile, school, Role.OFFICE, SLUG, by=ada, at=NOON)
    programme = open_programme(school, SLUG, "École", by=ada, at=NOON)
    publish(programme, text("Premier."), by=ada, at=NOON)
    intake = open_intake(programme, "Rentrée 2026", date(YEAR, 9, 1), by=ada, at=NOON)
    entrants = [Entrant(f"e-{name}", name, "Durand", f"{name}@etu.example.org") for name in ("nadia", "paul")]
    students = enrol(intake, entrants, by=odile, at=NOON)
    register(students, YEAR, by=odile, at=NOON)
    for member in members:
        grant_role(member, school, Role.JURY, SLUG, by=ada, at=NOON)
    paper = paper_of(programme, YEAR, by=odile)
    jury = _in_session(programme, "Jury de l'année", members, by=odile)
    return SmallSchool(school, programme, intake, ada, odile, students, members, jury, paper)


def _in_session(programme: Programme, title: str, members: list[Person], *, by: Person) -> Jury:
    jury = juries.call_jury(
        programme, YEAR, title=title, kind="diploma", held_at=HELD, decisions=[("étudiant.issue", "")], by=by, at=NOON
    )
    offices = ("president", "", "")
    seats = [
        juries.seat(jury, one, office=office, represents=not office, by=by, at=NOON)
        for one, office in zip(members, offices, strict=True)
    ]
    juries.open_jury(jury, present=[one.pk for one in seats], known={}, by=by, at=HELD)
    return Jury.objects.select_related("programme__school").get(pk=jury.pk)
