"""IPAG in the demonstration: MSc online, by cohorts of twelve and twenty-four months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from parchemin.campus.assessment.actions.papers import assign_teacher, open_own_marks
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.demonstration import day_of, on
from parchemin.campus.common.years import university_year
from parchemin.campus.demo.names import dice, drawn
from parchemin.campus.demo.scene import House, Scene, Staff
from parchemin.campus.demo.stories import IPAG
from parchemin.campus.dossiers.actions import Statement
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import register, say_of_intake

STAFF = Staff(
    slug="ipag",
    name="IPAG Business School",
    programme="ipag-msc",
    title="MSc en ligne",
    domain="ipag.example.org",
    director="Laurence Vasseur-Petit",
    offices="Thierno Baldé",
    jury="Catherine Rochefort, Michel Sabatier, Aline Nkosi",
    teachers=7,
)
EXAMS = ("épreuve:E1", "épreuve:E2", "épreuve:E3", "épreuve:E4", "épreuve:E5")
HANDED_IN = (
    *((exam, "cas_remis") for exam in ("E1", "E2", "E3", "E4", "E5")),
    *((exam, "questionnaire_fait") for exam in ("E1", "E2", "E3", "E4")),
    ("E5", "vidéo_soutenue"),
)
THESIS = "étudiant:note_du_mémoire"
WHOLE = "100"
ON_ENTRY = {
    "étudiant.profil_complet": "oui",
    "étudiant.photo_déposée": "oui",
    "étudiant.appareil": "ordinateur_portable",
    "étudiant.appareil_personnel": "oui",
    "étudiant.caméra": "oui",
    "étudiant.micro": "oui",
}


@dataclass
class Learner:
    """Somebody in a cohort. last: the university year of the exams; summer: held in July (in December otherwise)."""

    number: str
    given: str
    family: str
    cohort: str
    starts: date
    last: int
    summer: bool
    marks: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    dossier: Dossier | None = None

    @property
    def file(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier

    def text(self, unit: str) -> str:
        if unit in self.marks:
            return self.marks[unit]
        throw = dice("ipag", self.number, unit)
        return str(max(5.0, min(19.5, round(throw.gauss(13.2, 2.0) * 4) / 4))).replace(".", ",").removesuffix(",0")


COHORTS = (  # name, years before now of the entry, month, university years until the exams, July, size
    ("FALL_24", 2, 9, 1, False, 11),
    ("SPRING_12", 2, 3, 1, False, 12),
    ("FALL_12", 1, 9, 0, True, 14),
    ("FALL_24", 1, 9, 1, False, 12),
    ("SPRING_12", 1, 3, 1, False, 12),
    ("FALL_12", 0, 9, 0, True, 13),
)
TOLD = {
    "title_at_ten": {"E1": "8", "E2": "10,5", "E3": "11", "E4": "9,5", "E5": "11", "mémoire": "13"},
    "under_the_floor": {"E1": "13", "E2": "13,5", "E3": "7,99", "E4": "12", "E5": "13", "mémoire": "14"},
    "diploma_only": {"E1": "9,5", "E2": "10", "E3": "10", "E4": "10", "E5": "10", "mémoire": "12,5"},
    "not_all_seen": {"E1": "15", "E2": "14", "E3": "16", "E4": "15", "E5": "14,5", "mémoire": "15"},
    "thesis_short": {"E1": "12", "E2": "13", "E3": "12", "E4": "14", "E5": "12", "mémoire": "9,99"},
    "both": {"E1": "14", "E2": "13", "E3": "15", "E4": "12", "E5": "16", "mémoire": "14"},
}


class Online:
    """The acts of the school, from its first cohort to now."""

    def __init__(self, scene: Scene, house: House) -> None:
        self.scene, self.house, self.agenda = scene, house, scene.agenda
        scene.taken.update((story.given, story.family) for story in IPAG)
        self.cohorts = [self._cohort(*row) for row in COHORTS]
        self.cast = [one for cohort in self.cohorts for one in cohort]
        self.law = law_of_year(house.programme, scene.year)
        self.intakes: dict[tuple[int, bool], list[Intake]] = defaultdict(
            list
        )  # by year of the exams, and in July or not

    def _cohort(self, name: str, before: int, month: int, until: int, summer: bool, size: int) -> list[Learner]:
        year = self.scene.year - before
        starts = date(year, 9, 7) if month == 9 else date(year + 1, 3, 2)
        last = year + until
        names = drawn(f"ipag {before} {name}", self.scene.taken)
        made = [
            Learner(f"{name[0]}{starts:%y}{name[-2:]}{i:03d}", *next(names), name, starts, last, summer)
            for i in range(1, self.scene.size(size) + 1)
        ]
        wanted = {("FALL_24", 2): "M24", ("FALL_12", 1): "M25"}.get((name, before))
        for story in IPAG:
            if wanted and story.number.startswith(wanted):
                one = Learner(story.number, story.given, story.family, name, starts, last, summer)
                one.marks = {(THESIS if k == "mémoire" else f"épreuve:{k}"): v for k, v in TOLD[story.key].items()}
                one.seen = {"Webmarketing": "99,99"} if story.key == "not_all_seen" else {}
                made.append(one)
        return made

    def plan(self) -> None:
        for cohort in self.cohorts:
            first = cohort[0]
            year = university_year(first.starts)
            self.agenda.at(on(year, first.starts.month - 1, 20), partial(self.open, cohort))
            for each in range(year, first.last + 1):
                when = on(year, first.starts.month, 10) if each == year else on(each, 9, 10)
                self.agenda.at(when, partial(self.register, cohort, each))
            self._progress(cohort, first)
        for year in range(self.scene.year - 1, self.scene.year + 1):
            self.agenda.at(on(year, 9, 21), partial(self.teach, year))

    def _progress(self, cohort: list[Learner], first: Learner) -> None:
        """Contents seen, then what opens the exams: half of it in the middle of the course, all of it before them.

        What was handed in at the exams is known two days after.
        """
        begun, over, sat = ((1, 15), (6, 24), (7, 8)) if first.summer else ((10, 5), (11, 23), (12, 12))
        self.agenda.at(on(first.last, *begun), partial(self.declare_progress, cohort, False))
        self.agenda.at(on(first.last, *over), partial(self.declare_progress, cohort, True))
        self.agenda.at(on(first.last, *sat), partial(self.declare_handed_in, cohort))

    def open(self, cohort: list[Learner], at: datetime) -> None:
        first = cohort[0]
        name = f"{first.cohort.replace('_', ' ')} {first.starts.year}"
        intake = open_intake(self.house.programme, name, first.starts, by=self.house.office, at=at)
        self.intakes[first.last, first.summer].append(intake)
        people = [(one.number, one.given, one.family) for one in cohort]
        for one, dossier in zip(cohort, self.scene.enrol(self.house, intake, people, at), strict=True):
            one.dossier = dossier
        promotion = {"étudiant.promotion": (first.cohort, None)}
        say_of_intake(intake, promotion, reason="Contrat de formation", by=self.house.office, at=at)
        equipped = {fact: (text, None) for fact, text in ON_ENTRY.items()}
        say_of_intake(intake, equipped, reason="Vérifié à l’entrée", by=self.house.office, at=at)

    def register(self, cohort: list[Learner], year: int, at: datetime) -> None:
        """Everything that is marked belongs to the year of the exams; a year before has contents only.

        The card is made active each year of the contract; twelve months are one, whatever university years they touch.
        """
        first = cohort[0]
        units = None if year == first.last else ()
        register([one.file for one in cohort], year, units=units, by=self.house.office, at=at)
        rank = str(1 + year - university_year(first.starts)) if first.cohort == "FALL_24" else "1"
        card = {"étudiant.année_en_cours": (rank, None), "étudiant.carte_active_pour": (rank, None)}
        say_of_intake(first.file.intake, card, since=year, reason="Carte activée", by=self.house.office, at=at)

    def declare_progress(self, cohort: list[Learner], whole: bool, at: datetime) -> None:
        self.house.declare(self._progressed(cohort, whole), "Relevé de la plateforme et de la scolarité", at)

    def _progressed(self, cohort: list[Learner], whole: bool) -> Iterator[Statement]:
        modules = [m.key for m in self.law.regulation.levels["module"].members]
        for one in cohort:
            throw = dice("progress", one.number, whole)
            for module in modules:
                share = WHOLE if whole or throw.random() < 0.4 else str(throw.randrange(0, 99))
                yield Statement(one.file, "module.progression", module, one.seen.get(module, share))
            if whole:
                for fact, text in (
                    ("dossier_finalisé", "oui"),
                    ("frais_restants", "0"),
                    ("mémoire_remis", "oui"),
                    ("mémoire_soutenu", "oui"),
                ):
                    yield Statement(one.file, f"étudiant.{fact}", "", text)

    def declare_handed_in(self, cohort: list[Learner], at: datetime) -> None:
        said = (Statement(one.file, f"épreuve.{part}", exam, "oui") for one in cohort for exam, part in HANDED_IN)
        self.house.declare(said, "Relevé des épreuves", at)

    def teach(self, year: int, at: datetime) -> None:
        """Open the marks of a year, December's apart from July's; the thesis is marked before the exams."""
        for summer, thesis, exams in (
            (False, day_of(year, 11, 16), day_of(year, 12, 10)),
            (True, day_of(year, 6, 15), day_of(year, 7, 6)),
        ):
            intakes = self.examined(year, summer)
            for paper in open_own_marks(self.house.programme, year, intakes=intakes, by=self.house.office, at=at):
                teacher = self.house.teacher_of(paper.unit)
                if not summer:  # who marks a unit marks it for everybody
                    assign_teacher(self.house.programme, year, paper.unit, teacher, by=self.house.director, at=at)
                day = thesis if paper.unit == THESIS else exams
                self.scene.mark(paper, day, teacher, partial(self._rows, year, paper, summer))

    def examined(self, year: int, summer: bool) -> list[Intake]:
        """The intakes whose exams are in a year, in July or in December."""
        return self.intakes[year, summer]

    def _rows(self, year: int, paper: Paper, summer: bool) -> list[tuple[Dossier, str]]:
        sitting = [one for one in self.cast if one.last == year and one.summer == summer]
        return [(one.file, one.text(paper.unit)) for one in sitting]
