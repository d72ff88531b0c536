"""What the stories of the Grande École need beside marks: two requests about an absence, and a mark corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from parchemin.campus.assessment.absences.actions import file_request, follow_up, rule_on_document
from parchemin.campus.assessment.absences.queries import grounds_for
from parchemin.campus.assessment.actions.marks import Entered, enter_marks
from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.assessment.refusals import RequestTooLate
from parchemin.campus.common.demonstration import after, moment, on
from parchemin.campus.demo.icn.plan import Planned
from parchemin.campus.demo.stories import STORIES

if TYPE_CHECKING:
    from parchemin.campus.demo.icn.acts import GrandeÉcole


class Told:
    """The acts of the stories, of last year's second-year students."""

    def __init__(self, school: GrandeÉcole) -> None:
        self.school, self.house, self.agenda = school, school.house, school.agenda
        self.year = school.scene.year - 1

    def plan(self) -> None:
        self.agenda.at(on(self.year, 9, 16), self.write_in)

    def write_in(self, at: datetime) -> None:
        """Once the papers of the year have a day, what follows them is known."""
        missed = self.school.papers[self.year, "S3-SI/1", "dossier"]
        due = grounds_for(self._who("on_the_last_day").file, missed).due
        assert due is not None
        self.agenda.at(moment(due.day, 18), self.in_time)
        self.agenda.at(moment(due.day + timedelta(days=1), 18), self.too_late)
        marked = self.school.papers[self.year, "S4-STRATÉGIE/1", "examen"]
        day = date.fromisoformat(marked.facts["épreuve.jour"])
        self.agenda.at(after(day, 18), self.correct)

    def _who(self, key: str) -> Planned:
        return next(one for one in self.school.cast if one.number == STORIES[key].number)

    def in_time(self, at: datetime) -> None:
        file = self._who("on_the_last_day").file
        paper = self.school.papers[self.year, "S3-SI/1", "dossier"]
        request = file_request(
            file,
            paper,
            ground="maladie",
            document_kind="certificat_médical",
            words="J’étais souffrante ; mon médecin m’a arrêtée trois jours.",
            by=file.student,
            at=at,
        )
        later = at + timedelta(days=3)
        self.agenda.at(later, lambda at: self._decided(request.pk, at))

    def _decided(self, key: UUID, at: datetime) -> None:
        request = AbsenceRequest.objects.select_related("dossier__programme__school", "paper").get(pk=key)
        rule_on_document(
            request, "accepted", "Certificat authentique, déposé dans le délai", by=self.house.office, at=at
        )
        follow_up(request, "neutralisation", "Avis favorable du département", by=self.house.director, at=at)

    def too_late(self, at: datetime) -> None:
        """The same request, a day later: the campus refuses it, and nothing is written."""
        file = self._who("a_day_late").file
        paper = self.school.papers[self.year, "S3-SI/1", "dossier"]
        try:
            file_request(file, paper, ground="maladie", document_kind="certificat_médical", by=file.student, at=at)
        except RequestTooLate:
            return
        raise AssertionError("a request after the last day was let in")

    def correct(self, at: datetime) -> None:
        paper = self.school.papers[self.year, "S4-STRATÉGIE/1", "examen"]
        teacher = self.house.teacher_of("STRATÉGIE")
        entered = Entered(self._who("corrected").file, "15")
        enter_marks(paper, [entered], by=teacher, at=at, why="Erreur de report : 15 sur la copie, 5 saisi")
