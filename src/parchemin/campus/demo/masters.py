"""Université de Lille in the demonstration: the second year of a master, on site and at a distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from parchemin.campus.assessment.actions.papers import assign_teacher, open_own_marks
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.demonstration import day_of, on
from parchemin.campus.demo.names import dice, drawn
from parchemin.campus.demo.scene import House, Scene, Staff
from parchemin.campus.demo.stories import LILLE
from parchemin.campus.dossiers.actions import Statement
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import register
from parchemin.campus.people.models import Person

STAFF = Staff(
    slug="lille",
    name="Université de Lille",
    programme="lille-ipm",
    title="Master 2 Ingénierie pédagogique multimodale",
    domain="univ-lille.example.org",
    director="Ysolde Vermeersch",
    offices="Guillaume Descamps",
    jury="Marguerite Loison, Farida Ouali, Jean-Noël Carette",
    teachers=6,
)
ON_SITE, DISTANCE = "présentiel", "distance"
ELSEWHERE = {
    ON_SITE: ("projet:Prototype",),
    DISTANCE: ("projet:Méthodologie", "projet:Objet_innovant", "projet:Dispositif"),
}
SIZES = ((2, ON_SITE, 12), (2, DISTANCE, 11), (1, ON_SITE, 8), (1, DISTANCE, 13), (0, ON_SITE, 12), (0, DISTANCE, 9))


@dataclass
class Reader:
    """Somebody in the master. last: the university year in which they are marked."""

    number: str
    given: str
    family: str
    modality: str
    starts: date
    last: int
    marks: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    authorised: bool = True
    dossier: Dossier | None = None

    @property
    def file(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier

    def text(self, unit: str) -> str:
        kind = unit.partition(":")[0]
        if told := self.marks.get(unit) or self.marks.get(kind):
            return told
        throw = dice("lille", self.number, unit)
        return str(max(6.0, min(19.0, round(throw.gauss(13.4, 1.8) * 2) / 2))).replace(".", ",").removesuffix(",0")


# 30 credits of units; 3 of projects and 21 of the internship, whose three marks weigh 40, 40 and 20.
TOLD = {
    "ten_and_ten": {"ue": "10", "ue:Pratiques": "8", "ue:Politiques": "12", "projet": "10", "critère": "10"},
    "twelve": {"ue": "13", "projet": "11", "critère": "11"},
    "not_authorised": {"ue": "14", "projet": "15", "critère": "14"},
    "on_site": {"ue": "12", "projet": "6", "critère": "10,5"},
    "at_a_distance": {"ue": "12", "projet": "6,5", "critère": "10,5"},
    "research": {"ue": "15", "projet": "14"},
}


class Masters:
    """The acts of the master, from its first intake to now."""

    def __init__(self, scene: Scene, house: House) -> None:
        self.scene, self.house, self.agenda = scene, house, scene.agenda
        scene.taken.update((story.given, story.family) for story in LILLE)
        self.cast = [one for row in SIZES for one in self._intake(*row)]
        self.law = law_of_year(house.programme, scene.year)
        self.intakes: dict[int, Intake] = {}

    def _intake(self, before: int, modality: str, size: int) -> Iterator[Reader]:
        year = self.scene.year - before
        last = year if modality == ON_SITE else year + 1
        names = drawn(f"lille {before} {modality}", self.scene.taken)
        mark = "P" if modality == ON_SITE else "D"
        for i in range(1, self.scene.size(size) + 1):
            yield self._described(
                Reader(f"IPM{year % 100}{mark}{i:03d}", *next(names), modality, date(year, 9, 14), last)
            )
        wanted = {(1, ON_SITE): "IPM25", (2, DISTANCE): "IPM24"}.get((before, modality))
        for story in LILLE:
            if wanted and story.number.startswith(wanted):
                one = Reader(story.number, story.given, story.family, modality, date(year, 9, 14), last)
                one.marks, one.authorised = TOLD[story.key], story.key != "not_authorised"
                yield self._described(one, research=story.key == "research")

    def _described(self, one: Reader, research: bool = False) -> Reader:
        throw = dice("lille", one.number)
        status = "FC" if one.modality == DISTANCE or throw.random() < 0.3 else "FI"
        one.facts = {
            "statut": status,
            "parcours": "recherche" if research else "professionnel",
        }
        if research:
            year = one.starts.year
            one.facts |= {
                "recherche_demandée": "oui",
                "dossier_recherche_le": day_of(year, 10, 9).isoformat(),
                "candidature_le": day_of(year, 10, 16).isoformat(),
            }
        return one

    def plan(self) -> None:
        for year in range(self.scene.year - 2, self.scene.year + 1):
            self.agenda.at(on(year, 8, 27), partial(self.open, year))
            self.agenda.at(on(year, 9, 15), partial(self.register, year))
            self.agenda.at(on(year, 9, 22), partial(self.teach, year))
            self.agenda.at(on(year + 1, 9, 3), partial(self.defend, year, ON_SITE))
            self.agenda.at(on(year, 3, 5), partial(self.defend, year, DISTANCE))

    def open(self, year: int, at: datetime) -> None:
        intake = open_intake(self.house.programme, f"Rentrée {year}", date(year, 9, 14), by=self.house.office, at=at)
        self.intakes[year] = intake
        entering = [one for one in self.cast if one.starts.year == year]
        people = [(one.number, one.given, one.family) for one in entering]
        for one, dossier in zip(entering, self.scene.enrol(self.house, intake, people, at), strict=True):
            one.dossier = dossier
        said = [
            Statement(one.file, f"étudiant.{fact}", "", text) for one in entering for fact, text in one.facts.items()
        ]
        self.house.declare(said, "Dossier d’inscription", at)

    def register(self, year: int, at: datetime) -> None:
        """At a distance, everything that is marked belongs to the second year."""
        for modality in (ON_SITE, DISTANCE):
            units = [unit for unit in self.law.units if unit not in ELSEWHERE[modality]]
            coming = [one for one in self.cast if one.modality == modality and one.last == year]
            files = [one.file for one in coming if one.dossier]
            register(files, year, modality=modality, units=units, by=self.house.office, at=at)
        first = [one.file for one in self.cast if one.starts.year == year and one.last > year]
        register(first, year, modality=DISTANCE, units=(), by=self.house.office, at=at)

    def teach(self, year: int, at: datetime) -> None:
        """Open the marks of a year, at a distance and on site apart: units, then projects, then the internship."""
        for modality in (DISTANCE, ON_SITE):
            papers = open_own_marks(
                self.house.programme,
                year,
                units=[unit for unit in self.law.units if unit not in ELSEWHERE[modality]],
                modalities=[modality],
                by=self.house.office,
                at=at,
            )
            for paper in papers:
                teacher = self._teacher(year, paper, at)
                day = self._day(year, paper.unit, modality)
                self.scene.mark(paper, day, teacher, partial(self._rows, year, paper, modality))

    def _teacher(self, year: int, paper: Paper, at: datetime) -> Person:
        """Who marks a unit marks it for everybody."""
        teacher = self.house.teacher_of(paper.unit)
        if not Teaching.objects.filter(programme=self.house.programme, year=year, unit=paper.unit).exists():
            assign_teacher(self.house.programme, year, paper.unit, teacher, by=self.house.director, at=at)
        return teacher

    def _day(self, year: int, unit: str, modality: str) -> date:
        """At a distance, exams at the end of October and defences in March; on site, in February and in September."""
        kind, distant = unit.partition(":")[0], modality == DISTANCE
        if kind == "ue":
            place = list(self.law.units).index(unit)
            return day_of(year, 10, 26 + min(place, 4)) if distant else day_of(year, 2, 1 + place)
        if kind == "projet":
            return day_of(year, 12, 15) if distant else day_of(year, 3, 22)
        return day_of(year, 3, 9) if distant else day_of(year + 1, 9, 8)

    def _rows(self, year: int, paper: Paper, modality: str) -> list[tuple[Dossier, str]]:
        followed = [one for one in self.cast if one.last == year and modality == one.modality]
        return [(one.file, one.text(paper.unit)) for one in followed if one.dossier]

    def finishing(self, year: int, modality: str) -> list[Intake]:
        """The intake whose marks are of a year: on site, of its own; at a distance, of the one before."""
        entered = self.intakes.get(year if modality == ON_SITE else year - 1)
        return [entered] if entered else []

    def defend(self, year: int, modality: str, at: datetime) -> None:
        """Projects, internship, thesis, and whether the director lets it be defended."""
        there = [one for one in self.cast if one.dossier and one.last == year and one.modality == modality]
        said = [
            Statement(one.file, f"étudiant.{fact}", "", text)
            for one in there
            for fact, text in self._defended(one, timezone.localdate(at))
        ]
        projects = ELSEWHERE[DISTANCE if modality == ON_SITE else ON_SITE]
        said += [
            Statement(one.file, f"projet.{fact}", project.partition(":")[2], "oui")
            for one in there
            for project in projects
            for fact in ("rapport_rendu", "soutenu", "démontré")
        ]
        self.house.declare(said, "Projets, stage, mémoire et soutenance", at)

    def _defended(self, one: Reader, day: date) -> Iterator[tuple[str, str]]:
        handed_in = date(day.year, 8, 28) if one.modality == ON_SITE else date(day.year, 2, 26)
        yield "mémoire_déposé_le", handed_in.isoformat()
        yield "soutenance_autorisée", "oui" if one.authorised else "non"
        yield "heures_de_stage", "560"
        yield "mois_de_stage", "4" if one.modality == ON_SITE else "5"
        yield "stage_d_un_seul_tenant", "oui"
        courses, signed, begun = _internship(one, day)
        yield "fin_des_enseignements", courses.isoformat()
        yield "convention_signée_le", signed.isoformat()
        yield "début_du_stage", begun.isoformat()
        yield "stage_dans_son_emploi", "non"
        yield "fiche_signée", "oui"
        for fact in (
            "tuteur_consulté",
            "directeur_consulté",
            "directeur_au_jury",
            "tuteur_au_jury",
            "président_au_jury",
        ):
            yield fact, "oui"


def _internship(one: Reader, defended: date) -> tuple[date, date, date]:
    """The last day of courses, the last signature of the agreement and the first day of the internship."""
    if one.modality == ON_SITE:
        return date(defended.year, 3, 26), date(defended.year, 3, 22), date(defended.year, 3, 29)
    before = defended.year - 1
    return date(before, 10, 31), date(before, 10, 25), date(before, 11, 2)
