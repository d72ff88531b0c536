"""The campus on a cohort of 5,000: a jury's files drawn, its table, one file, all through the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import measure
from benchmarks.page import Table, paragraphs, table
from benchmarks.school import campus

STUDENTS = 5_000
NOON, HELD = datetime(2026, 9, 1, 12, tzinfo=UTC), datetime(2027, 7, 2, 9, tzinfo=UTC)
REGULATIONS = Path(__file__).resolve().parents[1] / "regulations"
SCODOC = 4.4  # seconds for 1,000 students, version 9.0 (2021), on its own database


def section(students: int = STUDENTS, times: int = 40) -> str:
    """Measured on a server of its own, made and removed here; each page is opened so many times."""
    with campus():
        return _measured(students, times)


def _measured(students: int, times: int) -> str:
    from django.db import connections

    from parchemin.service.warming import set_aside

    logging.disable(logging.INFO)
    session = _School(students)
    set_aside()  # as a process of the web server does before it answers anybody
    opening = _once(session.open)
    redraw = measure.best(session.redraw, 3.0)
    pages = {name: _percentiles(session.reader(*asked), times) for name, asked in session.pages().items()}
    confirming = _once(session.confirm)
    closing = _once(session.close)
    connections.close_all()
    rows: Table = [("what", "measured", "target")]
    rows.append((f"files of {students:,} students drawn, database included", f"{opening:.2f} s", "2 s"))
    rows.append(("time a student, against ScoDoc 9.0", f"1 / {SCODOC / 1_000 / (opening / students):.0f}", ""))
    rows.append(("the same drawn again, nothing changed", f"{redraw:.2f} s", ""))
    rows += [
        (name, f"{middle:.0f} ms, 95th percentile {late:.0f} ms", "150 ms" if "student's" in name else "500 ms")
        for name, (middle, late) in pages.items()
    ]
    rows.append((f"{session.decided:,} decisions adopted together", f"{confirming:.2f} s", ""))
    rows.append(("closing: everything checked anew, Merkle root", f"{closing:.2f} s", ""))
    return paragraphs(
        "## A jury",
        f"{students:,} students of `icn-pge` in one year, a mark on each of its modules; pages asked of Django itself.",
        table(rows),
    )


def _once(run: Callable[[], Any]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def _percentiles(run: Callable[[], Any], times: int) -> tuple[float, float]:
    """The middle and the 95th percentile of a page, in milliseconds."""
    found = sorted(_once(run) * 1_000 for _ in range(times))
    return found[times // 2], found[times * 95 // 100]


class _School:
    """One programme, its cohort of one year, its jury ready to open; through the actions that people use."""

    def __init__(self, students: int) -> None:
        from parchemin.campus.catalogue.actions import open_intake, open_programme
        from parchemin.campus.enrolment.actions import Entrant, enrol, register
        from parchemin.campus.law.publications import files_of
        from parchemin.campus.people.actions import enter_person, found_school, grant_role
        from parchemin.campus.people.models import Role
        from parchemin.campus.texts.actions import publish

        self.ada = enter_person("ada@example.org", "Ada", "Martin", by=None, at=NOON)
        school = found_school("icn", "ICN", director=self.ada, at=NOON)
        for role in (Role.OFFICE, Role.JURY):
            grant_role(self.ada, school, role, by=self.ada, at=NOON)
        self.programme = open_programme(school, "icn-pge", "Grande École", by=self.ada, at=NOON)
        publish(self.programme, files_of(REGULATIONS / "icn-pge"), by=self.ada, at=NOON)
        intake = open_intake(self.programme, "2026", date(2026, 9, 1), by=self.ada, at=NOON)
        people = [Entrant(f"{i:05}", f"Prénom{i % 97}", f"Nom{i}", f"e{i}@example.org") for i in range(students)]
        self.dossiers = enrol(intake, people, by=self.ada, at=NOON)
        register(self.dossiers, 2026, stage="A1", nature="enseignement", by=self.ada, at=NOON)
        self._declare()
        self._mark()
        self._call()

    def _declare(self) -> None:
        from parchemin.campus.dossiers.actions import Statement, declare

        law = self._law()
        for first in range(0, len(self.dossiers), 1_000):
            some = self.dossiers[first : first + 1_000]
            said = [Statement(d, "étudiant.voie", "", "BCE") for d in some]
            said += [
                Statement(d, "module.inscrit_en_session_2", unit.key, "non")
                for d in some
                for unit in law.units_of("A1")
            ]
            declare(said, reason="", by=self.ada, at=NOON)

    def _law(self) -> Any:
        from parchemin.campus.assessment.queries.papers import law_of_year

        return law_of_year(self.programme, 2026)

    def _mark(self) -> None:
        from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
        from parchemin.campus.assessment.actions.papers import set_paper

        facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1", "épreuve.jour": "2026-09-01"}
        for place, unit in enumerate(self._law().units_of("A1")):
            slot = f"{unit.key}/1"
            paper = set_paper(self.programme, 2026, unit.name, slot, "examen", facts=facts, by=self.ada, at=NOON)
            marks = [f"{(i * 7 + place * 13) % 1100 // 100 + 8},{i % 100:02}" for i in range(len(self.dossiers))]
            enter_marks(paper, [Entered(d, m) for d, m in zip(self.dossiers, marks, strict=True)], by=self.ada, at=NOON)
            submit(paper, by=self.ada, at=NOON)

    def _call(self) -> None:
        from parchemin.campus.jury.actions import call_jury, seat
        from parchemin.campus.people.actions import enter_person, grant_role
        from parchemin.campus.people.models import Role

        decisions = [("année.progression", "A1")]
        self.jury = call_jury(
            self.programme,
            2026,
            stage="A1",
            title="Jury",
            kind="progression",
            held_at=HELD,
            decisions=decisions,
            by=self.ada,
            at=NOON,
        )
        seat(self.jury, self.ada, office="president", by=self.ada, at=NOON)
        for i in range(4):
            person = enter_person(f"m{i}@example.org", "Marc", f"Membre{i}", by=None, at=NOON)
            grant_role(person, self.programme.school, Role.JURY, by=self.ada, at=NOON)
            seat(self.jury, person, office="" if i else "vice_president", represents=True, by=self.ada, at=NOON)

    def open(self) -> None:
        from parchemin.campus.jury.actions import open_jury
        from parchemin.campus.jury.queries.composition import asked

        present = list(self.jury.seats.values_list("pk", flat=True))
        known = {fact.name: "oui" for fact in asked(self.jury)}
        open_jury(self.jury, present=present, known=known, by=self.ada, at=HELD)

    def redraw(self) -> None:
        from parchemin.campus.jury.actions import redraw

        assert redraw(self.jury, by=self.ada, at=HELD) == []

    def pages(self) -> dict[str, tuple[Any, str]]:
        """Each page measured: who opens it, and its address."""
        from django.urls import reverse

        room, student = reverse("jury:deliberation", args=[self.jury.pk]), self.dossiers[7]
        return {
            "the cohort's page": (self.ada, room),
            "sorted by units lost, the fortieth page": (self.ada, f"{room}?sort=-missing&page=40"),
            "filtered by name and state": (self.ada, f"{room}?q=nom12&state=choice"),
            "one student's file in the jury": (self.ada, reverse("jury:file", args=[self.jury.pk, student.ref])),
            "one student's page, “Mon parcours”": (student.person, reverse("desks:road", args=[student.ref])),
        }

    def reader(self, person: Any, address: str) -> Callable[[], None]:
        """Opens a page, signed in."""
        from django.test import Client

        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

        def read() -> None:
            assert client.get(address).status_code == 200

        return read

    def confirm(self) -> None:
        from parchemin.campus.jury.actions import confirm

        self.decided = confirm(self.jury, "jury", by=self.ada, at=HELD)

    def close(self) -> None:
        """What is left to choose is put off first, outside of the measure's point."""
        from parchemin.campus.jury.actions import close_jury
        from parchemin.campus.jury.actions.deciding import keep, ruling
        from parchemin.campus.jury.models import Question, Ruling

        ruled = Ruling.objects.filter(superseded_at=None).values("question")
        left = Question.objects.filter(jury=self.jury).exclude(pk__in=ruled)
        from django.db import transaction

        with transaction.atomic():
            made = [ruling(question, question.options[0], by=self.ada, at=HELD) for question in left]
            keep("jury.decide", made, self.jury, self.ada, HELD)
        close_jury(self.jury, by=self.ada, at=HELD)
