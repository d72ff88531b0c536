"""What the office of the Grande École declares: choices, stays, experiences, tests of English, the end of studies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from parchemin.campus.common.demonstration import day_of, on, working
from parchemin.campus.demo.icn.plan import Planned
from parchemin.campus.demo.names import dice
from parchemin.campus.demo.scene import House, Scene
from parchemin.campus.dossiers.actions import Statement, keep
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for

CLOSED = "TRANSFORMATION"  # not open in the second year
WEEKS_A_MONTH = 4.345
ENGLISH_MINIMUM = 785


class Facts:
    """The declarations of every year, each at its time."""

    def __init__(self, scene: Scene, house: House, cast: list[Planned]) -> None:
        self.scene, self.house, self.cast = scene, house, cast

    def plan(self) -> None:
        for year in range(self.scene.year - 3, self.scene.year + 1):
            self._at(year, 10, 5, self.summer, "Expérience d’été validée")
            self._at(year, 10, 15, self.choices, "Choix de spécialisation")
            self._at(year, 12, 4, self.leaving, "Accord pédagogique signé")
            self._at(year, 3, 20, self.english, "Attestation de résultat enregistrée")
            self._at(year, 6, 25, self.returned, "Relevé de notes de l’université partenaire")
            self._at(year + 1, 10, 12, self.internship, "Stage de fin d’études évalué", year)
            self._at(year + 1, 11, 23, self.end, "Fin du cursus constatée par la scolarité", year)
        self._at(self.scene.year, 11, 20, self.presence, "Relevé des absences aux cours")
        self.scene.agenda.at(on(self.scene.year - 3, 9, 18), self.taken_over)

    def _at(
        self,
        year: int,
        month: int,
        day: int,
        told: Callable[[int], Iterable[Statement]],
        reason: str,
        about: int | None = None,
    ) -> None:
        def act(at: datetime) -> None:
            self.house.declare(told(year if about is None else about), reason, at)

        self.scene.agenda.at(on(year, month, day, 15), act)

    def _of(self, year: int, *stages: str) -> Iterator[Planned]:
        """Those who follow a year of study, in a year."""
        for one in self.cast:
            told = one.years.get(year)
            if told and told.stage in stages and told.semesters != ():
                yield one

    # --- during the studies ----------------------------------------------------------------------------------------

    def choices(self, year: int) -> Iterator[Statement]:
        every = [m.key for m in self._law().regulation.levels["spécialisation"].members]
        open_now = [key for key in every if key != CLOSED]
        for one in self._of(year, "A2"):
            first, second = dice("choices", one.number).sample(open_now, 2)
            yield Statement(one.file, "spécialisation.principale", first, "oui")
            yield Statement(one.file, "spécialisation.complémentaire", second, "oui")
        for one in self._of(year, "A3"):
            first, _ = dice("choices", one.number).sample(open_now, 2)
            yield Statement(one.file, "spécialisation.suivie_en_A3", first, "oui")

    def _law(self) -> Law:
        return law_for(next(one.file for one in self.cast if one.dossier))

    def leaving(self, year: int) -> Iterator[Statement]:
        for one in self._of(year, "A2"):
            if one.years[year].semesters == ("S3",):
                yield from _row(
                    one,
                    "séjour",
                    "s4",
                    cadre="séjour_semestriel",
                    période="en_S4",
                    mois="5",
                    semestres="1",
                    à_l_étranger="oui",
                    accord_signé="oui",
                    cours_validés="oui",
                    crédits_prévus="30",
                )

    def returned(self, year: int) -> Iterator[Statement]:
        for one in self._of(year, "A2"):
            if one.years[year].semesters == ("S3",):
                yield from _row(one, "séjour", "s4", crédits_obtenus="30")

    def english(self, year: int) -> Iterator[Statement]:
        for one in self._of(year, "A2"):
            if one.toeic:
                yield from _row(
                    one,
                    "test_anglais",
                    "toeic",
                    organisme="TOEIC",
                    passé_le=day_of(year, 3, 12).isoformat(),
                    résultat=str(one.toeic),
                    minimum_publié=str(ENGLISH_MINIMUM),
                    copie_enregistrée="oui",
                )

    def presence(self, year: int) -> Iterator[Statement]:
        for one in self._of(year, "A1", "A2", "A3"):
            throw = dice("presence", one.number)
            missed = throw.randrange(1, 5) if throw.random() < 0.04 and not one.steady else 0
            yield Statement(one.file, "étudiant.absences_sans_excuse", "", str(missed))

    # --- experiences -------------------------------------------------------------------------------------------------

    def summer(self, year: int) -> Iterator[Statement]:
        """The summer after the year of entry."""
        for one in self.cast:
            if one.dossier and one.entry == year - 1 and one.years.get(year):
                moment = "été_A1" if one.stage == "A1" else "été_A2"
                part_time = one.summer[1] != "100"
                yield from _experience(one, "été", "autre_moment" if part_time else moment, year, 6, one.summer, False)

    def internship(self, year: int) -> Iterator[Statement]:
        for one in self._of(year, "A3"):
            if one.ends == year:
                away = not one.abroad and "étudiant.étranger" not in one.facts
                yield from _experience(one, "stage de fin d’études", "semestre_S6", year + 1, 2, one.final, away)

    # --- the end ---------------------------------------------------------------------------------------------------

    def end(self, year: int) -> Iterator[Statement]:
        for one in self.cast:
            over = one.ends == year and year in one.years and one.years[year].stage == "A3"
            if one.dossier and (over or (one.years.get(year) and one.years[year].nature == "exceptionnelle")):
                yield Statement(one.file, "étudiant.fin_de_cursus", "", "oui")
                yield Statement(one.file, "étudiant.événements_signalés", "", "6")
                yield Statement(one.file, "étudiant.événements_suivis", "", "6")

    def taken_over(self, at: datetime) -> None:
        """The marks of somebody who entered before the campus, from the former records."""
        for one in self.cast:
            if one.entry < self.scene.year - 3:
                former = list(_former(one, self._law()))  # no paper of the campus was theirs: kept as they were said
                keep(former, reason="Reprise des notes des années antérieures", by=self.house.office, at=at)


def _former(one: Planned, law: Law) -> Iterator[Statement]:
    for unit in law.units.values():
        note = str(dice("former", one.number, unit.key).randrange(44, 64) / 4).replace(".", ",")
        place = f"{unit.key}/1/reprise"
        yield Statement(one.file, "épreuve.type", place, "écrit_continu")
        yield Statement(one.file, "épreuve.coefficient", place, "1")
        yield Statement(one.file, "épreuve.note", place, note)
    yield from _experience(one, "été", "été_A1", one.entry + 1, 6, ("3", "100"), False)
    yield from _experience(one, "stage de fin d’études", "semestre_S6", one.entry + 3, 2, ("6", "100"), True)
    yield from _row(
        one,
        "test_anglais",
        "toeic",
        organisme="TOEIC",
        passé_le=day_of(one.entry + 1, 3, 12).isoformat(),
        résultat=str(one.toeic),
        minimum_publié=str(ENGLISH_MINIMUM),
        copie_enregistrée="oui",
    )


def _row(one: Planned, level: str, name: str, **facts: str) -> Iterator[Statement]:
    """A line of one of the dossier's registers."""
    for fact, text in facts.items():
        yield Statement(one.file, f"{level}.{fact}", name, text)


def _experience(
    one: Planned, name: str, when: str, year: int, month: int, length: tuple[str, str], away: bool
) -> Iterator[Statement]:
    """A work placement, in order: mission and agreement before it begins, marked by the school and the company."""
    throw = dice("experience", one.number, name)
    months, share = length
    begins, signed = working(date(year, month, 8)), working(date(year, month - 1, 20))
    yield from _row(
        one,
        "expérience",
        name,
        moment=when,
        semaines=str(int(float(months.replace(",", ".")) * WEEKS_A_MONTH)),
        mois=months,
        forme="stage" if share == "100" else "autre_contrat",
        début=begins.isoformat(),
        mission_validée="oui",
        mission_validée_le=signed.isoformat(),
        signature_école="oui",
        signature_entreprise="oui",
        signature_étudiant="oui",
        dernière_signature_le=signed.isoformat(),
        à_l_étranger="oui" if away else "non",
        quotité=share,
        note_du_livrable=str(throw.randrange(22, 36) / 2).replace(".", ","),
        note_de_l_entreprise=str(throw.randrange(22, 38) / 2).replace(".", ","),
        formulaire_du_tuteur="oui",
        formulaire_du_maître_de_stage="oui",
        synthèse_rédigée="oui",
    )
