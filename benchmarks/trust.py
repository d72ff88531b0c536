"""Proving a journal: a school of two million marks, each vouched for by its line, proved whole, then proved again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from benchmarks.page import Table, paragraphs, table
from benchmarks.school import campus

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
REGULATIONS = Path(__file__).resolve().parents[1] / "regulations"
TARGET = "20 s"


@dataclass(frozen=True)
class Rows:
    """So many marks, on so many papers; a line of the journal tells of so many at once."""

    marks: int = 2_000_000
    papers: int = 500
    a_line: int = 5


# What `assessment.actions.marks` writes, by millions: the marks, then what the journal commits to of each.
_MARKS = """
insert into assessment_mark (id, paper_id, dossier_id, state, value, why, by_id, at, superseded_at, entry_id)
select n, (%(papers)s::uuid[])[1 + (n - 1) %% %(count)s], (%(dossiers)s::bigint[])[1 + (n - 1) / %(count)s],
    'given', trim_scale((n %% 201) / 10.0), '', %(by)s, %(at)s, null, %(entry)s + (n - 1) / %(a_line)s
from generate_series(1, %(marks)s) as n
"""
_COMMITMENTS = """
insert into common_commitment (entry_id, relation, key, salt, digest)
select entry_id, 'assessment_mark', id::text, decode(md5(id::text), 'hex'), sha256(decode(md5(id::text), 'hex')
    || convert_to(format('["%s","%s",%s,"given","%s","","%s","%s",null]', id, paper_id, dossier_id,
        trim_scale(value), by_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')), 'UTF8'))
from assessment_mark order by id
"""
_OPENED = """
select entry_id, encode(sha256(string_agg(digest, ''::bytea order by digest)), 'hex'), count(*) from common_commitment
where relation = 'assessment_mark' group by entry_id order by entry_id
"""


def section(rows: Rows = Rows()) -> str:
    """Measured on a server of its own, made and removed here."""
    with campus() as folder:
        return _measured(rows, folder)


def _measured(rows: Rows, data: Path) -> str:
    from django.db import connection, connections

    _fill(rows)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    first, proof = _proved()
    again, same = _proved()
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("update assessment_mark set value = 20 where id = %s", [rows.marks // 2])
        cursor.execute("set session_replication_role = origin")
    third, altered = _proved()
    named = [number for chain in altered.chains for number, _ in chain.altered]
    kept = (data / "journal-checkpoint.json").stat().st_size
    connections.close_all()
    [school] = [chain for chain in proof.chains if chain.name]
    measured: Table = [
        ("proof", "elapsed", "of processors", "what it says", "target"),
        ("the first: all is read", *first, _said(proof), ""),
        ("the next: nothing has changed", *again, _said(same), TARGET),
        ("the next: one mark was raised behind the triggers", *third, _said(altered), TARGET),
    ]
    return paragraphs(
        "## Trust",
        f"A journal of {school.lines:,} lines that vouches for {school.rows:,} rows, {rows.marks:,} of them marks, as "
        "`parchemin campus journal` proves it, on the embedded PostgreSQL as a school starts it.",
        table(measured),
        f"Lines named after the mark was raised: {len(named)}. What was verified is kept in {kept / 1024:,.0f} kB.",
    )


def _proved() -> tuple[tuple[str, str], Any]:
    """The time it took, and that of processors, here and in PostgreSQL; and the proof."""
    from django.db import connection

    from parchemin.service.integrity import prove

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    working = [psutil.Process(), psutil.Process(backend)]
    start, before = perf_counter(), _spent(working)
    proof = prove()
    return (f"{perf_counter() - start:.1f} s", f"{_spent(working) - before:.1f} s"), proof


def _spent(working: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in working)


def _said(proof: Any) -> str:
    return "whole" if proof.whole else "altered"


def _fill(rows: Rows) -> None:
    """A programme, its papers and its cohort by the actions people use; the marks as these would have written them."""
    from django.db import connection

    from parchemin.campus.common.journal import last_line, next_keys
    from parchemin.campus.common.models import Entry

    by, papers, dossiers = _school(rows)
    [entry] = next_keys(Entry, 1)
    told = {
        "papers": papers,
        "count": rows.papers,
        "dossiers": dossiers,
        "by": by,
        "at": NOON,
        "entry": entry + 1,
        "a_line": rows.a_line,
        "marks": rows.marks,
    }
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # the lines that marks point at come last
        cursor.execute(_MARKS, told)
        cursor.execute(_COMMITMENTS)
        cursor.execute(_OPENED)
        opened = cursor.fetchall()
        last = last_line("icn")
        assert last
        with cursor.copy(
            "copy common_entry (id, chain, number, at, actor, verb, subject, payload, previous, digest) from stdin"
        ) as copied:
            for line in _lines(last, opened, by):
                copied.write_row(line)
        cursor.execute("set session_replication_role = origin")


def _lines(last: Any, opened: list[tuple[int, str, int]], by: Any) -> Iterator[tuple[Any, ...]]:
    """The lines that tell of marks, each after the one before it."""
    import json

    from parchemin.campus.common.journal import digest_of
    from parchemin.campus.common.models import Entry

    number, previous = last.number, last.digest
    for key, opens, count in opened:
        number += 1
        payload = {"rows": count, "opens": opens}
        line = Entry(
            id=key, chain="icn", number=number, at=NOON, actor=by, verb="assessment.enter_marks", subject="paper",
            payload=payload, previous=previous,
        )  # fmt: skip
        line.digest = previous = digest_of(line)
        yield (
            *(key, "icn", number, NOON, by, line.verb, line.subject, json.dumps(payload), line.previous),
            line.digest,
        )


def _school(rows: Rows) -> tuple[Any, list[Any], list[int]]:
    """Who marks, the keys of the papers, and those of the students' files."""
    from parchemin.campus.assessment.actions.papers import set_paper
    from parchemin.campus.catalogue.actions import open_intake, open_programme
    from parchemin.campus.enrolment.actions import Entrant, enrol
    from parchemin.campus.law.publications import files_of
    from parchemin.campus.people.actions import enter_person, found_school, grant_role
    from parchemin.campus.people.models import Role
    from parchemin.campus.texts.actions import publish

    ada = enter_person("ada@example.org", "Ada", "Martin", by=None, at=NOON)
    school = found_school("icn", "ICN", director=ada, at=NOON)
    grant_role(ada, school, Role.OFFICE, by=ada, at=NOON)
    programme = open_programme(school, "icn-pge", "Grande École", by=ada, at=NOON)
    publish(programme, files_of(REGULATIONS / "icn-pge"), by=ada, at=NOON)
    intake = open_intake(programme, "2026", date(2026, 9, 1), by=ada, at=NOON)
    people = [Entrant(f"{i:05}", f"P{i}", f"N{i}", f"e{i}@example.org") for i in range(-(-rows.marks // rows.papers))]
    dossiers = enrol(intake, people, by=ada, at=NOON)
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1"}
    papers = [
        set_paper(
            programme, 2026 + i // 5, "module:S1-DROIT", "S1-DROIT/1", f"n{i % 5}", facts=facts, by=ada, at=NOON
        ).pk
        for i in range(rows.papers)
    ]
    return ada.pk, papers, [dossier.pk for dossier in dossiers]


if __name__ == "__main__":
    print(section())
