"""ICN Business School in the demonstration: the life of the Grande École, year after year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from parchemin.campus.assessment.actions.papers import assign_teacher, set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.common.demonstration import day_of, on, working
from parchemin.campus.demo.icn.cast import A1, A2, A3, cast_of
from parchemin.campus.demo.icn.facts import Facts
from parchemin.campus.demo.icn.plan import Planned, Sat, syllabus
from parchemin.campus.demo.icn.stories import Told
from parchemin.campus.demo.scene import House, Scene, Staff
from parchemin.campus.dossiers.actions import Statement
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import register
from parchemin.campus.enrolment.queries.acquired import acquired_before
from parchemin.campus.law.cohorts import holding
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Unit

STAFF = Staff(
    slug="icn",
    name="ICN Business School",
    programme="icn-pge",
    title="Programme Grande École",
    domain="icn.example.org",
    director="Hélène Aubertin",
    offices="Odile Marchand, Karim Benhaddou",
    jury="Bernard Claudel, Solange Kouassi, Philippe Thiriet, Anne-Laure Weiss, Rachid Meziane, Ingrid Sauter",
    teachers=18,
)
RESIT = "module.inscrit_en_session_2"
ALLOWED = "module.droit_à_la_session_2"
LATE = ("S6-STAGE", "S6-MÉMOIRE")  # judged in the autumn that follows, once the internship is over
ASKED = {"expériences": "Année « expériences » approuvée", "interruption": "Interruption autorisée"}
INTENSIVE = (3, 5)  # places in a half-year of the modules whose exam comes in November


class GrandeÉcole:
    """The acts of the school, from its first intake to now."""

    def __init__(self, scene: Scene, house: House) -> None:
        self.scene, self.house, self.agenda = scene, house, scene.agenda
        self.cast = cast_of(scene)
        self.law: Law = law_of_year(house.programme, scene.year)
        self.following: dict[tuple[int, str], list[Planned]] = defaultdict(list)
        self.resitting: dict[tuple[int, str], list[Planned]] = defaultdict(list)
        self.papers: dict[tuple[int, str, str], Paper] = {}
        self.facts = Facts(scene, house, self.cast)

    def plan(self) -> None:
        """Write every act of the school in the agenda."""
        for entry in sorted({one.entry for one in self.cast}):
            self.agenda.at(on(entry, 8, 24), partial(self.open, entry))
        for year in sorted({year for one in self.cast for year in one.years}):
            self.agenda.at(on(year, 9, 8), partial(self.register, year))
            if year >= self.scene.year - 3:
                self.agenda.at(on(year, 9, 15), partial(self.teach, year))
                self.agenda.at(on(year, 6, 9), partial(self.resits, year, (A1, A2, A3)))
                self.agenda.at(on(year + 1, 10, 22), partial(self.resits, year, (A3,)))
        self.facts.plan()
        Told(self).plan()

    # --- entering, registering ----------------------------------------------------------------------------------

    def open(self, entry: int, at: datetime) -> None:
        """Open the intake of a September, and the files of those who enter."""
        name = f"Rentrée {entry}"
        intake = open_intake(self.house.programme, name, date(entry, 9, 1), by=self.house.office, at=at)
        entering = [one for one in self.cast if one.entry == entry]
        people = [(one.number, one.given, one.family) for one in entering]
        for one, dossier in zip(entering, self.scene.enrol(self.house, intake, people, at), strict=True):
            one.dossier = dossier
        said = (Statement(one.file, fact, "", text) for one in entering for fact, text in one.facts.items())
        self.house.declare(said, "Dossier d’entrée", at)

    def register(self, year: int, at: datetime) -> None:
        """Register everybody for a year, those alike together."""
        alike: dict[tuple[object, ...], list[Planned]] = defaultdict(list)
        coming = [one for one in self.cast if one.years.get(year)]
        acquired = acquired_before([one.file for one in coming if min(one.years) < year], year, at=at)
        for one in coming:
            told, kept = one.years[year], acquired.get(one.file.pk, frozenset())
            here = frozenset(unit.name for unit in self.law.units_of(told.stage) if unit.name in kept)
            alike[told.stage, told.nature, told.semesters, told.in_order, here].append(one)
        for group in alike.values():
            left = acquired.get(group[0].file.pk, frozenset())
            told = group[0].years[year]
            units = [
                u for u in self.law.units_of(told.stage) if told.semesters is None or u.above[1][0] in told.semesters
            ]
            units = [unit for unit in units if unit.name not in left]
            register(
                [one.file for one in group],
                year,
                stage=told.stage,
                nature=told.nature,
                units=[unit.name for unit in units],
                in_order=told.in_order,
                reason=ASKED.get(told.nature, ""),
                by=self.house.office,
                at=at,
            )
            for unit in units:
                self.following[year, unit.name] += group

    # --- papers and marks -----------------------------------------------------------------------------------------

    def teach(self, year: int, at: datetime) -> None:
        """Set the year's papers, say who marks them, and have them marked when their day has come."""
        for place, unit in self._taught(year):
            teacher = self.house.teacher_of(unit.key.partition("-")[2])
            assign_teacher(self.house.programme, year, unit.name, teacher, by=self.house.director, at=at)
            for session in (1, 2):
                for paper in syllabus(unit, session):
                    self._paper(year, unit, place, session, paper, at)

    def _taught(self, year: int) -> Iterator[tuple[int, Unit]]:
        """The units somebody follows in a year, with their place in their half-year."""
        places: dict[str, int] = defaultdict(int)
        for unit in self.law.units.values():
            if self.following.get((year, unit.name)):
                yield places[unit.above[1][0]], unit
                places[unit.above[1][0]] += 1

    def _paper(self, year: int, unit: Unit, place: int, session: int, sat: Sat, at: datetime) -> None:
        day = _day(year, unit, place, session, sat)
        facts = {
            "épreuve.type": sat.kind,
            "épreuve.coefficient": str(sat.weight),
            "épreuve.jour": day.isoformat(),
        }
        slot = f"{unit.key}/{session}"
        programme, office = self.house.programme, self.house.office
        paper = set_paper(programme, year, unit.name, slot, sat.name, facts=facts, by=office, at=at)
        self.papers[year, slot, sat.name] = paper
        where = self.following if session == 1 else self.resitting

        def sitting() -> list[tuple[Dossier, str]]:
            return [(one.file, one.text(unit, session, sat, year)) for one in where[year, unit.name]]

        self.scene.mark(paper, day, self.house.teacher_of(unit.key.partition("-")[2]), sitting)

    def resits(self, year: int, stages: tuple[str, ...], at: datetime) -> None:
        """Register for the second session those whom the first left without a module, as the text says."""
        known = {one.file.pk: one for one in self.cast if year in one.years and one.years[year].stage in stages}
        if not known:
            return
        allowed = holding([one.file for one in known.values()], ALLOWED, at=at)
        said: list[Statement] = []
        for key, one in known.items():
            for module in sorted(allowed[key]):
                who = self.resitting[year, f"module:{module}"]
                if one in self.following[year, f"module:{module}"] and one not in who:
                    who.append(one)
                    said.append(Statement(one.file, RESIT, module, "oui"))
        self.house.declare(said, "Inscription à la seconde session", at)


def _day(year: int, unit: Unit, place: int, session: int, sat: Sat) -> date:
    """When a paper falls: files in the term, exams at its end, intensive modules in November, resits in June."""
    odd = unit.above[1][0] in ("S1", "S3", "S5")
    if unit.key in LATE:
        return day_of(year + 1, 11, 3) if session == 2 else day_of(year + 1, 9, 14 if sat.kind == "dossier" else 22)
    if session == 2:
        return day_of(year, 6, 15 + place // 2) if odd else day_of(year, 6, 18 + place // 2)
    if sat.kind.endswith("terminal"):
        if odd:
            return day_of(year, 11, 6 + place * 2) if place in INTENSIVE else day_of(year, 1, 8 + place)
        return day_of(year, 5, 9 + place)
    start = day_of(year, 10, 6) if odd else day_of(year, 3, 9)
    return working(start + timedelta(days=6 * place))
